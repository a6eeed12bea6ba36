#include "httppeer.h"

#include <QTest>

using namespace overlap::http;
using namespace std::chrono_literals;
using State = Exchange::State;
using End = Transaction::End;

// Main thread. A connection's requests and responses: order, persistence, framing, back-pressure,
// and what is recorded of them.
class TestHttpExchange : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void recordedRequestsKeepNoMemory();
    void answers();
    void idlesSmall();
    void answersPipelinedRequestsInOneBlock();
    void waitsForTheHandler();
    void manyPipelinedRequestsDoNotRecurse();
    void persistence_data();
    void persistence();
    void headHasNoBody();
    void handlerMayClose();
    void declinesBodies();
    void expects_data();
    void expects();
    void refuses_data();
    void refuses();
    void answersBeforeItRefuses();
    void holdsInputWhileAHandlerWorks();
    void readsNothingWhileOutputIsUnsent();
    void bigRequestsHoldBackOthers();
    void recordsExactly();
    void flushesWithTheLastByte();
    void countsTheInterimResponse();
};

static const QByteArray hello = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

static QByteArray getOf(int number)
{
    return "GET /" + QByteArray::number(number) + " HTTP/1.1\r\nHost: h\r\n\r\n";
}

void TestHttpExchange::answers()
{
    HttpPeer peer;
    QCOMPARE(peer.state(), State::Idle);
    peer.receive(hello.first(10));
    QCOMPARE(peer.state(), State::ReadingHead);
    peer.receive(hello.sliced(10));
    QCOMPARE(peer.state(), State::Idle);
    QCOMPARE(peer.sent, QByteArray("HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                                   "Content-Length: 3\r\n\r\n</>"));
    peer.receive("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\no");
    QCOMPARE(peer.state(), State::ReadingBody);
    peer.receive("k");
    QCOMPARE(peer.requests.at(1).body, QByteArray("ok"));
    peer.receive(
        "POST /b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
    QCOMPARE(peer.requests.at(2).body, QByteArray("ok"));
    QCOMPARE(peer.statuses(), QByteArray("200 200 200"));
    QVERIFY(peer.exchange.wantsInput());
}

void TestHttpExchange::idlesSmall()
{
    QVERIFY(sizeof(void *) > 8 || sizeof(Exchange) <= 400);
}

void TestHttpExchange::answersPipelinedRequestsInOneBlock()
{
    HttpPeer peer;
    peer.takesAll = false;
    peer.receive(getOf(1) + getOf(2) + "\r\n" + getOf(3) + "GET");
    QCOMPARE(peer.targets(), QByteArray("/1 /2 /3"));
    QCOMPARE(peer.state(), State::ReadingHead);
    QCOMPARE(peer.unsent.count("HTTP/1.1 200"), 3);
    QVERIFY(peer.unsent.endsWith("</3>"));
}

void TestHttpExchange::waitsForTheHandler()
{
    HttpPeer peer;
    peer.answers = false;
    peer.receive(getOf(1) + getOf(2));
    QCOMPARE(peer.targets(), QByteArray("/1"));
    QCOMPARE(peer.state(), State::Handling);
    QCOMPARE(peer.exchange.deadline(), never);
    peer.wait(1h);
    peer.receive(getOf(3));
    QCOMPARE(peer.targets(), QByteArray("/1"));
    peer.respond(HttpPeer::page("one"));
    QCOMPARE(peer.targets(), QByteArray("/1 /2"));
    QVERIFY(peer.sent.endsWith("one"));
    peer.respond(HttpPeer::page("two"));
    peer.respond(HttpPeer::page("three"));
    QVERIFY(peer.sent.endsWith("three"));
    QCOMPARE(peer.state(), State::Idle);
    // The next one begins when the previous one is answered.
    QCOMPARE(peer.transactions.at(1).arrival.firstByte, peer.now);
}

void TestHttpExchange::manyPipelinedRequestsDoNotRecurse()
{
    HttpPeer peer;
    QByteArray many;
    for (int i = 0; i < 20000; ++i)
        many += getOf(i);
    peer.receive(many);
    QCOMPARE(peer.requests.size(), 20000u);
    QCOMPARE(peer.transactions.size(), 20000u);
    QCOMPARE(peer.sent.count("HTTP/1.1 200"), 20000);
}

void TestHttpExchange::persistence_data()
{
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<QByteArray>("connection");
    QTest::addColumn<bool>("keeps");
    QTest::addColumn<QByteArray>("says");
    const auto row = [](const char *version, const char *connection, bool keeps, const char *says) {
        const QByteArray name = QByteArray(connection).replace("\r\n", " & ");
        QTest::addRow("%s %s", version, name.constData())
            << QByteArray(version) << QByteArray(connection) << keeps << QByteArray(says);
    };
    row("1.1", "x", true, "");
    row("1.1", "keep-alive", true, "");
    row("1.1", "close", false, "close");
    row("1.1", "Foo, CLOSE", false, "close");
    row("1.1", "close, keep-alive", false, "close");
    row("1.1", "keep-alive\r\nConnection: close", false, "close");
    row("1.1", "closed", true, "");
    row("1.0", "x", false, "close");
    row("1.0", "keep-alive", true, "keep-alive");
    row("1.0", "x , Keep-Alive", true, "keep-alive");
    row("1.0", "keep-alive, close", false, "close");
}

void TestHttpExchange::persistence()
{
    QFETCH(QByteArray, version);
    QFETCH(QByteArray, connection);
    QFETCH(bool, keeps);
    QFETCH(QByteArray, says);
    HttpPeer peer;
    const QByteArray request =
        "GET / HTTP/" + version + "\r\nHost: h\r\nConnection: " + connection + "\r\n\r\n";
    peer.receive(request);
    QCOMPARE(peer.sent.contains("\r\nConnection: " + says + "\r\n"), !says.isEmpty());
    QCOMPARE(peer.sent.contains("\r\nConnection:"), !says.isEmpty());
    QVERIFY(peer.sent.startsWith("HTTP/1.1 200 OK\r\n"));
    QCOMPARE(peer.state(), keeps ? State::Idle : State::Lingering);
    QVERIFY(!peer.exchange.reset());
    // After close nothing further is parsed.
    HttpPeer pipelining;
    pipelining.receive(request + "rubbish\n");
    QCOMPARE(pipelining.statuses(), QByteArray(keeps ? "200 400" : "200"));
    QCOMPARE(pipelining.state(), State::Lingering);
}

void TestHttpExchange::headHasNoBody()
{
    HttpPeer peer;
    peer.receive("HEAD /x HTTP/1.1\r\nHost: h\r\n\r\n");
    QVERIFY(peer.sent.endsWith("Content-Length: 4\r\n\r\n"));
    QCOMPARE(peer.transactions.at(0).responseBody, QByteArray());
    peer.receive("HEAD /x HTTP/1.1\r\n\r\n");
    QVERIFY(peer.sent.endsWith("Connection: close\r\n\r\n"));
    QCOMPARE(peer.statuses(), QByteArray("200 400"));
}

void TestHttpExchange::handlerMayClose()
{
    HttpPeer peer;
    peer.answers = false;
    peer.receive(hello);
    Response response;
    response.close = true;
    peer.respond(response);
    QVERIFY(peer.sent.contains("Connection: close\r\n"));
    QCOMPARE(peer.state(), State::Lingering);
}

void TestHttpExchange::declinesBodies()
{
    HttpPeer peer;
    peer.exchange.receive("PUT /x HTTP/1.1\r\nHost: h\r\nExpect: 100-continue, 100-Continue,\r\n"
                          "Content-Length: 5\r\n\r\n",
                          peer.now);
    QVERIFY(peer.exchange.wantsContinue());
    Response response;
    response.status = Status::NotFound;
    peer.exchange.failExpectation(response, peer.now);
    peer.poll();
    QCOMPARE(peer.statuses(), QByteArray("404"));
    QVERIFY(peer.sent.contains("Connection: close\r\n"));
    QVERIFY(peer.requests.empty());
    QCOMPARE(peer.state(), State::Lingering);
    QCOMPARE(peer.transactions.at(0).status, 404);
    peer.receive("hello");
    QCOMPARE(peer.transactions.size(), 1u);
}

void TestHttpExchange::expects_data()
{
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QByteArray>("begin"); // the part of the body that comes with the head
    QTest::addColumn<QByteArray>("rest");
    QTest::addColumn<QByteArray>("statuses");
    const auto row = [](const char *name, const char *version, const char *fields,
                        const char *begin, const char *rest, const char *statuses) {
        QTest::newRow(name) << QByteArray(version) << QByteArray(fields) << QByteArray(begin)
                            << QByteArray(rest) << QByteArray(statuses);
    };
    row("wanted", "1.1", "Expect: 100-continue\r\nContent-Length: 2\r\n", "", "ok", "100 200");
    row("chunked", "1.1", "Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n", "",
        "2\r\nok\r\n0\r\n\r\n", "100 200");
    row("begun", "1.1", "Expect: 100-continue\r\nContent-Length: 2\r\n", "o", "k", "200");
    row("no body", "1.1", "Expect: 100-continue\r\n", "", "", "200");
    row("not expected", "1.1", "Content-Length: 2\r\n", "", "ok", "200");
    row("old", "1.0", "Expect: 100-continue\r\nContent-Length: 2\r\n", "", "ok", "200");
    row("too long", "1.1", "Expect: 100-continue\r\nContent-Length: 16777217\r\n", "", "x", "413");
    row("unknown", "1.1", "Expect: 100-continue, tea\r\nContent-Length: 2\r\n", "", "ok", "417");
    row("refused", "1.1", "Host: g\r\nExpect: 100-continue\r\nContent-Length: 2\r\n", "", "ok",
        "400");
}

void TestHttpExchange::expects()
{
    QFETCH(QByteArray, version);
    QFETCH(QByteArray, fields);
    QFETCH(QByteArray, begin);
    QFETCH(QByteArray, rest);
    QFETCH(QByteArray, statuses);
    HttpPeer peer;
    peer.receive("PUT / HTTP/" + version + "\r\nHost: h\r\n" + fields + "\r\n" + begin);
    QCOMPARE(peer.statuses().contains("100"), statuses.contains("100"));
    peer.receive(rest);
    QCOMPARE(peer.statuses(), statuses);
}

void TestHttpExchange::refuses_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("target");
    QTest::newRow("TLS") << QByteArray("\x16\x03\x01\x02") << 400 << QByteArray();
    QTest::newRow("line feed") << QByteArray("GET / HTTP/1.1\n") << 400 << QByteArray("/");
    QTest::newRow("method") << QByteArray("GE(T /x HTTP/1.1\r\n") << 400 << QByteArray();
    QTest::newRow("version") << QByteArray("GET /x?y HTTP/2.0\r\n") << 505 << QByteArray("/x?y");
    QTest::newRow("no version") << QByteArray("GET /x\r\n") << 400 << QByteArray("/x");
    QTest::newRow("a blank in the target")
        << QByteArray("GET /a b HTTP/1.1\r\n") << 400 << QByteArray("/a");
    QTest::newRow("a fragment") << QByteArray("GET /x#y HTTP/1.1\r\n") << 400 << QByteArray("/x");
    QTest::newRow("a target that is not ASCII")
        << QByteArray("GET /x\xc3\xa4 HTTP/1.1\r\n") << 400 << QByteArray("/x");
    QTest::newRow("an escape in the target")
        << QByteArray("GET /x\x1b[31m HTTP/1.1\r\n") << 400 << QByteArray("/x");
    QTest::newRow("a percent sign")
        << QByteArray("GET /x%zz HTTP/1.1\r\n") << 400 << QByteArray("/x%z");
    QTest::newRow("no path") << QByteArray("GET x HTTP/1.1\r\n") << 400 << QByteArray("x");
    QTest::newRow("line") << "GET /" + QByteArray(20000, 'x') << 414
                          << '/' + QByteArray(Limits().requestLine - 4, 'x');
    QTest::newRow("section") << "GET /x HTTP/1.1\r\nA: " + QByteArray(70000, 'x') << 431
                             << QByteArray("/x");
    QTest::newRow("coding") << QByteArray(
                                   "PUT /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: br\r\n\r\n")
                            << 501 << QByteArray("/x");
    QTest::newRow("chunk") << QByteArray("PUT /x HTTP/1.1\r\nHost: h\r\n"
                                         "Transfer-Encoding: chunked\r\n\r\n1\r\nab")
                           << 400 << QByteArray("/x");
}

void TestHttpExchange::refuses()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, status);
    QFETCH(QByteArray, target);
    HttpPeer peer;
    peer.receive(bytes);
    QCOMPARE(peer.statuses().toInt(), status);
    QVERIFY(peer.sent.contains("\r\nConnection: close\r\n"));
    QVERIFY(peer.sent.endsWith(".\n"));
    QVERIFY(peer.requests.empty());
    QCOMPARE(peer.state(), State::Lingering);
    QVERIFY(peer.exchange.wantsShutdown());
    QVERIFY(peer.exchange.wantsInput());
    const Transaction &t = peer.transactions.at(0);
    QCOMPARE(t.end, End::Refused);
    QCOMPARE(int(t.status), status);
    QCOMPARE(t.method, methodFromName(bytes.first(bytes.indexOf(' ') + 1).trimmed()));
    QCOMPARE(t.target.toByteArray(), target);
    QCOMPARE(t.bytesOut, peer.sent.size());
    QVERIFY(bytes.startsWith(t.requestHead));
    // Nothing more is parsed.
    peer.receive(hello);
    QCOMPARE(peer.transactions.size(), 1u);
    peer.peerFinished();
    QCOMPARE(peer.state(), State::Finished);
    QVERIFY(!peer.exchange.reset());
}

void TestHttpExchange::answersBeforeItRefuses()
{
    HttpPeer peer;
    peer.answers = false;
    peer.receive(hello + "rubbish\n" + hello);
    QCOMPARE(peer.sent, QByteArray());
    peer.respond(HttpPeer::page("first"));
    QCOMPARE(peer.statuses(), QByteArray("200 400"));
    QVERIFY(peer.sent.indexOf("first") < peer.sent.indexOf("400"));
    QVERIFY(!peer.sent.first(peer.sent.indexOf("first")).contains("close"));
    QCOMPARE(peer.state(), State::Lingering);
}

void TestHttpExchange::holdsInputWhileAHandlerWorks()
{
    Limits small;
    small.readAhead = 100;
    HttpPeer peer(small);
    peer.answers = false;
    peer.receive(hello);
    QVERIFY(peer.exchange.wantsInput());
    peer.receive(getOf(1) + getOf(2)); // 58 bytes
    QVERIFY(peer.exchange.wantsInput());
    peer.receive(getOf(3) + getOf(4));
    QVERIFY(!peer.exchange.wantsInput());
    peer.respond(HttpPeer::page("0"));
    QVERIFY(peer.exchange.wantsInput());
    peer.receive(getOf(5));
    for (int i = 1; i <= 5; ++i)
        peer.respond(HttpPeer::page("x"));
    QCOMPARE(peer.targets(), QByteArray("/ /1 /2 /3 /4 /5"));
    QCOMPARE(peer.state(), State::Idle);
}

void TestHttpExchange::readsNothingWhileOutputIsUnsent()
{
    Limits small;
    small.readAhead = 100;
    small.writeHighWater = 1000;
    HttpPeer peer(small);
    peer.takesAll = false;
    QByteArray many;
    for (int i = 0; i < 100; ++i)
        many += getOf(i);
    peer.receive(many);
    const auto begun = peer.requests.size();
    QVERIFY2(begun > 2 && begun < 12, QByteArray::number(qint64(begun)).constData());
    QVERIFY(peer.unsent.size() < 1200);
    QVERIFY(!peer.exchange.wantsInput());
    peer.receive(getOf(100)); // was under way; it is kept
    peer.take(1);
    QCOMPARE(peer.requests.size(), begun);
    while (!peer.unsent.isEmpty()) {
        QVERIFY(peer.unsent.size() < 1200);
        peer.take(300);
    }
    QCOMPARE(peer.requests.size(), 101u);
    QVERIFY(peer.exchange.wantsInput());
}

// Requests are long and their answers short. The number of parsed requests must stay bounded while
// all are held.
void TestHttpExchange::bigRequestsHoldBackOthers()
{
    HttpPeer peer;
    peer.takesAll = false;
    const QByteArray big =
        "PUT /big HTTP/1.1\r\nHost: h\r\nContent-Length: 70000\r\n\r\n" + QByteArray(70000, 'x');
    peer.receive(big.repeated(40));
    QVERIFY(peer.requests.size() < 20);
    QVERIFY(peer.transactions.empty());
    while (peer.requests.size() < 40)
        peer.take(1'000'000);
    QCOMPARE(peer.transactions.front().requestBody.size(), Transaction::maxKeptBody);
    QCOMPARE(peer.transactions.front().bodySize, 70000);
    QVERIFY(peer.transactions.front().isWhole);
    QCOMPARE(peer.requests.back().body.size(), 70000);
}

void TestHttpExchange::recordsExactly()
{
    HttpPeer peer;
    peer.answers = false;
    const Time accepted = peer.now;
    const QByteArray bytes = "\r\nPUT /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                             "2;a=b\r\nok\r\n0\r\nT: u\r\n\r\n";
    const qsizetype headEnd = bytes.indexOf("2;a");
    peer.wait(1s);
    peer.receive(bytes.first(2));
    QCOMPARE(peer.state(), State::Idle);
    peer.wait(1s);
    peer.receive(bytes.sliced(2, 5));
    peer.wait(1s);
    peer.receive(bytes.sliced(7, headEnd - 7));
    peer.wait(1s);
    peer.receive(bytes.sliced(headEnd) + "G");
    peer.wait(1s);
    peer.takesAll = false;
    peer.respond(HttpPeer::page("answer"));
    QVERIFY(peer.transactions.empty());
    peer.wait(1s);
    peer.take(1'000'000);
    const Transaction &t = peer.transactions.at(0);
    QCOMPARE(t.end, End::Answered);
    QCOMPARE(t.method, Method::Put);
    QCOMPARE(t.target, QByteArrayView("/x"));
    QCOMPARE(t.status, 200);
    QCOMPARE(t.arrival.idleSince - accepted, Time(0s));
    QCOMPARE(t.arrival.firstByte - accepted, Time(2s));
    QCOMPARE(t.arrival.headRead - accepted, Time(3s));
    QCOMPARE(t.arrival.bodyRead - accepted, Time(4s));
    QCOMPARE(t.answered - accepted, Time(5s));
    QCOMPARE(t.flushed - accepted, Time(6s));
    QCOMPARE(t.bytesIn, bytes.size());
    QCOMPARE(t.bytesOut, peer.sent.size());
    QCOMPARE(t.requestHead, bytes.sliced(2, headEnd - 2));
    QCOMPARE(t.requestBody, QByteArray("ok"));
    QCOMPARE(t.responseHead + t.responseBody, peer.sent);
}

void TestHttpExchange::flushesWithTheLastByte()
{
    HttpPeer peer;
    peer.takesAll = false;
    peer.receive(getOf(1) + getOf(2));
    const qsizetype first = peer.unsent.indexOf("</1>") + 4;
    const qsizetype all = peer.unsent.size();
    for (qsizetype i = 1; i <= all; ++i) {
        peer.wait(1ms);
        peer.take(1);
        QCOMPARE(peer.transactions.size(), i < first ? 0u : i < all ? 1u : 2u);
    }
    QCOMPARE(peer.transactions.at(0).bytesOut, first);
    QCOMPARE(peer.transactions.at(1).bytesOut, all - first);
    QCOMPARE(peer.transactions.at(1).flushed, peer.now);
    QCOMPARE(peer.transactions.at(1).flushed - peer.transactions.at(0).flushed,
             Time((all - first) * 1ms));
    QCOMPARE(peer.exchange.arrival().idleSince, peer.now);
}

void TestHttpExchange::countsTheInterimResponse()
{
    HttpPeer peer;
    peer.receive("PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n");
    QCOMPARE(peer.sent, continueResponse.toByteArray());
    peer.receive("x" + hello);
    QCOMPARE(peer.transactions.at(0).bytesOut + peer.transactions.at(1).bytesOut, peer.sent.size());
    QVERIFY(peer.transactions.at(0).responseHead.startsWith("HTTP/1.1 200"));
}

// While a later answer is unsent.
void TestHttpExchange::recordedRequestsKeepNoMemory()
{
    HttpPeer peer;
    peer.takesAll = false;
    peer.receive("GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\n");
    peer.requests.clear();
    peer.take(peer.unsent.indexOf("HTTP/1.1", 1));
    QCOMPARE(peer.transactions.size(), 1u);
    QVERIFY(peer.exchange.hasUnsent());
    QVERIFY(peer.transactions[0].requestHead.isDetached());
}

QTEST_APPLESS_MAIN(TestHttpExchange)
#include "tst_httpexchange.moc"
