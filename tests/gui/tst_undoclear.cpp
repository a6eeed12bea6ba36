#include "selection.h"
#include "timeline/timelineview.h"
#include "windowfixture.h"

#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>

using namespace overlap;
using namespace overlap::ui;
using namespace Qt::StringLiterals;

// Clearing finished requests, and undoing that, by clicks and keys.
class TestUndoClear : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void byTheButton();
    void byTheKeys();
    void byTheKeysInTheFilter();
    void endsTheSelection();
    void keepsWhatIsInFlightSelected();
    void keepsFilterAndOrder();
};

namespace {

// A window with eight finished requests.
class Answered : public WindowFixture
{
public:
    Answered() : WindowFixture("/sleep/20ms?n={n}") {}
    void open()
    {
        WindowFixture::open();
        click("startAndSend");
        QTRY_COMPARE(requests()->rowCount(), 8);
        QTRY_VERIFY(session.store().inFlight().empty() && !session.isSending());
    }
    QAction *action(const QString &text) const
    {
        for (QAction *action : window->findChildren<QAction *>()) {
            if (action->text().remove(u'&') == text)
                return action;
        }
        return nullptr;
    }
    // By the menu.
    void clear() const { action(u"Clear finished requests"_s)->trigger(); }
    QWidget *bar() const { return find<QWidget>("cleared"); }
    int bars() const
    {
        auto *timeline = find<TimelineView>("timeline");
        timeline->fitAll();
        timeline->grab();
        return int(timeline->requestsInView(100).size());
    }
};

} // namespace

void TestUndoClear::byTheButton()
{
    Answered f;
    f.open();
    const QString before = f.summary();
    QVERIFY(!f.bar()->isVisible());
    QVERIFY(!f.action(u"Undo clearing"_s)->isEnabled());
    f.clear();
    QCOMPARE(f.requests()->rowCount(), 0);
    QCOMPARE(f.bars(), 0);
    QVERIFY(f.bar()->isVisible());
    QCOMPARE(f.bar()->accessibleName(), u"8 requests cleared."_s);
    QCOMPARE(f.bar()->accessibleDescription(), f.bar()->accessibleName()); // it was announced
    f.clear();                                                             // once more, by mistake
    QVERIFY(f.bar()->isVisible());
    QTest::mouseClick(f.bar()->findChild<QPushButton *>(u"useInstead"_s), Qt::LeftButton);
    QCOMPARE(f.requests()->rowCount(), 8);
    QCOMPARE(f.bars(), 8);
    QCOMPARE(f.summary(), before);
    QVERIFY(!f.bar()->isVisible());
    QVERIFY(!f.action(u"Undo clearing"_s)->isEnabled());
}

// New requests stay, and are counted as well.
void TestUndoClear::byTheKeys()
{
    Answered f;
    f.open();
    f.clear();
    QTest::keyClick(f.window.get(), Qt::Key_B, Qt::ControlModifier);
    QTRY_COMPARE(f.requests()->rowCount(), 8);
    QTRY_VERIFY(f.session.store().inFlight().empty() && !f.session.isSending());
    QVERIFY(f.bar()->isVisible());
    QTest::keyClick(f.window.get(), Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(f.requests()->rowCount(), 16);
    for (int row = 0; row < 16; ++row)
        QCOMPARE(f.requests()->index(row, 0).data().toString(), QString::number(16 - row));
    QCOMPARE(f.session.store().connections().size(), size_t(16));
    QVERIFY(!f.bar()->isVisible());
    f.clear();
    QTest::mouseClick(f.bar()->findChild<QPushButton *>(u"dismiss"_s), Qt::LeftButton);
    QVERIFY(!f.bar()->isVisible());
    QTest::keyClick(f.window.get(), Qt::Key_Z, Qt::ControlModifier); // still
    QCOMPARE(f.requests()->rowCount(), 16);
}

// There it undoes the typing first.
void TestUndoClear::byTheKeysInTheFilter()
{
    Answered f;
    f.open();
    f.clear();
    auto *filter = f.find<QLineEdit>("filter");
    filter->setFocus();
    QTest::keyClicks(filter, u"404"_s);
    QTest::keyClick(filter, Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(filter->text(), QString());
    QCOMPARE(f.requests()->rowCount(), 0);
    QTest::keyClick(filter, Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(f.requests()->rowCount(), 8);
}

void TestUndoClear::endsTheSelection()
{
    Answered f;
    f.open();
    auto *table = f.find<QTableView>("requests");
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualRect(table->model()->index(3, 0)).center());
    const auto *title = f.find<QLabel>("title");
    QVERIFY(title->isVisible());
    f.clear();
    QVERIFY(!title->isVisible());
    QCOMPARE(f.find<TimelineView>("timeline")->selectedRequest(), quint64(0));
    QTest::keyClick(f.window.get(), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(!title->isVisible()); // nothing is selected by itself
    QVERIFY(!table->selectionModel()->hasSelection());
}

void TestUndoClear::keepsWhatIsInFlightSelected()
{
    Answered f;
    f.open();
    QTcpSocket client;
    f.send(client, "GET /sleep/60 HTTP/1.1\r\nHost: a\r\n\r\n");
    QTRY_COMPARE(f.requests()->rowCount(), 9);
    auto *table = f.find<QTableView>("requests");
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualRect(table->model()->index(0, 0)).center());
    f.clear();
    QCOMPARE(f.requests()->rowCount(), 1);
    QVERIFY(f.find<QLabel>("title")->isVisible());
    QTest::keyClick(f.window.get(), Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(f.requests()->rowCount(), 9);
    QCOMPARE(f.find<TimelineView>("timeline")->selectedRequest(), quint64(9));
    QCOMPARE(table->currentIndex().row(), 0);
}

void TestUndoClear::keepsFilterAndOrder()
{
    Answered f;
    f.open();
    QTcpSocket client;
    f.send(client, "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n");
    QTRY_COMPARE(f.requests()->rowCount(), 9);
    QTest::keyClick(f.window.get(), Qt::Key_F, Qt::ControlModifier);
    QTest::keyClicks(QApplication::focusWidget(), u"status:2xx"_s);
    QTRY_COMPARE(f.requests()->rowCount(), 8);
    f.find<QTableView>("requests")->sortByColumn(0, Qt::AscendingOrder);
    QTRY_COMPARE(f.requests()->index(0, 0).data().toString(), u"1"_s);
    f.clear();
    QTRY_COMPARE(f.requests()->rowCount(), 0);
    f.action(u"Undo clearing"_s)->trigger();
    QTRY_COMPARE(f.requests()->rowCount(), 8);
    QTRY_COMPARE(f.requests()->index(0, 0).data().toString(), u"1"_s);
    QCOMPARE(f.requests()->index(7, 0).data().toString(), u"8"_s);
}

QTEST_MAIN(TestUndoClear)
#include "tst_undoclear.moc"
