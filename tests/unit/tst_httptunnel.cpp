#include "httppeer.h"

#include <QTest>

using namespace overlap::http;
using namespace std::chrono_literals;
using State = Exchange::State;
using End = Transaction::End;

// Main thread. Bytes both ways behind a 101, on a clock that the test sets.
class TestHttpTunnel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void passesBytesBothWays();
    void passesWhatCameBehindTheRequest();
    void endsWhenBothSidesHave_data();
    void endsWhenBothSidesHave();
    void waitsForWhoTakesIt();
    void hasNoDeadline();
    void slowReaderIsEnded();
    void breaksOff();
    void endsWithItsClient();
    void stopsWithTheServer();
    void isRecorded();
};

namespace {

const QByteArray asking =
    "GET /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n";
const QByteArray switching = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n";

struct Peer : HttpPeer
{
    explicit Peer(Limits chosen = {}, const QByteArray &behind = {}) : HttpPeer(chosen)
    {
        answers = false;
        receive(asking + behind);
        exchange.tunnel(switching, now);
        poll();
    }
    QByteArray take()
    {
        QByteArray piece = exchange.takeUpload(now);
        poll();
        return piece;
    }
    void write(const QByteArray &piece)
    {
        exchange.write(piece, now);
        poll();
    }
    void shut()
    {
        exchange.complete(now);
        poll();
    }
};

} // namespace

void TestHttpTunnel::passesBytesBothWays()
{
    Peer peer;
    QCOMPARE(peer.sent, switching);
    QCOMPARE(peer.state(), State::Tunnelling);
    const qint64 before = peer.exchange.uploaded();
    peer.receive("GET / HTTP/1.1\r\n\r\n"); // no request
    QVERIFY(peer.exchange.uploaded() > before);
    QCOMPARE(peer.requests.size(), std::size_t(1));
    peer.receive("more");
    QCOMPARE(peer.take(), QByteArray("GET / HTTP/1.1\r\n\r\nmore"));
    QVERIFY(peer.take().isEmpty() && peer.exchange.hasMoreUpload());
    peer.write("a");
    peer.write("");
    peer.write("b");
    QCOMPARE(peer.sent, switching + "ab");
}

void TestHttpTunnel::passesWhatCameBehindTheRequest()
{
    Peer peer({}, "early");
    peer.receive("late");
    QCOMPARE(peer.take(), QByteArray("earlylate"));
}

void TestHttpTunnel::endsWhenBothSidesHave_data()
{
    QTest::addColumn<bool>("clientFirst");
    QTest::newRow("the client first") << true;
    QTest::newRow("our side first") << false;
}

// Each side goes on when the other has ended.
void TestHttpTunnel::endsWhenBothSidesHave()
{
    QFETCH(bool, clientFirst);
    Peer peer;
    peer.receive("last");
    if (clientFirst) {
        peer.peerFinished();
        QCOMPARE(peer.take(), QByteArray("last"));
        QVERIFY(!peer.exchange.hasMoreUpload());
        QVERIFY(!peer.exchange.wantsShutdown());
        peer.write("answer");
        peer.shut();
    } else {
        peer.write("answer");
        peer.shut();
        QVERIFY(peer.exchange.wantsShutdown());
        peer.write("too late");
        peer.receive(" of it");
        peer.peerFinished();
        QCOMPARE(peer.state(), State::Tunnelling); // something is still to be taken
        QCOMPARE(peer.take(), QByteArray("last of it"));
    }
    QCOMPARE(peer.state(), State::Finished);
    QVERIFY(!peer.exchange.reset());
    QCOMPARE(peer.sent, switching + "answer");
    QCOMPARE(peer.transactions.at(0).end, End::Answered);
}

void TestHttpTunnel::waitsForWhoTakesIt()
{
    Peer peer;
    QVERIFY(peer.exchange.wantsInput());
    peer.receive(QByteArray(peer.limits.readAhead, 'x'));
    QVERIFY(!peer.exchange.wantsInput());
    QCOMPARE(peer.take().size(), peer.limits.readAhead);
    QVERIFY(peer.exchange.wantsInput());
    QVERIFY(peer.exchange.hasRoom());
    peer.takesAll = false;
    peer.write(QByteArray(100'000, 'x'));
    QVERIFY(!peer.exchange.hasRoom());
}

void TestHttpTunnel::hasNoDeadline()
{
    Peer peer;
    peer.wait(100h);
    QCOMPARE(peer.state(), State::Tunnelling);
    peer.receive("hello");
    QCOMPARE(peer.take(), QByteArray("hello"));
}

void TestHttpTunnel::slowReaderIsEnded()
{
    Peer peer;
    peer.takesAll = false;
    peer.write(QByteArray(1'000'000, 'x'));
    peer.wait(10min);
    QCOMPARE(peer.state(), State::Finished);
    QCOMPARE(peer.transactions.at(0).end, End::TimedOut);
}

void TestHttpTunnel::breaksOff()
{
    Peer peer;
    peer.write("some");
    peer.exchange.breakOff(BreakOff::Reset, peer.now);
    peer.poll();
    peer.wait(1s);
    QVERIFY(peer.exchange.reset());
    QCOMPARE(peer.transactions.at(0).end, End::Reset);
}

void TestHttpTunnel::endsWithItsClient()
{
    Peer peer;
    peer.peerGone();
    QCOMPARE(peer.state(), State::Finished);
    QCOMPARE(peer.transactions.at(0).end, End::AbortedByClient);
}

// When the time of the stop is over; until then both sides may end.
void TestHttpTunnel::stopsWithTheServer()
{
    Peer peer;
    peer.drain();
    peer.wait(1min);
    QCOMPARE(peer.state(), State::Tunnelling);
    peer.abort();
    QVERIFY(peer.exchange.reset());
    QCOMPARE(peer.transactions.at(0).end, End::AbortedByServer);
}

void TestHttpTunnel::isRecorded()
{
    Peer peer({}, "12");
    peer.receive("345");
    peer.take();
    peer.wait(5s);
    peer.write("answer");
    peer.peerFinished();
    peer.shut();
    const Transaction &transaction = peer.transactions.at(0);
    QCOMPARE(transaction.status, 101);
    QCOMPARE(transaction.bytesIn, asking.size() + 5);
    QCOMPARE(transaction.bytesOut, switching.size() + 6);
    QCOMPARE(transaction.responseHead, switching);
    QCOMPARE(transaction.responseBody, QByteArray("answer"));
    QVERIFY(transaction.isWhole);
    QVERIFY(transaction.pieces);
    QCOMPARE(transaction.answered - transaction.pieces->begun(), Time(5s));
}

QTEST_GUILESS_MAIN(TestHttpTunnel)
#include "tst_httptunnel.moc"
