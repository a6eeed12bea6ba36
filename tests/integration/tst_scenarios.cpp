#include "rawclient.h"
#include "serving.h"

#include "overlap/scenario/scenariofile.h"

#include <QDir>
#include <QTemporaryDir>

#include <array>

using namespace overlap;
using namespace Qt::StringLiterals;

// Scenarios in a session that serves: rules are asked first, on every transport and strategy, and
// may change while requests are in flight.
class TestScenarios : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { addTransports(); }
    void rulesComeFirst();
    void nothingElse();
    void recordsKnowTheirRule();
    void rulesChangeBelowRequests();
    void bodiesAreWantedByRules();
    void turnsHoldThreads();
    void readsAFile();
    void refusedFileChangesNothing();
    void upstreamsAreKnown();
    void controlIsNotAsked();

private:
    static scenario::Scenario scenarioFrom(const QByteArray &rules);
    static QByteArray answerTo(const Serving &serving, const QByteArray &message);
    static QByteArray get(const QByteArray &target)
    {
        return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }
};

scenario::Scenario TestScenarios::scenarioFrom(const QByteArray &rules)
{
    const auto got =
        scenario::read("{\"overlap\": 1, \"rules\": [" + rules + "]}", QDir::rootPath());
    if (const auto *error = std::get_if<scenario::Error>(&got)) {
        qWarning() << error->sentence(u"file"_s);
        return {};
    }
    return std::get<scenario::Scenario>(got);
}

// The status and the body: "503 busy".
QByteArray TestScenarios::answerTo(const Serving &serving, const QByteArray &message)
{
    RawClient client(serving.port());
    client.send(message);
    client.waitUntil([&] { return client.hasResponses(1); });
    const QByteArray &all = client.received();
    return all.mid(9, 4) + all.mid(all.indexOf("\r\n\r\n") + 4);
}

void TestScenarios::rulesComeFirst()
{
    Serving serving;
    QVERIFY(serving.isServing());
    QVERIFY(answerTo(serving, get("/echo")).startsWith("200 "));
    serving.session().setScenario(
        scenarioFrom(R"({"on": "/echo", "times": 1, "do": "status=503&text=busy"},
                        {"on": "/nowhere", "do": "text=here"})"));
    QCOMPARE(answerTo(serving, get("/echo")), "503 busy");
    QVERIFY(answerTo(serving, get("/echo")).startsWith("200 "));
    QCOMPARE(answerTo(serving, get("/nowhere")), "200 here");
    QVERIFY(answerTo(serving, get("/other")).startsWith("404 "));
    const std::vector<scenario::Use> uses = serving.session().ruleUses();
    QCOMPARE(uses[0].taken, 1);
    QCOMPARE(uses[0].matched, 2);
    QCOMPARE(uses[0].lastStatus, std::optional(503));
    QCOMPARE(uses[1].lastStatus, std::optional(200));
}

void TestScenarios::nothingElse()
{
    Serving serving;
    QVERIFY(serving.isServing());
    auto scenario = scenarioFrom(R"({"on": "/a", "do": "text=a"})");
    scenario.onlyRules = true;
    serving.session().setScenario(scenario);
    QCOMPARE(answerTo(serving, get("/a")), "200 a");
    const QByteArray answer = answerTo(serving, get("/echo"));
    QVERIFY2(answer.startsWith("404 ") && answer.contains("No rule of the scenario takes"), answer);
}

// Also while they are in flight, and on a thread of a pool.
void TestScenarios::recordsKnowTheirRule()
{
    Settings settings;
    settings.strategy = {.name = "thread-pool"_L1, .counts = {.pool = 2}};
    Serving serving(settings);
    QVERIFY(serving.isServing());
    Session &session = serving.session();
    session.setScenario(scenarioFrom(R"({"on": "/a", "do": "text=a"},
                                        {"on": "/b", "do": "gate=g&text=b"})"));
    QCOMPARE(answerTo(serving, get("/a")), "200 a");
    QVERIFY(answerTo(serving, get("/echo")).startsWith("200 "));
    RawClient client(serving.port());
    client.get("/b");
    QTRY_COMPARE(session.gates().held(), 1u);
    QTRY_VERIFY(!serving.store().inFlight().empty() &&
                serving.store().inFlight()[0].record.rule == 2);
    session.gates().open("g");
    QVERIFY(client.waitUntil([&] { return client.hasResponses(1); }));
    QTRY_COMPARE(serving.store().total(), 3u);
    QHash<QByteArray, int> rules;
    for (auto row = serving.store().firstRow(); row != serving.store().endRow(); ++row)
        rules[serving.store().target(row).toByteArray()] = serving.store().record(row).rule;
    QCOMPARE(rules, (QHash<QByteArray, int>{{"/a", 1}, {"/echo", 0}, {"/b", 2}}));
    const QByteArray report =
        answerTo(serving, "GET /requests?path=/b HTTP/1.1\r\nHost: localhost\r\n"
                          "Overlap-Control: 1\r\n\r\n");
    QVERIFY2(report.contains("\"rule\": 2"), report);
}

// A request that a rule has taken ends under it; the next one is taken by the new one.
void TestScenarios::rulesChangeBelowRequests()
{
    Serving serving;
    QVERIFY(serving.isServing());
    Session &session = serving.session();
    session.setScenario(scenarioFrom(R"({"on": "/a", "do": "gate=g&text=old"})"));
    RawClient client(serving.port());
    client.get("/a");
    QTRY_COMPARE(session.gates().held(), 1u);
    session.setScenario(scenarioFrom(R"({"on": "/a", "do": "text=new"})"));
    QCOMPARE(answerTo(serving, get("/a")), "200 new");
    session.gates().open("g");
    QVERIFY(client.waitUntil([&] { return client.hasResponses(1); }));
    QVERIFY(client.received().endsWith("old"));
}

// Before its body comes, only the path is known: a rule may want the rest.
void TestScenarios::bodiesAreWantedByRules()
{
    Serving serving;
    QVERIFY(serving.isServing());
    const QByteArray message("PUT /a HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                             "Content-Length: 1\r\n\r\n");
    QVERIFY(answerTo(serving, message).startsWith("404 ")); // at once
    serving.session().setScenario(
        scenarioFrom(R"({"on": "PUT /a", "body": {"contains": "x"}, "do": "text=x"})"));
    QVERIFY(answerTo(serving, message).startsWith("100 "));
    RawClient client(serving.port());
    client.send(message);
    QVERIFY(client.waitUntil([&] { return client.received().contains("\r\n\r\n"); }));
    client.send("x");
    QVERIFY(client.waitUntil([&] { return client.hasResponses(2); }));
    QVERIFY(client.received().endsWith("x"));
    QVERIFY(answerTo(serving, QByteArray(message).replace("/a", "/b")).startsWith("404 "));
}

// A strategy that holds a thread for each request: those that wait for their turn hold one, too.
void TestScenarios::turnsHoldThreads()
{
    Settings settings;
    settings.strategy = {.name = "thread-pool"_L1, .counts = {.pool = 2}};
    Serving serving(settings);
    QVERIFY(serving.isServing());
    serving.session().setScenario(
        scenarioFrom(R"({"on": "/a", "at-once": 1, "do": "gate=g&text=a"})"));
    RawClient first(serving.port());
    RawClient second(serving.port());
    first.get("/a");
    second.get("/a");
    QTRY_COMPARE(serving.session().ruleUses()[0].taken, 2);
    QTRY_COMPARE(serving.session().gates().held(), 1u);
    for (int i = 0; i < 2; ++i) {
        QTRY_COMPARE(serving.session().gates().held(), 1u);
        serving.session().gates().release("g", 1, answers::Gates::Verdict::Go);
    }
    QVERIFY(first.waitUntil([&] { return first.hasResponses(1); }));
    QVERIFY(second.waitUntil([&] { return second.hasResponses(1); }));
    QVERIFY(first.received().endsWith("a") && second.received().endsWith("a"));
}

void TestScenarios::readsAFile()
{
    const QTemporaryDir dir;
    const QString path = dir.filePath(u"rules.json"_s);
    const auto write = [&](const QByteArray &text) {
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
    };
    Serving serving;
    QVERIFY(serving.isServing());
    Session &session = serving.session();
    QStringList problems;
    connect(&session, &Session::problemOccurred, this,
            [&](const Problem &problem) { problems += problem.text; });
    QVERIFY(!session.openScenario(path));
    QCOMPARE(problems.size(), 1);
    QVERIFY(write(R"({"overlap": 1, "rules": [{"on": "/a", "do": "text=a"}]})"));
    QTRY_COMPARE(session.scenario().rules.size(), 1u); // it is there now
    QVERIFY(session.openScenario(path));
    QCOMPARE(answerTo(serving, get("/a")), "200 a");
    QVERIFY(write("{"));
    QTRY_VERIFY(problems.last().startsWith("rules.json:1:2: "_L1));
    QCOMPARE(answerTo(serving, get("/a")), "200 a");
    QCOMPARE(session.scenarioFile(), QFileInfo(path).absoluteFilePath());
    session.setScenario({});
    QVERIFY(session.scenarioFile().isEmpty());
    QVERIFY(answerTo(serving, get("/a")).startsWith("404 "));
}

// Another file that is refused is not followed, and the one that is in force goes on.
void TestScenarios::refusedFileChangesNothing()
{
    const QTemporaryDir dir;
    const QString right = dir.filePath(u"right.json"_s);
    const QString wrong = dir.filePath(u"wrong.json"_s);
    const auto write = [](const QString &path, const QByteArray &text) {
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
    };
    const auto rule = [](const QByteArray &on) {
        return R"({"overlap": 1, "rules": [{"on": ")" + on + R"(", "do": "text=a"}]})";
    };
    Session session;
    int problems = 0;
    connect(&session, &Session::problemOccurred, this, [&] { ++problems; });
    const auto on = [&] { return scenario::print(session.scenario().rules.at(0).on); };
    QVERIFY(write(right, rule("/a")) && write(wrong, "{"));
    QVERIFY(session.openScenario(right));
    QVERIFY(!session.openScenario(wrong));
    QCOMPARE(problems, 1);
    QCOMPARE(session.scenarioFile(), QFileInfo(right).absoluteFilePath());
    QVERIFY(write(right, rule("/b")));
    QTRY_COMPARE(on(), "/b"_ba);
    // Nor do rules that are in no file yet follow it.
    session.setScenario(session.scenario());
    QVERIFY(!session.openScenario(wrong));
    QVERIFY(session.scenarioFile().isEmpty());
    QVERIFY(session.openScenario(right));
    QCOMPARE(problems, 2);
}

// By the records of their requests, also when their rule leads elsewhere now.
void TestScenarios::upstreamsAreKnown()
{
    Serving serving;
    QVERIFY(serving.isServing());
    QCOMPARE(serving.session().upstreamUrl(1), QUrl());
    const std::array urls = {u"http://127.0.0.1:1/a"_s, u"http://127.0.0.1:2"_s}; // nobody listens
    for (const QString &url : urls) {
        const auto scenario = scenario::upstreamScenario(url);
        serving.session().setScenario(std::get<scenario::Scenario>(scenario));
        QVERIFY(answerTo(serving, get("/")).startsWith("502 "));
    }
    serving.session().setScenario({});
    QTRY_COMPARE(serving.store().size(), 2u);
    for (quint64 i = 0; i < urls.size(); ++i) {
        const auto times = serving.store().upstream(serving.store().firstRow() + i);
        QVERIFY(times);
        QCOMPARE(serving.session().upstreamUrl(times->origin), QUrl(urls[i]));
    }
    for (const int unknown : {-1, 0, 3})
        QCOMPARE(serving.session().upstreamUrl(unknown), QUrl());
}

// Nor can a scenario take the gates away from those who ask for control.
void TestScenarios::controlIsNotAsked()
{
    Serving serving;
    QVERIFY(serving.isServing());
    serving.session().setScenario(scenarioFrom(R"({"on": "/{r...}", "do": "text=rule"})"));
    QCOMPARE(answerTo(serving, get("/gates")), "200 rule");
    const QByteArray control =
        answerTo(serving, "GET /gates HTTP/1.1\r\nHost: localhost\r\nOverlap-Control: 1\r\n\r\n");
    QVERIFY2(control.startsWith("200 {"), control);
}

QTEST_GUILESS_MAIN(TestScenarios)
#include "tst_scenarios.moc"
