#include "upstreamfixture.h"

#include <QFile>

#include <utility>
#include <vector>

using namespace overlap;
using namespace Qt::StringLiterals;

// What two servers could read in two ways, only one sees: neither such a request nor such an answer
// comes through. The cases stand in resources/docs/smuggling.md, with what is done of each.
class TestSmuggling : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { addTransports(); }
    void requests_data();
    void requests();
    void answers_data();
    void answers();
    void areDocumented();
};

namespace {

struct Case
{
    const char *name;
    QByteArray message;
    // Of a request: the status of the refusal, or "one" request goes up. Of an answer: "502", "cut"
    // within its body, or "dropped" what comes behind it.
    QByteArray outcome;
    QByteArray method = "GET"; // that is answered
};

const QByteArray evilRequest = "GET /evil HTTP/1.1\r\nHost: localhost\r\n\r\n";
const QByteArray evilAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil";

std::vector<Case> requestCases()
{
    const QByteArray post = "POST / HTTP/1.1\r\nHost: localhost\r\n";
    const QByteArray chunked = post + "Transfer-Encoding: chunked\r\n\r\n";
    const QByteArray end = "\r\n\r\n0\r\n\r\n";
    const QByteArray length = QByteArray::number(evilRequest.size());
    return {
        {"length, then chunked", post + "Content-Length: 6\r\nTransfer-Encoding: chunked" + end,
         "400"},
        {"chunked, then length", post + "Transfer-Encoding: chunked\r\nContent-Length: 4" + end,
         "400"},
        {"two lengths", post + "Content-Length: 0\r\nContent-Length: 5\r\n\r\n", "400"},
        {"list of lengths", post + "Content-Length: 0, 5\r\n\r\n", "400"},
        {"length with a sign", post + "Content-Length: +0\r\n\r\n", "400"},
        {"empty length", post + "Content-Length:\r\n\r\n", "400"},
        {"length beyond 64 bits", post + "Content-Length: 18446744073709551616\r\n\r\n", "400"},
        {"two codings", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity" + end,
         "400"},
        {"chunked is not last", post + "Transfer-Encoding:\tchunked, x" + end, "400"},
        {"chunked twice", post + "Transfer-Encoding: chunked, chunked" + end, "400"},
        {"coding that is no coding", post + "Transfer-Encoding: xchunked" + end, "501"},
        {"chunked in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked" + end, "400"},
        {"blank before a colon", post + "Transfer-Encoding : chunked" + end, "400"},
        {"folded line", post + "A: b\r\n Transfer-Encoding: chunked\r\n\r\n", "400"},
        {"bare LF", "POST / HTTP/1.1\nHost: localhost\nContent-Length: 0\n\n", "400"},
        {"bare CR", post + "A: b\rTransfer-Encoding: chunked\r\n\r\n", "400"},
        {"NUL", post + QByteArray("A: b\0c\r\n\r\n", 10), "400"},
        {"chunk size in C", chunked + "0x0\r\n\r\n", "400"},
        {"chunk size with a sign", chunked + "+0\r\n\r\n", "400"},
        {"chunk size beyond 64 bits", chunked + "10000000000000000\r\n\r\n", "413"},
        {"chunk that is longer than its size", chunked + "1\r\nab\r\n0\r\n\r\n", "400"},
        {"bare LF behind a chunk size", chunked + "0\n\n", "400"},
        {"bare LF in a chunk extension", chunked + "0;a\nb\r\n\r\n", "400"},
        {"two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"},
        {"blank in the target", "GET /a HTTP/1.1 HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
        {"other expectation", post + "Expect: 200-ok\r\nContent-Length: " + length + "\r\n\r\n",
         "417"},
        {"request in a body", post + "Content-Length: " + length + "\r\n\r\n", "one"},
        {"Connection names the length",
         post + "Connection: Content-Length\r\nContent-Length: " + length + "\r\n\r\n", "one"},
        {"body of a GET", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n",
         "one"},
        {"body that was not waited for",
         post + "Expect: 100-continue\r\nContent-Length: " + length + "\r\n\r\n", "one"},
    };
}

std::vector<Case> answerCases()
{
    const QByteArray ok = "HTTP/1.1 200 OK\r\n";
    const QByteArray chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";
    const QByteArray end = "\r\n\r\n0\r\n\r\n";
    return {
        {"length, then chunked", ok + "Content-Length: 6\r\nTransfer-Encoding: chunked" + end,
         "502"},
        {"chunked, then length", ok + "Transfer-Encoding: chunked\r\nContent-Length: 4" + end,
         "502"},
        {"two lengths", ok + "Content-Length: 0\r\nContent-Length: 5\r\n\r\n", "502"},
        {"list of lengths", ok + "Content-Length: 0, 5\r\n\r\n", "502"},
        {"length with a sign", ok + "Content-Length: +0\r\n\r\n", "502"},
        {"empty length", ok + "Content-Length:\r\n\r\n", "502"},
        {"length beyond 64 bits", ok + "Content-Length: 18446744073709551616\r\n\r\n", "502"},
        {"chunked is not last", ok + "Transfer-Encoding: chunked, x" + end, "502"},
        {"chunked twice", ok + "Transfer-Encoding: chunked, chunked" + end, "502"},
        {"coding that is no coding", ok + "Transfer-Encoding: xchunked" + end, "502"},
        {"chunked in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked" + end, "502"},
        {"blank before a colon", ok + "Content-Length : 0\r\n\r\n", "502"},
        {"folded line", ok + "A: b\r\n Content-Length: 0\r\n\r\n", "502"},
        {"bare LF", "HTTP/1.1 200 OK\nContent-Length: 0\n\n", "502"},
        {"bare CR", ok + "A: b\rContent-Length: 0\r\n\r\n", "502"},
        {"NUL", ok + QByteArray("A: b\0c\r\n\r\n", 10), "502"},
        {"1xx with a length", "HTTP/1.1 103 Early Hints\r\nContent-Length: 100\r\n\r\n", "502"},
        {"1xx with chunks", "HTTP/1.1 103 Early Hints\r\nTransfer-Encoding: chunked" + end, "502"},
        {"1xx without end", QByteArray("HTTP/1.1 103 Early Hints\r\n\r\n").repeated(40), "502"},
        {"101 that nobody asked for", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
         "502"},
        {"chunk size in C", chunked + "1\r\na\r\n0x0\r\n\r\n", "cut"},
        {"chunk size with a sign", chunked + "1\r\na\r\n+0\r\n\r\n", "cut"},
        {"chunk size beyond 64 bits", chunked + "1\r\na\r\n10000000000000000\r\n\r\n", "cut"},
        {"chunk that is longer than its size", chunked + "1\r\na\r\n1\r\nab\r\n0\r\n\r\n", "cut"},
        {"bare LF behind a chunk size", chunked + "1\r\na\r\n0\n\n", "cut"},
        {"bare LF in a chunk extension", chunked + "1\r\na\r\n0;a\nb\r\n\r\n", "cut"},
        {"two answers", ok + "Content-Length: 0\r\n\r\n", "dropped"},
        {"answer behind chunks", chunked + "0\r\n\r\n", "dropped"},
        {"HEAD with a length", ok + "Content-Length: 43\r\n\r\n", "dropped", "HEAD"},
        {"HEAD with chunks", chunked, "dropped", "HEAD"},
        {"204 with a body", "HTTP/1.1 204 No Content\r\n\r\n", "dropped"},
        {"204 with a length", "HTTP/1.1 204 No Content\r\nContent-Length: 43\r\n\r\n", "dropped"},
        {"304 with a length", "HTTP/1.1 304 Not Modified\r\nContent-Length: 43\r\n\r\n", "dropped"},
        {"304 with chunks", "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n",
         "dropped"},
        {"100 behind the answer", ok + "Content-Length: 0\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n",
         "dropped"},
    };
}

void addRows(const std::vector<Case> &cases)
{
    QTest::addColumn<Case>("of");
    for (const Case &one : cases)
        QTest::newRow(one.name) << one;
}

} // namespace

Q_DECLARE_METATYPE(Case)

void TestSmuggling::requests_data()
{
    addRows(requestCases());
}

void TestSmuggling::requests()
{
    QFETCH(Case, of);
    QByteArrayList got;
    RawServer server([&](RawServer::Peer &peer) {
        while (const auto request = peer.take()) {
            got += *request;
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        }
    });
    const Passing serving(server);
    RawClient client(serving.port());
    client.send(of.message + evilRequest);
    if (of.outcome != "one") {
        QVERIFY(client.waitUntil([&] { return client.count() == 1 && !client.isOpen(); }));
        QVERIFY2(client.received().startsWith("HTTP/1.1 " + of.outcome + ' '), client.received());
        QVERIFY(server.peers.empty());
        return;
    }
    QVERIFY(client.waitUntil([&] { return client.count("200") == 1; }));
    client.get("/next");
    QVERIFY(client.waitUntil([&] { return client.count("200") == 2; }));
    QCOMPARE(got.size(), 2);
    QVERIFY2(got[0].endsWith("\r\n\r\n" + evilRequest), got[0]);
    QVERIFY2(got[1].startsWith("GET /next "), got[1]);
}

void TestSmuggling::answers_data()
{
    addRows(answerCases());
}

void TestSmuggling::answers()
{
    QFETCH(Case, of);
    bool isFirst = true;
    RawServer server([&](RawServer::Peer &peer) {
        if (std::exchange(isFirst, false) && peer.take())
            peer.send(of.message + evilAnswer);
        else
            RawServer::friendly(peer);
    });
    const Passing serving(server);
    RawClient client(serving.port());
    client.send(of.method + " / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    if (of.outcome == "cut") {
        QVERIFY(client.waitUntil([&] { return !client.isOpen(); }));
        QVERIFY2(!client.received().endsWith("0\r\n\r\n"), client.received());
    } else {
        const auto isFinal = [&] {
            return client.count() - client.count("103") - client.count("101") == 1;
        };
        QVERIFY(client.waitUntil(isFinal));
        QCOMPARE(client.count("502"), of.outcome == "502" ? 1 : 0);
        RawClient another(serving.port());
        RawClient &next = client.isOpen() ? client : another;
        next.get("/next");
        QVERIFY(next.waitUntil([&] { return next.received().endsWith("hello"); }));
    }
    QVERIFY2(!client.received().contains("evil"), client.received());
    QTRY_VERIFY(!server.peers.front()->isOpen());
}

void TestSmuggling::areDocumented()
{
    QFile file(u"" OVERLAP_SOURCES "/resources/docs/smuggling.md"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QByteArrayList documented;
    for (const QByteArray &line : file.readAll().split('\n')) {
        const QByteArrayList cells = line.split('|');
        if (cells.size() == 6 && (cells[4].contains(u"§"_s.toUtf8())))
            documented += cells[1].trimmed() + ": " + cells[3].trimmed();
    }
    QByteArrayList cases;
    for (const auto &all : {requestCases(), answerCases()}) {
        for (const Case &one : all)
            cases += one.name + (": " + one.outcome);
    }
    QCOMPARE(documented, cases);
}

QTEST_GUILESS_MAIN(TestSmuggling)
#include "tst_smuggling.moc"
