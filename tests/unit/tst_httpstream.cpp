#include "httppeer.h"

#include <QTest>

using namespace overlap::http;
using namespace std::chrono_literals;
using State = Exchange::State;
using End = Transaction::End;
using Kind = BodyLength::Kind;

// Main thread. Answers in pieces: every framing, version and end, on a clock that the test sets.
class TestHttpStream : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void frames_data();
    void frames();
    void breaksOff_data();
    void breaksOff();
    void clientGoes_data();
    void clientGoes();
    void hasNoBody_data();
    void hasNoBody();
    void keepsAKnownLength();
    void copiesNoLargePiece();
    void ignoresLatePieces();
    void stopLetsItEnd();
    void abortResetsIt();
    void whoNeverReadsIsEnded();
    void whoReadsSlowlyIsServed();
    void whoTakesAllIsNeverSlow();
    void interimAnswersComeFirst();
    void oldClientsGetNoInterimAnswers();
    void sendsTrailersBehindChunks_data();
    void sendsTrailersBehindChunks();
    void hidesWhatOtherOriginsMayNotRead();
    void recordsPieces();
    void thinsPieces();
};

namespace {

constexpr Kind kinds[] = {Kind::Known, Kind::Chunked, Kind::UntilClose};
constexpr const char *kindNames[] = {"length", "chunked", "until close"};

QByteArray request(const char *method, int minorVersion)
{
    return QByteArray(method) + " /a HTTP/1." + QByteArray::number(minorVersion) +
           "\r\nHost: h\r\n" + (minorVersion == 0 ? "Connection: keep-alive\r\n" : "") + "\r\n";
}

struct Peer : HttpPeer
{
    Peer() { answers = false; }
    void begin(BodyLength length, Status status = Status::Ok)
    {
        Response head;
        head.status = status;
        exchange.begin(std::move(head), length, now);
        poll();
    }
    void write(const QByteArray &piece)
    {
        exchange.write(piece, now);
        poll();
    }
    void complete()
    {
        exchange.complete(now);
        poll();
    }
    void breakOff(BreakOff how)
    {
        exchange.breakOff(how, now);
        poll();
    }
    QByteArray head() const { return sent.first(sent.indexOf("\r\n\r\n") + 4); }
    QByteArray body() const { return sent.sliced(head().size()); }
};

} // namespace

void TestHttpStream::frames_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("minorVersion");
    QTest::addColumn<bool>("isHead");
    QTest::addColumn<bool>("isPipelined");
    for (int kind = 0; kind < 3; ++kind) {
        for (int bits = 0; bits < 8; ++bits)
            QTest::addRow("%s, 1.%d%s%s", kindNames[kind], bits & 1, bits & 2 ? ", HEAD" : "",
                          bits & 4 ? ", pipelined" : "")
                << kind << (bits & 1) << bool(bits & 2) << bool(bits & 4);
    }
}

void TestHttpStream::frames()
{
    QFETCH(const int, kind);
    QFETCH(const int, minorVersion);
    QFETCH(const bool, isHead);
    QFETCH(const bool, isPipelined);
    Peer peer;
    const QByteArray one = request(isHead ? "HEAD" : "GET", minorVersion);
    peer.receive(isPipelined ? one + one : one);
    peer.begin({kinds[kind], 8});
    const bool isChunked = kinds[kind] == Kind::Chunked && minorVersion == 1;
    const bool closes =
        kinds[kind] == Kind::UntilClose || (kinds[kind] == Kind::Chunked && !isChunked);
    const QByteArray head = peer.head();
    QCOMPARE(head.contains("Content-Length: 8\r\n"), kinds[kind] == Kind::Known);
    QCOMPARE(head.contains("Transfer-Encoding: chunked\r\n"), isChunked);
    QCOMPARE(head.contains("Connection: close\r\n"), closes && !isHead);
    QCOMPARE(peer.state() == State::Answering, !isHead); // else it is complete at once
    if (!isHead) {
        QCOMPARE(peer.requests.size(), 1u); // the other one waits for the end
        peer.write("four");
        QCOMPARE(peer.body(), QByteArray(isChunked ? "4\r\nfour\r\n" : "four"));
        peer.write("");
        peer.write("more");
        peer.complete();
        QCOMPARE(peer.body(),
                 QByteArray(isChunked ? "4\r\nfour\r\n4\r\nmore\r\n0\r\n\r\n" : "fourmore"));
    } else {
        QVERIFY(peer.body().isEmpty());
    }
    QCOMPARE(peer.transactions.size(), 1u);
    QCOMPARE(peer.transactions[0].end, End::Answered);
    QCOMPARE(peer.transactions[0].responseBody, QByteArray(isHead ? "" : "fourmore"));
    QCOMPARE(peer.transactions[0].bytesOut, peer.sent.size());
    if (closes && !isHead) {
        QCOMPARE(peer.state(), State::Lingering);
        QCOMPARE(peer.exchange.closeReason(), CloseReason::AfterAnswer);
        QVERIFY(!peer.exchange.reset());
    } else {
        QCOMPARE(peer.state(), isPipelined ? State::Handling : State::Idle);
        QCOMPARE(peer.requests.size(), isPipelined ? 2u : 1u);
    }
}

void TestHttpStream::breaksOff_data()
{
    QTest::addColumn<int>("how");
    QTest::addColumn<int>("point"); // so many steps before it: the head, and two pieces
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("minorVersion");
    const char *const hows[] = {"close", "reset", "garbage"};
    for (int how = 0; how < 3; ++how) {
        for (int point = 0; point <= 3; ++point) {
            for (int kind = 0; kind < 3; ++kind) {
                for (int minorVersion = 0; minorVersion < 2; ++minorVersion)
                    QTest::addRow("%s after %d steps, %s, 1.%d", hows[how], point, kindNames[kind],
                                  minorVersion)
                        << how << point << kind << minorVersion;
            }
        }
    }
}

void TestHttpStream::breaksOff()
{
    QFETCH(const int, how);
    QFETCH(const int, point);
    QFETCH(const int, kind);
    QFETCH(const int, minorVersion);
    Peer peer;
    const QByteArray one = request("GET", minorVersion);
    peer.receive(one + one); // the pipelined one is never handled
    for (int step = 0; step < point; ++step) {
        if (step == 0)
            peer.begin({kinds[kind], 8});
        else
            peer.write("four");
    }
    const QByteArray before = peer.sent;
    peer.undelivered = 5;
    peer.breakOff(BreakOff(how));
    if (BreakOff(how) == BreakOff::Garbage) {
        QVERIFY(peer.sent.size() > before.size());
        const QByteArray garbage = peer.sent.sliced(before.size());
        QVERIFY(!garbage.startsWith("HTTP/") && !garbage.startsWith("0"));
    } else {
        QCOMPARE(peer.sent, before); // no last chunk
    }
    if (BreakOff(how) == BreakOff::Reset && point > 0) { // what was written arrives first
        peer.wait(1s);
        QCOMPARE(peer.state(), State::Closing);
        peer.undelivered = 0;
        peer.wait(1s);
    }
    QCOMPARE(peer.exchange.reset(), BreakOff(how) == BreakOff::Reset);
    QCOMPARE(peer.exchange.wantsShutdown(),
             BreakOff(how) != BreakOff::Reset && !peer.sent.isEmpty());
    QCOMPARE(peer.transactions.size(), 1u);
    const Transaction &transaction = peer.transactions[0];
    const End ends[] = {End::CutShort, End::Reset, End::Garbled};
    QCOMPARE(transaction.end, ends[how]);
    QCOMPARE(transaction.status, point > 0 ? 200 : 0);
    QCOMPARE(transaction.bytesOut, peer.sent.size());
    QCOMPARE(peer.exchange.closeReason(), CloseReason::BrokenOff);
    QCOMPARE(peer.requests.size(), 1u);
    peer.breakOff(BreakOff::Close); // does nothing now
    QCOMPARE(peer.transactions.size(), 1u);
}

void TestHttpStream::clientGoes_data()
{
    QTest::addColumn<bool>("isReset");
    QTest::addColumn<int>("point");
    QTest::addColumn<int>("kind");
    for (int point = 1; point <= 3; ++point) {
        for (int kind = 0; kind < 3; ++kind) {
            QTest::addRow("reset after %d steps, %s", point, kindNames[kind])
                << true << point << kind;
            QTest::addRow("FIN after %d steps, %s", point, kindNames[kind])
                << false << point << kind;
        }
    }
}

void TestHttpStream::clientGoes()
{
    QFETCH(const bool, isReset);
    QFETCH(const int, point);
    QFETCH(const int, kind);
    Peer peer;
    peer.receive(request("GET", 1));
    for (int step = 0; step < point; ++step) {
        if (step == 0)
            peer.begin({kinds[kind], 8});
        else
            peer.write("four");
    }
    if (isReset) {
        peer.peerGone();
    } else {
        peer.peerFinished();
        QCOMPARE(peer.state(), State::Answering); // a half-close, so far
        peer.abandon();
    }
    QCOMPARE(peer.state(), State::Finished);
    QCOMPARE(peer.transactions.size(), 1u);
    QCOMPARE(peer.transactions[0].end, End::AbortedByClient);
    QCOMPARE(peer.transactions[0].status, 200);
    peer.write("late");
    peer.complete();
    QCOMPARE(peer.transactions.size(), 1u);
}

void TestHttpStream::hasNoBody_data()
{
    QTest::addColumn<int>("status");
    QTest::newRow("204") << 204;
    QTest::newRow("304") << 304;
}

void TestHttpStream::hasNoBody()
{
    QFETCH(const int, status);
    for (const Kind kind : kinds) {
        Peer peer;
        peer.receive(request("GET", 1));
        peer.begin({kind, 0}, Status(status));
        QCOMPARE(peer.state(), State::Idle);
        QVERIFY(!peer.sent.contains("Content-Length") && !peer.sent.contains("Transfer-Encoding"));
        QVERIFY(peer.sent.endsWith("\r\n\r\n"));
    }
}

void TestHttpStream::keepsAKnownLength()
{
    Peer peer;
    peer.receive(request("GET", 1));
    peer.begin(BodyLength::known(6));
    peer.write("four");
    peer.write("more");
    QCOMPARE(peer.body(), QByteArray("fourmo"));
    peer.write("more");
    peer.complete();
    QCOMPARE(peer.body(), QByteArray("fourmo"));
    QCOMPARE(peer.state(), State::Idle);

    Peer tooShort;
    tooShort.receive(request("GET", 1));
    tooShort.begin(BodyLength::known(6));
    tooShort.write("four");
    tooShort.complete();
    QCOMPARE(tooShort.transactions.at(0).end, End::CutShort);
    QCOMPARE(tooShort.state(), State::Lingering);

    Peer nothing;
    nothing.receive(request("GET", 1));
    nothing.begin(BodyLength::known(0));
    nothing.complete();
    QCOMPARE(nothing.transactions.at(0).end, End::Answered);
    QCOMPARE(nothing.state(), State::Idle);
}

void TestHttpStream::copiesNoLargePiece()
{
    Peer peer;
    peer.receive(request("GET", 1));
    Response head;
    peer.exchange.begin(std::move(head), {}, peer.now);
    const QByteArray large(32 * 1024, 'x');
    peer.exchange.write(large, peer.now);
    const std::vector<QByteArray> output = peer.exchange.takeOutput();
    QVERIFY(
        std::ranges::any_of(output, [&](const QByteArray &o) { return o.isSharedWith(large); }));
}

void TestHttpStream::ignoresLatePieces()
{
    Peer peer;
    peer.receive(request("GET", 1));
    peer.write("early");
    QVERIFY(peer.sent.isEmpty());
    peer.begin({});
    peer.complete();
    const QByteArray before = peer.sent;
    peer.write("late");
    peer.complete();
    QCOMPARE(peer.sent, before);
}

// A stop lets a stream end, and then closes; its head could not say so.
void TestHttpStream::stopLetsItEnd()
{
    Peer peer;
    peer.receive(request("GET", 1) + request("GET", 1));
    peer.begin({});
    peer.write("four");
    peer.drain();
    QCOMPARE(peer.state(), State::Answering);
    peer.write("more");
    peer.complete();
    QVERIFY(peer.sent.endsWith("0\r\n\r\n"));
    QCOMPARE(peer.state(), State::Lingering);
    QCOMPARE(peer.transactions.at(0).end, End::Answered);
    QCOMPARE(peer.exchange.closeReason(), CloseReason::Stopped);
}

// A body that is not whole never gets a clean end.
void TestHttpStream::abortResetsIt()
{
    for (const Kind kind : kinds) {
        Peer peer;
        peer.receive(request("GET", 1));
        peer.begin({kind, 8});
        peer.write("four");
        peer.abort();
        QCOMPARE(peer.state(), State::Finished);
        QVERIFY(peer.exchange.reset());
        QVERIFY(!peer.sent.endsWith("0\r\n\r\n"));
        QCOMPARE(peer.transactions.at(0).end, End::AbortedByServer);
    }
}

void TestHttpStream::whoNeverReadsIsEnded()
{
    Peer peer;
    peer.receive(request("GET", 1));
    peer.begin({});
    peer.takesAll = false; // the kernel is full
    const Time from = peer.now;
    for (int i = 0; i < 1000 && peer.state() == State::Answering; ++i) {
        if (peer.exchange.hasRoom())
            peer.write(QByteArray(8192, 'x'));
        peer.wait(100ms);
    }
    QCOMPARE(peer.state(), State::Finished);
    QVERIFY(peer.exchange.reset());
    QCOMPARE(peer.transactions.at(0).end, End::TimedOut);
    QCOMPARE(peer.exchange.closeReason(), CloseReason::TimedOut);
    QVERIFY(peer.now - from >= peer.limits.writeWindow);
    QVERIFY(peer.now - from < 2 * peer.limits.writeWindow);
    QVERIFY(peer.unsent.isEmpty());
}

void TestHttpStream::whoReadsSlowlyIsServed()
{
    Peer peer;
    peer.receive(request("GET", 1));
    peer.begin({});
    peer.takesAll = false;
    for (int i = 0; i < 6000; ++i) { // ten minutes
        while (peer.exchange.hasRoom())
            peer.write(QByteArray(8192, 'x'));
        QVERIFY(peer.unsent.size() <= 64 * 1024);
        peer.undelivered = peer.unsent.size();
        peer.wait(100ms);
        peer.take(10 * 1024);
        QCOMPARE(peer.state(), State::Answering);
    }
}

void TestHttpStream::whoTakesAllIsNeverSlow()
{
    Peer peer;
    peer.receive(request("GET", 1));
    peer.begin({});
    for (int i = 0; i < 100; ++i) {
        peer.takesAll = false;
        peer.write("x");
        peer.wait(10s);
        peer.takesAll = true;
        peer.poll();
        peer.wait(10s);
        QCOMPARE(peer.state(), State::Answering);
    }
}

void TestHttpStream::interimAnswersComeFirst()
{
    Peer peer;
    const QByteArray hints = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
    peer.exchange.interim(hints);
    peer.receive(request("GET", 1));
    QVERIFY(peer.sent.isEmpty()); // there was nothing to answer
    peer.exchange.interim(hints);
    peer.exchange.interim("HTTP/1.1 102 Processing\r\n\r\n");
    peer.poll();
    QCOMPARE(peer.statuses(), QByteArray("103 102"));
    QCOMPARE(peer.state(), State::Handling);
    peer.begin(BodyLength::known(1));
    peer.exchange.interim(hints); // too late
    peer.write("x");
    peer.complete();
    QCOMPARE(peer.statuses(), QByteArray("103 102 200"));
    QVERIFY(peer.sent.startsWith(hints) && peer.sent.endsWith("\r\n\r\nx"));
    const Transaction &transaction = peer.transactions.at(0);
    QCOMPARE(transaction.status, 200);
    QCOMPARE(transaction.bytesOut, peer.sent.size());
    QVERIFY(transaction.responseHead.startsWith("HTTP/1.1 200"));
}

void TestHttpStream::oldClientsGetNoInterimAnswers()
{
    Peer peer;
    peer.receive(request("GET", 0));
    peer.exchange.interim("HTTP/1.1 103 Early Hints\r\n\r\n");
    peer.begin(BodyLength::known(0));
    peer.complete();
    QCOMPARE(peer.statuses(), QByteArray("200"));
}

void TestHttpStream::sendsTrailersBehindChunks_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("minorVersion");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("chunked") << int(Kind::Chunked) << 1
                             << QByteArray("1\r\nx\r\n0\r\nA: b\r\nC: d\r\n\r\n");
    QTest::newRow("chunked, old") << int(Kind::Chunked) << 0 << QByteArray("x");
    QTest::newRow("length") << int(Kind::Known) << 1 << QByteArray("x");
    QTest::newRow("until close") << int(Kind::UntilClose) << 1 << QByteArray("x");
}

void TestHttpStream::sendsTrailersBehindChunks()
{
    QFETCH(int, kind);
    QFETCH(int, minorVersion);
    QFETCH(QByteArray, body);
    Peer peer;
    peer.receive(request("GET", minorVersion));
    peer.begin({Kind(kind), 1});
    peer.write("x");
    Headers trailers;
    trailers.append("A", "b");
    trailers.append("C", "d");
    peer.exchange.complete(peer.now, trailers);
    peer.poll();
    QCOMPARE(peer.body(), body);
    QCOMPARE(peer.transactions.at(0).end, End::Answered);
}

void TestHttpStream::hidesWhatOtherOriginsMayNotRead()
{
    for (const bool isHidden : {false, true}) {
        Peer peer;
        peer.exchange.setCors(true);
        peer.receive("GET / HTTP/1.1\r\nHost: h\r\nOrigin: http://a\r\n\r\n");
        Response head;
        head.ownOriginOnly = isHidden;
        peer.exchange.begin(std::move(head), BodyLength::known(0), peer.now);
        peer.complete();
        QCOMPARE(peer.sent.contains("Access-Control-Allow-Origin"), !isHidden);
    }
}

void TestHttpStream::recordsPieces()
{
    Peer peer;
    peer.receive(request("GET", 1));
    peer.begin({});
    const Time begun = peer.now;
    peer.wait(1s);
    peer.write("a");
    peer.wait(3s);
    peer.write("b");
    peer.wait(2s);
    peer.complete();
    const Transaction &transaction = peer.transactions.at(0);
    QVERIFY(transaction.pieces);
    QCOMPARE(transaction.pieces->begun(), begun);
    QCOMPARE(transaction.pieces->count(), 2u);
    QCOMPARE(transaction.pieces->longestGap(), Time(3s));
    QCOMPARE(transaction.pieces->kept(), (std::vector<Time>{1s, 4s}));
    QCOMPARE(transaction.answered, Time(begun + 6s));
    peer.receive(request("GET", 1));
    peer.respond(HttpPeer::page("whole"));
    QVERIFY(!peer.transactions.at(1).pieces);
}

void TestHttpStream::thinsPieces()
{
    PieceTimes pieces(10s);
    for (int i = 0; i < 1000; ++i)
        pieces.add(10s + i * 1ms);
    QCOMPARE(pieces.count(), 1000u);
    QVERIFY(pieces.kept().size() > PieceTimes::mostKept / 2);
    QVERIFY(pieces.kept().size() <= PieceTimes::mostKept);
    for (std::size_t i = 0; i < pieces.kept().size(); ++i)
        QCOMPARE(pieces.kept()[i], Time(qint64(i) * 16ms));
}

QTEST_APPLESS_MAIN(TestHttpStream)
#include "tst_httpstream.moc"
