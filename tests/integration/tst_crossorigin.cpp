#include "overlap/analysis/findings.h"
#include "overlap/analysis/reason.h"
#include "patience.h"
#include "rawclient.h"
#include "serving.h"

using namespace overlap;
using namespace Qt::StringLiterals;

// Requests of pages of other origins, while CORS is switched on and off.
class TestCrossOrigin : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { addTransports(); }
    void offIsTold_data();
    void offIsTold();
    void onAllows_data();
    void onAllows();
    void isSwitchedWhileItServes();
};

namespace {

const QByteArray origin = "Origin: http://localhost:5173\r\n";

QByteArray request(const QByteArray &line, const QByteArray &fields = {})
{
    return line + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + origin + fields + "\r\n";
}

QByteArray preflight(const QByteArray &target)
{
    return request("OPTIONS " + target, "Access-Control-Request-Method: PUT\r\n"
                                        "Access-Control-Request-Headers: x-a\r\n");
}

Settings with(bool cors)
{
    Settings settings;
    settings.cors = cors;
    return settings;
}

} // namespace

void TestCrossOrigin::offIsTold_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("says");
    QTest::newRow("a preflight") << preflight("/echo")
                                 << u"A page at http://localhost:5173 asked; "
                                    "turn on CORS to allow it"_s;
    QTest::newRow("a GET") << request("GET /")
                           << u"A page at http://localhost:5173 may not read this answer; "
                              "turn on CORS to allow it"_s;
}

void TestCrossOrigin::offIsTold()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, says);
    Serving serving;
    RawClient client(serving.port());
    client.send(bytes);
    QTRY_VERIFY(client.hasResponses(1) && serving.store().size() == 1);
    QVERIFY(!client.received().contains("Access-Control"));
    const record::Store &store = serving.store();
    QCOMPARE(analysis::reasonOf(store.record(0), store.details(0)), says + u'.');
    const auto burst = store.concurrency().latestBurst(serving.session().nowNs());
    QCOMPARE(analysis::findIn(store, burst).diagnosis.text, says);
}

void TestCrossOrigin::onAllows_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("status");
    QTest::newRow("a GET") << request("GET /") << "200"_ba;
    QTest::newRow("a GET that waits") << request("GET /sleep/20ms") << "200"_ba;
    QTest::newRow("nothing there") << request("GET /nope") << "404"_ba;
    QTest::newRow("a wrong method") << request("PUT /") << "405"_ba;
    QTest::newRow("an unknown method") << request("BREW /") << "501"_ba;
    QTest::newRow("a bad duration") << request("GET /sleep/x") << "400"_ba;
    QTest::newRow("two Hosts") << request("GET /", "Host: h\r\n") << "400"_ba;
    QTest::newRow("too much") << request("POST /echo", "Content-Length: 99999999999\r\n")
                              << "413"_ba;
    QTest::newRow("a body that is declined")
        << request("PUT /nope", "Expect: 100-continue\r\nContent-Length: 5\r\n") << "404"_ba;
    QTest::newRow("a preflight") << preflight("/echo") << "204"_ba;
    QTest::newRow("a preflight for what is not there") << preflight("/nope") << "204"_ba;
}

void TestCrossOrigin::onAllows()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, status);
    Serving serving(with(true));
    RawClient client(serving.port());
    client.send(bytes);
    QTRY_VERIFY(client.hasResponses(1) && serving.store().size() == 1);
    const QByteArray &got = client.received();
    QVERIFY2(client.count(status) == 1, got);
    QVERIFY2(got.contains("\r\nAccess-Control-Allow-Origin: http://localhost:5173\r\n"), got);
    const bool asks = bytes.startsWith("OPTIONS");
    QCOMPARE(got.contains("\r\nAccess-Control-Allow-Methods: PUT\r\n"), asks);
    QCOMPARE(got.contains("\r\nAccess-Control-Allow-Headers: x-a\r\n"), asks);
    QCOMPARE(got.contains("\r\nAccess-Control-Max-Age: "), asks);
    RawClient other(serving.port());
    other.get("/");
    QTRY_VERIFY(other.hasResponses(1));
    QVERIFY(!other.received().contains("Access-Control")); // not a request of a page
}

void TestCrossOrigin::isSwitchedWhileItServes()
{
    Serving serving;
    RawClient before(serving.port());
    before.send(request("GET /sleep/600ms"));
    QTRY_COMPARE(serving.store().inFlight().size(), 1u);
    serving.session().setCors(true);
    RawClient kept(serving.port());
    kept.send(request("GET /"));
    QTRY_VERIFY(kept.hasResponses(1));
    QCOMPARE(kept.received().count("Access-Control-Allow-Origin"), 1);
    QTRY_VERIFY(before.hasResponses(1));
    QVERIFY(!before.received().contains("Access-Control"));
    serving.session().setCors(false);
    kept.send(request("GET /"));
    QTRY_VERIFY(kept.hasResponses(2));
    QCOMPARE(kept.received().count("Access-Control-Allow-Origin"), 1);
}

QTEST_GUILESS_MAIN(TestCrossOrigin)
#include "tst_crossorigin.moc"
