#include "patience.h"
#include "rawclient.h"
#include "serving.h"

#include <QAbstractEventDispatcher>
#include <QSocketNotifier>
#include <QTcpServer>
#include <QTimer>

#include <array>
#include <functional>
#include <memory>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

using namespace overlap;
using namespace Qt::StringLiterals;
using record::Outcome;
using record::Phase;

// The whole engine over real sockets: a session on a free port, and raw bytes.
class TestServer : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { addTransports(); }
    void answersRoutes_data();
    void answersRoutes();
    void answersHeadWithoutBody();
    void takesPutsToATag();
    void refusesBadInput_data();
    void refusesBadInput();
    void answersEarlierRequestsBeforeTheError();
    void answersPipelinedRequestsInOrder();
    void answersBeforeFin();
    void echoesLargeBodies();
    void sendsLongBodies_data();
    void sendsLongBodies();
    void clientThatLeavesUnreadOutputIsLetGo();
    void echoesChunks();
    void sleepersOverlapWhileOthersAreAnswered();
    void recordTellsPhases();
    void inFlightRequestIsAnnounced();
    void clientThatLeavesCancelsItsSleep();
    void sleepersThatVanishAreForgotten();
    void thousandSleepersComeBack();
    void stopAnswersWhatIsInFlight();
    void secondStopEndsAtOnce();
    void stopsWhileItStarts();
    void stopAnswersWhoWaits();
    void stopUnderLoadLosesNoRecord();
    void servesAgainAfterStop();
    void portInUseIsAProblem();
    void badAddressIsAProblem();
    void idleConnectionsAreClosed();
    void slowHeadsTimeOut();
    void quitsWithRequestsInFlight();
    void readsRecordsAsOftenAsAsked();
    void recordsALoopThatNeverWaits_data();
    void recordsALoopThatNeverWaits();
    void servesRoutesOfOthers();
    void suggestsWhatThereIs_data();
    void suggestsWhatThereIs();
    void usesTransportOfOthers();
};

void TestServer::answersRoutes_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<QByteArray>("contains");

    const auto row = [](const char *name, const QByteArray &line, const char *status,
                        const char *contains = "") {
        QTest::newRow(name) << QByteArray(line + " HTTP/1.1\r\nHost: a\r\n\r\n")
                            << QByteArray(status) << QByteArray(contains);
    };
    row("hello", "GET /", "200", "<h1>Hello!</h1>");
    row("hello is html", "GET /", "200", "Content-Type: text/html; charset=utf-8\r\n");
    row("hello is not stored", "GET /", "200", "Cache-Control: no-store\r\n");
    row("hello is not sniffed", "GET /", "200", "X-Content-Type-Options: nosniff\r\n");
    row("a query", "GET /?a=b", "200", "<h1>Hello!</h1>");
    row("an absolute target", "GET http://other/", "200", "<h1>Hello!</h1>");
    row("an encoded path", "GET /%73leep/0", "200", "<h1>Hello!</h1>");
    row("a short sleep", "GET /sleep/10ms", "200", "Server-Timing: sleep;dur=10.000\r\n");
    row("a fraction", "GET /sleep/0.01s", "200", "Server-Timing: sleep;dur=10.000\r\n");
    row("seconds", "GET /sleep/0", "200");
    row("a bad duration", "GET /sleep/soon", "400", "250ms");
    row("no duration", "GET /sleep/", "400", "250ms");
    row("too long a duration", "GET /sleep/601", "400", "10 minutes");
    row("a negative duration", "GET /sleep/-1", "400");
    row("computing", "GET /compute/10ms", "200", "Server-Timing: compute;dur=10.000\r\n");
    row("a bad computation", "GET /compute/x", "400", "250ms");
    row("an empty echo", "GET /echo", "200", "Content-Type: application/octet-stream\r\n");
    row("nowhere", "GET /nope", "404", "<h1>404 Not Found</h1>");
    row("below", "GET /echo/more", "404");
    row("markup in the path", "GET /%3Cscript%3E", "404", "Try / or /sleep");
    row("options", "OPTIONS /", "204", "Allow: GET, HEAD, OPTIONS\r\n");
    row("options of the server", "OPTIONS *", "204", "Allow: GET, HEAD, POST");
    row("a wrong method", "POST /", "405", "Allow: GET, HEAD, OPTIONS\r\n");
    row("trace", "TRACE /", "405", "Allow: ");
    row("connect", "CONNECT example.org:80", "405", "Allow: ");
    row("an unknown method", "BREW /", "501");
    row("a method in lower case", "get /", "501");
}

void TestServer::answersRoutes()
{
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, status);
    QFETCH(QByteArray, contains);
    Serving serving;
    QVERIFY(serving.isServing());
    RawClient client(serving.port());
    client.send(request);
    QTRY_VERIFY(client.hasResponses(1));
    QCOMPARE(client.received().mid(0, 12), "HTTP/1.1 " + status);
    QVERIFY2(client.received().contains(contains), client.received());
    QVERIFY(client.received().contains("\r\nDate: "));
    QTRY_COMPARE(serving.store().size(), 1u);
    QCOMPARE(serving.records()[0].status, status.toUShort());
}

// Whatever was asked of the same target before (RFC 9110 §13.1.1).
void TestServer::takesPutsToATag()
{
    Serving serving;
    RawClient client(serving.port());
    const auto put = [&](const QByteArray &fields) {
        client.send("PUT /etag/a HTTP/1.1\r\nHost: a\r\n" + fields + "Content-Length: 2\r\n\r\nhi");
    };
    client.get("/etag/a");
    put({});
    put("If-Match: \"b\"\r\n");
    put("If-Match: \"a\"\r\n");
    put("If-None-Match: *\r\n");
    client.get("/etag/a");
    QTRY_COMPARE(client.count(), 6);
    QTRY_COMPARE(serving.records().size(), 6u);
    QList<int> statuses;
    for (const auto &record : serving.records())
        statuses += record.status;
    QCOMPARE(statuses, QList<int>({200, 204, 412, 204, 412, 200}));
}

void TestServer::answersHeadWithoutBody()
{
    Serving serving;
    RawClient client(serving.port());
    client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    client.get("/echo");
    QTRY_COMPARE(client.count(), 2);
    QVERIFY(!client.received().contains("<h1>"));
    const QByteArray head = client.received().left(client.received().indexOf("\r\n\r\n"));
    const qsizetype at = head.indexOf("Content-Length: ") + 16;
    QVERIFY(head.mid(at, head.indexOf('\r', at) - at).toInt() > 1000);
}

void TestServer::refusesBadInput_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("status");
    QTest::newRow("a TLS hello") << QByteArray("\x16\x03\x01\x02") << QByteArray("400");
    QTest::newRow("a bare LF") << QByteArray("GET / HTTP/1.1\n") << QByteArray("400");
    QTest::newRow("no Host") << QByteArray("GET / HTTP/1.1\r\n\r\n") << QByteArray("400");
    QTest::newRow("HTTP/2.0") << QByteArray("GET / HTTP/2.0\r\n") << QByteArray("505");
    QTest::newRow("two lengths")
        << QByteArray(
               "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na")
        << QByteArray("400");
    QTest::newRow("too much")
        << QByteArray("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n")
        << QByteArray("413");
    QTest::newRow("an unknown expectation")
        << QByteArray("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: tea\r\n\r\na")
        << QByteArray("417");
    QTest::newRow("a long target")
        << "GET /" + QByteArray(20'000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n"
        << QByteArray("414");
    QTest::newRow("a long field") << "GET / HTTP/1.1\r\nHost: a\r\nA: " + QByteArray(70'000, 'a')
                                  << QByteArray("431");
}

void TestServer::refusesBadInput()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, status);
    Serving serving;
    RawClient client(serving.port());
    client.send(bytes);
    QTRY_VERIFY(client.hasResponses(1));
    QCOMPARE(client.received().mid(0, 12), "HTTP/1.1 " + status);
    QVERIFY(client.received().contains("\r\nConnection: close\r\n"));
    QTRY_VERIFY(!client.isOpen());
    QCOMPARE(client.count(), 1);
    QTRY_COMPARE(serving.store().size(), 1u);
    QCOMPARE(serving.records()[0].outcome, Outcome::Refused);
}

void TestServer::answersEarlierRequestsBeforeTheError()
{
    Serving serving;
    RawClient client(serving.port());
    client.send("GET /sleep/50ms HTTP/1.1\r\nHost: a\r\n\r\nGET /echo HTTP/1.1\r\nHost: "
                "a\r\n\r\nnonsense\r\n\r\n");
    QTRY_VERIFY(!client.isOpen());
    QCOMPARE(client.count("200"), 2);
    QVERIFY(client.received().indexOf("HTTP/1.1 400 ") >
            client.received().lastIndexOf("HTTP/1.1 200 "));
}

void TestServer::answersPipelinedRequestsInOrder()
{
    Serving serving;
    RawClient client(serving.port());
    QByteArray requests;
    for (int i = 0; i < 200; ++i) {
        const QByteArray body = QByteArray::number(i) + ';';
        requests +=
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + QByteArray::number(body.size()) +
            "\r\n\r\n" + body;
    }
    client.send(requests);
    QTRY_VERIFY(client.hasResponses(200));
    qsizetype at = 0;
    for (int i = 0; i < 200; ++i) {
        at = client.received().indexOf("\r\n\r\n" + QByteArray::number(i) + ';', at);
        QVERIFY2(at > 0, qPrintable(QString::number(i)));
    }
    QTRY_COMPARE(serving.store().size(), 200u);
    QCOMPARE(serving.records().back().ordinal, 200u);
}

void TestServer::answersBeforeFin()
{
    Serving serving;
    RawClient client(serving.port());
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /echo HTTP/1.1\r\nHost: a\r\n\r\n");
    client.socket().disconnectFromHost();
    QTRY_COMPARE(serving.store().size(), 2u);
    for (const record::Record &record : serving.records())
        QCOMPARE(record.outcome, Outcome::Answered);
}

void TestServer::echoesLargeBodies()
{
    Serving serving;
    RawClient client(serving.port());
    const QByteArray body(4 * 1024 * 1024, 'x');
    client.send("PUT /echo HTTP/1.1\r\nHost: a\r\nContent-Type: text/x\r\nContent-Length: " +
                QByteArray::number(body.size()) + "\r\n\r\n" + body);
    QTRY_VERIFY_WITH_TIMEOUT(client.hasResponses(1), 20'000);
    QVERIFY(client.received().contains("Content-Type: text/x\r\n"));
    QVERIFY(client.received().endsWith("\r\n\r\n" + body));
}

void TestServer::sendsLongBodies_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::newRow("known length") << QByteArray("/bytes/3MiB");
    QTest::newRow("until close") << QByteArray("/do?until-close&send=3MiB");
    QTest::newRow("between texts") << QByteArray("/do?text=abc&send=1MiB&text=def&send=1MiB");
}

// By small parts, as the kernel takes them.
void TestServer::sendsLongBodies()
{
    QFETCH(const QByteArray, target);
    Settings settings;
    settings.connections.kernelBuffer = 8 * 1024;
    const Serving serving(settings);
    RawClient client(serving.port(), loopback(), 8 * 1024);
    client.send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    QTRY_VERIFY_WITH_TIMEOUT(!client.isOpen(), patienceMs);

    QByteArray pattern;
    while (pattern.size() < 4 << 20)
        pattern += "0123456789 abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXY\n";
    const QByteArray body = client.received().sliced(client.received().indexOf("\r\n\r\n") + 4);
    if (target.contains("abc"))
        pattern.replace(0, 3, "abc").replace(3 + (1 << 20), 3, "def").resize(6 + (2 << 20));
    QVERIFY(body == pattern.first(body.size()));
    QCOMPARE(body.size(), target.contains("abc") ? 6 + (2 << 20) : 3 << 20);
}

void TestServer::clientThatLeavesUnreadOutputIsLetGo()
{
    Settings settings;
    settings.connections.kernelBuffer = 64 * 1024; // bytes; much less than the answer
    Serving serving(settings);
    RawClient client(serving.port(), loopback(), settings.connections.kernelBuffer);
    client.stopReading();
    const QByteArray body(4 * 1024 * 1024, 'x');
    client.send("PUT /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " +
                QByteArray::number(body.size()) + "\r\n\r\n" + body);
    QTRY_COMPARE(serving.store().inFlight().size(), 1u);
    QTRY_COMPARE(serving.store().inFlight()[0].record.phase, Phase::Writing);
    client.socket().disconnectFromHost();
    QTRY_COMPARE(serving.store().size(), 1u);
    QCOMPARE(serving.records()[0].outcome, Outcome::AbortedByClient);
    QTRY_VERIFY(!serving.store().connections()[0].isOpen());
}

void TestServer::echoesChunks()
{
    Serving serving;
    RawClient client(serving.port());
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                "3;a=\"b\"\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: x\r\n\r\n");
    QTRY_VERIFY(client.hasResponses(1));
    QVERIFY(client.received().endsWith("\r\n\r\nabcde"));
}

void TestServer::sleepersOverlapWhileOthersAreAnswered()
{
    Serving serving;
    std::vector<std::unique_ptr<RawClient>> sleepers;
    for (int i = 0; i < 8; ++i) {
        sleepers.push_back(std::make_unique<RawClient>(serving.port()));
        sleepers.back()->get("/sleep/300ms");
    }
    QTRY_COMPARE(serving.store().inFlight().size(), 8u);
    RawClient other(serving.port());
    other.get("/");
    QTRY_VERIFY(other.hasResponses(1));
    for (const auto &sleeper : sleepers)
        QTRY_VERIFY(sleeper->hasResponses(1));
    QTRY_COMPARE(serving.store().size(), 9u);

    const std::vector<record::Record> records = serving.records();
    QCOMPARE(serving.store().target(serving.store().firstRow()).toByteArray(), QByteArray("/"));
    QVERIFY(serving.store().inFlight().empty());
    const record::ConcurrencyCurve::Span burst =
        serving.store().concurrency().lastBurst(serving.session().nowNs());
    QCOMPARE(burst.peak, 9);
    QVERIFY2(burst.overlap() > 4, qPrintable(QString::number(burst.overlap())));
    QCOMPARE(serving.store().lanes().count(), 9u);
}

void TestServer::recordTellsPhases()
{
    Serving serving;
    RawClient client(serving.port());
    client.send("GET /sleep/200ms?n=1 HTTP/1.1\r\nHo");
    QTRY_COMPARE(serving.store().inFlight().size(), 1u);
    QCOMPARE(serving.store().inFlight()[0].record.phase, Phase::ReadingHead);
    client.send("st: a\r\n\r\n");
    QTRY_COMPARE(serving.store().size(), 1u);

    const record::Record record = serving.records()[0];
    QCOMPARE(record.id, 1u);
    QCOMPARE(record.ordinal, 1u);
    QCOMPARE(record.outcome, Outcome::Answered);
    const auto ns = [&](Phase phase) {
        return qint64(record.phases[std::size_t(phase)]) * record::nsPerTick;
    };
    QVERIFY(ns(Phase::ReadingHead) > 0);
    QCOMPARE(ns(Phase::Sleeping), 200'000'000);
    qint64 sum = 0;
    for (int i = int(Phase::ReadingHead); i < record::phaseCount; ++i)
        sum += ns(Phase(i));
    const qint64 rounding = record::phaseCount * record::nsPerTick;
    QVERIFY2(std::abs(sum - record::totalNs(record)) <= rounding,
             qPrintable(u"%1 %2"_s.arg(sum).arg(record::totalNs(record))));

    const record::KeptDetails details = serving.store().details(0);
    QVERIFY(details.kept);
    QCOMPARE(details.target, QByteArray("/sleep/200ms?n=1"));
    QCOMPARE(details.requestHead, QByteArray("GET /sleep/200ms?n=1 HTTP/1.1\r\nHost: a\r\n\r\n"));
    QVERIFY(client.received() == details.responseHead + details.responseBody);
    QCOMPARE(quint32(client.received().size()), record.bytesOut);
    QCOMPARE(quint32(details.requestHead.size()), record.bytesIn);
}

void TestServer::inFlightRequestIsAnnounced()
{
    Serving serving;
    RawClient client(serving.port());
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na");
    QTRY_COMPARE(serving.store().inFlight().size(), 1u);
    const record::Store::InFlight &inFlight = serving.store().inFlight()[0];
    QCOMPARE(inFlight.record.phase, Phase::ReadingBody);
    QCOMPARE(inFlight.target, QByteArray("/echo"));
    client.send("bc");
    QTRY_VERIFY(serving.store().inFlight().empty());
    QCOMPARE(serving.store().size(), 1u);
    QCOMPARE(serving.store().connections().size(), 1u);
    QVERIFY(serving.store().connections()[0].isOpen());
    QCOMPARE(serving.store().connections()[0].peer(),
             endpoint(client.socket().localAddress(), client.socket().localPort()));
}

void TestServer::clientThatLeavesCancelsItsSleep()
{
    Settings settings;
    settings.connections.limits.halfCloseWithin = {}; // a FIN means giving up
    Serving serving(settings);
    {
        RawClient client(serving.port());
        client.get("/sleep/600");
        QTRY_COMPARE(serving.store().inFlight().size(), 1u);
    }
    QTRY_COMPARE(serving.store().size(), 1u);
    QCOMPARE(serving.records()[0].outcome, Outcome::AbortedByClient);
    QCOMPARE(serving.records()[0].status, 0);
    QVERIFY(serving.records()[0].phases[std::size_t(Phase::Sleeping)] > 0);
    QTRY_VERIFY(!serving.store().connections()[0].isOpen());
}

void TestServer::sleepersThatVanishAreForgotten()
{
    Settings settings;
    settings.connections.limits.halfCloseWithin = {}; // a FIN means giving up
    Serving serving(settings);
    QSignalSpy finished(&serving.session(), &Session::sendFinished);
    load::Plan plan;
    plan.targets = {"/sleep/600?n={n}"};
    plan.count = plan.atOnce = roomFor(1000);
    serving.session().send(plan);
    QTRY_COMPARE(serving.store().inFlight().size(), std::size_t(plan.count));
    serving.session().cancelSend();
    QTRY_COMPARE(serving.store().size(), std::size_t(plan.count));
    QVERIFY(serving.store().inFlight().empty());
    for (const record::Record &record : serving.records())
        QCOMPARE(record.outcome, Outcome::AbortedByClient);
    for (const record::Connection &connection : serving.store().connections())
        QVERIFY(!connection.isOpen());
}

void TestServer::thousandSleepersComeBack()
{
    Serving serving;
    QSignalSpy finished(&serving.session(), &Session::sendFinished);
    load::Plan plan;
    plan.targets = {"/sleep/1s?n={n}"};
    plan.count = plan.atOnce = roomFor(1000);
    serving.session().send(plan);
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 60'000);
    const auto results = finished[0][0].value<QList<load::Result>>();
    QCOMPARE(results.size(), plan.count);
    for (const load::Result &result : results)
        QVERIFY2(result.status == 200, qPrintable(result.error));
    QTRY_COMPARE(serving.store().size(), std::size_t(plan.count));
    for (const record::Record &record : serving.records())
        QCOMPARE(record.outcome, Outcome::Answered);
}

void TestServer::stopAnswersWhatIsInFlight()
{
    Serving serving;
    RawClient sleeper(serving.port());
    RawClient idle(serving.port());
    sleeper.get("/sleep/1s");
    QTRY_COMPARE(serving.store().inFlight().size(), 1u);
    QVERIFY(serving.stop());
    QTRY_VERIFY(!idle.isOpen());
    QTRY_VERIFY(!sleeper.isOpen());
    QVERIFY(sleeper.received().startsWith("HTTP/1.1 200 OK"));
    QVERIFY(sleeper.received().contains("\r\nConnection: close\r\n"));
    QCOMPARE(serving.records()[0].outcome, Outcome::Answered);
}

void TestServer::stopsWhileItStarts()
{
    Session session;
    Settings settings;
    settings.port = 0;
    settings.connections.transport = transport();
    settings.threads = threads();
    for (int i = 0; i < 20; ++i) {
        session.start(settings);
        QCOMPARE(session.state(), Session::State::Starting);
        session.stop();
        QTRY_COMPARE(session.state(), Session::State::Stopped);
    }
    session.start(settings);
    QTRY_VERIFY(session.isServing());
}

// Clients that connected before the stop are answered, even if the loop was too busy to accept
// them.
void TestServer::stopAnswersWhoWaits()
{
    Serving serving;
    std::vector<std::unique_ptr<RawClient>> busy;
    for (int i = 0; i < threads(); ++i) { // one for each loop
        busy.push_back(std::make_unique<RawClient>(serving.port()));
        busy.back()->get("/compute/500ms");
    }
    QTRY_VERIFY(serving.session().loopBusySinceNs());
    const auto busySince = serving.session().loopBusySinceNs();
    std::vector<std::unique_ptr<RawClient>> waiting;
    for (int i = 0; i < 5; ++i) {
        waiting.push_back(std::make_unique<RawClient>(serving.port()));
        waiting.back()->get("/");
        QTRY_COMPARE(waiting.back()->socket().bytesToWrite(), 0);
    }
    serving.session().stop();
    const bool inTime =
        serving.session().loopBusySinceNs() == busySince; // it was busy the whole time
    for (const auto &client : waiting) {
        QTRY_VERIFY2(client->hasResponses(1), client->received());
        QCOMPARE(client->count("200"), 1);
        if (threads() == 1 && inTime) // another loop might have answered it before the stop
            QVERIFY(client->received().contains("Connection: close\r\n"));
    }
    QVERIFY(serving.stop());
}

void TestServer::secondStopEndsAtOnce()
{
    Serving serving;
    RawClient client(serving.port());
    client.get("/sleep/600");
    QTRY_COMPARE(serving.store().inFlight().size(), 1u);
    serving.session().stop();
    QCOMPARE(serving.session().state(), Session::State::Stopping);
    QVERIFY(serving.stop());
    QCOMPARE(serving.records()[0].outcome, Outcome::AbortedByServer);
    QVERIFY(serving.store().inFlight().empty());
}

void TestServer::stopUnderLoadLosesNoRecord()
{
    Serving serving;
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 20; ++i) {
        clients.push_back(std::make_unique<RawClient>(serving.port()));
        for (int n = 0; n < 50; ++n)
            clients.back()->get(n % 10 ? "/" : "/sleep/1ms");
    }
    QTRY_VERIFY(serving.store().size() > 100);
    QVERIFY(serving.stop());
    qsizetype answered = 0;
    for (const auto &client : clients) {
        QTRY_VERIFY(!client->isOpen());
        answered += client->count();
    }
    quint64 recorded = 0;
    for (const record::Record &record : serving.records())
        recorded += record.outcome == Outcome::Answered;
    // A response in the kernel may still be lost; but none is invented.
    QVERIFY2(recorded >= quint64(answered), qPrintable(u"%1 %2"_s.arg(recorded).arg(answered)));
    QCOMPARE(serving.store().dropped(), 0u);
    QVERIFY(serving.store().inFlight().empty());
    for (const record::Connection &connection : serving.store().connections())
        QVERIFY(!connection.isOpen());
}

void TestServer::servesAgainAfterStop()
{
    Serving serving;
    for (int round = 0; round < 3; ++round) {
        RawClient client(serving.port());
        client.get("/");
        QTRY_VERIFY(client.hasResponses(1));
        QVERIFY(serving.stop());
        Settings settings;
        settings.port = 0;
        serving.session().start(settings);
        QTRY_VERIFY(serving.session().isServing());
    }
    QCOMPARE(serving.store().size(), 3u);
    QCOMPARE(serving.records()[2].id, 3u);
    QCOMPARE(serving.records()[2].connection, 3u);
}

void TestServer::portInUseIsAProblem()
{
    QTcpServer other;
    QVERIFY(other.listen(loopback(), unusedPort()));
    Session session;
    Problem told;
    connect(&session, &Session::problemOccurred, this, [&](const Problem &p) { told = p; });
    Settings settings;
    settings.port = other.serverPort();
    session.start(settings);
    QTRY_COMPARE(told.kind, Problem::Kind::PortInUse);
    QCOMPARE(session.state(), Session::State::Stopped);
    QVERIFY(told.text.contains(QString::number(other.serverPort())));
    QVERIFY(told.suggestedPort > other.serverPort());
    settings.port = told.suggestedPort;
    session.start(settings);
    QTRY_VERIFY(session.isServing());
}

void TestServer::badAddressIsAProblem()
{
    Session session;
    Problem told;
    connect(&session, &Session::problemOccurred, this, [&](const Problem &p) { told = p; });
    Settings settings;
    settings.host = u"203.0.113.1"_s; // TEST-NET-3: no machine has it
    settings.port = 0;
    session.start(settings);
    QTRY_COMPARE(told.kind, Problem::Kind::BadAddress);
    settings.host = u"nonsense"_s;
    told = {};
    session.start(settings);
    QTRY_COMPARE(told.kind, Problem::Kind::BadAddress);
    QCOMPARE(session.state(), Session::State::Stopped);
}

void TestServer::idleConnectionsAreClosed()
{
    Settings settings;
    settings.connections.limits.keepAliveIdle = std::chrono::milliseconds(100);
    Serving serving(settings);
    RawClient client(serving.port());
    client.get("/");
    QTRY_VERIFY(!client.isOpen());
    QVERIFY(client.hasResponses(1));
    QCOMPARE(client.count(), 1);
}

void TestServer::slowHeadsTimeOut()
{
    Settings settings;
    settings.connections.limits.headWithin = std::chrono::milliseconds(100);
    settings.connections.limits.lingerSilence = std::chrono::milliseconds(100);
    Serving serving(settings);
    RawClient silent(serving.port());
    RawClient slow(serving.port());
    slow.send("GET / HT");
    QTRY_VERIFY(!slow.isOpen());
    QVERIFY(slow.received().startsWith("HTTP/1.1 408 "));
    QTRY_VERIFY(!silent.isOpen());
    QVERIFY(silent.received().isEmpty());
    QTRY_COMPARE(serving.store().size(), 1u);
    QCOMPARE(serving.records()[0].outcome, Outcome::TimedOut);
}

void TestServer::quitsWithRequestsInFlight()
{
    auto serving = std::make_unique<Serving>();
    RawClient sleeper(serving->port());
    RawClient computer(serving->port());
    sleeper.get("/sleep/600");
    QTRY_COMPARE(serving->store().inFlight().size(), 1u);
    computer.get("/compute/600");
    serving.reset(); // must not wait for the sleep of ten minutes
    QTRY_VERIFY(!sleeper.isOpen());
    QTRY_VERIFY(!computer.isOpen());
}

// A program's own routes replace the built-in ones.
void TestServer::readsRecordsAsOftenAsAsked()
{
    Serving rarely({}, {.betweenReads = std::chrono::hours(1)});
    Serving often;
    for (const Serving *serving : {&rarely, &often}) {
        RawClient client(serving->port());
        client.get("/");
        QTRY_VERIFY(client.hasResponses(1));
    }
    QTRY_COMPARE(often.store().size(), 1u);
    QCOMPARE(rarely.store().size(), 0u);
    QVERIFY(rarely.stop()); // at the end, everything is read
    QCOMPARE(rarely.store().size(), 1u);
}

void TestServer::recordsALoopThatNeverWaits_data()
{
    using Spin = std::function<void(QObject &)>;
    QTest::addColumn<Spin>("spinOn");
    QTest::newRow("timer") << Spin([](QObject &parent) {
        auto *const timer = new QTimer(&parent);
        timer->start(0);
    });
#ifdef Q_OS_UNIX
    QTest::newRow("socket that is always ready") << Spin([](QObject &parent) {
        std::array<int, 2> ends{};
        QCOMPARE(::pipe(ends.data()), 0);
        QCOMPARE(::write(ends[1], "x", 1), 1);
        auto *const notifier = new QSocketNotifier(ends[0], QSocketNotifier::Read, &parent);
        connect(notifier, &QObject::destroyed, [ends] {
            for (const int end : ends)
                ::close(end);
        });
    });
#endif
}

// Something keeps the loop from waiting, and some dispatchers from telling, and from anything but
// sockets. Records arrive all the same, and the loop does not count as blocked.
void TestServer::recordsALoopThatNeverWaits()
{
    QFETCH(std::function<void(QObject &)>, spinOn);
    const auto spin = [spinOn](net::Call call, const QByteArray &) {
        spinOn(*QAbstractEventDispatcher::instance());
        std::move(call).send({});
    };
    const auto answer = [](net::Call call, const QByteArray &) { std::move(call).send({}); };
    Serving serving(
        {}, {.routes = {{"/spin", {http::Method::Get}, spin}, {"/", {http::Method::Get}, answer}}});
    RawClient client(serving.port());
    client.get("/spin");
    quint64 sent = 1;
    QElapsedTimer timer;
    for (timer.start(); timer.elapsed() < 300; ++sent) {
        QTRY_COMPARE(client.count(), qsizetype(sent));
        client.get("/");
    }
    QTRY_COMPARE(serving.store().total(), sent);
    client.get("/"); // none follows it that would make the loop look at the time
    QTRY_COMPARE(serving.store().total(), sent + 1);
    const record::LoopLoad &loop = serving.store().loops().at(0);
    const qint64 fromNs = serving.records().front().startNs;
    const qint64 toNs = serving.records().back().startNs;
    for (const auto &blocked : loop.blockedIn(fromNs, toNs)) // if others have the processor
        QVERIFY(blocked.toNs < toNs || blocked.fromNs > fromNs);
    QCOMPARE(serving.store().dropped(), 0u);
}

void TestServer::servesRoutesOfOthers()
{
    const QByteArray pattern = QByteArray("/greet/") + "{name}"; // the table makes a copy
    const auto greet = [](net::Call call, const QByteArray &name) {
        http::Response response;
        response.body = "Hello, " + name + '!';
        std::move(call).send(std::move(response));
    };
    Serving serving({}, {.routes = {{pattern, {http::Method::Get}, greet},
                                    {"/of/{name}/mail", {http::Method::Get}, greet}}});
    QVERIFY(serving.isServing());
    RawClient client(serving.port());
    client.get("/greet/you%20there");
    client.get("/");
    client.get("/sleep/0");
    client.send("POST /greet/me HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
    QTRY_COMPARE(client.count(), 4);
    QVERIFY(client.received().contains("\r\n\r\nHello, you there!HTTP/1.1 404 "));
    QTRY_COMPARE(serving.store().size(), 4u);
    const auto records = serving.records();
    QCOMPARE(records[0].status, 200);
    QCOMPARE(records[1].status, 404);
    QCOMPARE(records[2].status, 404);
    QCOMPARE(records[3].status, 405);

    RawClient other(serving.port());
    other.get("/of/me/mail");
    other.get("/of/me/male");
    QTRY_COMPARE(other.count(), 2);
    QVERIFY(other.received().contains("\r\n\r\nHello, me!HTTP/1.1 404 "));
}

void TestServer::suggestsWhatThereIs_data()
{
    QTest::addColumn<QList<QByteArray>>("patterns");
    QTest::addColumn<QByteArray>("sentence");
    const auto row = [](const char *name, const QList<QByteArray> &patterns,
                        const char *suggestion) {
        QTest::newRow(name) << patterns
                            << "There is nothing at this address." + QByteArray(suggestion);
    };
    row("none", {}, "<");
    row("one", {"/greet"}, " Try /greet.<");
    row("only with a parameter", {"/greet/{name}"}, "<");
    row("the first two", {"/{any}", "/a", "/b", "/c"}, " Try /a or /b.<");
    row("markup", {"/<b>"}, " Try /&lt;b&gt;.<");
}

void TestServer::suggestsWhatThereIs()
{
    QFETCH(QList<QByteArray>, patterns);
    QFETCH(QByteArray, sentence);
    std::vector<routes::Route> routes;
    for (const QByteArray &pattern : patterns)
        routes.push_back({pattern, {http::Method::Get}, [](net::Call, const QByteArray &) {}});
    Serving serving({}, {.routes = routes});
    RawClient client(serving.port());
    client.get("/not/here");
    QTRY_VERIFY(client.hasResponses(1));
    QVERIFY2(client.received().contains(sentence), client.received());
}

// A program's own transport: here the server's, with a counter.
void TestServer::usesTransportOfOthers()
{
    static std::atomic<int> adopted;
    adopted = 0;
    Session session;
    Settings settings;
    settings.port = 0;
    settings.threads = threads();
    settings.connections.transport.adopt = [](qintptr descriptor, qint64 readAhead) {
        ++adopted;
        return net::portableTransport.adopt(descriptor, readAhead);
    };
    session.start(settings);
    QTRY_VERIFY(session.isServing());
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(std::make_unique<RawClient>(quint16(session.url().port())));
        clients.back()->get("/");
    }
    for (const auto &client : clients)
        QTRY_VERIFY(client->hasResponses(1));
    QCOMPARE(adopted.load(), 3);
}

QTEST_GUILESS_MAIN(TestServer)
#include "tst_server.moc"
