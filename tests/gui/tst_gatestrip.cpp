#include "overlap/text/format.h"
#include "panels/gatestrip.h"
#include "timeline/timelineview.h"
#include "windowfixture.h"

#include <QAction>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QScrollBar>

using namespace overlap;
using namespace overlap::ui;
using namespace Qt::StringLiterals;

// Gates in the window: what they hold is seen, and let go by clicks and by keys.
class TestGateStrip : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void holdsEightAndLetsThemGo();
    void letsThemGoByKeys();
    void failsThem();
    void ticksOnlyWhileItHolds();
    void selectedRequestByKeys();
    void heldRowAndBarHaveEntries_data();
    void heldRowAndBarHaveEntries();
    void saysThatAnAnswerIsHeld();
    void buttonsFormColumns();
    void listsMany();
    void stopsAtOnce();
};

namespace {

struct Fixture : WindowFixture
{
    explicit Fixture(const QByteArray &target = "/gate/a?n={n}") : WindowFixture(target) {}

    // Eight requests of the built-in client are held.
    void holdEight()
    {
        serve();
        QVERIFY(!strip()->isVisible());
        QTest::keyClick(window.get(), Qt::Key_B, Qt::ControlModifier);
        QTRY_COMPARE(said(), u"8 held, for 0 s"_s);
        QVERIFY(strip()->isVisible());
        QTRY_COMPARE(requests()->rowCount(), 8); // the card has gone
    }
    GateStrip *strip() const { return find<GateStrip>("gates"); }
    QWidget *row(const QString &gate = u"a"_s) const
    {
        return strip()->findChild<QWidget *>(u"gate "_s + gate);
    }
    // Without how long, unless it is new: tests may be slow.
    QString said() const
    {
        const auto *label = row() ? row()->findChild<QLabel *>(u"gateState"_s) : nullptr;
        return label ? label->text() : QString();
    }
    int held() const { return said().contains(u"held"_s) ? said().section(u' ', 0, 0).toInt() : 0; }
    QPushButton *button(const char *name) const
    {
        return row()->findChild<QPushButton *>(QLatin1StringView(name));
    }
    void press(const char *name) const
    {
        QVERIFY2(button(name)->isVisible() && button(name)->isEnabled(), name);
        QTest::mouseClick(button(name), Qt::LeftButton);
    }
    quint64 answered() const { return session.store().total(); }
    bool isLast(int status) const
    {
        const auto &store = session.store();
        return store.size() > 0 && store.record(store.endRow() - 1).status == status;
    }
};

void press(Qt::Key key)
{
    QTest::keyClick(QApplication::focusWidget(), key);
}

QAction *entry(const QMenu &menu, const QString &text)
{
    for (QAction *action : menu.actions()) {
        if (action->text().remove(u'&') == text)
            return action;
    }
    return nullptr;
}

} // namespace

void TestGateStrip::holdsEightAndLetsThemGo()
{
    Fixture f;
    f.holdEight();
    QVERIFY(!f.button("closeGate")->isEnabled());
    f.press("openOnce");
    QTRY_COMPARE(f.held(), 7);
    QTRY_COMPARE(f.answered(), quint64(1));
    f.press("openGate");
    QTRY_COMPARE(f.answered(), quint64(8));
    QTRY_COMPARE(f.said(), u"open"_s);
    QVERIFY(!f.button("openOnce")->isEnabled() && !f.button("failGate")->isEnabled());
    QVERIFY(f.strip()->isVisible());
    QTRY_VERIFY(!f.session.isSending());
    QTest::keyClick(f.window.get(), Qt::Key_B, Qt::ControlModifier); // nobody waits
    QTRY_COMPARE(f.answered(), quint64(16));
    f.press("closeGate");
    QTRY_COMPARE(f.said(), u"closed, holds nothing"_s);
    QTRY_VERIFY(!f.session.isSending());
    QTest::keyClick(f.window.get(), Qt::Key_B, Qt::ControlModifier);
    QTRY_COMPARE(f.held(), 8);
}

void TestGateStrip::letsThemGoByKeys()
{
    Fixture f;
    f.holdEight();
    for (int i = 0; i < 10 && QApplication::focusWidget() != f.button("openOnce"); ++i)
        press(Qt::Key_F6);
    QCOMPARE(QApplication::focusWidget(), f.button("openOnce"));
    QCOMPARE(f.button("openOnce")->accessibleName(), u"Open gate a once"_s);
    QCOMPARE(f.button("failGate")->accessibleName(), u"Fail what gate a holds (503)"_s);
    press(Qt::Key_Space);
    QTRY_COMPARE(f.held(), 7);
    press(Qt::Key_Return);
    QTRY_COMPARE(f.held(), 6);
    press(Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget(), f.button("openGate"));
    press(Qt::Key_Space);
    QTRY_COMPARE(f.answered(), quint64(8));
    QTRY_COMPARE(QApplication::focusWidget(), f.button("closeGate")); // it is never lost
    press(Qt::Key_Space);
    QTRY_COMPARE(QApplication::focusWidget(), f.button("openGate"));
}

void TestGateStrip::failsThem()
{
    Fixture f;
    f.holdEight();
    f.press("failGate");
    QTRY_COMPARE(f.answered(), quint64(8));
    QVERIFY(f.isLast(503));
    QTRY_COMPARE(f.said(), u"closed, holds nothing"_s);
}

void TestGateStrip::ticksOnlyWhileItHolds()
{
    Fixture f;
    f.holdEight();
    QVERIFY(f.strip()->isTicking());
    QTRY_VERIFY(!f.said().endsWith(u" 0 s"_s));
    f.press("openGate");
    QTRY_VERIFY(!f.strip()->isTicking());
}

void TestGateStrip::selectedRequestByKeys()
{
    Fixture f;
    f.holdEight();
    auto *letGo = f.find<QAction>("letGo");
    QVERIFY(!letGo->isEnabled());
    auto *view = f.find<TimelineView>("timeline");
    QTRY_COMPARE(f.session.store().inFlight().size(), 8u);
    const quint64 third = f.session.store().inFlight()[2].record.id;
    view->selectRequest(third);
    view->setFocus();
    QVERIFY(letGo->isEnabled());
    QTest::keyClick(view, Qt::Key_G, Qt::ControlModifier);
    QTRY_COMPARE(f.held(), 7);
    QTRY_VERIFY(f.session.store().rowOf(third).has_value());
    QTRY_VERIFY(!letGo->isEnabled());
    view->selectRequest(f.session.store().inFlight()[0].record.id);
    QTest::keyClick(view, Qt::Key_G, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(f.answered(), quint64(2));
    QVERIFY(f.isLast(503));
}

void TestGateStrip::heldRowAndBarHaveEntries_data()
{
    QTest::addColumn<bool>("bar");
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("status");
    QTest::newRow("bar, go") << true << u"Let it go"_s << 200;
    QTest::newRow("bar, fail") << true << u"Fail it (503)"_s << 503;
    QTest::newRow("row, go") << false << u"Let it go"_s << 200;
    QTest::newRow("row, fail") << false << u"Fail it (503)"_s << 503;
}

void TestGateStrip::heldRowAndBarHaveEntries()
{
    QFETCH(bool, bar);
    QFETCH(QString, text);
    QFETCH(int, status);
    Fixture f;
    f.holdEight();
    auto *view = f.find<TimelineView>("timeline");
    auto *table = f.find<QTableView>("requests");
    QTRY_COMPARE(f.requests()->rowCount(), 8);
    view->selectRequest(f.session.store().inFlight()[3].record.id);
    QAbstractScrollArea *area = bar ? static_cast<QAbstractScrollArea *>(view) : table;
    const auto menu = [&] {
        return area->findChild<QMenu *>(bar ? u"timelineMenu"_s : u"rowMenu"_s);
    };
    area->setFocus();
    if (!bar)
        table->selectRow(2);
    QTest::keyClick(area, Qt::Key_F10, Qt::ShiftModifier);
    QVERIFY(menu() && menu()->isVisible());
    QVERIFY(entry(*menu(), text));
    QTest::mouseClick(menu(), Qt::LeftButton, {},
                      menu()->actionGeometry(entry(*menu(), text)).center());
    QTRY_COMPARE(f.held(), 7);
    QTRY_COMPARE(f.answered(), quint64(1));
    QVERIFY(f.isLast(status));
    delete menu();
    if (bar) {
        QTest::keyClick(area, Qt::Key_F10, Qt::ShiftModifier); // it is answered now
        QVERIFY(menu() && !entry(*menu(), text));
        delete menu();
    }
}

// Within: the row and the details say so, and how long it was.
void TestGateStrip::saysThatAnAnswerIsHeld()
{
    Fixture f("/do?text=first&gate=a&text=then");
    f.holdEight();
    const auto *rows = f.requests();
    int state = 0;
    while (rows->headerData(state, Qt::Horizontal) != u"State"_s)
        QVERIFY(++state < rows->columnCount());
    QTRY_VERIFY(rows->index(0, state).data().toString().startsWith(u"held "_s));
    auto *view = f.find<TimelineView>("timeline");
    view->selectRequest(f.session.store().inFlight()[0].record.id);
    const auto *held = f.find<QLabel>("duration held");
    QTRY_VERIFY(held->isVisible());
    QVERIFY(f.find<QLabel>("duration sending")->isVisible());
    f.press("openGate");
    QTRY_COMPARE(f.answered(), quint64(8));
    const record::Record record = f.session.store().record(f.session.store().firstRow());
    QTRY_COMPARE(held->text(), text::durationText(phaseNs(record, record::Phase::Held)));
    QTRY_COMPARE(f.find<QLabel>("pieces")->text(), u"2"_s);
}

// Whatever the gates are called, and whatever is said of them.
void TestGateStrip::buttonsFormColumns()
{
    Fixture f;
    f.holdEight();
    f.session.gates().close("a-name-that-is-longer");
    f.session.gates().open("b");
    QTRY_VERIFY(f.row(u"b"_s));
    const auto places = [&](const QString &gate) {
        QList<int> lefts;
        for (const auto *button : f.row(gate)->findChildren<QPushButton *>())
            lefts += button->mapTo(f.strip(), QPoint()).x();
        return lefts;
    };
    const int least = f.window->minimumSizeHint().width();
    for (const int width : {1280, least}) { // where it is narrow, they wrap
        f.window->resize(width, 800);
        QTRY_COMPARE(f.window->width(), width);
        QTRY_COMPARE(places(u"a-name-that-is-longer"_s), places(u"a"_s));
        QCOMPARE(places(u"b"_s), places(u"a"_s));
    }
}

void TestGateStrip::listsMany()
{
    Fixture f;
    f.holdEight();
    const int one = f.strip()->height();
    for (int i = 0; i < 300; ++i)
        f.session.gates().close("gate" + QByteArray::number(i));
    QTRY_VERIFY(f.strip()->findChildren<QLabel *>(u"gateState"_s).size() == 100);
    QTRY_VERIFY(f.strip()->verticalScrollBar()->maximum() > 0);
    QVERIFY(f.strip()->height() < 6 * one);
    QCOMPARE(f.held(), 8); // it comes first, as it holds some
    QVERIFY(f.row()->y() < one);
}

// Nobody is asked to open a gate of a server that stops.
void TestGateStrip::stopsAtOnce()
{
    Fixture f;
    f.holdEight();
    QElapsedTimer since;
    since.start();
    QTest::keyClick(f.window.get(), Qt::Key_F5, Qt::ShiftModifier);
    QTRY_COMPARE(f.session.state(), Session::State::Stopped);
    QVERIFY(since.elapsed() < 8000); // the limit is ten seconds
    QCOMPARE(f.answered(), quint64(8));
    QVERIFY(f.isLast(503));
    QTRY_COMPARE(f.said(), u"closed, holds nothing"_s);
}

QTEST_MAIN(TestGateStrip)
#include "tst_gatestrip.moc"
