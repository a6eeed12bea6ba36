#include "blockingclient.h"
#include "networkclient.h"

#include <overlap/TestServer>

#include <QJsonObject>
#include <QRegularExpression>
#include <QTcpServer>
#include <QTimer>

#include <atomic>
#include <future>
#include <memory>
#include <optional>
#include <thread>

using namespace overlap;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

// The server for other people's tests, as they use it: rules, what it got, and waits.
class TestTestServer : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();

    void takesByMethodAndPath_data();
    void takesByMethodAndPath();
    void rulesForSomeTimesComeFirst();
    void ruleForNoTimes();
    void newestRuleAnswers();
    void ruleTakesThePlaceOfTheSame();
    void queueAnswersWhatNoRuleTakes();
    void functionsMakeAnswers();
    void functionsMayUseTheServer();

    void tellsWhatCame();
    void takesEachOnce();
    void overlapping();
    void countsWhatIsInFlight();
    void countsWhatIsBeingReceived();
    void endsBeforeTheClientKnows_data();
    void endsBeforeTheClientKnows();
    void refusesBeforeTheClientKnows();

    void urls_data();
    void urls();
    void waitsSpin();
    void waitsTellWhatWasThere_data();
    void waitsTellWhatWasThere();
    void waitsEndWithTheServer_data();
    void waitsEndWithTheServer();
    void waitsOfOthersEndWithTheServer();
    void stopsMayFulfilWaits();
    void waitsForAStart();
    void stopsAndServesAgain();
    void functionsMayStopIt_data();
    void functionsMayStopIt();
    void functionsMayEndIt_data();
    void functionsMayEndIt();
    void keepsItsPort();
    void portMayBeTaken();

private:
    static QRegularExpression warning(const QString &begin);
    std::optional<TestServer> m_server;
    std::optional<NetworkClient> m_client;
};

void TestTestServer::init()
{
    m_server.emplace();
    m_client.emplace();
    QVERIFY(m_server->isServing());
}

void TestTestServer::cleanup()
{
    m_client.reset();
    m_server.reset();
}

// That begins so, and ends with a report.
QRegularExpression TestTestServer::warning(const QString &begin)
{
    return QRegularExpression(u"^"_s + QRegularExpression::escape(begin) +
                              u"\n(.|\n)*requests? within"_s);
}

// Rules.

void TestTestServer::takesByMethodAndPath_data()
{
    QTest::addColumn<QByteArray>("rule");
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<bool>("isTaken");
    const auto add = [](const char *rule, const char *method, const char *target, bool isTaken) {
        QTest::addRow("%s: %s %s", rule, method, target)
            << QByteArray(rule) << QByteArray(method) << QByteArray(target) << isTaken;
    };
    add("/a", "GET", "/a", true);
    add("/a", "DELETE", "/a", true);
    add("/a", "BREW", "/a", true);
    add("/a", "GET", "/a?b=/c", true);
    add("/a", "GET", "/a/", false);
    add("/a", "GET", "/A", false);
    add("/a", "GET", "/ab", false);
    add("/a", "GET", "/", false);
    add("/a%20b", "GET", "/a%20b", true);
    add("/a", "GET", "http://h/a?b", true);
    add("GET /a", "GET", "/a", true);
    add("GET /a", "HEAD", "/a", true);
    add("GET /a", "POST", "/a", false);
    add("HEAD /a", "GET", "/a", false);
    add("POST /a", "POST", "/a", true);
    add("BREW /a", "BREW", "/a", true);
    add("get /a", "GET", "/a", false);
    add("/a*", "GET", "/a", true);
    add("/a*", "GET", "/ab/c", true);
    add("/a*", "GET", "/b/a", false);
    add("/a/*", "GET", "/a", false);
    add("/a/*", "GET", "/a/?b", true);
    add("PUT /*", "PUT", "/whatever", true);
    add("PUT /*", "GET", "/whatever", false);
}

void TestTestServer::takesByMethodAndPath()
{
    QFETCH(const QByteArray, rule);
    QFETCH(const QByteArray, method);
    QFETCH(const QByteArray, target);
    QFETCH(const bool, isTaken);
    m_server->on(rule, Answer().text("taken"));
    const auto got = BlockingClient(m_server->port()).get(target, method);
    QCOMPARE(got.status, isTaken ? 200 : 500);
    if (method != "HEAD" && isTaken)
        QCOMPARE(got.body, "taken"_ba);
    QCOMPARE(m_server->unexpected().size(), isTaken ? 0 : 2);
}

void TestTestServer::rulesForSomeTimesComeFirst()
{
    m_server->on("/a", Answer().text("first"), 1);
    m_server->on("/a", Answer().text("always"));
    m_server->on("/*", Answer().text("second"), 2);
    BlockingClient client(m_server->port());
    for (const QByteArray &body : {"first"_ba, "second"_ba, "second"_ba, "always"_ba, "always"_ba})
        QCOMPARE(client.get("/a").body, body);
    QVERIFY(m_server->unexpected().isEmpty());
}

// As a number that is computed may be.
void TestTestServer::ruleForNoTimes()
{
    m_server->on("/a", Answer().text("usual"));
    m_server->on("/a", Answer().text("none"), 0);
    m_server->on("/a", Answer().text("fewer"), -1);
    QCOMPARE(BlockingClient(m_server->port()).get("/a").body, "usual"_ba);
    QVERIFY(m_server->unexpected().isEmpty());
}

void TestTestServer::newestRuleAnswers()
{
    BlockingClient client(m_server->port());
    m_server->on("/a*", Answer().text("wide"));
    QCOMPARE(client.get("/a").body, "wide"_ba);
    m_server->on("/a", Answer().text("narrow"));
    QCOMPARE(client.get("/a").body, "narrow"_ba);
    QCOMPARE(client.get("/ab").body, "wide"_ba);
    m_server->on("GET /*", Answer().text("wider"));
    QCOMPARE(client.get("/a").body, "wider"_ba);
    QCOMPARE(client.get("/a", "PUT").body, "narrow"_ba);
}

// So a test may replace what others use, though nobody asked for that.
void TestTestServer::ruleTakesThePlaceOfTheSame()
{
    m_server->on("/a", Answer().text("usual"));
    m_server->on("GET /a", Answer().text("other"));
    m_server->on("/a", Answer().text("mine"));
    QCOMPARE(BlockingClient(m_server->port()).get("/a").body, "mine"_ba);
    QCOMPARE(m_server->unexpected(), QStringList(u"Nobody asked for on(\"GET /a\")."_s));
}

void TestTestServer::queueAnswersWhatNoRuleTakes()
{
    m_server->enqueue(Answer().text("1"));
    m_server->enqueue([](const Request &request) { return Answer().text(request.path()); });
    m_server->on("/rule", Answer().text("rule"));
    BlockingClient client(m_server->port());
    QCOMPARE(client.get("/a").body, "1"_ba);
    QCOMPARE(client.get("/rule").body, "rule"_ba);
    QCOMPARE(client.get("/b").body, "/b"_ba);
    QVERIFY(m_server->unexpected().isEmpty());
    const auto left = client.get("/c");
    QCOMPARE(left.status, 500);
    QCOMPARE(left.body, "Neither a rule nor a queued answer takes GET /c.\n"_ba);
}

void TestTestServer::functionsMakeAnswers()
{
    int calls = 0; // read behind an answer, so the server's thread does not write meanwhile
    m_server->on("POST /sum", [&calls](const Request &request) {
        ++calls;
        return request.body().isEmpty() ? Answer().status(400)
                                        : Answer().text(request.body() + '!');
    });
    QNetworkRequest request(m_server->url("/sum"));
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"text/plain"_s);
    QCOMPARE(m_client->got(m_client->send("POST", request, "abc")).body, "abc!"_ba);
    QCOMPARE(m_client->got(m_client->send("POST", request)).status, 400);
    QCOMPARE(calls, 2);
}

void TestTestServer::functionsMayUseTheServer()
{
    m_server->on("/more", [this](const Request &) {
        m_server->on("/later", Answer().text("there"));
        return Answer().text(QByteArray::number(m_server->inFlight()));
    });
    BlockingClient client(m_server->port());
    QCOMPARE(client.get("/more").body, "1"_ba);
    QCOMPARE(client.get("/later").body, "there"_ba);
}

// What it got.

void TestTestServer::tellsWhatCame()
{
    m_server->on("/*", Answer());
    BlockingClient client(m_server->port());
    client.send("POST /a%20b/c?x=1&y=a%20b+c&x=2&z HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nx-a:  2 \r\n"
                "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    QCOMPARE(client.receive().status, 200);
    client.get("/second");
    BlockingClient(m_server->port()).get("/third");

    const QList<Request> all = m_server->requests();
    QCOMPARE(all.size(), 3);
    const Request &request = all[0];
    QVERIFY(!request.isNull());
    QCOMPARE(request.method(), "POST"_ba);
    QCOMPARE(request.target(), "/a%20b/c?x=1&y=a%20b+c&x=2&z"_ba);
    QCOMPARE(request.path(), "/a%20b/c"_ba);
    QCOMPARE(request.query("x"), "1"_ba);
    QCOMPARE(request.query("y"), "a b c"_ba);
    QCOMPARE(request.query("z"), ""_ba);
    QVERIFY(!request.query("X"));
    QCOMPARE(request.header("X-a"), "1"_ba);
    QCOMPARE(request.headers("X-A"), QByteArrayList({"1", "2"}));
    QCOMPARE(request.header("none"), QByteArray());
    QCOMPARE(request.body(), "abcde"_ba);
    QCOMPARE(request.status(), 200);
    QVERIFY(request.begun() > 0ns && request.ended() > request.begun());

    QCOMPARE(all[1].connection(), request.connection());
    QCOMPARE(all[0].ordinal(), 1);
    QCOMPARE(all[1].ordinal(), 2);
    QVERIFY(all[2].connection() != request.connection());
    QCOMPARE(all[2].ordinal(), 1);
    QCOMPARE(m_server->requests("/second").size(), 1);
    QCOMPARE(m_server->requests("/a%20b/c").size(), 1);
    QCOMPARE(m_server->requests("/none").size(), 0);
}

void TestTestServer::takesEachOnce()
{
    m_server->on("/*", Answer());
    BlockingClient client(m_server->port());
    client.get("/1");
    client.get("/2");
    QCOMPARE(m_server->takeRequest(0ms).path(), "/1"_ba);
    QCOMPARE(m_server->takeRequest(0ms).path(), "/2"_ba);
    m_client->get(m_server->url("/3"));
    QCOMPARE(m_server->takeRequest().path(), "/3"_ba);
    QTest::ignoreMessage(QtWarningMsg, warning(u"Within 1 ms, no further request came."_s));
    const Request none = m_server->takeRequest(1ms);
    QVERIFY(none.isNull());
    QCOMPARE(none.method() + none.target() + none.path() + none.body() + none.header("Host"),
             ""_ba);
    QCOMPARE(none.connection() + none.ordinal() + none.status(), 0);
    QVERIFY(!none.overlaps(none) && !none.query("x") && !none.ended());
    QCOMPARE(m_server->requests().size(), 3);
}

void TestTestServer::overlapping()
{
    const Gate gate = m_server->gate("g");
    m_server->on("/held", Answer().gate(gate));
    m_server->on("/free", Answer());
    BlockingClient client(m_server->port());
    client.get("/free");
    m_client->get(m_server->url("/held"));
    QVERIFY(gate.waitForHeld(1));
    client.get("/free");
    const auto held = [this] { return m_server->requests("/held").first(); };
    const QList<Request> others = m_server->requests("/free");
    QVERIFY(!others[0].overlaps(held()) && !held().overlaps(others[0]));
    QVERIFY(others[1].overlaps(held()) && held().overlaps(others[1]));
    QVERIFY(!others[0].overlaps(others[1]));
    QVERIFY(held().overlaps(held()));
    QVERIFY(!held().ended());
    QCOMPARE(m_server->gate("g").open(), 1);
    QVERIFY(m_server->waitForFinished(3));
    client.get("/free");
    QVERIFY(!held().overlaps(m_server->requests("/free").last()));
    QVERIFY(held().overlaps(others[1]));
    QCOMPARE(held().status(), 200);
}

void TestTestServer::countsWhatIsInFlight()
{
    QCOMPARE(m_server->inFlight(), 0);
    QCOMPARE(m_server->peakInFlight(), 0);
    Gate gate = m_server->gate("g");
    m_server->on("/a", Answer().gate(gate));
    m_server->on("/b", Answer().gate(gate));
    m_client->get(m_server->url("/a?1"), 2);
    QVERIFY(gate.waitForHeld(2)); // else another one could be the first to leave
    m_client->get(m_server->url("/b"));
    QVERIFY(gate.waitForHeld(3));
    QCOMPARE(m_server->inFlight(), 3);
    QCOMPARE(m_server->inFlight("/a"), 2);
    QCOMPARE(m_server->inFlight("/b"), 1);
    QCOMPARE(m_server->inFlight("/c"), 0);
    gate.open(1);
    QVERIFY(m_server->waitForFinished(1));
    QCOMPARE(m_server->inFlight(), 2);
    m_client->get(m_server->url("/b"));
    QVERIFY(gate.waitForHeld(3));
    gate.open();
    QTRY_COMPARE(m_client->finished(), 4);
    QCOMPARE(m_server->inFlight(), 0);
    QCOMPARE(m_server->peakInFlight(), 3);
    QCOMPARE(m_server->peakInFlight("/a"), 2);
    QCOMPARE(m_server->peakInFlight("/b"), 2);
    QCOMPARE(m_server->peakInFlight("/c"), 0);
}

void TestTestServer::countsWhatIsBeingReceived()
{
    m_server->on("/up", Answer());
    BlockingClient first(m_server->port());
    BlockingClient second(m_server->port());
    first.send("POST /up?x HTTP/1.1\r\nHost: h\r\nContent-Le");
    QVERIFY(m_server->waitForInFlight(1));
    QCOMPARE(m_server->inFlight("/up"), 0); // its head may still be one of another
    first.send("ngth: 4\r\n\r\nab");
    second.send("POST /up HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nab");
    QVERIFY(m_server->waitUntil([this] { return m_server->inFlight("/up") == 2; }));
    QCOMPARE(m_server->requests().size(), 0);
    QVERIFY(m_server->report().contains(u"POST /up"_s));
    QVERIFY(m_server->report().contains(u"being received"_s));
    second.socket().abort();
    QVERIFY(m_server->waitUntil([this] { return m_server->inFlight() == 1; }));
    first.send("cd");
    QCOMPARE(first.receive().status, 200);
    QCOMPARE(m_server->inFlight(), 0);
    QCOMPARE(m_server->requests().size(), 1);
    QCOMPARE(m_server->peakInFlight(), 2);
    QCOMPARE(m_server->peakInFlight("/up"), 2);
    QVERIFY(m_server->report().contains(u"client left"_s));
    QVERIFY(m_server->unexpected().isEmpty());
}

void TestTestServer::endsBeforeTheClientKnows_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<int>("status");
    const auto add = [](const char *script, const char *method = "GET", int status = 200) {
        QTest::addRow("%s %s", method, script)
            << QByteArray(script) << QByteArray(method) << status;
    };
    add("");
    add("", "HEAD");
    add("status=204", "GET", 204);
    add("text=x");
    add("sleep=1ms&status=503&text=x", "GET", 503);
    add("length&send=1000&sleep=1ms&send=1000");
    add("send=100KiB");
    add("send=100KiB", "HEAD");
    add("rate=1MiB&send=2000");
    add("rate=1MiB&send=2000&gate=never");
    add("chunked&text=x", "HEAD");
    add("until-close&text=x");
    add("close", "GET", 0);
    add("status=201&length=9&text=x&close", "GET", 201);
    add("status=999", "GET", 500);
    add("limit=1&text=x");
}

// Whatever the client sees last of its answer, the server has noted before that it has ended.
void TestTestServer::endsBeforeTheClientKnows()
{
    QFETCH(const QByteArray, script);
    QFETCH(const QByteArray, method);
    QFETCH(const int, status);
    const bool closes = script.contains("close");
    const bool isForOne = closes || script.contains("gate"); // the connection
    m_server->on("/x", [&script](const Request &) { return Answer::fromScript(script); });
    std::optional<BlockingClient> client;
    for (int i = 1; i <= 50; ++i) {
        if (!client || isForOne)
            client.emplace(m_server->port());
        if (closes) {
            client->send("GET /x HTTP/1.1\r\nHost: h\r\n\r\n");
            client->receiveAll();
        } else {
            QCOMPARE(client->get("/x", method).status, status);
        }
        QCOMPARE(m_server->inFlight(), 0);
        const Request last = m_server->requests().last();
        QVERIFY(last.ended());
        QCOMPARE(last.status(), status);
        QVERIFY(m_server->waitForFinished(i, 0ms));
    }
    QCOMPARE(m_server->peakInFlight(), 1);
}

void TestTestServer::refusesBeforeTheClientKnows()
{
    for (int i = 1; i <= 50; ++i) {
        BlockingClient client(m_server->port());
        client.send("nonsense\r\n\r\n");
        QCOMPARE(client.receive().status, 400);
        QCOMPARE(m_server->unexpected().size(), i);
        QCOMPARE(m_server->inFlight(), 0);
        QCOMPARE(m_server->peakInFlight(), 1);
        QCOMPARE(m_server->report().count(u"|  400  "_s), i);
    }
    QVERIFY2(
        m_server->unexpected().last().startsWith(u"A request on connection 50 was refused. "_s),
        qPrintable(m_server->unexpected().last()));
    QVERIFY(m_server->requests().isEmpty());
}

void TestTestServer::urls_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("path");
    QTest::newRow("a path") << "/a/b"_ba
                            << "/a/b"_ba;
    QTest::newRow("without a slash") << "a/b"_ba
                                     << "/a/b"_ba;
    QTest::newRow("nothing") << ""_ba
                             << "/"_ba;
    QTest::newRow("a query") << "/a?b=/c"_ba
                             << "/a?b=/c"_ba;
    QTest::newRow("only a query") << "?b"_ba
                                  << "/?b"_ba;
    QTest::newRow("encoded") << "/a%20b%2F?c=%26"_ba
                             << "/a%20b%2F?c=%26"_ba;
}

// As the server gets them.
void TestTestServer::urls()
{
    QFETCH(const QByteArray, target);
    QFETCH(const QByteArray, path);
    m_server->on("/*", Answer());
    const QUrl url = m_server->url(target);
    QVERIFY(url.isValid());
    QCOMPARE(url.port(), int(m_server->port()));
    QCOMPARE(m_client->fetch(url).status, 200);
    QCOMPARE(m_server->takeRequest().target(), path);
    QCOMPARE(m_server->url().path(), u"/"_s);
}

// Waits.

void TestTestServer::waitsSpin()
{
    bool hasSpun = false;
    const QObject context; // the timer ends with it
    QTimer::singleShot(0, &context, [&] { hasSpun = true; });
    m_server->on("/a", Answer());
    m_client->get(m_server->url("/a"), 3);
    QVERIFY(m_server->waitUntil([&] { return hasSpun; }));
    QVERIFY(m_server->waitForRequests(1));
    QVERIFY(m_server->waitForRequests(3));
    QVERIFY(m_server->waitForFinished(3));
    QVERIFY(m_server->waitForInFlight(0, 0ms));
}

void TestTestServer::waitsTellWhatWasThere_data()
{
    using Wait = std::function<bool(const TestServer &)>;
    QTest::addColumn<Wait>("wait");
    QTest::addColumn<QString>("says");
    QTest::newRow("requests") << Wait([](const TestServer &server) {
        return server.waitForRequests(3, 1ms);
    }) << u"Within 1 ms, 2 of 3 requests arrived."_s;
    QTest::newRow("in flight") << Wait([](const TestServer &server) {
        return server.waitForInFlight(2, 2ms);
    }) << u"Within 2 ms, 1 of 2 requests were in flight."_s;
    QTest::newRow("finished") << Wait([](const TestServer &server) {
        return server.waitForFinished(2, 0ms);
    }) << u"Within 0 ms, 1 of 2 requests ended."_s;
    QTest::newRow("until") << Wait([](const TestServer &server) {
        return server.waitUntil([] { return false; }, 1ms);
    }) << u"Within 1 ms, what the test waited for did not happen."_s;
    QTest::newRow("held") << Wait([](const TestServer &server) {
        return server.gate("g").waitForHeld(2, 0ms, 1ms);
    }) << u"Gate \"g\" should hold 2 requests, and holds 1."_s;
}

void TestTestServer::waitsTellWhatWasThere()
{
    QFETCH(const std::function<bool(const TestServer &)>, wait);
    QFETCH(const QString, says);
    m_server->on("/free", Answer());
    m_server->on("/held", Answer().gate("g"));
    BlockingClient free(m_server->port());
    free.get("/free");
    BlockingClient held(m_server->port());
    held.send("GET /held HTTP/1.1\r\nHost: h\r\n\r\n");
    QVERIFY(m_server->gate("g").waitForHeld(1));
    QTest::ignoreMessage(
        QtWarningMsg,
        QRegularExpression(u"^"_s + QRegularExpression::escape(says) +
                           u"\n2 requests within .* ms, at most . at once\n"
                           "lane +1  conn +\\d+  GET /free  \\|.*\\|  200  .* ms\n"
                           "lane +.  conn +\\d+  GET /held  \\|.*\\|  in flight  .* ms\n"_s));
    QVERIFY(!wait(*m_server));
}

void TestTestServer::waitsEndWithTheServer_data()
{
    using Wait = std::function<bool(TestServer &)>;
    QTest::addColumn<Wait>("wait");
    QTest::addColumn<bool>("isDestroyed"); // or stopped
    QTest::addColumn<QString>("says");
    const auto add = [](const char *name, const QString &says, const Wait &wait) {
        QTest::addRow("%s, destroyed", name) << wait << true << says;
        QTest::addRow("%s, stopped", name) << wait << false << says;
    };
    add("requests", u"Before the server was stopped, 1 of 3 requests arrived."_s,
        [](TestServer &server) { return server.waitForRequests(3, 10min); });
    add("in flight", u"Before the server was stopped, 0 of 2 requests were in flight."_s,
        [](TestServer &server) { return server.waitForInFlight(2, 10min); });
    add("finished", u"Before the server was stopped, 1 of 2 requests ended."_s,
        [](TestServer &server) { return server.waitForFinished(2, 10min); });
    add("until", u"Before the server was stopped, what the test waited for did not happen."_s,
        [](TestServer &server) { return server.waitUntil([] { return false; }, 10min); });
    add("next", u"Before the server was stopped, no further request came."_s,
        [](TestServer &server) {
            server.takeRequest();
            return !server.takeRequest(10min).isNull();
        });
    add("held", u"Gate \"g\" should hold 2 requests, and holds 0: its server was stopped."_s,
        [](TestServer &server) { return server.gate("g").waitForHeld(2, {}, 10min); });
    add("settling", u"Gate \"g\" should hold 1 request, and holds 0: its server was stopped."_s,
        [](TestServer &server) { return server.gate("g").waitForHeld(1, 10min); });
}

// By the same thread, as the wait spins.
void TestTestServer::waitsEndWithTheServer()
{
    QFETCH(const std::function<bool(TestServer &)>, wait);
    QFETCH(const bool, isDestroyed);
    QFETCH(const QString, says);
    m_server->on("/held", Answer().gate("g"));
    m_client->get(m_server->url("/held"));
    QVERIFY(m_server->gate("g").waitForHeld(1));
    QTimer::singleShot(0, this, [&] {
        if (isDestroyed)
            m_server.reset();
        else
            m_server->stop();
    });
    QTest::ignoreMessage(
        QtWarningMsg,
        QRegularExpression(u"^"_s + QRegularExpression::escape(says) + u"\n1 request within"_s));
    QVERIFY(!wait(*m_server));
}

void TestTestServer::waitsOfOthersEndWithTheServer()
{
    QTest::ignoreMessage(
        QtWarningMsg,
        warning(u"Before the server was stopped, what the test waited for did not happen."_s));
    std::atomic<bool> waits = false;
    std::atomic<bool> isGood = true;
    std::thread other([&, &server = *m_server] {
        isGood = server.waitUntil(
            [&] {
                waits = true;
                return false;
            },
            10min);
    });
    QTRY_VERIFY(waits);
    m_server.reset();
    other.join();
    QVERIFY(!isGood);
}

// Whatever was in flight ends with it.
void TestTestServer::stopsMayFulfilWaits()
{
    m_server->on("/held", Answer().gate("g"));
    m_client->get(m_server->url("/held"));
    QVERIFY(m_server->gate("g").waitForHeld(1));
    QTimer::singleShot(0, this, [this] { m_server->stop(); });
    QVERIFY(m_server->waitForFinished(1, 10min));
    QVERIFY(m_server->gate("g").waitForHeld(0));
}

// A wait that begins while the server is stopped does not end for that.
void TestTestServer::waitsForAStart()
{
    m_server->on("/", Answer());
    m_server->stop();
    QTimer::singleShot(0, this, [this] {
        m_server->start();
        m_client->get(m_server->url());
    });
    QVERIFY(m_server->waitForFinished(1));
}

// Stopping.

void TestTestServer::stopsAndServesAgain()
{
    const Gate gate = m_server->gate("g");
    m_server->on("/held", Answer().gate(gate));
    m_server->on("/free", Answer().text("x"));
    const quint16 port = m_server->port();
    QNetworkReply *held = m_client->get(m_server->url("/held"));
    QVERIFY(gate.waitForHeld(1));
    m_server->stop();
    QVERIFY(!m_server->isServing());
    QCOMPARE(m_server->inFlight(), 0);
    QVERIFY(m_server->requests().first().ended());
    QCOMPARE(gate.held(), 0);
    QVERIFY(m_client->got(held).error != QNetworkReply::NoError);
    QCOMPARE(m_client->fetch(m_server->url("/free")).error, QNetworkReply::ConnectionRefusedError);
    m_server->stop(); // nothing more
    QVERIFY(m_server->start());
    QVERIFY(m_server->isServing());
    QCOMPARE(m_server->port(), port);
    QVERIFY(m_server->start());
    QCOMPARE(m_client->fetch(m_server->url("/free")).body, "x"_ba);
    const qsizetype asked = m_server->requests("/held").size();
    m_client->get(m_server->url("/held"));
    QVERIFY(m_server->waitUntil([&] { return m_server->requests("/held").size() > asked; }));
    QVERIFY(gate.waitForHeld(1));
}

void TestTestServer::functionsMayStopIt_data()
{
    QTest::addColumn<QByteArray>("strategy");
    for (const char *strategy : {"concurrent", "thread-pool", "blocking"})
        QTest::newRow(strategy) << QByteArray(strategy);
}

// That ends waits, too.
void TestTestServer::functionsMayStopIt()
{
    QFETCH(const QByteArray, strategy);
    QVERIFY(m_server->setStrategy(strategy));
    m_server->on("/stop", [this](const Request &) {
        m_server->stop();
        m_server->stop();
        return Answer();
    });
    m_server->on("/", Answer());
    for (int i = 1; i <= 3; ++i) {
        BlockingClient client(m_server->port());
        QTimer::singleShot(0, this, [&] { client.send("GET /stop HTTP/1.1\r\nHost: h\r\n\r\n"); });
        QTest::ignoreMessage(QtWarningMsg, warning(u"Before the server was stopped, what the test "
                                                   "waited for did not happen."_s));
        QVERIFY(!m_server->waitUntil([] { return false; }, 10min));
        client.receiveAll(); // until it is closed
        QVERIFY(!m_server->isServing());
        if (i == 2)
            m_server->stop();
        QVERIFY(m_server->start());
        QCOMPARE(BlockingClient(m_server->port()).get("/").status, 200);
    }
}

void TestTestServer::functionsMayEndIt_data()
{
    functionsMayStopIt_data();
}

void TestTestServer::functionsMayEndIt()
{
    QFETCH(const QByteArray, strategy);
    auto server = std::make_unique<TestServer>();
    QVERIFY(server->setStrategy(strategy));
    std::promise<void> promise;
    server->on("/end", [&](const Request &) {
        server.reset();
        promise.set_value();
        return Answer();
    });
    BlockingClient client(server->port());
    client.send("GET /end HTTP/1.1\r\nHost: h\r\n\r\n");
    promise.get_future().wait();
    client.receiveAll(); // until it is closed
}

void TestTestServer::keepsItsPort()
{
    const auto isFree = [port = m_server->port()] {
        return QTcpSocket().bind(QHostAddress(QHostAddress::LocalHost), port,
                                 QAbstractSocket::DontShareAddress);
    };
    for (int i = 0; i < 3; ++i) {
        m_server->stop();
        QVERIFY(!isFree());
        m_server->stop();
        QVERIFY(!isFree());
        QCOMPARE(m_client->fetch(m_server->url()).error, QNetworkReply::ConnectionRefusedError);
        QVERIFY(m_server->start());
        QVERIFY(!isFree());
    }
    m_server->stop();
    m_server.reset();
    QTRY_VERIFY(isFree());
}

void TestTestServer::portMayBeTaken()
{
    m_server->stop();
    QTcpServer thief;
    if (!thief.listen(QHostAddress(QHostAddress::LocalHost), m_server->port()))
        QSKIP("Here nobody can take the port, not even if he asks for it");
    QTest::ignoreMessage(
        QtWarningMsg,
        QRegularExpression(u"^The test server can't listen on its port %1 again: .*[^.]\\.$"_s.arg(
            m_server->port())));
    QVERIFY(!m_server->start());
    QVERIFY(!m_server->isServing());
    thief.close();
    QVERIFY(m_server->start());
    m_server->on("/a", Answer());
    QCOMPARE(m_client->fetch(m_server->url("/a")).status, 200);
}

QTEST_GUILESS_MAIN(TestTestServer)
#include "tst_testserver.moc"
