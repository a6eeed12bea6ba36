// A selected connection: its requests in the picture and in the details.
#include "connectionsearch.h"
#include "timeline/timelineview.h"
#include "timelinefeed.h"
#include "windowfixture.h"

#include <QLabel>
#include <QTabBar>
#include <QTabWidget>
#include <QTreeWidget>

using namespace overlap;
using namespace overlap::ui;
using namespace Qt::StringLiterals;

class TestConnections : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void findsTheRequests();
    void selectsOneThing();
    void showsAConnection();
    void goesToARow();
    void escapeReleases();
};

namespace {

// Two connections with two requests each: 1 and 3, 2 and 4.
struct Fixture : WindowFixture
{
    void serveTwo()
    {
        serve();
        quint64 total = 0;
        for (const QByteArray target : {"/a", "/b"}) {
            for (QTcpSocket &client : clients) {
                if (client.state() == QTcpSocket::UnconnectedState)
                    client.connectToHost(loopback(), quint16(session.url().port()));
                client.write("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
                ++total;
                QTRY_COMPARE(session.store().total(), total);
            }
        }
        QTRY_COMPARE(requests()->rowCount(), 4);
    }
    void showConnections() const
    {
        auto *tabs = qobject_cast<QTabWidget *>(table("requests")->parentWidget()->parentWidget());
        QVERIFY(tabs);
        QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {}, tabs->tabBar()->tabRect(1).center());
        QVERIFY(table("connections")->isVisible());
    }
    QTableView *table(const char *name) const { return find<QTableView>(name); }
    TimelineView *timeline() const { return find<TimelineView>("timeline"); }
    QPoint cell(const QTableView *table, int row) const
    {
        return table->visualRect(table->model()->index(row, 0)).center();
    }

    std::array<QTcpSocket, 2> clients;
};

} // namespace

void TestConnections::findsTheRequests()
{
    TimelineFeed feed;
    std::vector<record::Record> records;
    for (quint64 id = 1; id <= 3000; ++id) {
        records.push_back(TimelineFeed::quick(id, qint64(id) * usNs));
        records.back().connection = quint32(id % 500);
    }
    feed.addMany(records);
    Selection selection;
    ConnectionSearch search(feed.store, selection);
    QVERIFY(!search.search());
    selection.selectConnection(7);
    QTRY_VERIFY(search.search()->isDone());
    using Rows = std::vector<record::Row>;
    QCOMPARE(search.search()->latest(100), Rows({2506, 2006, 1506, 1006, 506, 6}));
    QCOMPARE(search.search()->latest(2), Rows({2506, 2006}));
    record::Record another = TimelineFeed::quick(3001, secondNs);
    another.connection = 7;
    feed.add(another);
    feed.absorb();
    search.refresh();
    QCOMPARE(search.search()->latest(1), Rows({3000}));
    selection.select(12);
    QVERIFY(!search.search());
}

void TestConnections::selectsOneThing()
{
    Selection selection;
    const QSignalSpy spy(&selection, &Selection::changed);
    selection.select(5);
    selection.selectConnection(3);
    QCOMPARE(selection.id(), quint64(0));
    QCOMPARE(selection.connection(), quint32(3));
    selection.selectConnection(3);
    QCOMPARE(spy.size(), 2);
    selection.select(5);
    QCOMPARE(selection.connection(), quint32(0));
    selection.clear();
    QCOMPARE(spy.size(), 4);
}

void TestConnections::showsAConnection()
{
    Fixture f;
    f.serveTwo();
    f.showConnections();
    f.timeline()->fitAll();
    const QImage before = f.timeline()->viewport()->grab().toImage();
    const QTableView *table = f.table("connections");
    QTRY_COMPARE(table->model()->rowCount(), 2);
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, f.cell(table, 1));
    QTRY_COMPARE(f.find<QLabel>("connectionTitle")->text(), u"Connection 1"_s);
    QVERIFY(f.find<QLabel>("connectionTitle")->isVisible());
    auto *list = f.find<QTreeWidget>("connectionRequests");
    QTRY_COMPARE(list->topLevelItemCount(), 2);
    QCOMPARE(list->topLevelItem(0)->text(0), u"3"_s);
    QCOMPARE(list->topLevelItem(1)->text(0), u"1"_s);
    QCOMPARE(f.timeline()->accessibleDescription(), u"Connection 1 is selected."_s);
    // The requests of the other one are faded.
    QVERIFY(f.timeline()->viewport()->grab().toImage() != before);
    // From the list to a request.
    list->setFocus();
    list->setCurrentItem(list->topLevelItem(1));
    QTest::keyClick(list, Qt::Key_Return);
    QTRY_VERIFY(f.find<QLabel>("title")->text().startsWith(u"#1 "_s));
    QVERIFY(!table->selectionModel()->hasSelection());
}

void TestConnections::goesToARow()
{
    Fixture f;
    f.serveTwo();
    // Far away, in the future.
    const qint64 endNs = f.timeline()->headNs() + 1000 * secondNs;
    f.timeline()->showRange(endNs, endNs + secondNs);
    const QTableView *requests = f.table("requests");
    QTest::mouseClick(requests->viewport(), Qt::LeftButton, {}, f.cell(requests, 2));
    QTest::mouseDClick(requests->viewport(), Qt::LeftButton, {}, f.cell(requests, 2));
    QTRY_VERIFY(f.timeline()->hasFocus());
    QCOMPARE(f.timeline()->selectedRequest(), quint64(2));
    QVERIFY(!f.timeline()->barRect(2).isNull());
    const qint64 wide = f.timeline()->toNs() - f.timeline()->fromNs();
    QTest::keyClick(f.timeline(), Qt::Key_F);
    QVERIFY(f.timeline()->toNs() - f.timeline()->fromNs() < wide);

    f.timeline()->showRange(endNs, endNs + secondNs);
    f.showConnections();
    QTableView *connections = f.table("connections");
    QTRY_COMPARE(connections->model()->rowCount(), 2);
    connections->setFocus();
    connections->selectRow(0);
    QTest::keyClick(connections, Qt::Key_Return);
    QTRY_VERIFY(f.timeline()->hasFocus());
    QVERIFY(f.timeline()->fromNs() < endNs);
    QTRY_VERIFY(!f.timeline()->barRect(2).isNull());
    QTest::keyClick(f.timeline(), Qt::Key_F);
    const record::Connection &connection = f.session.store().connections().back();
    QVERIFY(f.timeline()->fromNs() <= connection.openedNs);
    QTest::keyClick(f.timeline(), Qt::Key_Escape);
    QVERIFY(!connections->selectionModel()->hasSelection());
}

// What is selected, wherever the focus is.
void TestConnections::escapeReleases()
{
    Fixture f;
    f.serveTwo();
    const auto focusAndLeave = [&f](QWidget *part) {
        part->setFocus();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QVERIFY(!f.find<QLabel>("title")->isVisible());
        QVERIFY(!f.find<QLabel>("connectionTitle")->isVisible());
    };
    QTableView *requests = f.table("requests");
    requests->selectRow(1);
    QVERIFY(f.find<QLabel>("title")->isVisible());
    focusAndLeave(requests);
    QVERIFY(!requests->selectionModel()->hasSelection());
    f.showConnections();
    QTableView *connections = f.table("connections");
    QTRY_COMPARE(connections->model()->rowCount(), 2);
    for (QWidget *part :
         {static_cast<QWidget *>(connections), static_cast<QWidget *>(f.find<QLineEdit>("filter")),
          static_cast<QWidget *>(f.timeline()),
          static_cast<QWidget *>(f.find<QTreeWidget>("connectionRequests"))}) {
        connections->selectRow(1);
        QVERIFY(f.find<QLabel>("connectionTitle")->isVisible());
        focusAndLeave(part);
        QVERIFY(!connections->selectionModel()->hasSelection());
    }
}

QTEST_MAIN(TestConnections)
#include "tst_connections.moc"
