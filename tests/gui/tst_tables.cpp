#include "patience.h"
#include "tables/connectionmodel.h"
#include "tables/incrementalsort.h"
#include "tables/requestmodel.h"
#include "tables/tablespane.h"
#include "timelinefeed.h"

#include <QAbstractItemModelTester>
#include <QHeaderView>
#include <QScrollBar>
#include <QtTest>

#include <random>

using namespace overlap;
using namespace overlap::ui;
using namespace Qt::StringLiterals;
using Tester = QAbstractItemModelTester;

class TestTables : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sortsGradually();
    void searchesInSteps();
    void showsInFlightOnTop();
    void takesOverWhatEnds();
    void survivesEverything_data();
    void survivesEverything();
    void sortsByColumn_data();
    void sortsByColumn();
    void forgetsTheOldest();
    void selectionStaysOnItsRequest();
    void sortingScrollsToTheTop();
    void followsOrStays();
    void copiesRows();
    void showsConnections();
    void growsAtAMillion();
};

namespace {

qint64 now()
{
    return 7 * secondNs;
}

QStringList column(const QAbstractItemModel &model, int column)
{
    QStringList texts;
    for (int row = 0; row < model.rowCount(); ++row)
        texts.append(model.index(row, column).data().toString());
    return texts;
}

int columnNamed(const QAbstractItemModel &model, const QString &title)
{
    for (int column = 0; column < model.columnCount(); ++column) {
        if (model.headerData(column, Qt::Horizontal) == title)
            return column;
    }
    return -1;
}

} // namespace

void TestTables::showsInFlightOnTop()
{
    TimelineFeed feed;
    feed.add(TimelineFeed::slept(1, 420 * msNs, 5 * secondNs), "/sleep?n=1");
    feed.add(TimelineFeed::quick(2, 4420 * msNs, 404), "/fav\x1b\u202Eicon");
    feed.add(TimelineFeed::inFlight(3, 6000 * msNs), "/sleep?n=3");
    feed.add(TimelineFeed::inFlight(4, 6100 * msNs), "/sleep?n=4");
    feed.absorb();
    RequestModel model(feed.store, now);
    Tester tester(&model);
    const auto cell = [&model](int row, const QString &title) {
        return model.index(row, columnNamed(model, title)).data().toString();
    };
    QCOMPARE(column(model, 0).first(2), QStringList({u"4"_s, u"3"_s}));
    QCOMPARE(cell(0, u"State"_s), u"sleeping 0.9 s"_s);
    QCOMPARE(cell(0, u"Total"_s), u"0.9 s"_s);
    QCOMPARE(cell(0, u"Handled"_s), QString());
    QCOMPARE(cell(0, u"Status"_s), QString());
    const int done = model.rowOf(1);
    QCOMPARE(cell(done, u"Started"_s), u"0.420"_s);
    QCOMPARE(cell(done, u"Ended"_s), u"5.421"_s);
    QCOMPARE(cell(0, u"Ended"_s), QString());
    QCOMPARE(cell(done, u"State"_s), u"done"_s);
    QCOMPARE(cell(done, u"Handled"_s), u"5.001 s"_s);
    QCOMPARE(cell(done, u"Total"_s), u"5.001 s"_s);
    QCOMPARE(cell(model.rowOf(2), u"Status"_s), u"404 ✕"_s);
    QCOMPARE(cell(model.rowOf(2), u"Path"_s), u"/fav\\x1b\\u202eicon"_s);
}

void TestTables::takesOverWhatEnds()
{
    TimelineFeed feed;
    RequestModel model(feed.store, now);
    Tester tester(&model);
    for (quint64 id = 1; id <= 4; ++id)
        feed.add(TimelineFeed::inFlight(id, qint64(id) * msNs));
    feed.absorb();
    model.update();
    QCOMPARE(column(model, 0), QStringList({u"4"_s, u"3"_s, u"2"_s, u"1"_s}));
    feed.add(TimelineFeed::slept(2, 2 * msNs, 10 * msNs));
    feed.add(TimelineFeed::slept(4, 4 * msNs, 30 * msNs));
    feed.add(TimelineFeed::inFlight(5, 50 * msNs));
    feed.absorb();
    model.update();
    QCOMPARE(column(model, 0), QStringList({u"5"_s, u"3"_s, u"1"_s, u"4"_s, u"2"_s}));
    for (int row = 0; row < model.rowCount(); ++row)
        QCOMPARE(model.rowOf(model.idAt(row)), row);
    QCOMPARE(model.rowOf(99), -1);
}

void TestTables::survivesEverything_data()
{
    QTest::addColumn<int>("sorted");
    QTest::addColumn<QString>("filter");
    QTest::newRow("latest first") << -1 << u""_s;
    QTest::newRow("by number") << 0 << u""_s;
    QTest::newRow("by path") << 5 << u""_s;
    QTest::newRow("by total") << 10 << u""_s;
    QTest::newRow("filtered") << -1 << u"-path:/3 dur<6s"_s;
    QTest::newRow("filtered, by path") << 5 << u"dur>100ms"_s;
    QTest::newRow("finished, by total") << 10 << u"is:done"_s;
}

// Requests begin and end in any order, many or none at a time. QAbstractItemModelTester watches.
void TestTables::survivesEverything()
{
    QFETCH(int, sorted);
    QFETCH(QString, filter);
    TimelineFeed feed;
    RequestModel model(feed.store, now);
    Tester tester(&model);
    model.sort(sorted, Qt::DescendingOrder);
    const Filter wanted = std::get<Filter>(Filter::parse(filter));
    model.setFilter(wanted);
    std::mt19937 random(1);
    std::vector<quint64> inFlight;
    quint64 id = 0;
    for (int step = 0; step < 200; ++step) {
        for (int i = int(random() % 6); i > 0; --i) {
            inFlight.push_back(++id);
            feed.add(TimelineFeed::inFlight(id, qint64(id) * msNs),
                     "/" + QByteArray::number(id % 7));
        }
        std::shuffle(inFlight.begin(), inFlight.end(), random);
        for (int i = int(random() % 6); i > 0 && !inFlight.empty(); --i) {
            const quint64 ended = inFlight.back();
            inFlight.pop_back();
            feed.add(
                TimelineFeed::slept(ended, qint64(ended) * msNs, qint64(random() % 900) * msNs),
                "/" + QByteArray::number(ended % 7));
        }
        feed.absorb();
        if (step % 50 == 49)
            feed.store.clear();
        if (random() % 3 != 0)
            model.update();
        QVERIFY(model.rowCount() == 0 || model.index(model.rowCount() - 1, 0).isValid());
    }
    model.update();
    quint64 matching = 0;
    for (record::Row row = feed.store.firstRow(); row < feed.store.endRow(); ++row)
        matching += wanted.matches(feed.store.record(row), feed.store.target(row), now());
    for (const record::InFlight &flight : feed.store.inFlight())
        matching += wanted.matches(flight.record, flight.target, now());
    QCOMPARE(quint64(model.rowCount()), matching);
    QSet<quint64> ids;
    for (int row = 0; row < model.rowCount(); ++row)
        ids.insert(model.idAt(row));
    QCOMPARE(int(ids.size()), model.rowCount());
}

void TestTables::sortsByColumn_data()
{
    QTest::addColumn<QString>("title");
    QTest::addColumn<QStringList>("ascending"); // ids of the requests
    QTest::newRow("#") << u"#"_s << QStringList({u"1"_s, u"2"_s, u"3"_s, u"4"_s});
    QTest::newRow("path") << u"Path"_s << QStringList({u"3"_s, u"1"_s, u"4"_s, u"2"_s});
    QTest::newRow("status") << u"Status"_s << QStringList({u"4"_s, u"3"_s, u"1"_s, u"2"_s});
    QTest::newRow("total") << u"Total"_s << QStringList({u"2"_s, u"4"_s, u"3"_s, u"1"_s});
}

void TestTables::sortsByColumn()
{
    QFETCH(QString, title);
    QFETCH(QStringList, ascending);
    TimelineFeed feed;
    RequestModel model(feed.store, now);
    Tester tester(&model);
    model.sort(columnNamed(model, title), Qt::AscendingOrder);
    feed.add(TimelineFeed::quick(1, 10 * msNs, 200, 40 * msNs), "/sleep?n=1");
    feed.add(TimelineFeed::quick(2, 20 * msNs, 404, 1 * msNs), "/sleep?n=3");
    feed.absorb();
    model.update();
    feed.add(TimelineFeed::quick(3, 30 * msNs, 200, 30 * msNs), "/");
    feed.add(TimelineFeed::quick(4, 40 * msNs, 101, 20 * msNs), "/sleep?n=2");
    feed.absorb();
    model.update();
    QCOMPARE(column(model, 0), ascending);
    for (int row = 0; row < model.rowCount(); ++row)
        QCOMPARE(model.rowOf(model.idAt(row)), row);
    model.sort(-1); // the latest end comes first
    QCOMPARE(column(model, 0), QStringList({u"4"_s, u"3"_s, u"1"_s, u"2"_s}));
}

void TestTables::forgetsTheOldest()
{
    TimelineFeed feed;
    RequestModel model(feed.store, now);
    Tester tester(&model);
    model.sort(columnNamed(model, u"Total"_s));
    for (quint64 id = 1; id <= 20; ++id)
        feed.add(TimelineFeed::quick(id, qint64(id) * msNs));
    feed.absorb();
    model.update();
    feed.store.clear();
    QVERIFY(!model.index(3, 0).data().isValid()); // the view does not know yet that it is gone
    feed.add(TimelineFeed::quick(21, 21 * msNs));
    feed.absorb();
    model.update();
    QCOMPARE(column(model, 0), QStringList({u"21"_s}));
}

void TestTables::selectionStaysOnItsRequest()
{
    TimelineFeed feed;
    Selection selection;
    TablesPane pane(feed.store, selection, now);
    auto *table = pane.findChild<QTableView *>(u"requests"_s);
    const auto current = [table] {
        return table->currentIndex().siblingAtColumn(0).data().toString();
    };
    for (quint64 id = 1; id <= 8; ++id)
        feed.add(TimelineFeed::inFlight(id, qint64(id) * msNs));
    feed.absorb();
    pane.refresh();
    table->selectRow(3);
    QCOMPARE(selection.id(), quint64(5));
    for (quint64 id = 8; id >= 4; --id)
        feed.add(TimelineFeed::slept(id, qint64(id) * msNs, 100 * msNs));
    feed.absorb();
    pane.refresh();
    QCOMPARE(selection.id(), quint64(5));
    QCOMPARE(current(), u"5"_s);
    selection.select(2); // as another pane would
    QCOMPARE(current(), u"2"_s);
    table->sortByColumn(0, Qt::AscendingOrder);
    QCOMPARE(current(), u"2"_s);
    selection.clear();
    QVERIFY(!table->selectionModel()->hasSelection());
}

// What is sorted to the front must be seen.
void TestTables::sortingScrollsToTheTop()
{
    TimelineFeed feed;
    for (quint64 id = 1; id <= 200; ++id)
        feed.add(TimelineFeed::quick(id, qint64(id) * msNs));
    feed.absorb();
    RequestModel model(feed.store, now);
    TableView view(model);
    view.resize(800, 200);
    view.show();
    view.scrollToBottom();
    QVERIFY(view.verticalScrollBar()->value() > 0);
    QHeaderView *const header = view.horizontalHeader();
    const QPoint title(header->sectionViewportPosition(4) + 5, header->height() / 2);
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, title);
    QCOMPARE(header->sortIndicatorSection(), 4);
    QCOMPARE(view.verticalScrollBar()->value(), 0);
}

void TestTables::followsOrStays()
{
    TimelineFeed feed;
    Selection selection;
    TablesPane pane(feed.store, selection, now);
    pane.resize(800, 200);
    pane.show();
    auto *table = pane.findChild<QTableView *>(u"requests"_s);
    quint64 id = 0;
    const auto topAfter = [&](quint64 more) {
        for (const quint64 end = id + more; id < end; ++id)
            feed.add(TimelineFeed::quick(id + 1, qint64(id) * msNs), "/");
        feed.absorb();
        pane.refresh();
        return table->model()->index(table->rowAt(0), 0).data().toInt();
    };
    QCOMPARE(topAfter(50), 50);
    QCOMPARE(topAfter(50), 100);
    pane.setFollowing(false);
    QCOMPARE(topAfter(50), 100);
    pane.setFollowing(true);
    QCOMPARE(topAfter(50), 200);
    table->verticalScrollBar()->setValue(20); // a user who scrolls looks at these rows
    QCOMPARE(topAfter(50), 180);
}

void TestTables::copiesRows()
{
    TimelineFeed feed;
    feed.add(TimelineFeed::quick(1, msNs), "/a");
    feed.add(TimelineFeed::quick(2, 2 * msNs), "/b");
    feed.absorb();
    RequestModel model(feed.store, now);
    TableView view(model);
    view.selectAll();
    const QStringList lines = view.selectedText().split(u'\n', Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 3);
    QVERIFY(lines[0].startsWith(u"#\tStarted\tEnded\tMethod\tPath"_s));
    QVERIFY2(lines[1].contains(u"\t/b\t200\t"_s), qPrintable(lines[1]));
    QVERIFY(lines[2].startsWith(u"1\t"_s));
}

void TestTables::showsConnections()
{
    TimelineFeed feed;
    ConnectionModel model(feed.store, now);
    Tester tester(&model);
    for (quint32 id = 1; id <= 3; ++id) {
        record::ConnectionOpened opened{id, qint64(id) * secondNs, {}, quint16(50000 + id)};
        opened.peerAddress = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 0, 1};
        feed.journal.write(record::Entry(opened));
    }
    feed.journal.write(
        record::Entry(record::ConnectionClosed{2, 4 * secondNs, http::CloseReason::TimedOut}));
    feed.add(TimelineFeed::quick(1, 1100 * msNs));
    feed.absorb();
    model.update();
    QCOMPARE(column(model, 0), QStringList({u"3"_s, u"2"_s, u"1"_s}));
    QCOMPARE(column(model, 1)[0], u"127.0.0.1:50003"_s);
    QCOMPARE(column(model, 2), QStringList({u"open"_s, u"timed out"_s, u"open"_s}));
    QCOMPARE(column(model, 4), QStringList({u"4.0 s"_s, u"2.000 s"_s, u"6.0 s"_s}));
    QCOMPARE(column(model, 5), QStringList({u"0"_s, u"0"_s, u"1"_s}));
    QCOMPARE(feed.store.stillOpen(), 2u);
    model.sort(4, Qt::AscendingOrder);
    QCOMPARE(column(model, 0), QStringList({u"2"_s, u"3"_s, u"1"_s}));
    feed.store.clear(); // forgets closed connections
    model.update();
    QCOMPARE(column(model, 0), QStringList({u"3"_s, u"1"_s}));
}

// With many rows, adding a few must cost much less than sorting all.
void TestTables::growsAtAMillion()
{
    TimelineFeed feed;
    std::vector<record::Record> records;
    for (quint64 id = 1; id <= 1'000'000; ++id)
        records.push_back(TimelineFeed::quick(id, qint64(id) * 10 * usNs));
    feed.addMany(records);
    Selection selection;
    QElapsedTimer timer;
    timer.start();
    TablesPane pane(feed.store, selection, now);
    pane.show();
    QVERIFY(timer.elapsed() < 1000); // only the rows in view are measured
    for (quint64 i = 0; i < 100; ++i)
        feed.add(TimelineFeed::quick(1'000'001 + i, 20 * secondNs));
    feed.absorb();
    timer.restart();
    pane.refresh();
    const qint64 byTime = timer.restart();
    auto *table = pane.findChild<QTableView *>(u"requests"_s);
    table->sortByColumn(10, Qt::DescendingOrder);
    auto *model = qobject_cast<RequestModel *>(table->model());
    QVERIFY(model->isArranging()); // in steps
    QTRY_VERIFY_WITH_TIMEOUT(!model->isArranging(), 60'000);
    const qint64 sorting = timer.restart();
    feed.add(TimelineFeed::quick(1'000'101, 30 * secondNs, 200, secondNs));
    feed.absorb();
    timer.restart();
    pane.refresh();
    const qint64 bySort = timer.elapsed();
    QCOMPARE(table->model()->index(0, 0).data().toString(), u"1000101"_s);
    qInfo("a million rows: growing %lld ms, sorting %lld ms, growing sorted %lld ms", byTime,
          sorting, bySort);
    QVERIFY(byTime < 500); // ms: far more than it takes, far less than sorting texts takes
    QVERIFY(bySort < 1000);
}

void TestTables::sortsGradually()
{
    std::mt19937 random(5);
    for (const size_t count : {0, 1, 2, 4095, 4096, 4097, 12'288, 50'000}) {
        std::vector<quint32> items(count);
        for (quint32 &item : items)
            item = quint32(random() % 1000);
        std::vector<quint32> sorted = items;
        std::ranges::sort(sorted);
        IncrementalSort<quint32> sort(items);
        int steps = 1;
        while (!sort.work(QDeadlineTimer(0), std::less())) // one step each
            ++steps;
        QCOMPARE(sort.take(), sorted);
        QVERIFY(steps >= int(count / 4096));
    }
}

void TestTables::searchesInSteps()
{
    TimelineFeed feed;
    std::vector<record::Record> records;
    for (quint64 id = 1; id <= 3000; ++id)
        records.push_back(TimelineFeed::quick(id, qint64(id) * usNs, id % 700 == 0 ? 500 : 200));
    feed.addMany(records);
    Search search(feed.store, std::get<Filter>(Filter::parse(u"status:500"_s)));
    QVERIFY(search.mayMatchAny(0, 3000)); // nothing is tested yet
    int steps = 1;
    while (!search.work(QDeadlineTimer(0)))
        ++steps;
    QVERIFY(steps > 5);
    std::vector<bool> matches;
    for (record::Row row = 0; row < 3000; ++row) {
        matches.push_back(feed.store.record(row).status == 500);
        QCOMPARE(search.mayMatch(row), matches.back());
    }
    for (size_t first = 0; first < 3000; first += 37) {
        for (size_t end = first; end <= 3000; end += 53) {
            const auto begin = matches.begin();
            QCOMPARE(search.mayMatchAny(first, end),
                     std::find(begin + qsizetype(first), begin + qsizetype(end), true) !=
                         begin + qsizetype(end));
        }
    }
    feed.add(TimelineFeed::quick(3001, secondNs, 500));
    feed.add(TimelineFeed::quick(3002, secondNs));
    feed.absorb();
    search.refresh();
    QVERIFY(search.mayMatch(3000));
    QVERIFY(!search.mayMatch(3001));
}

QTEST_MAIN(TestTables)
#include "tst_tables.moc"
