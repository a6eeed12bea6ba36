#include "memorytransport.h"

#include "overlap/net/loop.h"
#include "overlap/scenario/router.h"
#include "patience.h"
#include "scenariorules.h"

#include <QCoreApplication>

#include <optional>

using namespace overlap;
using namespace overlap::scenario;
using namespace Qt::StringLiterals;

// What answers a request: its rule, the server's routes, or nobody. Over a transport without a
// socket; whoever a rule leads to is the test.
class TestScenarioRouter : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void withoutRules();
    void answersByAScript();
    void leadsToTheRoutes();
    void leadsElsewhere();
    void waitsBeforeItAnswers();
    void failsBeforeItAnswers();
    void nobodyElseAnswers();
    void nothingMade();
    void strangeNamesAreRefused_data();
    void strangeNamesAreRefused();
    void preflightsAreTheServers();
    void uploadsReachUpstreamsAtOnce();
    void uploadsAreHeldForOthers();
    void uploadsAreMatchedOnce();
    void uploadsEndUnderTheirRule();
    void moreWaitTheirTurn();
    void whoeverGoesFreesItsTurn();
    void ruleLastsAsLongAsItsCalls();

private:
    struct Client;
    std::shared_ptr<Client> connectAnother();
    std::shared_ptr<Client> ask(const QByteArray &what);
    std::shared_ptr<Client> announce(const QByteArray &what);
    QByteArray answerTo(const QByteArray &what); // status and body: "404 nothing"
    void setRules(const QByteArray &rules) { m_rules->set(scenarioFrom(rules)); }

    std::optional<record::Journal> m_journal;
    net::Counters m_counters;
    std::atomic<bool> m_cors = false;
    std::optional<answers::Stage> m_stage;
    std::optional<Rules> m_rules;
    std::optional<Router> m_router;
    struct Arrived
    {
        net::Call call;
        QByteArray where;
        Passed passed;
    };
    std::vector<Arrived> m_elsewhere; // calls that destinations have got
    std::optional<net::Loop> m_loop;
};

// What is known of a client, also once its transport is gone.
struct TestScenarioRouter::Client
{
    class Transport : public MemoryTransport
    {
    public:
        explicit Transport(std::shared_ptr<Client> client) : m_client(std::move(client)) {}
        void close(bool now) override
        {
            MemoryTransport::close(now);
            m_client->kept = outgoing;
            m_client->transport = nullptr;
        }

    private:
        const std::shared_ptr<Client> m_client;
    };
    MemoryTransport *transport = nullptr; // null: closed
    QByteArray kept;

    QByteArray sent() const { return transport ? transport->outgoing : kept; }
};

namespace {

http::Response textOf(const QByteArray &text, http::Status status = http::Status::Ok)
{
    http::Response response;
    response.status = status;
    response.body = text;
    return response;
}

} // namespace

void TestScenarioRouter::init()
{
    const auto to = [this](const QByteArray &where) -> Destination {
        return [this, where](net::Call &&call, Passed passed) {
            m_elsewhere.push_back({std::move(call), where, std::move(passed)});
        };
    };
    m_cors = false;
    m_journal.emplace();
    m_stage.emplace();
    m_rules.emplace(Makers{.folder = [=](const Folder &folder) { return to(folder.dir.toUtf8()); },
                           .upstream = [=](const Upstream &up) { return to(up.url.toEncoded()); }});
    m_router.emplace(
        *m_rules, *m_stage,
        Router::Others{.builtIn = [](net::Call &&call) { std::move(call).send(textOf("route")); },
                       .nothing =
                           [](net::Call &&call) {
                               std::move(call).send(textOf("nothing", http::Status::NotFound));
                           }});
    m_loop.emplace(net::Loop::Setup{
        .connections = {},
        .handler = [this](net::Call &&call) { m_router->handle(std::move(call)); },
        .headHandler = [this](const http::Request &head) { return m_router->receive(head); },
        .journal = &*m_journal,
        .counters = &m_counters,
        .wakeReader = [] {},
        .cors = &m_cors});
}

void TestScenarioRouter::cleanup()
{
    m_elsewhere.clear();
    m_loop.reset();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

std::shared_ptr<TestScenarioRouter::Client> TestScenarioRouter::connectAnother()
{
    const auto client = std::make_shared<Client>();
    auto transport = std::make_unique<Client::Transport>(client);
    client->transport = transport.get();
    m_loop->adopt(std::move(transport));
    return client;
}

// Sends the head of a request with five bytes, which the test sends later.
std::shared_ptr<TestScenarioRouter::Client> TestScenarioRouter::announce(const QByteArray &what)
{
    const auto client = connectAnother();
    client->transport->arrive(what + " HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n");
    return client;
}

std::shared_ptr<TestScenarioRouter::Client> TestScenarioRouter::ask(const QByteArray &what)
{
    const auto client = connectAnother();
    client->transport->arrive(what + " HTTP/1.1\r\nHost: h\r\n\r\n");
    return client;
}

static QByteArray answerIn(const QByteArray &sent)
{
    return sent.mid(9, 4) + sent.mid(sent.indexOf("\r\n\r\n") + 4);
}

QByteArray TestScenarioRouter::answerTo(const QByteArray &what)
{
    const auto client = ask(what);
    waitFor([&] { return client->sent().contains("\r\n\r\n"); });
    return answerIn(client->sent());
}

void TestScenarioRouter::withoutRules()
{
    QCOMPARE(answerTo("GET /a"), "200 route");
}

void TestScenarioRouter::answersByAScript()
{
    setRules(R"({"on": "POST /a", "times": 1, "do": "status=503&text=busy"})");
    QCOMPARE(answerTo("GET /a"), "200 route");
    QCOMPARE(answerTo("POST /a"), "503 busy");
    QCOMPARE(m_rules->uses()[0].lastStatus, std::optional(503));
    QCOMPARE(answerTo("POST /a"), "200 route");
}

void TestScenarioRouter::leadsToTheRoutes()
{
    setRules(R"({"on": "/{r...}", "to": "built-in"}, {"on": "/{r...}", "do": "status=404"})");
    QCOMPARE(answerTo("GET /a"), "200 route");
    QCOMPARE(m_rules->uses()[0].taken, 1);
}

void TestScenarioRouter::leadsElsewhere()
{
    setRules(R"({"on": "/a/{r...}", "to": "upstream http://h", "rate": "1KiB"},
                {"on": "/b", "to": "upstream http://i"})");
    const auto client = ask("GET /a/b%2F/?c");
    QCOMPARE(m_elsewhere.size(), 1u);
    auto [call, where, passed] = std::move(m_elsewhere[0]);
    QCOMPARE(where, "http://h");
    QCOMPARE(passed.rest, "b%2F/");
    QCOMPARE(passed.rate, 1024);
    QCOMPARE(call.request().target, "/a/b%2F/?c");
    passed.whenEnding(201);
    QCOMPARE(m_rules->uses()[0].lastStatus, std::optional(201));
    std::move(call).send(textOf("there"));
    QCOMPARE(answerIn(client->sent()), "200 there");
    m_elsewhere.clear();
    ask("GET /b");
    QVERIFY(m_elsewhere.at(0).passed.rest.isNull());
    QCOMPARE(m_elsewhere[0].passed.rate, 0);
}

void TestScenarioRouter::waitsBeforeItAnswers()
{
    setRules(R"({"on": "/{r...}", "do": "gate=a", "to": "upstream http://h"})");
    ask("GET /x");
    QCOMPARE(m_elsewhere.size(), 0u);
    QCOMPARE(m_stage->gates.open("a"), 1);
    QTRY_COMPARE(m_elsewhere.size(), 1u);
    QCOMPARE(m_elsewhere[0].passed.rest, "x");
    QVERIFY(!m_rules->uses()[0].lastStatus); // that is for the upstream to say
    setRules(R"({"on": "/", "do": "sleep=1ms", "to": "built-in"})");
    QCOMPARE(answerTo("GET /"), "200 route");
}

void TestScenarioRouter::failsBeforeItAnswers()
{
    setRules(R"({"on": "/", "do": "fail=2&status=503&text=no&then&sleep=1ms", "to": "built-in"})");
    QCOMPARE(answerTo("GET /"), "503 no");
    QCOMPARE(answerTo("GET /"), "503 no");
    QCOMPARE(m_rules->uses()[0].lastStatus, std::optional(503));
    QCOMPARE(answerTo("GET /"), "200 route");
}

void TestScenarioRouter::nobodyElseAnswers()
{
    Scenario scenario = scenarioFrom(R"({"on": "/a", "do": "text=a"})");
    scenario.onlyRules = true;
    m_rules->set(scenario);
    QCOMPARE(answerTo("GET /a"), "200 a");
    QCOMPARE(answerTo("GET /b"), "404 nothing");
    m_rules->set({{}, true});
    QCOMPARE(answerTo("GET /a"), "404 nothing");
}

void TestScenarioRouter::nothingMade()
{
    m_rules.emplace(); // without makers; the router refers to it
    setRules(R"({"on": "/a", "to": "upstream http://h"}, {"on": "/b", "to": "folder b"})");
    QVERIFY(answerTo("GET /a").startsWith("501 "));
    QVERIFY(answerTo("GET /b").startsWith("501 "));
}

void TestScenarioRouter::strangeNamesAreRefused_data()
{
    QTest::addColumn<QByteArray>("rule");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<bool>("isLed");
    const QByteArray folder = R"("to": "folder /a")";
    const QByteArray upstream = R"("to": "upstream http://h")";
    const QByteArray named = R"("host": "my.test", "to": "folder /a")";
    for (const QByteArray &host :
         {"localhost"_ba, "a.localhost:80"_ba, "127.0.0.1:7878"_ba, "[::1]:1"_ba, "192.0.2.1"_ba,
          "[2001:db8::1]"_ba, "laptop:7878"_ba}) {
        QTest::addRow("folder, %s", host.data()) << folder << host << true;
        QTest::addRow("upstream, %s", host.data()) << upstream << host << true;
    }
    for (const QByteArray &host :
         {"evil.example"_ba, "EVIL.example:7878"_ba, "localhost.evil.example"_ba,
          "127.0.0.1.evil.example"_ba, "laptop.local"_ba}) {
        QTest::addRow("folder, %s", host.data()) << folder << host << false;
        QTest::addRow("upstream, %s", host.data()) << upstream << host << false;
    }
    QTest::newRow("named") << named << "my.test:7878"_ba << true;
}

// A page could make its name lead here, and read files and servers as those of its own origin.
void TestScenarioRouter::strangeNamesAreRefused()
{
    QFETCH(QByteArray, rule);
    QFETCH(QByteArray, host);
    QFETCH(bool, isLed);
    setRules(R"({"on": "/{r...}", )" + rule + "}");
    for (const QByteArray &request :
         {"GET /a HTTP/1.1\r\nHost: " + host + "\r\n\r\n",
          "GET http://" + host + "/a HTTP/1.1\r\nHost: localhost\r\n\r\n",
          "POST /a HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 5\r\n\r\nhello"}) {
        m_elsewhere.clear();
        const auto client = connectAnother();
        client->transport->arrive(request);
        QCOMPARE(m_elsewhere.size(), isLed ? 1u : 0u);
        QCOMPARE(answerIn(client->sent()).startsWith("403 "), !isLed);
    }
    if (!isLed)
        QCOMPARE(m_rules->uses()[0].lastStatus, std::optional(403));
    setRules(R"({"on": "/{r...}", "do": "text=a"})"); // nobody's secret
    const auto client = connectAnother();
    client->transport->arrive("GET /a HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    QCOMPARE(answerIn(client->sent()), "200 a");
}

void TestScenarioRouter::preflightsAreTheServers()
{
    setRules(R"({"on": "/{r...}", "do": "text=rule"})");
    const auto preflight = [this] {
        const auto client = connectAnother();
        client->transport->arrive("OPTIONS /a HTTP/1.1\r\nHost: h\r\nOrigin: http://o\r\n"
                                  "Access-Control-Request-Method: PUT\r\n\r\n");
        return answerIn(client->sent());
    };
    QCOMPARE(preflight(), "200 rule");
    m_cors = true;
    QCOMPARE(preflight(), "200 route");
}

void TestScenarioRouter::uploadsReachUpstreamsAtOnce()
{
    setRules(R"({"on": "/a", "do": "sleep=1ms", "to": "upstream http://h"},
                {"on": "/a", "body": {"contains": "x"}, "do": "text=x"})");
    const auto client = announce("POST /a");
    QTRY_COMPARE(m_elsewhere.size(), 1u);
    QVERIFY(m_elsewhere[0].call.request().body.isEmpty());
    client->transport->arrive("hello");
    std::move(m_elsewhere[0].call).send(textOf("there"));
    QCOMPARE(answerIn(client->sent()), "200 there");
    QCOMPARE(m_rules->uses()[0].matched, 1);
    QCOMPARE(m_rules->uses()[1].matched, 0);
}

// Whoever else answers, or may ask for the body, gets it whole.
void TestScenarioRouter::uploadsAreHeldForOthers()
{
    setRules(R"({"on": "/a", "to": "folder /a"},
                {"on": "/b", "body": {"contains": "x"}, "do": "text=x"},
                {"on": "/{r...}", "to": "upstream http://h"})");
    for (const QByteArray path : {"/a", "/b"}) {
        const auto client = announce("POST " + path);
        QVERIFY(m_elsewhere.empty());
        client->transport->arrive("hello");
        QCOMPARE(m_elsewhere.size(), 1u);
        QCOMPARE(m_elsewhere[0].call.request().body, "hello");
        m_elsewhere.clear();
    }
    QCOMPARE(m_rules->uses()[0].matched, 1);
    QCOMPARE(m_rules->uses()[1].matched, 0);
    QCOMPARE(m_rules->uses()[2].matched, 1);
}

void TestScenarioRouter::uploadsAreMatchedOnce()
{
    setRules(R"({"on": "/a", "times": 1, "do": "status=503&text=busy"},
                {"on": "/a", "to": "upstream http://h"})");
    const auto first = announce("POST /a");
    QVERIFY(first->sent().isEmpty());
    first->transport->arrive("hello");
    QCOMPARE(answerIn(first->sent()), "503 busy");
    QCOMPARE(m_rules->uses()[0].matched, 1);
    first->transport->arrive("GET /a HTTP/1.1\r\nHost: h\r\n\r\n"); // its head is asked anew
    const auto second = announce("POST /a");
    QCOMPARE(m_elsewhere.size(), 2u);
    QCOMPARE(m_rules->uses()[0].matched, 3);
    QCOMPARE(m_rules->uses()[1].matched, 2);
    QCOMPARE(m_rules->uses()[1].taken, 2);
}

void TestScenarioRouter::uploadsEndUnderTheirRule()
{
    setRules(R"({"on": "/a", "at-once": 1, "to": "upstream http://h"})");
    const auto first = announce("POST /a");
    const auto second = announce("POST /a");
    QCOMPARE(m_elsewhere.size(), 1u);
    setRules({});
    std::move(m_elsewhere[0].call).send(textOf("there"));
    QTRY_COMPARE(m_elsewhere.size(), 2u);
    QCOMPARE(m_elsewhere[1].where, "http://h");
}

void TestScenarioRouter::moreWaitTheirTurn()
{
    setRules(R"({"on": "/{r...}", "at-once": 2, "to": "upstream http://h"})");
    std::vector<std::shared_ptr<Client>> clients;
    for (const char *target : {"GET /1", "GET /2", "GET /3", "GET /4"})
        clients.push_back(ask(target));
    QCOMPARE(m_elsewhere.size(), 2u);
    QCOMPARE(m_rules->uses()[0].taken, 4); // they are the rule's, though they wait
    std::move(m_elsewhere[1].call).send(textOf("two"));
    QTRY_COMPARE(m_elsewhere.size(), 3u);
    QCOMPARE(m_elsewhere[2].passed.rest, "3"); // in their order
    std::move(m_elsewhere[0].call).send(textOf("one"));
    std::move(m_elsewhere[2].call).send(textOf("three"));
    QTRY_COMPARE(m_elsewhere.size(), 4u);
    std::move(m_elsewhere[3].call).send(textOf("four"));
    QCOMPARE(answerIn(clients[3]->sent()), "200 four");
    ask("GET /5");
    ask("GET /6");
    QCOMPARE(m_elsewhere.size(), 6u);
}

void TestScenarioRouter::whoeverGoesFreesItsTurn()
{
    setRules(R"({"on": "/{r...}", "at-once": 1, "to": "upstream http://h"})");
    ask("GET /1");
    const auto waits = ask("GET /2");
    ask("GET /3");
    waits->transport->vanish();
    QCOMPARE(m_elsewhere.size(), 1u);
    m_elsewhere.erase(m_elsewhere.begin()); // without an answer: 500
    QTRY_COMPARE(m_elsewhere.size(), 1u);
    QCOMPARE(m_elsewhere[0].passed.rest, "3");
}

// Also when other rules have taken its place, and whoever waits for a turn of it goes on.
void TestScenarioRouter::ruleLastsAsLongAsItsCalls()
{
    setRules(R"({"on": "/{r...}", "at-once": 1, "do": "gate=a", "to": "upstream http://h"})");
    ask("GET /1");
    ask("GET /2");
    m_rules->set({});
    QCOMPARE(answerTo("GET /3"), "200 route");
    QCOMPARE(m_stage->gates.open("a"), 1);
    QTRY_COMPARE(m_elsewhere.size(), 1u);
    m_elsewhere.erase(m_elsewhere.begin());
    QTRY_COMPARE(m_elsewhere.size(), 1u);
    QCOMPARE(m_elsewhere[0].passed.rest, "2");
}

QTEST_GUILESS_MAIN(TestScenarioRouter)
#include "tst_scenariorouter.moc"
