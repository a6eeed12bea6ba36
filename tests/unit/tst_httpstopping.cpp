#include "httppeer.h"

#include <QTest>

using namespace overlap::http;
using namespace std::chrono_literals;
using State = Exchange::State;
using End = Transaction::End;

// Main thread. How a stop ends connections: gracefully, or at once.
class TestHttpStopping : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void drains_data();
    void drains();
    void drainFinishesTheRequestAtHand();
    void drainSendsEarlierResponses();
    void drainWaitsForBodies();
    void drainWaitsForNoBodyThatStands();
    void drainWaitsForNobodyWhoIsRefused();
    void drainWaitsOnceForWhoIsSilent();
    void drainAnswersWhoIsHeldBack();
    void drainWaitsForDelivery();
    void abortsWithoutWaiting();
};

static const QByteArray hello = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
static const QByteArray put = "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n";

void TestHttpStopping::drains_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("begun");
    QTest::addColumn<State>("state");
    QTest::newRow("idle") << QByteArray() << false << State::Finished;
    QTest::newRow("idle again") << hello << false << State::Finished;
    QTest::newRow("first head") << QByteArray("G") << true << State::Finished;
    QTest::newRow("head") << hello + "G" << true << State::Lingering;
}

void TestHttpStopping::drains()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, begun);
    QFETCH(State, state);
    HttpPeer peer;
    peer.receive(bytes);
    const auto earlier = peer.transactions.size();
    peer.drain();
    QCOMPARE(peer.state(), state);
    QVERIFY(!peer.exchange.reset());
    QCOMPARE(peer.transactions.size(), earlier + (begun ? 1u : 0u));
    if (begun)
        QCOMPARE(peer.transactions.back().end, End::AbortedByServer);
}

void TestHttpStopping::drainFinishesTheRequestAtHand()
{
    HttpPeer peer;
    peer.answers = false;
    peer.receive(hello + hello);
    peer.drain();
    QCOMPARE(peer.state(), State::Handling);
    peer.wait(5s);
    peer.respond(HttpPeer::page("last"));
    QVERIFY(peer.sent.contains("Connection: close\r\n"));
    QCOMPARE(peer.requests.size(), 1u);
    QCOMPARE(peer.state(), State::Lingering); // the pipelined request after it was dropped
    QCOMPARE(peer.transactions.at(0).end, End::Answered);
}

void TestHttpStopping::drainSendsEarlierResponses()
{
    HttpPeer peer;
    peer.takesAll = false;
    peer.receive(hello + "G");
    peer.drain();
    QCOMPARE(peer.state(), State::Closing);
    peer.take(1'000'000);
    QCOMPARE(peer.statuses(), QByteArray("200"));
    QCOMPARE(peer.transactions.at(0).end, End::Answered);
    QCOMPARE(peer.transactions.at(1).end, End::AbortedByServer);
}

void TestHttpStopping::drainWaitsForBodies()
{
    HttpPeer peer;
    peer.receive(put);
    QCOMPARE(peer.state(), State::ReadingBody);
    peer.drain();
    QCOMPARE(peer.state(), State::ReadingBody);
    peer.receive(QByteArray(100'000, 'x'));
    QCOMPARE(peer.statuses(), QByteArray("200"));
    QVERIFY(peer.sent.contains("Connection: close\r\n"));
    QCOMPARE(peer.state(), State::Lingering);
}

void TestHttpStopping::drainWaitsForNoBodyThatStands()
{
    HttpPeer peer;
    peer.receive(put);
    peer.wait(20s);
    peer.drain();
    for (int i = 0; i < 5; ++i) {
        peer.wait(2s - 1ns);
        peer.receive("x");
    }
    QCOMPARE(peer.state(), State::ReadingBody);
    peer.wait(2s - 1ns);
    QCOMPARE(peer.state(), State::ReadingBody);
    peer.wait(1ns);
    QCOMPARE(peer.state(), State::Finished);
    QCOMPARE(peer.exchange.closeReason(), CloseReason::Stopped);
    QCOMPARE(peer.transactions.at(0).end, End::AbortedByServer);
}

// Earlier answers, or a 100 Continue, do not extend the wait for more bytes.
void TestHttpStopping::drainWaitsOnceForWhoIsSilent()
{
    for (const QByteArray &before : {hello, QByteArray()}) {
        HttpPeer peer;
        peer.receive(before + "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n"
                              "Expect: 100-continue\r\n\r\n");
        QVERIFY(peer.sent.contains("HTTP/1.1 100 "));
        peer.drain();
        peer.wait(2s - 1ns);
        QCOMPARE(peer.state(), State::ReadingBody);
        peer.wait(1ns);
        QCOMPARE(peer.state(), State::Finished);
    }
}

void TestHttpStopping::drainWaitsForNobodyWhoIsRefused()
{
    HttpPeer peer;
    peer.receive("nonsense\r\n");
    peer.wait(1s);
    peer.drain();
    for (int i = 0; i < 19; ++i) { // although it goes on sending
        peer.wait(100ms);
        peer.receive("x");
    }
    QCOMPARE(peer.state(), State::Lingering);
    peer.wait(100ms);
    QCOMPARE(peer.state(), State::Finished);
}

// The last answer says "close", even if unsent answers before it delay it.
void TestHttpStopping::drainAnswersWhoIsHeldBack()
{
    HttpPeer peer;
    peer.limits.writeHighWater = 10;
    peer.takesAll = false;
    peer.receive(hello + hello + hello);
    QCOMPARE(peer.requests.size(), 1u);
    peer.drain();
    QCOMPARE(peer.state(), State::Idle);
    while (!peer.unsent.isEmpty())
        peer.take(50);
    QCOMPARE(peer.statuses(), QByteArray("200 200"));
    QCOMPARE(peer.sent.count("Connection: close\r\n"), 1);
    QCOMPARE(peer.state(), State::Lingering);

    HttpPeer other; // only a part of a request follows: there is nothing more to say
    other.limits.writeHighWater = 10;
    other.takesAll = false;
    other.receive(hello + "GE");
    other.drain();
    while (!other.unsent.isEmpty())
        other.take(50);
    QCOMPARE(other.state(), State::Lingering);
    QCOMPARE(other.transactions.at(1).end, End::AbortedByServer);
}

void TestHttpStopping::drainWaitsForDelivery()
{
    HttpPeer peer;
    peer.receive(hello);
    peer.exchange.undelivered(10, peer.now);
    peer.drain();
    QCOMPARE(peer.state(), State::Lingering); // closing now would destroy the answer
    QVERIFY(peer.exchange.wantsShutdown());
}

void TestHttpStopping::abortsWithoutWaiting()
{
    HttpPeer peer;
    peer.receive(hello);
    peer.answers = false;
    peer.receive(hello);
    peer.abort();
    QCOMPARE(peer.state(), State::Finished);
    QVERIFY(!peer.exchange.reset()); // a reset would destroy the first answer
    QCOMPARE(peer.transactions.size(), 2u);
    QCOMPARE(peer.transactions.at(0).end, End::Answered);
    QCOMPARE(peer.transactions.at(1).end, End::AbortedByServer);
}

QTEST_APPLESS_MAIN(TestHttpStopping)
#include "tst_httpstopping.moc"
