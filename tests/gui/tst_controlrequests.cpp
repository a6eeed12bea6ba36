#include "windowfixture.h"

using namespace overlap;
using namespace Qt::StringLiterals;

// Requests that control the server, in the window.
class TestControlRequests : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void areHiddenAtFirst();
    void clearTheWindow();
};

namespace {

const QByteArray control = " HTTP/1.1\r\nHost: localhost\r\nOverlap-Control: 1\r\n\r\n";
const QByteArray page = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

} // namespace

void TestControlRequests::areHiddenAtFirst()
{
    WindowFixture fixture;
    fixture.serve();
    QTcpSocket client;
    fixture.send(client, "GET /gates" + control + page);
    const record::Store &store = fixture.session.store();
    QTRY_COMPARE(store.control().size(), 1u);
    auto *table = fixture.find<QTableView>("requests");
    QVERIFY(table);
    QTRY_COMPARE(table->model()->rowCount(), 1);
    fixture.find<QAction>("controlRequests")->trigger();
    client.write("GET /overlap" + control);
    QTRY_COMPARE(table->model()->rowCount(), 2);
    QCOMPARE(store.target(store.endRow() - 1), "/overlap");
    auto *filter = fixture.find<QLineEdit>("filter");
    QTest::keyClicks(filter, u"is:control"_s);
    QTRY_COMPARE(table->model()->rowCount(), 1);
    QCOMPARE(table->model()->index(0, 0).data().toString(), u"3"_s);
    filter->clear();
    QTest::keyClick(filter, Qt::Key_Return);
    QTRY_COMPARE(table->model()->rowCount(), 2);
    fixture.find<QAction>("controlRequests")->trigger();
    client.write("GET /gates" + control + page);
    QTRY_COMPARE(table->model()->rowCount(), 3);
    QCOMPARE(store.control().size(), 2u);
}

void TestControlRequests::clearTheWindow()
{
    WindowFixture fixture;
    fixture.serve();
    QTcpSocket client;
    fixture.send(client, page);
    auto *table = fixture.find<QTableView>("requests");
    QTRY_COMPARE(table->model()->rowCount(), 1);
    client.write("DELETE /requests" + control);
    QTRY_COMPARE(table->model()->rowCount(), 0);
    QTest::keyClick(fixture.window.get(), Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(table->model()->rowCount(), 1);
}

QTEST_MAIN(TestControlRequests)
#include "tst_controlrequests.moc"
