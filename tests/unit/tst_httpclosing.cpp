#include "httppeer.h"

#include <QTest>

#include <functional>

using namespace overlap::http;
using namespace std::chrono_literals;
using State = Exchange::State;
using End = Transaction::End;

// Main thread. How clients and deadlines end connections.
class TestHttpClosing : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void headDeadline_data();
    void headDeadline();
    void silentWhereNothingCame();
    void idleDeadlineBeginsWhenFlushed();
    void bodyDeadline();
    void slowButSteadyBodiesPass();
    void stuckReaders();
    void slowReaders_data();
    void slowReaders();
    void whoTakesAllIsNeverSlow();
    void backlogsThatGrow();
    void lateLooksJudgeNobody();
    void handlingStopsTheWriteClock();
    void lingers();
    void lingersWhereNoHandlerRan_data();
    void lingersWhereNoHandlerRan();
    void expiringEarlyDoesNothing();
    void endlessLimits();
    void finAfterCompleteRequests();
    void finBetweenReceiveAndPoll();
    void finWhileAHandlerWaits();
    void finInsideAMessage_data();
    void finInsideAMessage();
    void finWhileOutputIsUnsent();
    void resetInEveryState_data();
    void resetInEveryState();
    void deliveryStopsTheClocks();
    void deliveryThatStops();
    void endings_data();
    void endings();
    void cutResponsesAreCounted();
};

static const QByteArray hello = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
static const QByteArray put = "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n";

void TestHttpClosing::headDeadline_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<int>("limit"); // s, from the first byte on, which comes after 10 s
    QTest::newRow("first, from accept") << QByteArray() << 10;
    QTest::newRow("following, from its first byte") << hello << 20;
}

void TestHttpClosing::headDeadline()
{
    QFETCH(QByteArray, before);
    QFETCH(int, limit);
    HttpPeer peer;
    peer.receive(before);
    const auto earlier = peer.transactions.size();
    peer.wait(10s);
    peer.receive("GET /x HTTP/1.1\r\n");
    for (int i = 1; i < limit; ++i) { // single bytes do not extend it
        peer.wait(1s);
        peer.receive("x");
    }
    QCOMPARE(peer.state(), State::ReadingHead);
    peer.wait(1s);
    QCOMPARE(peer.statuses().right(3), QByteArray("408"));
    QCOMPARE(peer.state(), State::Lingering);
    QCOMPARE(peer.transactions.size(), earlier + 1);
    QCOMPARE(peer.transactions.back().end, End::TimedOut);
    QCOMPARE(peer.transactions.back().status, 408);
    QCOMPARE(peer.transactions.back().target, QByteArrayView("/x"));
}

void TestHttpClosing::silentWhereNothingCame()
{
    for (const QByteArray &bytes : {QByteArray(), QByteArray("\r\n\r")}) {
        HttpPeer peer;
        peer.receive(bytes);
        peer.wait(20s - 1ns);
        QCOMPARE(peer.state(), State::Idle);
        peer.wait(1ns);
        QCOMPARE(peer.state(), State::Finished);
        QVERIFY(!peer.exchange.reset());
        QVERIFY(peer.sent.isEmpty() && peer.transactions.empty());
    }
}

void TestHttpClosing::idleDeadlineBeginsWhenFlushed()
{
    HttpPeer peer;
    peer.takesAll = false;
    peer.receive(hello);
    peer.wait(29s); // the exchange waits for the peer to read
    QCOMPARE(peer.state(), State::Idle);
    peer.take(1'000'000);
    peer.wait(15s - 1ns);
    QCOMPARE(peer.state(), State::Idle);
    peer.wait(1ns);
    QCOMPARE(peer.state(), State::Lingering);
    peer.wait(2s);
    QCOMPARE(peer.state(), State::Finished);
    QVERIFY(!peer.exchange.reset());
    QCOMPARE(peer.statuses(), QByteArray("200"));
}

void TestHttpClosing::bodyDeadline()
{
    HttpPeer peer;
    peer.receive(put + QByteArray(30 * 1024 - 1, 'x'));
    peer.wait(30s - 1ns);
    QCOMPARE(peer.state(), State::ReadingBody);
    peer.wait(1ns);
    // What came with the head counts, too: one byte is missing.
    QCOMPARE(peer.statuses(), QByteArray("408"));
    QCOMPARE(peer.transactions.at(0).end, End::TimedOut);
    QCOMPARE(peer.transactions.at(0).bytesIn, put.size() + 30 * 1024 - 1);
    QCOMPARE(peer.transactions.at(0).requestBody.size(), 30 * 1024 - 1);
    QVERIFY(!peer.transactions.at(0).isWhole);
}

void TestHttpClosing::slowButSteadyBodiesPass()
{
    HttpPeer peer;
    peer.receive(put);
    for (int i = 0; i < 97; ++i) {
        peer.receive(QByteArray(1024, 'x'));
        peer.wait(1s);
        QCOMPARE(peer.state(), State::ReadingBody);
    }
    peer.receive(QByteArray(100000 - 97 * 1024, 'x'));
    QCOMPARE(peer.statuses(), QByteArray("200"));
}

// A few bytes now and then are no progress: a kernel takes them for a program that reads nothing.
void TestHttpClosing::stuckReaders()
{
    for (const QByteArray &more : {QByteArray(), QByteArray("GET"), put, QByteArray("rubbish\n")}) {
        HttpPeer peer;
        peer.limits.headWithin = peer.limits.bodyWindow = 1h;
        peer.takesAll = false;
        peer.receive(hello + more);
        for (int i = 0; i < 5; ++i) {
            peer.wait(5s);
            peer.take(1);
        }
        peer.wait(5s - 1ns);
        QVERIFY(peer.state() != State::Finished);
        peer.wait(1ns);
        QCOMPARE(peer.state(), State::Finished);
        QVERIFY(peer.exchange.reset());
        QCOMPARE(peer.transactions.at(0).end, End::TimedOut);
        QCOMPARE(peer.transactions.at(0).bytesOut, 5);
        QCOMPARE(peer.transactions.size(), more.isEmpty() ? 1u : 2u);
        if (!more.isEmpty()) {
            QCOMPARE(peer.transactions.at(1).end, End::TimedOut);
            QCOMPARE(peer.transactions.at(1).status, 0);
        }
    }
}

void TestHttpClosing::slowReaders_data()
{
    QTest::addColumn<int>("first");   // bytes taken at once
    QTest::addColumn<int>("rate");    // then so many bytes each second
    QTest::addColumn<int>("endless"); // 0: the connection ends after so many seconds
    QTest::newRow("nothing") << 0 << 0 << 30;
    QTest::newRow("the least that will do") << 0 << 1024 << 0;
    QTest::newRow("one byte less") << 0 << 1023 << 30;
    QTest::newRow("much at first") << 100'000 << 0 << 33; // the 30 s window has moved on
    QTest::newRow("much at first, then little") << 100'000 << 1000 << 33;
}

void TestHttpClosing::slowReaders()
{
    QFETCH(int, first);
    QFETCH(int, rate);
    QFETCH(int, endless);
    for (const bool inKernel : {false, true}) { // where the untaken bytes wait
        HttpPeer peer;
        peer.takesAll = inKernel;
        peer.answers = false;
        peer.receive(hello);
        peer.respond(HttpPeer::page(QByteArray(1'000'000, 'x')));
        peer.undelivered = peer.sent.size();
        const auto take = [&](int bytes) {
            if (inKernel)
                peer.exchange.undelivered(peer.undelivered -= bytes, peer.now);
            else
                peer.take(bytes);
        };
        take(0);
        take(first);
        int seconds = 0;
        for (; seconds < 200 && peer.state() != State::Finished; ++seconds) {
            take(rate);
            peer.wait(1s);
        }
        QCOMPARE(seconds, endless == 0 ? 200 : endless);
        QCOMPARE(peer.exchange.reset(), endless != 0);
    }
}

// Even if there is only little to take.
void TestHttpClosing::whoTakesAllIsNeverSlow()
{
    HttpPeer peer;
    peer.takesAll = false;
    for (int i = 0; i < 100; ++i) { // something is undelivered at each check
        peer.receive(hello);
        peer.wait(2s);
        peer.receive(hello);
        peer.take(peer.unsent.size() / 2);
        peer.wait(1500ms);
        QCOMPARE(peer.state(), State::Idle);
        peer.take(peer.unsent.size());
    }
}

// If the backlog grows, a reader that takes nothing still makes no progress.
void TestHttpClosing::backlogsThatGrow()
{
    HttpPeer peer;
    peer.takesAll = false;
    for (int i = 0; i < 29; ++i) {
        peer.receive(hello);
        peer.wait(1s);
    }
    QCOMPARE(peer.state(), State::Idle);
    peer.wait(1s);
    QCOMPARE(peer.exchange.closeReason(), CloseReason::TimedOut);
}

// The loop was busy: the reader might have taken more.
void TestHttpClosing::lateLooksJudgeNobody()
{
    HttpPeer peer;
    peer.takesAll = false;
    peer.receive(hello);
    peer.now += 60s;
    peer.exchange.expire(peer.now);
    QCOMPARE(peer.state(), State::Idle);
    peer.wait(30s - 1ns);
    QCOMPARE(peer.state(), State::Idle);
    peer.wait(1ns);
    QCOMPARE(peer.state(), State::Finished);
}

void TestHttpClosing::handlingStopsTheWriteClock()
{
    HttpPeer peer;
    peer.takesAll = false;
    peer.receive(hello);
    peer.answers = false;
    peer.wait(20s);
    peer.receive(hello);
    QCOMPARE(peer.exchange.deadline(), never);
    peer.wait(1h);
    peer.respond(HttpPeer::page("late"));
    peer.wait(10s - 1ns);
    QCOMPARE(peer.state(), State::Idle);
    peer.wait(1ns);
    QCOMPARE(peer.exchange.closeReason(), CloseReason::TimedOut);
}

void TestHttpClosing::lingers()
{
    HttpPeer peer;
    peer.takesAll = false;
    peer.receive("\x16");
    QCOMPARE(peer.state(), State::Closing);
    peer.wait(1s);
    peer.take(1'000'000);
    QCOMPARE(peer.state(), State::Lingering);
    for (int i = 0; i < 15; ++i) { // it lingers while the peer sends
        peer.wait(2s - 1ns);
        peer.receive(QByteArray(10000, 'x'));
    }
    QCOMPARE(peer.state(), State::Lingering);
    peer.wait(15ns); // up to the limit
    QCOMPARE(peer.state(), State::Finished);
    QVERIFY(!peer.exchange.reset());
    // After a FIN from the peer it need not linger.
    HttpPeer other;
    other.takesAll = false;
    other.receive("\x16");
    other.peerFinished();
    QCOMPARE(other.state(), State::Closing);
    other.take(1'000'000);
    QCOMPARE(other.state(), State::Finished);
    // A peer that sends for ever is not read for ever.
    HttpPeer endless;
    endless.limits.lingerBytes = 100;
    endless.receive("\x16" + QByteArray(99, 'x'));
    QVERIFY(endless.exchange.wantsInput());
    endless.receive("x");
    QVERIFY(!endless.exchange.wantsInput());
    endless.wait(2s);
    QCOMPARE(endless.state(), State::Finished);
}

void TestHttpClosing::lingersWhereNoHandlerRan_data()
{
    QTest::addColumn<int>("before"); // so many were answered on the connection
    QTest::addColumn<bool>("taken"); // these answers went to the kernel
    QTest::newRow("the first request") << 0 << true;
    QTest::newRow("the second one") << 1 << true;
    QTest::newRow("behind an answer that is not sent yet") << 1 << false;
}

// Its client finds the reply empty: it gets a FIN and no byte more, even if it still sends.
void TestHttpClosing::lingersWhereNoHandlerRan()
{
    QFETCH(const int, before);
    QFETCH(const bool, taken);
    HttpPeer peer;
    peer.takesAll = taken;
    if (before > 0)
        peer.receive(hello);
    peer.answers = false;
    peer.receive(hello + hello); // the pipelined one is never handled
    const QByteArray sent = peer.sent;
    peer.leaveUnrun();
    QCOMPARE(peer.state(), taken ? State::Lingering : State::Closing);
    if (!taken)
        peer.take(1'000'000);
    QVERIFY(peer.exchange.wantsShutdown());
    peer.receive(hello);
    QCOMPARE(peer.statuses(), QByteArray(before > 0 ? "200" : ""));
    QVERIFY(taken ? peer.sent == sent : !peer.sent.isEmpty());
    QCOMPARE(peer.requests.size(), std::size_t(before) + 1);
    QCOMPARE(peer.transactions.size(), std::size_t(before) + 1);
    const Transaction &last = peer.transactions.back();
    QCOMPARE(last.end, End::NeverRun);
    QCOMPARE(last.status, 0);
    QCOMPARE(last.bytesOut, 0);
    QCOMPARE(last.target, "/");
    QVERIFY(last.isWhole);
    QCOMPARE(peer.exchange.closeReason(), CloseReason::NeverRun);
    peer.leaveUnrun(); // does nothing now
    peer.peerFinished();
    QCOMPARE(peer.state(), State::Finished);
    QVERIFY(!peer.exchange.reset());
    QCOMPARE(peer.transactions.size(), std::size_t(before) + 1);
}

void TestHttpClosing::expiringEarlyDoesNothing()
{
    for (const QByteArray &bytes : {QByteArray(), QByteArray("G"), put, hello, QByteArray("\n")}) {
        HttpPeer peer;
        peer.receive(bytes);
        const State state = peer.state();
        peer.exchange.expire(peer.exchange.deadline() - 1ns);
        QCOMPARE(peer.state(), state);
    }
}

void TestHttpClosing::endlessLimits()
{
    Limits limits;
    limits.headWithin = limits.keepAliveIdle = limits.bodyWindow = limits.writeWindow = never;
    HttpPeer peer(limits);
    QCOMPARE(peer.exchange.deadline(), never);
    peer.receive(hello);
    QCOMPARE(peer.exchange.deadline(), never);
    peer.receive(put);
    QCOMPARE(peer.exchange.deadline(), never);
}

void TestHttpClosing::finAfterCompleteRequests()
{
    HttpPeer peer;
    peer.takesAll = false;
    peer.receive(hello + hello);
    peer.peerFinished();
    QCOMPARE(peer.state(), State::Closing);
    peer.take(1'000'000);
    QCOMPARE(peer.statuses(), QByteArray("200 200"));
    QCOMPARE(peer.transactions.at(1).end, End::Answered);
    QCOMPARE(peer.state(), State::Finished);
    QVERIFY(!peer.exchange.reset());
}

// Requests and FIN come before the first poll. Complete requests are still answered, the last
// answer with "close". A handler that waits is not waited for.
void TestHttpClosing::finBetweenReceiveAndPoll()
{
    HttpPeer peer;
    peer.exchange.receive(hello + hello, peer.now);
    peer.peerFinished();
    QCOMPARE(peer.statuses(), QByteArray("200 200"));
    QCOMPARE(peer.sent.count("Connection: close"), 1);
    QCOMPARE(peer.state(), State::Finished);

    HttpPeer waiting;
    waiting.answers = false;
    waiting.exchange.receive(hello + hello, waiting.now);
    waiting.peerFinished();
    QCOMPARE(waiting.state(), State::Handling);
    waiting.abandon();
    QCOMPARE(waiting.requests.size(), 1u);
    QCOMPARE(waiting.state(), State::Finished);
    QCOMPARE(waiting.transactions.at(0).end, End::AbortedByClient);
}

void TestHttpClosing::finWhileAHandlerWaits()
{
    HttpPeer peer;
    peer.answers = false;
    peer.receive(hello + hello);
    peer.abandon(); // no effect before a FIN
    QCOMPARE(peer.state(), State::Handling);
    peer.wait(1s);
    peer.peerFinished();
    peer.abandon();
    QCOMPARE(peer.state(), State::Finished);
    QCOMPARE(peer.requests.size(), 1u);
    QCOMPARE(peer.transactions.size(), 1u);
    QCOMPARE(peer.transactions.at(0).end, End::AbortedByClient);
    QCOMPARE(peer.transactions.at(0).status, 0);
    QCOMPARE(peer.transactions.at(0).answered, peer.now);
    QCOMPARE(peer.transactions.at(0).flushed, peer.now);
    QVERIFY(peer.sent.isEmpty());
}

void TestHttpClosing::finInsideAMessage_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("begun");
    QTest::newRow("idle") << QByteArray() << false;
    QTest::newRow("empty line") << QByteArray("\r\n\r") << false;
    QTest::newRow("head") << hello.chopped(1) << true;
    QTest::newRow("body") << put + "x" << true;
    QTest::newRow("head of the next") << hello + "G" << true;
}

void TestHttpClosing::finInsideAMessage()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, begun);
    HttpPeer peer;
    peer.receive(bytes);
    const QByteArray before = peer.sent;
    const auto earlier = peer.transactions.size();
    peer.peerFinished();
    QCOMPARE(peer.state(), State::Finished);
    QCOMPARE(peer.sent, before);
    QCOMPARE(peer.transactions.size(), earlier + (begun ? 1u : 0u));
    if (begun) {
        QCOMPARE(peer.transactions.back().end, End::AbortedByClient);
        QCOMPARE(peer.transactions.back().status, 0);
    }
}

// Requests held back by back-pressure count as complete, too.
void TestHttpClosing::finWhileOutputIsUnsent()
{
    HttpPeer peer;
    peer.limits.writeHighWater = 10;
    peer.takesAll = false;
    peer.receive(hello + hello + hello + "GE");
    QCOMPARE(peer.requests.size(), 1u);
    peer.peerFinished();
    QCOMPARE(peer.state(), State::Idle);
    while (!peer.unsent.isEmpty())
        peer.take(50);
    QCOMPARE(peer.statuses(), QByteArray("200 200 200"));
    QCOMPARE(peer.state(), State::Finished);
    QCOMPARE(peer.transactions.size(), 4u);
    QCOMPARE(peer.transactions.at(3).end, End::AbortedByClient);
}

void TestHttpClosing::resetInEveryState_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<State>("state");
    QTest::addColumn<int>("transactions");
    QTest::newRow("idle") << QByteArray() << State::Idle << 0;
    QTest::newRow("head") << QByteArray("G") << State::ReadingHead << 1;
    QTest::newRow("body") << put << State::ReadingBody << 1;
    QTest::newRow("handling") << hello + hello << State::Handling << 1;
    QTest::newRow("closing") << QByteArray("\n") << State::Closing << 1;
}

void TestHttpClosing::resetInEveryState()
{
    QFETCH(QByteArray, bytes);
    QFETCH(State, state);
    QFETCH(int, transactions);
    for (const bool byClient : {true, false}) {
        HttpPeer peer;
        peer.answers = peer.takesAll = false;
        peer.receive(bytes);
        QCOMPARE(peer.state(), state);
        byClient ? peer.peerGone() : peer.abort();
        QCOMPARE(peer.state(), State::Finished);
        QCOMPARE(peer.exchange.reset(), state == State::Closing); // complete answers must arrive
        QCOMPARE(peer.exchange.deadline(), never);
        QVERIFY(!peer.exchange.wantsInput());
        QCOMPARE(int(peer.transactions.size()), transactions);
        for (const Transaction &t : peer.transactions) {
            QCOMPARE(t.end, byClient ? End::AbortedByClient : End::AbortedByServer);
            QCOMPARE(t.status, 0);
            QCOMPARE(t.bytesOut, 0);
        }
        // Nothing more happens.
        peer.exchange.wrote(5, peer.now);
        peer.receive(hello);
        peer.peerFinished();
        peer.drain();
        QCOMPARE(peer.state(), State::Finished);
        QCOMPARE(int(peer.transactions.size()), transactions);
    }
}

// A slow reader is neither idle nor stuck, and its time to linger has not begun.
void TestHttpClosing::deliveryStopsTheClocks()
{
    for (const QByteArray &behind : {QByteArray(), QByteArray("\n")}) {
        HttpPeer peer;
        peer.answers = false;
        peer.receive(hello + behind);
        peer.respond(HttpPeer::page(QByteArray(1'000'000, 'x')));
        const State state = peer.state();
        QCOMPARE(state, behind.isEmpty() ? State::Idle : State::Lingering);
        for (int left = 900'000; left > 0; left -= 50'000) {
            peer.undelivered = left;
            peer.wait(29s);
            QCOMPARE(peer.state(), state);
        }
        peer.undelivered = 0;
        peer.wait(20s);
        QCOMPARE(peer.state(), State::Finished);
        QVERIFY(!peer.exchange.reset());
    }
}

void TestHttpClosing::deliveryThatStops()
{
    for (const QByteArray &behind : {QByteArray(), QByteArray("\n")}) {
        HttpPeer peer;
        peer.receive(hello + behind);
        peer.exchange.undelivered(peer.undelivered = 10, peer.now);
        peer.wait(30s - 1ns);
        QVERIFY(peer.state() != State::Finished);
        peer.wait(1ns);
        QCOMPARE(peer.state(), State::Finished);
        QVERIFY(peer.exchange.reset());
        QCOMPARE(peer.exchange.closeReason(),
                 behind.isEmpty() ? CloseReason::TimedOut : CloseReason::Refused);
        QCOMPARE(peer.transactions.at(0).end, End::Answered);
    }
}

void TestHttpClosing::endings_data()
{
    using Act = std::function<void(HttpPeer &)>;
    QTest::addColumn<Act>("act");
    QTest::addColumn<CloseReason>("closeReason");
    const auto row = [](const char *name, const Act &act, CloseReason closeReason) {
        QTest::newRow(name) << act << closeReason;
    };
    const QByteArray bad = "nonsense\r\n";
    row(
        "open", [](HttpPeer &p) { p.receive(hello); }, CloseReason::None);
    row(
        "close", [](HttpPeer &p) { p.receive("GET / HTTP/1.0\r\n\r\n"); },
        CloseReason::AfterAnswer);
    row(
        "FIN", [](HttpPeer &p) { p.receive(hello), p.peerFinished(); },
        CloseReason::ClosedByClient);
    row(
        "FIN behind a request at hand",
        [](HttpPeer &p) {
            p.answers = false, p.receive(hello), p.peerFinished();
            p.respond(HttpPeer::page("late"));
        },
        CloseReason::HalfClosed);
    row(
        "FIN in a request", [](HttpPeer &p) { p.receive("GET"), p.peerFinished(); },
        CloseReason::ClosedByClient);
    row(
        "FIN behind close",
        [](HttpPeer &p) { p.receive("GET / HTTP/1.0\r\n\r\n"), p.peerFinished(); },
        CloseReason::AfterAnswer);
    row(
        "reset", [](HttpPeer &p) { p.receive(hello), p.peerGone(); }, CloseReason::ResetByClient);
    row(
        "reset before the answer is taken",
        [](HttpPeer &p) { p.takesAll = false, p.receive("GET / HTTP/1.0\r\n\r\n"), p.peerGone(); },
        CloseReason::ResetByClient);
    row(
        "idle", [](HttpPeer &p) { p.receive(hello), p.wait(1min); }, CloseReason::Idle);
    row(
        "nothing came", [](HttpPeer &p) { p.wait(1min); }, CloseReason::TimedOut);
    row(
        "half a head", [](HttpPeer &p) { p.receive("GET"), p.wait(1min); }, CloseReason::TimedOut);
    row(
        "half a body", [](HttpPeer &p) { p.receive(put), p.wait(1min); }, CloseReason::TimedOut);
    row(
        "nothing is taken", [](HttpPeer &p) { p.takesAll = false, p.receive(hello), p.wait(1min); },
        CloseReason::TimedOut);
    row(
        "an error", [=](HttpPeer &p) { p.receive(bad), p.wait(1min); }, CloseReason::Refused);
    row(
        "an error, then reset", [=](HttpPeer &p) { p.receive(bad), p.peerGone(); },
        CloseReason::Refused);
    row(
        "one too many", [](HttpPeer &p) { p.exchange.refuse(Fault::Overload, p.now), p.poll(); },
        CloseReason::Refused);
    row(
        "never run", [](HttpPeer &p) { p.answers = false, p.receive(hello), p.leaveUnrun(); },
        CloseReason::NeverRun);
    row(
        "FIN, then never run",
        [](HttpPeer &p) {
            p.answers = false, p.receive(hello), p.peerFinished();
            p.leaveUnrun();
        },
        CloseReason::NeverRun);
    row(
        "drained", [](HttpPeer &p) { p.receive(hello), p.drain(); }, CloseReason::Stopped);
    row(
        "stopped", [](HttpPeer &p) { p.answers = false, p.receive(hello), p.abort(); },
        CloseReason::Stopped);
}

void TestHttpClosing::endings()
{
    QFETCH(std::function<void(HttpPeer &)>, act);
    HttpPeer peer;
    act(peer);
    QTEST(peer.exchange.closeReason(), "closeReason");
}

void TestHttpClosing::cutResponsesAreCounted()
{
    HttpPeer peer;
    peer.takesAll = false;
    peer.receive(hello + hello + hello);
    const qsizetype each = peer.unsent.size() / 3;
    peer.take(each + 7);
    peer.peerGone();
    QCOMPARE(peer.transactions.size(), 3u);
    QCOMPARE(peer.transactions.at(0).end, End::Answered);
    QCOMPARE(peer.transactions.at(0).bytesOut, each);
    QCOMPARE(peer.transactions.at(1).end, End::AbortedByClient);
    QCOMPARE(peer.transactions.at(1).status, 200);
    QCOMPARE(peer.transactions.at(1).bytesOut, 7);
    QCOMPARE(peer.transactions.at(2).end, End::AbortedByClient);
    QCOMPARE(peer.transactions.at(2).status, 0);
    QCOMPARE(peer.transactions.at(2).bytesOut, 0);
}

QTEST_APPLESS_MAIN(TestHttpClosing)
#include "tst_httpclosing.moc"
