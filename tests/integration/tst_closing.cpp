#include "overlap/net/platform/nativesocket.h"
#include "patience.h"
#include "rawclient.h"
#include "rawsocket.h"
#include "serving.h"

#include <QTimer>

#ifdef Q_OS_UNIX
#include <sys/socket.h>
#endif

using namespace overlap;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using record::Outcome;

// An answer arrives completely, however the connection ends, whatever its client still sends and
// however late it reads. And the server notices a client that leaves, whatever it left unread.
class TestClosing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { addTransports(); }
    void answersArrive_data();
    void answersArrive();
    void leavingIsNoticed_data();
    void leavingIsNoticed();
    void leavesWhoWaitsAlone();
    void halfCloses_data();
    void halfCloses();
    void lateFins_data();
    void lateFins();
    void resetsBehindHalfCloses();
    void refusalsReachWhoSends();
};

namespace {

const QByteArray get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
// An answer that fits into the server's kernel buffer, but not into the client's.
constexpr int large = 50'000;
constexpr int serverBuffer = 100'000;
constexpr int clientBuffer = 4096;

QByteArray echo(const QByteArray &fields)
{
    return "POST /echo HTTP/1.1\r\nHost: h\r\n" + fields +
           "Content-Length: " + QByteArray::number(large) + "\r\n\r\n" + QByteArray(large, 'x');
}

// More requests than the server reads ahead, but fewer bytes than any kernel buffer holds.
const QByteArray behindIt = get.repeated(300);
Settings readingLittleAhead()
{
    Settings settings;
    settings.connections.limits.readAhead = 1024;
    settings.connections.limits.halfCloseWithin = 0ms; // a FIN means giving up
    settings.connections.kernelBuffer = 64 * 1024;
    return settings;
}

enum class How : quint8 { Close, Idle, Stop, Error };

} // namespace

void TestClosing::answersArrive_data()
{
    QTest::addColumn<How>("how");
    QTest::newRow("as the client asked") << How::Close;
    QTest::newRow("idle for too long") << How::Idle;
    QTest::newRow("the server stops") << How::Stop;
    QTest::newRow("behind an error") << How::Error;
}

void TestClosing::answersArrive()
{
#ifdef Q_OS_WIN
    QSKIP("Windows does not say what has reached the client.");
#endif
    QFETCH(How, how);
    Settings settings;
    settings.connections.limits.keepAliveIdle = 50ms;
    settings.connections.limits.lingerSilence = 50ms;
    settings.connections.kernelBuffer = serverBuffer;
    Serving serving(settings);
    RawClient client(serving.port(), loopback(), clientBuffer);
    client.stopReading();
    client.send(echo(how == How::Close ? "Connection: close\r\n" : ""));
    if (how == How::Error)
        client.send("nonsense\r\n\r\n");
    QTRY_VERIFY(!serving.records().empty()); // the kernel has everything
    QCOMPARE(serving.records()[0].outcome, Outcome::Answered);
    if (how == How::Stop)
        serving.session().stop();
    client.send(get);
    if (how != How::Stop) { // a later client has been idle, or has lingered, beyond its limit
        const auto why = how == How::Error ? http::CloseReason::Refused : http::CloseReason::Idle;
        RawClient other(serving.port());
        other.send(how == How::Error ? "nonsense\r\n\r\n" : get);
        QTRY_VERIFY(serving.store().ended(why) > 0);
    }
    client.send(get);
    client.readOn();
    QTRY_VERIFY(client.hasResponses(how == How::Error ? 2 : 1));
    QVERIFY(client.received().contains(QByteArray(large, 'x')));
    QTRY_VERIFY(!client.isOpen());
    QTRY_VERIFY(serving.isOver());
}

void TestClosing::leavingIsNoticed_data()
{
    QTest::addColumn<bool>("resets");
    QTest::newRow("reset") << true;
#ifdef Q_OS_LINUX // other systems report a FIN only when everything before it is read
    QTest::newRow("FIN") << false;
#endif
}

// Even after more requests than the server reads ahead.
void TestClosing::leavingIsNoticed()
{
    if (isQTcpSocket())
        QSKIP("A QTcpSocket that nobody reads from hears nothing.");
    QFETCH(bool, resets);
    Serving serving(readingLittleAhead());
    RawClient client(serving.port());
    client.send("GET /sleep/600 HTTP/1.1\r\nHost: h\r\n\r\n" + behindIt);
    QTRY_COMPARE(client.socket().bytesToWrite(), 0);
    QTRY_COMPARE(serving.store().inFlight().size(), 1u);
    if (resets)
        reset(client.socket());
    else
        net::shutdownWrite(client.socket().socketDescriptor());
    QTRY_COMPARE(serving.store().size(), 1u);
    QCOMPARE(serving.records()[0].outcome, Outcome::AbortedByClient);
    QTRY_VERIFY(serving.isOver());
}

// Urgent data is neither a FIN nor a request.
void TestClosing::leavesWhoWaitsAlone()
{
#ifdef Q_OS_UNIX
    if (isQTcpSocket())
        QSKIP("What a QTcpSocket makes of it is its own affair.");
    Serving serving(readingLittleAhead());
    RawClient client(serving.port());
    client.send("GET /sleep/300ms HTTP/1.1\r\nHost: h\r\n\r\n" + behindIt);
    QTRY_COMPARE(client.socket().bytesToWrite(), 0);
    QTRY_COMPARE(serving.store().inFlight().size(), 1u);
    QCOMPARE(::send(int(client.socket().socketDescriptor()), "!", 1, MSG_OOB), 1);
    QTRY_VERIFY(client.hasResponses(301));
#endif
}

void TestClosing::halfCloses_data()
{
    QTest::addColumn<QLatin1StringView>("strategy");
    for (const schedule::Kind &kind : schedule::strategies()) {
        if (kind.name != "never-awaited"_L1) // it answers nobody
            QTest::newRow(kind.name.data()) << kind.name;
    }
}

// `printf … | ncat`: a FIN right after requests is a half-close; the client still waits for
// answers.
void TestClosing::halfCloses()
{
    QFETCH(QLatin1StringView, strategy);
    Settings settings;
    settings.strategy.name = strategy;
    Serving serving(settings);
    RawClient client(serving.port());
    client.send("GET /sleep/150ms HTTP/1.1\r\nHost: h\r\n\r\n" + get +
                "GET /sleep/150ms HTTP/1.1\r\nHost: h\r\n\r\n");
    net::shutdownWrite(client.socket().socketDescriptor());
    QTRY_VERIFY(!client.isOpen());
    QCOMPARE(client.count("200"), 3);
    QTRY_VERIFY(serving.isOver());
    if (strategy != "blocking"_L1) // a blocked loop sees the FIN too late
        QCOMPARE(serving.store().ended(http::CloseReason::HalfClosed), 1u);
    for (const record::Record &record : serving.records())
        QCOMPARE(record.outcome, Outcome::Answered);
}

void TestClosing::lateFins_data()
{
    QTest::addColumn<QLatin1StringView>("strategy");
    for (const schedule::Kind &kind : schedule::strategies()) {
        // A blocked loop sees nothing meanwhile, and where nobody awaits, nobody waits.
        if (kind.name != "blocking"_L1 && kind.name != "never-awaited"_L1)
            QTest::newRow(kind.name.data()) << kind.name;
    }
}

// A FIN long after the request means giving up, including the requests behind it.
void TestClosing::lateFins()
{
    QFETCH(QLatin1StringView, strategy);
    Settings settings;
    settings.strategy.name = strategy;
    settings.connections.limits.halfCloseWithin = 0ms;
    Serving serving(settings);
    RawClient client(serving.port());
    client.send("GET /sleep/600 HTTP/1.1\r\nHost: h\r\n\r\n" + get);
    QTRY_COMPARE(serving.store().inFlight().size(), 1u);
    net::shutdownWrite(client.socket().socketDescriptor());
    QTRY_VERIFY(serving.isOver());
    QCOMPARE(serving.records()[0].outcome, Outcome::AbortedByClient);
    QCOMPARE(serving.store().ended(http::CloseReason::ClosedByClient), 1u);
    QTRY_VERIFY(!client.isOpen());
    QVERIFY(client.received().isEmpty());
}

// A client may vanish after a half-close.
void TestClosing::resetsBehindHalfCloses()
{
    if (isQTcpSocket())
        QSKIP("A QTcpSocket that nobody reads from hears nothing.");
    Serving serving;
    RawClient client(serving.port());
    client.send(get + "GET /sleep/600 HTTP/1.1\r\nHost: h\r\n\r\n");
    net::shutdownWrite(client.socket().socketDescriptor());
    QTRY_COMPARE(serving.store().inFlight().size(), 1u);
    reset(client.socket());
    QTRY_VERIFY(serving.isOver());
    QCOMPARE(serving.records().back().outcome, Outcome::AbortedByClient);
    QCOMPARE(serving.store().ended(http::CloseReason::ResetByClient), 1u);
}

// A refused client that first sends everything still gets to read the reason.
void TestClosing::refusalsReachWhoSends()
{
    Settings settings;
    settings.connections.limits.lingerSilence = 200ms;
    Serving serving(settings);
    RawClient client(serving.port(), loopback(), clientBuffer);
    client.stopReading();
    client.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 100000000\r\n\r\n");
    QTRY_COMPARE(serving.store().size(), 1u);
    QTimer sending;
    int sent = 0;
    connect(&sending, &QTimer::timeout, this,
            [&] { client.send(QByteArray(10'000, 'x')), ++sent; });
    sending.start(10ms);
    QTRY_VERIFY(sent >= 60 || !client.isOpen()); // for three times the idle limit
    sending.stop();
    QVERIFY(client.isOpen());
    client.readOn();
    QTRY_VERIFY(client.hasResponses(1));
    QCOMPARE(client.count("413"), 1);
    QTRY_VERIFY(serving.isOver());
}

QTEST_GUILESS_MAIN(TestClosing)
#include "tst_closing.moc"
