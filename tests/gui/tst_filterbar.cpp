// The filter of the requests, by clicks and keys.
#include "tables/tablespane.h"
#include "timelinefeed.h"

#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QToolButton>
#include <QtTest>

using namespace overlap;
using namespace overlap::ui;
using namespace Qt::StringLiterals;

class TestFilterBar : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void countsMatches();
    void saysWhatStillHolds();
    void hasAButtonForErrors();
    void explainsAnEmptyTable();
    void tabFollowsTheScreen();
    void holdsForConnections();
};

namespace {

struct Fixture
{
    Fixture()
    {
        for (quint64 id = 1; id <= 9; ++id)
            feed.add(TimelineFeed::quick(id, qint64(id) * msNs, id % 3 == 0 ? 404 : 200),
                     "/" + QByteArray::number(id));
        feed.absorb();
        pane.refresh();
        pane.resize(840, 300);
        pane.show();
    }

    template <typename Widget>
    Widget *find(const char *name) const
    {
        return pane.findChild<Widget *>(QLatin1StringView(name));
    }
    QLineEdit *edit() const { return find<QLineEdit>("filter"); }
    QTableView *table() const { return find<QTableView>("requests"); }
    QString matches() const { return find<QLabel>("matches")->text(); }
    int rowCount() const { return table()->model()->rowCount(); }
    void filter(const QString &text) const
    {
        edit()->clear();
        QTest::keyClicks(edit(), text);
        QTest::keyClick(edit(), Qt::Key_Return);
    }

    TimelineFeed feed;
    Selection selection;
    TablesPane pane{feed.store, selection, [] { return 7 * secondNs; }};
};

} // namespace

void TestFilterBar::countsMatches()
{
    Fixture f;
    QVERIFY(!f.find<QLabel>("matches")->isVisible());
    f.filter(u"404"_s);
    QTRY_COMPARE(f.matches(), u"3 of 9"_s);
    QVERIFY(f.find<QLabel>("matches")->isVisible());
    QCOMPARE(f.edit()->accessibleDescription(), u"3 of 9 requests match"_s);
    f.feed.add(TimelineFeed::quick(10, 10 * msNs, 404), "/10");
    f.feed.add(TimelineFeed::inFlight(11, 11 * msNs), "/11");
    f.feed.absorb();
    f.pane.refresh();
    QCOMPARE(f.matches(), u"4 of 11"_s);
    f.filter(u"#5"_s);
    QTRY_COMPARE(f.matches(), u"1 of 11"_s);
    f.filter(QString());
    QTRY_COMPARE(f.matches(), QString());
}

// A text that is no filter changes nothing.
void TestFilterBar::saysWhatStillHolds()
{
    Fixture f;
    f.filter(u"stats:404"_s);
    QCOMPARE(f.matches(), u"Not understood: all are shown"_s);
    f.filter(u"status:404"_s);
    QTRY_COMPARE(f.matches(), u"3 of 9"_s);
    f.filter(u"stats:5xx"_s);
    QCOMPARE(f.matches(), u"Not understood: still status:404, 3 of 9"_s);
    QVERIFY(f.find<QLabel>("matches")->isVisible());
    QVERIFY(f.find<QLabel>("matches")->toolTip().contains(u"There is no"_s));
    QVERIFY(f.edit()->accessibleDescription().contains(u"still status:404"_s));
    f.feed.add(TimelineFeed::quick(10, 10 * msNs, 404), "/10");
    f.feed.absorb();
    f.pane.refresh();
    QCOMPARE(f.matches(), u"Not understood: still status:404, 4 of 10"_s);
    QCOMPARE(f.rowCount(), 4);
    f.filter(u"status:2xx"_s);
    QTRY_COMPARE(f.matches(), u"6 of 10"_s);
    QVERIFY(f.find<QLabel>("matches")->toolTip().isEmpty());
}

void TestFilterBar::hasAButtonForErrors()
{
    Fixture f;
    auto *errors = f.find<QToolButton>("errorsOnly");
    QTest::mouseClick(errors, Qt::LeftButton);
    QTRY_COMPARE(f.rowCount(), 3);
    QCOMPARE(f.edit()->text(), u"is:error"_s);
    QVERIFY(errors->isChecked());
    f.filter(u"/6 -is:error"_s);
    QTRY_COMPARE(f.rowCount(), 0);
    QVERIFY(!errors->isChecked());
    QTest::keyClick(errors, Qt::Key_Space);
    QTRY_COMPARE(f.rowCount(), 1);
    QCOMPARE(f.edit()->text(), u"/6 is:error"_s);
    QTest::keyClick(errors, Qt::Key_Space);
    QCOMPARE(f.edit()->text(), u"/6"_s);
    QVERIFY(!errors->isChecked());
    f.filter(u"IS:ERROR"_s); // typed
    QVERIFY(errors->isChecked());
}

void TestFilterBar::explainsAnEmptyTable()
{
    Fixture f;
    QVERIFY(QTest::qWaitForWindowActive(&f.pane));
    auto *note = f.table()->findChild<QWidget *>(u"noMatches"_s);
    QVERIFY(!note->isVisible());
    f.filter(u"/nowhere"_s);
    QTRY_VERIFY(note->isVisible());
    QVERIFY(note->findChild<QLabel *>()->text().contains(u"/nowhere"_s));
    f.table()->setFocus();
    QTest::keyClick(f.table(), Qt::Key_Tab);
    auto *clear = f.table()->findChild<QPushButton *>(u"clearFilter"_s);
    QCOMPARE(QApplication::focusWidget(), clear);
    QTest::keyClick(clear, Qt::Key_Return);
    QTRY_COMPARE(f.rowCount(), 9);
    QVERIFY(!note->isVisible());
    QCOMPARE(f.edit()->text(), QString());
    QCOMPARE(QApplication::focusWidget(), f.table()); // never lost
}

void TestFilterBar::tabFollowsTheScreen()
{
    Fixture f;
    QVERIFY(QTest::qWaitForWindowActive(&f.pane));
    f.pane.tabBar()->setFocus();
    for (QWidget *next :
         {f.find<QWidget>("errorsOnly"), f.find<QWidget>("filter"), f.find<QWidget>("requests")}) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget(), next);
    }
}

// A connection is shown if one of its requests matches.
void TestFilterBar::holdsForConnections()
{
    Fixture f;
    for (quint32 id = 1; id <= 12; ++id)
        f.feed.journal.write(record::Entry(record::ConnectionOpened{id, id * msNs, {}, 5000}));
    f.feed.add(TimelineFeed::inFlight(10, 20 * msNs), "/10");
    f.feed.absorb();
    f.pane.refresh();
    const auto *table = f.find<QTableView>("connections");
    const auto shown = [&] {
        f.pane.refresh();
        QStringList ids;
        for (int row = 0; row < table->model()->rowCount(); ++row)
            ids += table->model()->index(row, 0).data().toString();
        return ids.join(u' ');
    };
    QTest::mouseClick(f.pane.tabBar(), Qt::LeftButton, {}, f.pane.tabBar()->tabRect(1).center());
    QCOMPARE(table->model()->rowCount(), 12);
    QVERIFY(!f.find<QLabel>("matches")->isVisible());
    QTest::mouseClick(f.find<QToolButton>("errorsOnly"), Qt::LeftButton);
    QTRY_COMPARE(shown(), u"9 6 3"_s);
    QCOMPARE(f.matches(), u"3 of 12"_s);
    record::Record failed = TimelineFeed::quick(11, 30 * msNs, 500);
    failed.connection = 1;
    f.feed.add(failed);
    f.feed.absorb();
    QTRY_COMPARE(shown(), u"9 6 3 1"_s);
    f.filter(u"is:flying"_s);
    QTRY_COMPARE(shown(), u"10"_s);
    f.feed.add(TimelineFeed::quick(10, 20 * msNs), "/10");
    f.feed.absorb();
    QTRY_COMPARE(shown(), QString());
    const auto *note = table->findChild<QWidget *>(u"noMatches"_s);
    QVERIFY(note->isVisible());
    QTest::mouseClick(note->findChild<QPushButton *>(), Qt::LeftButton);
    QTRY_COMPARE(table->model()->rowCount(), 12);
    QVERIFY(!note->isVisible());
    f.filter(u"conn:2"_s);
    QTRY_COMPARE(shown(), u"2"_s);
    f.feed.store.clear();
    QTRY_COMPARE(shown(), QString());
    f.feed.store.restore();
    QTRY_COMPARE(shown(), u"2"_s);
}

QTEST_MAIN(TestFilterBar)
#include "tst_filterbar.moc"
