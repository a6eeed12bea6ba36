#include "httppeer.h"

#include <QTest>

using namespace overlap::http;
using namespace std::chrono_literals;
using State = Exchange::State;
using End = Transaction::End;

// Main thread. Bodies of requests that are taken in pieces, on a clock that the test sets.
class TestHttpUpload : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void arrivesAtEverySplit_data();
    void arrivesAtEverySplit();
    void isHeldIfWished();
    void isOfferedOnlyIfWished();
    void hasNoLimit();
    void waitsForWhoTakesIt();
    void isLateOnlyWhileItIsWanted();
    void isLateWithinTheAnswer();
    void mayBeAnsweredFirst();
    void mayBeAnsweredInPiecesMeanwhile();
    void isRefusedIfItIsWrong();
    void resetsTheAnswerIfItIsWrong();
    void endsWithItsClient_data();
    void endsWithItsClient();
    void stopsWithTheServer_data();
    void stopsWithTheServer();
    void isRecorded();
    void leavesTheNextRequestAlone();
};

namespace {

struct Peer : HttpPeer
{
    explicit Peer(Limits chosen = {}) : HttpPeer(chosen)
    {
        answers = false;
        streams = [](const Parser &) { return true; };
        exchange.offerUploads();
    }
    QByteArray take()
    {
        QByteArray piece = exchange.takeUpload(now);
        poll();
        return piece;
    }
    void begin(BodyLength length = {})
    {
        exchange.begin(Response(), length, now);
        poll();
    }
    void complete()
    {
        exchange.complete(now);
        poll();
    }
};

QByteArray put(const QByteArray &fields)
{
    return "PUT /a HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
}

QByteArray headOf(qint64 length)
{
    return put("Content-Length: " + QByteArray::number(length) + "\r\n");
}

const QByteArray chunkedHead = put("Transfer-Encoding: chunked\r\n");

} // namespace

void TestHttpUpload::arrivesAtEverySplit_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("a length") << headOf(5) + "hello" << QByteArray("hello");
    QTest::newRow("chunks") << chunkedHead + "2;a\r\nhe\r\n3\r\nllo\r\n0\r\nA: b\r\n\r\n"
                            << QByteArray("hello");
    QTest::newRow("no chunk") << chunkedHead + "0\r\n\r\n" << QByteArray();
    QTest::newRow("nothing") << headOf(0) << QByteArray();
    QTest::newRow("none") << put("") << QByteArray();
}

void TestHttpUpload::arrivesAtEverySplit()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, body);
    const QByteArray next = "GET /next HTTP/1.1\r\nHost: h\r\n\r\n";
    const QByteArray all = bytes + next;
    for (qsizetype cut = 0; cut <= all.size(); ++cut) {
        Peer peer;
        QByteArray got;
        for (const QByteArray &piece : {all.first(cut), all.sliced(cut)}) {
            peer.receive(piece);
            got += peer.take();
        }
        QCOMPARE(peer.requests.size(), std::size_t(1));
        got += peer.requests[0].body; // without a body that follows, it is no upload
        QCOMPARE(got, body);
        QVERIFY(!peer.exchange.isUploading());
        QCOMPARE(peer.state(), State::Handling);
        peer.respond(HttpPeer::page("done"));
        QCOMPARE(peer.targets(), QByteArray("/a /next"));
        peer.respond(HttpPeer::page("done"));
        QCOMPARE(peer.statuses(), QByteArray("200 200"));
        QCOMPARE(peer.state(), State::Idle);
    }
}

void TestHttpUpload::isHeldIfWished()
{
    for (const QByteArray &bytes : {headOf(5) + "hello", chunkedHead + "5\r\nhello\r\n0\r\n\r\n"}) {
        for (qsizetype cut = 0; cut <= bytes.size(); ++cut) {
            Peer peer;
            peer.streams = {};
            peer.receive(bytes.first(cut));
            QVERIFY(cut == bytes.size() || peer.requests.empty());
            peer.receive(bytes.sliced(cut));
            QCOMPARE(peer.requests.size(), std::size_t(1));
            QCOMPARE(peer.requests[0].body, QByteArray("hello"));
            QVERIFY(!peer.exchange.isUploading() && peer.take().isEmpty());
        }
    }
    Peer peer;
    peer.streams = {};
    peer.receive(headOf(Limits().body + 1));
    QCOMPARE(peer.statuses(), QByteArray("413"));
}

void TestHttpUpload::isOfferedOnlyIfWished()
{
    HttpPeer peer;
    peer.answers = false;
    peer.streams = [](const Parser &) { return true; };
    peer.receive(headOf(5) + "he");
    QVERIFY(peer.requests.empty());
    peer.receive("llo");
    QCOMPARE(peer.requests.at(0).body, QByteArray("hello"));
}

void TestHttpUpload::hasNoLimit()
{
    Limits small;
    small.body = 20;
    Peer peer(small);
    constexpr qint64 size = 1'000'000;
    peer.receive(headOf(size));
    QCOMPARE(peer.requests.size(), std::size_t(1));
    qint64 taken = 0;
    while (taken < size) {
        peer.receive(QByteArray(10'000, 'x'));
        taken += peer.take().size();
        QVERIFY(peer.exchange.bufferedBytes() <
                150'000); // what is kept for the record, and a piece
    }
    QCOMPARE(taken, size);
    QVERIFY(!peer.exchange.isUploading());
}

void TestHttpUpload::waitsForWhoTakesIt()
{
    Limits small;
    small.readAhead = 1000;
    Peer peer(small);
    peer.receive(headOf(5000));
    QVERIFY(peer.exchange.wantsInput());
    peer.receive(QByteArray(600, 'a'));
    QVERIFY(peer.exchange.wantsInput());
    peer.receive(QByteArray(600, 'b'));
    QVERIFY(!peer.exchange.wantsInput());
    peer.receive(QByteArray(800, 'c')); // it came nevertheless
    QVERIFY(!peer.exchange.wantsInput());
    QCOMPARE(peer.take(), QByteArray(600, 'a') + QByteArray(600, 'b'));
    QVERIFY(peer.exchange.wantsInput()); // 800 are there
    QCOMPARE(peer.take(), QByteArray(800, 'c'));
    QVERIFY(peer.take().isEmpty());
    peer.receive(QByteArray(3000, 'd'));
    QCOMPARE(peer.take(), QByteArray(3000, 'd'));
    QVERIFY(!peer.exchange.isUploading() && peer.exchange.wantsInput());
}

void TestHttpUpload::isLateOnlyWhileItIsWanted()
{
    Peer peer;
    peer.receive(headOf(1'000'000));
    peer.receive(QByteArray(100'000, 'x'));
    QCOMPARE(peer.exchange.deadline(), never); // the client is made to wait
    peer.wait(1h);
    QCOMPARE(peer.state(), State::Handling);
    QCOMPARE(peer.take().size(), 100'000);
    const Limits limits;
    peer.wait(limits.bodyWindow - 1ns);
    QCOMPARE(peer.state(), State::Handling);
    peer.wait(1ns);
    QCOMPARE(peer.statuses(), QByteArray("408"));
    QCOMPARE(peer.transactions.at(0).end, End::TimedOut);
    QCOMPARE(peer.transactions.at(0).fault, Fault::BodyLate);
    QVERIFY(!peer.transactions.at(0).isWhole);
}

void TestHttpUpload::isLateWithinTheAnswer()
{
    Peer peer;
    peer.receive(headOf(100'000) + "a");
    peer.begin();
    QCOMPARE(peer.take(), QByteArray("a"));
    peer.wait(Limits().bodyWindow + 1s);
    QCOMPARE(peer.transactions.at(0).end, End::TimedOut);
    QCOMPARE(peer.transactions.at(0).fault, Fault::BodyLate);
    QVERIFY(!peer.exchange.isWithHandler() && peer.exchange.reset());
}

void TestHttpUpload::mayBeAnsweredFirst()
{
    Peer peer;
    peer.receive(headOf(100'000) + "a");
    peer.respond(HttpPeer::page("enough"));
    QVERIFY(peer.sent.contains("\r\nConnection: close\r\n") && peer.sent.endsWith("enough"));
    QCOMPARE(peer.state(), State::Lingering);
    peer.receive(QByteArray(50'000, 'x')); // it is no request
    QCOMPARE(peer.requests.size(), std::size_t(1));
    QCOMPARE(peer.transactions.at(0).end, End::Answered);
    QVERIFY(!peer.transactions.at(0).isWhole);
    QVERIFY(peer.take().isEmpty());
}

void TestHttpUpload::mayBeAnsweredInPiecesMeanwhile()
{
    Peer peer;
    peer.receive(chunkedHead);
    peer.begin();
    for (const char *piece : {"ab", "cd"}) {
        peer.receive("2\r\n" + QByteArray(piece) + "\r\n");
        peer.exchange.write(peer.take(), peer.now);
        peer.poll();
    }
    QVERIFY(peer.sent.endsWith("2\r\nab\r\n2\r\ncd\r\n"));
    peer.receive("0\r\n\r\n");
    QVERIFY(!peer.exchange.isUploading());
    peer.complete();
    QCOMPARE(peer.transactions.at(0).end, End::Answered);
    QVERIFY(peer.transactions.at(0).isWhole);
    QCOMPARE(peer.transactions.at(0).requestBody, QByteArray("abcd"));
}

void TestHttpUpload::isRefusedIfItIsWrong()
{
    Peer peer;
    peer.receive(chunkedHead + "2\r\nab\r\n");
    QCOMPARE(peer.take(), QByteArray("ab"));
    peer.receive("x");
    QCOMPARE(peer.statuses(), QByteArray("400"));
    QVERIFY(!peer.exchange.isWithHandler());
    QCOMPARE(peer.transactions.at(0).end, End::Refused);
    QCOMPARE(peer.transactions.at(0).fault, Fault::ChunkSize);
    QCOMPARE(peer.exchange.takeRefusal(), Fault::ChunkSize);
}

void TestHttpUpload::resetsTheAnswerIfItIsWrong()
{
    Peer peer;
    peer.receive(chunkedHead);
    peer.begin({BodyLength::Kind::UntilClose});
    peer.receive("x");
    peer.wait(1s);
    QVERIFY(peer.exchange.reset());
    QCOMPARE(peer.statuses(), QByteArray("200"));
    QCOMPARE(peer.transactions.at(0).end, End::Reset);
    QCOMPARE(peer.transactions.at(0).fault, Fault::ChunkSize);
}

void TestHttpUpload::endsWithItsClient_data()
{
    QTest::addColumn<bool>("isAnswering");
    QTest::addColumn<bool>("isReset");
    QTest::addColumn<bool>("isTaken"); // what came before
    for (int i = 0; i < 8; ++i) {
        QTest::addRow("answering %d, reset %d, taken %d", i & 1, i >> 1 & 1, i >> 2)
            << ((i & 1) != 0) << ((i & 2) != 0) << ((i & 4) != 0);
    }
}

void TestHttpUpload::endsWithItsClient()
{
    QFETCH(bool, isAnswering);
    QFETCH(bool, isReset);
    QFETCH(bool, isTaken);
    Peer peer;
    peer.receive(headOf(100) + "ab");
    if (isAnswering)
        peer.begin();
    if (isTaken)
        QCOMPARE(peer.take(), QByteArray("ab"));
    isReset ? peer.peerGone() : peer.peerFinished();
    QVERIFY(!peer.exchange.isWithHandler());
    QCOMPARE(peer.transactions.size(), std::size_t(1));
    QCOMPARE(peer.transactions[0].end, End::AbortedByClient);
    QCOMPARE(peer.transactions[0].requestBody, QByteArray("ab"));
    QVERIFY(!peer.transactions[0].isWhole);
}

void TestHttpUpload::stopsWithTheServer_data()
{
    QTest::addColumn<bool>("isAnswering");
    QTest::newRow("handling") << false;
    QTest::newRow("answering") << true;
}

// A graceful stop waits only while bytes arrive.
void TestHttpUpload::stopsWithTheServer()
{
    QFETCH(bool, isAnswering);
    const Limits limits;
    Peer peer;
    peer.receive(headOf(100));
    if (isAnswering)
        peer.begin();
    peer.drain();
    for (int i = 0; i < 5; ++i) {
        peer.wait(limits.drainSilence - 1ns);
        QVERIFY(peer.exchange.isWithHandler());
        peer.receive("x");
        QCOMPARE(peer.take(), QByteArray("x"));
    }
    peer.wait(limits.drainSilence);
    QVERIFY(!peer.exchange.isWithHandler());
    QCOMPARE(peer.transactions.at(0).end, End::AbortedByServer);
    QCOMPARE(peer.exchange.closeReason(), CloseReason::Stopped);
}

void TestHttpUpload::isRecorded()
{
    constexpr int pieces = 20;
    Peer peer;
    peer.receive(headOf(pieces * 10'000));
    const Time head = peer.now;
    for (int i = 0; i < pieces; ++i) {
        peer.wait(1s);
        peer.receive(QByteArray(10'000, char('a' + i)));
        QCOMPARE(peer.take().size(), 10'000);
    }
    peer.respond(HttpPeer::page("x"));
    const Transaction &transaction = peer.transactions.at(0);
    QVERIFY(transaction.isWhole);
    QCOMPARE(transaction.bodySize, pieces * 10'000);
    QCOMPARE(transaction.requestBody.size(), Transaction::maxKeptBody);
    QVERIFY(transaction.requestBody.startsWith(QByteArray(10'000, 'a') + 'b'));
    QCOMPARE(transaction.bytesIn, headOf(pieces * 10'000).size() + pieces * 10'000);
    QCOMPARE(transaction.arrival.headRead, head);
    QCOMPARE(transaction.arrival.bodyRead, head); // its handler runs since then
    QCOMPARE(transaction.answered, peer.now);
}

void TestHttpUpload::leavesTheNextRequestAlone()
{
    Peer peer;
    for (int i = 0; i < 3; ++i) {
        peer.receive(chunkedHead + "1\r\nx\r\n0\r\n\r\n" + headOf(2) + "yz");
        QCOMPARE(peer.take(), QByteArray("x"));
        peer.respond(HttpPeer::page("1"));
        QCOMPARE(peer.take(), QByteArray("yz"));
        peer.respond(HttpPeer::page("2"));
        QCOMPARE(peer.state(), State::Idle);
    }
    QCOMPARE(peer.statuses(), QByteArray("200 200 200 200 200 200"));
    QVERIFY(!peer.sent.contains("Connection: close"));
}

QTEST_APPLESS_MAIN(TestHttpUpload)
#include "tst_httpupload.moc"
