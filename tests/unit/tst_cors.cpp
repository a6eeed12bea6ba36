#include "httppeer.h"
#include "overlap/http/cors.h"

#include <QTest>

using namespace overlap::http;
using State = Exchange::State;

// Main thread. The CORS protocol: what a page of another origin may read and send.
class TestCors : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void allowsOrigins_data();
    void allowsOrigins();
    void knowsPreflights_data();
    void knowsPreflights();
    void answersPreflights();
    void everyAnswerIsAllowed_data();
    void everyAnswerIsAllowed();
    void refusedEarlyItIsReadable();
    void offNothingIsAdded();
    void requestsInFlightStayAsTheyWere();
};

static const QByteArray page = "http://localhost:5173";
static const QByteArray fromPage = "Origin: " + page + "\r\n";

static QByteArray get(const QByteArray &fields)
{
    return "GET / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
}

static bool allows(const QByteArray &sent, const QByteArray &origin)
{
    return sent.contains("\r\nAccess-Control-Allow-Origin: " + origin + "\r\n");
}

static Request parsed(const QByteArray &bytes)
{
    Parser parser;
    QByteArrayView rest = bytes;
    return parser.parse(rest, Limits()) == Parser::Step::Complete ? parser.request() : Request();
}

void TestCors::allowsOrigins_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArray>("origin"); // empty: no field is added
    QTest::newRow("one") << get(fromPage) << page;
    QTest::newRow("null") << get("Origin: null\r\n") << QByteArray("null");
    QTest::newRow("in capitals") << get("ORIGIN:\t" + page + "  \r\n") << page;
    QTest::newRow("the first of two") << get(fromPage + "Origin: http://other\r\n") << page;
    QTest::newRow("none") << get("A: b\r\n") << QByteArray();
    QTest::newRow("empty") << get("Origin:\r\n") << QByteArray();
    QTest::newRow("with a blank") << get("Origin: http://a http://b\r\n") << QByteArray();
    QTest::newRow("not ASCII") << get("Origin: http://\xc3\xa4\r\n") << QByteArray();
    QTest::newRow("another name") << get("X-Origin: http://a\r\nOrigins: http://b\r\n")
                                  << QByteArray();
    QTest::newRow("in the target")
        << QByteArray("GET /?Origin:http://a HTTP/1.1\r\n\r\n") << QByteArray();
    QTest::newRow("none so far") << get("A: b\r\n").chopped(2) << QByteArray("*");
    QTest::newRow("not complete") << get(fromPage).chopped(3) << QByteArray("*");
    QTest::newRow("just complete") << get(fromPage).chopped(2) << page;
    QTest::newRow("no line") << QByteArray("GET /") << QByteArray("*");
}

void TestCors::allowsOrigins()
{
    QFETCH(QByteArray, head);
    QFETCH(QByteArray, origin);
    Response response;
    allowOrigin(response, head);
    if (origin.isEmpty()) {
        QCOMPARE(response.headers.size(), 0);
        return;
    }
    const auto field = [&](const char *name) {
        return response.headers.find(name).value_or(QByteArrayView()).toByteArray();
    };
    QCOMPARE(field("Access-Control-Allow-Origin"), origin);
    if (origin == "*")
        return;
    QCOMPARE(field("Access-Control-Allow-Credentials"), QByteArray("true"));
    QVERIFY(field("Access-Control-Expose-Headers").contains("Server-Timing"));
    QCOMPARE(field("Timing-Allow-Origin"), origin);
    QCOMPARE(field("Vary"), QByteArray("Origin"));
}

void TestCors::knowsPreflights_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("is");
    const QByteArray line = "OPTIONS /x HTTP/1.1\r\nHost: h\r\n";
    const QByteArray asks = "Access-Control-Request-Method: PUT\r\n";
    QTest::newRow("one") << line + fromPage + asks + "\r\n" << true;
    QTest::newRow("no origin") << line + asks + "\r\n" << false;
    QTest::newRow("no method asked for") << line + fromPage + "\r\n" << false;
    QTest::newRow("GET") << get(fromPage + asks) << false;
}

void TestCors::knowsPreflights()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, is);
    QCOMPARE(isPreflight(parsed(bytes)), is);
}

void TestCors::answersPreflights()
{
    const QByteArray head =
        "OPTIONS /x HTTP/1.1\r\nHost: h\r\n" + fromPage + "Access-Control-Request-Method: BREW\r\n";
    const Response plain = preflightAnswer(parsed(head + "\r\n"));
    QCOMPARE(plain.status, Status::NoContent);
    QCOMPARE(plain.headers.find("Access-Control-Allow-Methods"), QByteArrayView("BREW"));
    QVERIFY(plain.headers.find("Access-Control-Max-Age").has_value());
    QVERIFY(!plain.headers.contains("Access-Control-Allow-Headers"));
    QVERIFY(!plain.headers.contains("Access-Control-Allow-Private-Network"));
    const Response rich =
        preflightAnswer(parsed(head + "Access-Control-Request-Headers: content-type,x-a\r\n"
                                      "Access-Control-Request-Private-Network: true\r\n\r\n"));
    QCOMPARE(rich.headers.find("Access-Control-Allow-Headers"), QByteArrayView("content-type,x-a"));
    QCOMPARE(rich.headers.find("Access-Control-Allow-Private-Network"), QByteArrayView("true"));
}

void TestCors::everyAnswerIsAllowed_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("status");
    QTest::newRow("answered") << get(fromPage) << QByteArray("200");
    QTest::newRow("refused behind it") << get(fromPage + "Host: i\r\n") << QByteArray("400");
    QTest::newRow("a length behind it")
        << get(fromPage + "Content-Length: 99999999999\r\n") << QByteArray("413");
    QTest::newRow("a section that does not end")
        << get(fromPage + "A: " + QByteArray(70'000, 'a')) << QByteArray("431");
    QTest::newRow("chunks that are wrong")
        << get(fromPage + "Transfer-Encoding: chunked\r\n") + "x" << QByteArray("400");
}

void TestCors::everyAnswerIsAllowed()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, status);
    HttpPeer peer;
    peer.exchange.setCors(true);
    peer.receive(bytes);
    QCOMPARE(peer.statuses(), status);
    QVERIFY2(allows(peer.sent, page), peer.sent);
    QVERIFY(allows(peer.transactions.at(0).responseHead, page));
}

// The request is refused before its Origin field is read.
void TestCors::refusedEarlyItIsReadable()
{
    HttpPeer peer;
    peer.exchange.setCors(true);
    peer.receive("GET /100% HTTP/1.1\r\nHost: h\r\n" + fromPage + "\r\n");
    QCOMPARE(peer.statuses(), QByteArray("400"));
    QVERIFY(allows(peer.sent, "*"));
}

void TestCors::offNothingIsAdded()
{
    HttpPeer peer;
    peer.receive(get(fromPage) + get(fromPage + "Host: i\r\n"));
    QCOMPARE(peer.statuses(), QByteArray("200 400"));
    QVERIFY(!peer.sent.contains("Access-Control"));
    QVERIFY(!peer.requests.at(0).cors);
}

void TestCors::requestsInFlightStayAsTheyWere()
{
    HttpPeer peer;
    peer.answers = false;
    peer.receive(get(fromPage));
    peer.exchange.setCors(true);
    peer.respond(HttpPeer::page("before"));
    QVERIFY(!peer.sent.contains("Access-Control"));
    peer.receive(get(fromPage));
    QVERIFY(peer.requests.at(1).cors);
    peer.exchange.setCors(false);
    peer.respond(HttpPeer::page("after"));
    QVERIFY(allows(peer.sent, page));
    peer.receive(get(fromPage));
    peer.respond(HttpPeer::page("last"));
    QCOMPARE(peer.sent.count("Access-Control-Allow-Origin"), 1);
}

QTEST_APPLESS_MAIN(TestCors)
#include "tst_cors.moc"
