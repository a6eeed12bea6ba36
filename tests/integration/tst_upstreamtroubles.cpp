#include "overlap/upstream/trouble.h"
#include "upstreamfixture.h"

#include <array>

using namespace overlap;
using namespace Qt::StringLiterals;
using record::Outcome;
using upstream::Flaw;
using upstream::Trouble;

// Upstreams that are not there, are wrong, or die: clients are told which it is, every request is
// recorded, and no connection is left.
class TestUpstreamTroubles : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { addTransports(); }
    void nobodyListens();
    void noSuchName();
    void diesBeforeItAnswers_data();
    void diesBeforeItAnswers();
    void answersWrongly_data();
    void answersWrongly();
    void isCutInTheBody_data();
    void isCutInTheBody();
    void wrongWithinTheBody();
    void silentForTooLong();
    void slowClientIsNoSilence();
    void circle();
    void takesItsTimeToConnect_data();
    void takesItsTimeToConnect();
    void closesWhileIdle();
    void diesOfTheSecond_data();
    void diesOfTheSecond();
    void sendsWithoutBeingAsked();
    void answersBeforeTheBody();

private:
    static void verifyEnd(Passing &serving, const RawServer &server, std::size_t requests);
    static record::UpstreamTimes lastTimes(const Passing &serving);
};

namespace {

bool isPageOf(const QByteArray &answer, Trouble trouble, Flaw flaw = Flaw::None)
{
    const QByteArray status = QByteArray::number(int(statusOf(trouble)));
    return answer.startsWith("HTTP/1.1 " + status + ' ') && answer.contains(sentenceOf(trouble)) &&
           answer.contains(adviceOf(trouble)) &&
           (flaw == Flaw::None || answer.contains(sentenceOf(flaw)));
}

using Behavior = RawServer::Behavior;

// A client that knows a reset from a FIN, unless the platform's only transport does not.
class Witness : private net::Transport::Listener
{
public:
    explicit Witness(quint16 port)
    {
        m_connector = net::fastestTransport.connect(
            {.address = loopback(), .port = port, .readAhead = 64 * 1024},
            [this](std::unique_ptr<net::Transport> transport, net::ConnectError) {
                m_transport = std::move(transport);
                m_transport->setListener(this);
            });
        waitFor([this] { return m_transport != nullptr; });
    }
    ~Witness() { m_transport->close(true); }
    Q_DISABLE_COPY_MOVE(Witness)

    void send(const QByteArray &bytes) { m_transport->send({&bytes, 1}, false); }
    const QByteArray &read()
    {
        std::array<char, 4096> buffer{};
        while (const qint64 size = m_transport->receive(buffer.data(), buffer.size()))
            m_received.append(buffer.data(), size);
        return m_received;
    }
    bool hasEnded()
    {
        read();
        return m_isGone || m_isFinished;
    }
    bool wasReset() const
    {
        return m_isGone || net::fastestTransport.adopt == net::portableTransport.adopt;
    }

private:
    void readable() override {}
    void sent(qint64) override {}
    void peerFinished() override { m_isFinished = true; }
    void gone() override { m_isGone = true; }

    std::unique_ptr<net::Connector> m_connector;
    std::unique_ptr<net::Transport> m_transport;
    QByteArray m_received;
    bool m_isFinished = false;
    bool m_isGone = false;
};

} // namespace

// Nothing is open or in flight any more, and each request has its record.
void TestUpstreamTroubles::verifyEnd(Passing &serving, const RawServer &server,
                                     std::size_t requests)
{
    QVERIFY(serving.stop());
    QCOMPARE(serving.store().size(), requests);
    QTRY_VERIFY(serving.isOver());
    QTRY_COMPARE(server.open(), 0);
}

record::UpstreamTimes TestUpstreamTroubles::lastTimes(const Passing &serving)
{
    const record::Store &store = serving.store();
    const auto times = store.size() > 0 ? store.upstream(store.endRow() - 1) : std::nullopt;
    return times.value_or(record::UpstreamTimes());
}

void TestUpstreamTroubles::nobodyListens()
{
    const quint16 port = unusedPort();
    Passing serving("http://localhost:" + QByteArray::number(port));
    const QByteArray answer = answerTo(serving, get("/"));
    QVERIFY2(isPageOf(answer, Trouble::Refused), answer);
    QVERIFY2(answer.contains("http://localhost:" + QByteArray::number(port) + '\n'), answer);
    QTRY_COMPARE(serving.store().size(), 1u);
    QCOMPARE(serving.session().ruleUses().front().lastStatus, std::optional(502));
    const record::UpstreamTimes times = lastTimes(serving);
    QCOMPARE(Trouble(times.trouble), Trouble::Refused);
    QVERIFY(times.given != record::notYet && times.connected == record::notYet);
}

void TestUpstreamTroubles::noSuchName()
{
    const Passing serving("http://nowhere.invalid:80"); // RFC 6761 §6.4
    const QByteArray answer = answerTo(serving, get("/"));
    QVERIFY2(isPageOf(answer, Trouble::NameUnknown), answer);
}

void TestUpstreamTroubles::diesBeforeItAnswers_data()
{
    QTest::addColumn<Behavior>("behavior");
    QTest::addColumn<Trouble>("trouble");
    QTest::newRow("FIN") << Behavior([](auto &peer) { peer.finish(); }) << Trouble::ClosedBefore;
    QTest::newRow("reset") << Behavior([](auto &peer) { peer.reset(); }) << Trouble::ResetBefore;
    QTest::newRow("within the head") << Behavior([](auto &peer) {
        peer.send("HTTP/1.1 200 OK\r\nA: b");
        peer.finish();
    }) << Trouble::CutShort;
    QTest::newRow("after a 103") << Behavior([](auto &peer) {
        peer.send("HTTP/1.1 103 Early Hints\r\n\r\n");
        peer.finish();
    }) << Trouble::ClosedBefore;
}

void TestUpstreamTroubles::diesBeforeItAnswers()
{
    QFETCH(Behavior, behavior);
    QFETCH(Trouble, trouble);
    RawServer server(behavior);
    Passing serving(server);
    RawClient client(serving.port());
    client.get("/");
    QVERIFY(client.waitUntil([&] { return client.count("50") == 1; }));
    QVERIFY(client.waitUntil([&] { return client.received().contains("Upstream: "); }));
    QByteArray answer = client.received();
    answer.replace("HTTP/1.1 103 Early Hints\r\n\r\n", "");
    QVERIFY2(isPageOf(answer, trouble), answer);
    QCOMPARE(server.peers.size(), 1u); // a fresh connection: it is not tried again
    verifyEnd(serving, server, 1);
    QCOMPARE(Trouble(lastTimes(serving).trouble), trouble);
}

void TestUpstreamTroubles::answersWrongly_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<Flaw>("flaw");
    const QByteArray ok = "HTTP/1.1 200 OK\r\n";
    const auto row = [](const char *name, const QByteArray &bytes, Flaw flaw) {
        QTest::newRow(name) << bytes << flaw;
    };
    row("no HTTP", "SSH-2.0-OpenSSH\r\n", Flaw::StatusLine);
    row("HTTP/0.9", "<html>hello</html>", Flaw::StatusLine);
    row("HTTP/2.0", "HTTP/2.0 200 OK\r\n\r\n", Flaw::VersionUnsupported);
    row("status 99", "HTTP/1.1 099 No\r\n\r\n", Flaw::StatusCode);
    row("status 600", "HTTP/1.1 600 No\r\n\r\n", Flaw::StatusCode);
    row("bare LF", "HTTP/1.1 200 OK\nContent-Length: 0\n\n", Flaw::BareLf);
    row("bare CR", ok + "A: b\rContent-Length: 0\r\n\r\n", Flaw::BareCr);
    row("folded", ok + "A: b\r\n c\r\n\r\n", Flaw::FieldFolded);
    row("blank before the colon", ok + "Content-Length : 0\r\n\r\n", Flaw::FieldName);
    row("no name", ok + ": 0\r\n\r\n", Flaw::FieldName);
    row("control character", ok + "A: b\x01\r\n\r\n", Flaw::FieldValue);
    row("negative length", ok + "Content-Length: -1\r\n\r\n", Flaw::LengthSyntax);
    row("hexadecimal length", ok + "Content-Length: 0x1\r\n\r\n", Flaw::LengthSyntax);
    row("two lengths", ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", Flaw::LengthTwice);
    row("length and chunks",
        ok + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        Flaw::LengthAndCoding);
    row("unknown coding", ok + "Transfer-Encoding: gzip, chunked\r\n\r\n", Flaw::CodingUnknown);
    row("chunked is not last", ok + "Transfer-Encoding: chunked, gzip\r\n\r\n", Flaw::CodingSyntax);
    row("chunked in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        Flaw::CodingInOldVersion);
    row("interim with a body", "HTTP/1.1 103 No\r\nContent-Length: 1\r\n\r\nx" + ok,
        Flaw::InterimWithBody);
    row("too many interims", QByteArray("HTTP/1.1 103 No\r\n\r\n").repeated(40),
        Flaw::InterimCount);
    row("unasked switch", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n",
        Flaw::UnaskedSwitch);
    row("TLS", QByteArray::fromHex("15030100020246"), Flaw::Tls);
    row("HTTP/2", QByteArray::fromHex("000012040000000000"), Flaw::Http2);
    row("too long", ok + "A: " + QByteArray(1'000'000, 'a') + "\r\n\r\n", Flaw::SectionLength);
}

void TestUpstreamTroubles::answersWrongly()
{
    QFETCH(QByteArray, bytes);
    QFETCH(Flaw, flaw);
    RawServer server(RawServer::saying(bytes));
    Passing serving(server);
    RawClient client(serving.port());
    client.get("/");
    QVERIFY(client.waitUntil([&] { return client.count("502") == 1; }));
    QVERIFY(client.waitUntil([&] { return client.received().contains("Upstream: "); }));
    QByteArray answer = client.received();
    answer.replace("HTTP/1.1 103 Early Hints\r\n\r\n", "");
    QVERIFY2(isPageOf(answer, Trouble::WrongAnswer, flaw), answer);
    QTRY_COMPARE(server.open(), 0);
    verifyEnd(serving, server, 1);
    QCOMPARE(Trouble(lastTimes(serving).trouble), Trouble::WrongAnswer);
    QCOMPARE(Flaw(lastTimes(serving).flaw), flaw);
}

void TestUpstreamTroubles::isCutInTheBody_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<bool>("isReset");
    for (const bool isReset : {false, true}) {
        const char *const how = isReset ? "reset" : "FIN";
        QTest::addRow("length, %s", how) << QByteArray("Content-Length: 10") << isReset;
        QTest::addRow("chunked, %s", how)
            << QByteArray("Transfer-Encoding: chunked\r\n\r\na") << isReset;
    }
    QTest::newRow("close, reset") << QByteArray("Connection: close") << true;
}

// The client can tell, whatever version it speaks.
void TestUpstreamTroubles::isCutInTheBody()
{
    QFETCH(QByteArray, head);
    QFETCH(bool, isReset);
    RawServer::Peer *dying = nullptr;
    const bool isChunked = head.endsWith('a');
    RawServer server([&](RawServer::Peer &peer) {
        if (!peer.take())
            return;
        peer.send("HTTP/1.1 200 OK\r\n" + head + (isChunked ? "\r\nhello" : "\r\n\r\nhello"));
        dying = &peer;
    });
    Passing serving(server);
    for (const char version : {'1', '0'}) {
        dying = nullptr;
        Witness client(serving.port());
        client.send(QByteArray("GET / HTTP/1.") + version + "\r\nHost: localhost\r\n\r\n");
        QTRY_VERIFY(client.read().contains("hello") && dying);
        if (isReset)
            dying->reset();
        else
            dying->finish();
        QTRY_VERIFY(client.hasEnded());
        QVERIFY2(!client.read().endsWith("0\r\n\r\n"), client.read());
        const bool hasLength = client.read().contains("Content-Length: 10");
        QVERIFY(hasLength || version == '1' || client.wasReset());
    }
    QTRY_COMPARE(serving.store().size(), 2u);
    QCOMPARE(serving.records()[0].outcome, Outcome::CutShort);
    QCOMPARE(serving.records()[1].outcome,
             head.contains("Content-Length") ? Outcome::CutShort : Outcome::Reset);
    verifyEnd(serving, server, 2);
    QCOMPARE(Trouble(lastTimes(serving).trouble), Trouble::CutShort);
}

void TestUpstreamTroubles::wrongWithinTheBody()
{
    RawServer server(RawServer::saying("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                       "5\r\nhello\r\nzz\r\n"));
    Passing serving(server);
    RawClient client(serving.port());
    client.get("/");
    QVERIFY(client.waitUntil([&] { return !client.isOpen(); }));
    QVERIFY2(client.received().startsWith("HTTP/1.1 200 "), client.received());
    QVERIFY2(client.received().contains("hello") && !client.received().endsWith("0\r\n\r\n"),
             client.received());
    verifyEnd(serving, server, 1);
}

void TestUpstreamTroubles::silentForTooLong()
{
    RawServer server([](RawServer::Peer &peer) {
        if (peer.take())
            peer.send("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 2");
    });
    Passing serving(server.url(), {.url = {}, .timeout = std::chrono::milliseconds(100)});
    RawClient client(serving.port());
    client.get("/");
    QVERIFY(client.waitUntil([&] { return client.received().contains("Upstream: "); }));
    QByteArray answer = client.received();
    answer.replace("HTTP/1.1 103 Early Hints\r\n\r\n", "");
    QVERIFY2(isPageOf(answer, Trouble::AnswerLate), answer);
    server.behavior = [](RawServer::Peer &peer) { // once it has begun, it may take its time
        if (peer.take())
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
        QTimer::singleShot(300, &peer.socket(), [&peer] { peer.send("ok"); });
    };
    QVERIFY(answerTo(serving, get("/")).endsWith("ok"));
    verifyEnd(serving, server, 2);
}

// The time of the upstream begins when it has the body, or as much as the client has sent.
void TestUpstreamTroubles::slowClientIsNoSilence()
{
    RawServer server;
    Passing serving(server.url(), {.url = {}, .timeout = std::chrono::seconds(1)});
    RawClient client(serving.port());
    client.send("PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\n");
    for (int i = 0; i < 4; ++i) {
        QTest::qWait(400); // so slow is the client
        client.send("x");
    }
    QVERIFY(client.waitUntil([&] { return client.hasResponses(1); }));
    QVERIFY2(client.received().endsWith("hello"), client.received());
    server.behavior = [](RawServer::Peer &) {};
    const QByteArray answer = answerTo(serving, get("/"));
    QVERIFY2(isPageOf(answer, Trouble::AnswerLate), answer);
    verifyEnd(serving, server, 2);
}

// The rule leads to the server itself.
void TestUpstreamTroubles::circle()
{
    Passing serving("http://localhost:1");
    auto scenario = serving.session().scenario();
    std::get<scenario::Upstream>(scenario.rules.front().to).url.setPort(serving.port());
    serving.session().setScenario(scenario);
    const QByteArray answer = answerTo(serving, get("/"));
    QVERIFY2(isPageOf(answer, Trouble::Circle), answer);
    QTRY_COMPARE(serving.store().size(), 2u); // no third one
    int told = 0;                             // on several loops, either may be read first
    for (record::Row row = serving.store().firstRow(); row < serving.store().endRow(); ++row) {
        const auto times = serving.store().upstream(row);
        QVERIFY(times);
        QCOMPARE(serving.store().record(row).status, 508);
        const bool isAgain = times->connection == 0; // the second one is not passed on
        QCOMPARE(Trouble(times->trouble), isAgain ? Trouble::Circle : Trouble::None);
        QCOMPARE(times->status, isAgain ? 0 : 508);
        told += isAgain ? 1 : 0;
    }
    QCOMPARE(told, 1);
}

void TestUpstreamTroubles::takesItsTimeToConnect_data()
{
    QTest::addColumn<QLatin1StringView>("strategy");
    for (const auto strategy : {"concurrent"_L1, "thread-pool"_L1, "blocking"_L1})
        QTest::newRow(strategy.data()) << strategy;
}

// Its queue is full for a moment, and the system asks again a second later.
void TestUpstreamTroubles::takesItsTimeToConnect()
{
    QFETCH(QLatin1StringView, strategy);
    RawServer server;
    server.close();
    server.setListenBacklogSize(1);
    QVERIFY(server.listen(loopback()));
    server.pauseAccepting();
    std::vector<std::unique_ptr<QTcpSocket>> others;
    bool isFull = false;
    while (!isFull && others.size() < 16) {
        QTcpSocket &other = *others.emplace_back(std::make_unique<QTcpSocket>());
        other.connectToHost(server.serverAddress(), server.serverPort());
        isFull =
            !other.waitForConnected(200) && other.error() == QAbstractSocket::SocketTimeoutError;
    }
    if (!isFull)
        QSKIP("No connection waits here until it is accepted.");
    Settings settings;
    settings.strategy.name = strategy;
    const Passing serving(server.url(), {}, 0, settings);
    RawClient client(serving.port());
    client.get("/");
    QTimer::singleShot(300, &server, [&] { server.resumeAccepting(); });
    QVERIFY(client.waitUntil([&] { return client.hasResponses(1); }));
    QVERIFY2(client.received().startsWith("HTTP/1.1 200 "), client.received());
}

// The next request gets a new one.
void TestUpstreamTroubles::closesWhileIdle()
{
    RawServer server;
    Passing serving(server);
    RawClient client(serving.port());
    const auto ask = [&](const QByteArray &method, int count) {
        client.send(method + " / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
        return client.waitUntil([&] { return client.hasResponses(count); });
    };
    QVERIFY(ask("POST", 1));
    net::shutdownWrite(server.peers.back()->socket().socketDescriptor());
    QTRY_COMPARE(server.open(), 0); // closed by us, too
    QVERIFY(ask("POST", 2));
    server.peers.back()->reset();
    QVERIFY(ask("GET", 3)); // may come before the reset is seen: then it is sent again
    QCOMPARE(client.count("200"), 3);
    QCOMPARE(server.peers.size(), 3u);
    verifyEnd(serving, server, 3);
}

void TestUpstreamTroubles::diesOfTheSecond_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<bool>("isReset");
    QTest::addColumn<QByteArray>("status");
    QTest::newRow("GET, FIN") << QByteArray("GET") << false << QByteArray("200");
    QTest::newRow("GET, reset") << QByteArray("GET") << true << QByteArray("200");
    QTest::newRow("PUT, FIN") << QByteArray("PUT") << false << QByteArray("200");
    QTest::newRow("POST, FIN") << QByteArray("POST") << false << QByteArray("502");
}

// On a connection that it may have closed just before, a request is sent again if that is safe.
void TestUpstreamTroubles::diesOfTheSecond()
{
    QFETCH(QByteArray, method);
    QFETCH(bool, isReset);
    QFETCH(QByteArray, status);
    std::vector<QByteArray> got;
    RawServer server([&](RawServer::Peer &peer) {
        const auto request = peer.take();
        if (!request)
            return;
        got.push_back(*request);
        if (peer.requests == 1)
            return peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        if (isReset)
            peer.reset();
        else
            peer.finish();
    });
    Passing serving(server);
    RawClient client(serving.port());
    const QByteArray message =
        method + " / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nbody";
    for (int i = 1; i <= 2; ++i) {
        client.send(message);
        QVERIFY(client.waitUntil([&] { return client.hasResponses(i); }));
    }
    QCOMPARE(client.count("200") == 2, status == "200");
    QCOMPARE(client.count(status), status == "200" ? 2 : 1);
    QCOMPARE(got.size(), status == "200" ? 3u : 2u);
    for (const QByteArray &request : got)
        QCOMPARE(request, got.front());
    verifyEnd(serving, server, 2);
    const record::UpstreamTimes times = lastTimes(serving);
    QCOMPARE(times.isRetry, status == "200");
    QCOMPARE(times.isReused, status != "200");
}

// What comes behind an answer, or between two, is nobody's.
void TestUpstreamTroubles::sendsWithoutBeingAsked()
{
    RawServer server([&](RawServer::Peer &peer) {
        while (peer.take())
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
                      "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
    });
    Passing serving(server);
    RawClient client(serving.port());
    for (int i = 1; i <= 3; ++i) {
        client.get("/");
        QVERIFY(client.waitUntil([&] { return client.hasResponses(i); }));
    }
    QVERIFY2(!client.received().contains("evil"), client.received());
    QCOMPARE(server.peers.size(), 3u);

    server.behavior = [](RawServer::Peer &peer) {
        RawServer::friendly(peer);
        QTimer::singleShot(0, &peer.socket(), [&peer] {
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
        });
    };
    for (int i = 4; i <= 6; ++i) {
        client.get("/");
        QVERIFY(client.waitUntil([&] { return client.hasResponses(i); }));
        QTRY_COMPARE(server.open(), 0);
    }
    QVERIFY2(!client.received().contains("evil"), client.received());
    verifyEnd(serving, server, 6);
}

// An answer that is complete before the request is ends it.
void TestUpstreamTroubles::answersBeforeTheBody()
{
    RawServer server([&](RawServer::Peer &peer) {
        if (peer.received.contains("\r\n\r\n"))
            peer.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n");
        peer.received.clear();
    });
    Passing serving(server);
    RawClient client(serving.port());
    client.send("PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000000\r\n\r\n" +
                QByteArray(4'000'000, 'x'));
    QVERIFY(client.waitUntil([&] { return client.count() == 1; }));
    QVERIFY2(client.received().startsWith("HTTP/1.1 413 "), client.received());
    QVERIFY(serving.stop());
    QTRY_COMPARE(server.open(), 0);
}

QTEST_GUILESS_MAIN(TestUpstreamTroubles)
#include "tst_upstreamtroubles.moc"
