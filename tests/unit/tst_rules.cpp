#include "overlap/scenario/rules.h"
#include "scenariorules.h"

#include <QSet>

#include <algorithm>
#include <thread>

using namespace overlap;
using namespace overlap::scenario;
using namespace Qt::StringLiterals;

// Any thread. The rules in force: which one takes a request, and how often, also while others take
// their place.
class TestRules : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void firstOneTakes();
    void offTakesNothing();
    void usedUpPassesOn();
    void passesOverTheFirst();
    void drawsChances();
    void seedsRepeat();
    void countsOnlyWhatItMatches();
    void tellsWhatItDid();
    void mayTakeBeforeTheFields();
    void newOnesTakeTheirPlace();
    void sameOnesKeepWhatTheyDid();
    void numbersFollowRules();
    void restsAsIfThereWereNone();
    void destinationsAreShared();
    void takesFromAnyThread();
    void changesWhileOthersTake();
};

namespace {

// Which rule takes such a request, from 0; -1: none.
int takenBy(const Rules &rules, const http::Request &request = requestOf("GET /"))
{
    const Rules::Taken taken = rules.take(request);
    if (!taken.rule)
        return -1;
    const std::vector<Rule> all = rules.scenario().rules;
    return int(std::ranges::find(all, taken.rule->rule()) - all.begin());
}

std::vector<int> takenBy(const Rules &rules, int requests)
{
    std::vector<int> all;
    all.reserve(std::size_t(requests));
    for (int i = 0; i < requests; ++i)
        all.push_back(takenBy(rules));
    return all;
}

} // namespace

void TestRules::firstOneTakes()
{
    Rules rules;
    QVERIFY(rules.areEmpty());
    QCOMPARE(takenBy(rules), -1);
    rules.set(scenarioFrom(R"({"on": "POST /{r...}", "do": ""}, {"on": "/a", "do": ""},
                              {"on": "/{r...}", "do": "status=404"}, {"on": "/b", "do": ""})"));
    QVERIFY(!rules.areEmpty());
    QCOMPARE(takenBy(rules, requestOf("GET /a")), 1);
    QCOMPARE(takenBy(rules, requestOf("POST /a")), 0);
    QCOMPARE(takenBy(rules, requestOf("GET /b")), 2);
    QCOMPARE(takenBy(rules, requestOf("OPTIONS *")), -1);
    QCOMPARE(rules.take(requestOf("GET /b/c?d")).rest, "b/c");
    QVERIFY(rules.take(requestOf("GET /a")).rest.isNull());
    QVERIFY(!rules.take(requestOf("GET /")).rest.isNull());
}

void TestRules::offTakesNothing()
{
    Rules rules;
    rules.set(
        scenarioFrom(R"({"on": "/", "do": "", "off": true}, {"on": "/", "do": "status=404"})"));
    QCOMPARE(takenBy(rules), 1);
    QCOMPARE(rules.uses()[0].matched, 0);
}

void TestRules::usedUpPassesOn()
{
    Rules rules;
    rules.set(scenarioFrom(R"({"on": "/", "times": 2, "do": ""},
                              {"on": "/", "times": 1, "do": "status=404"})"));
    QCOMPARE(takenBy(rules, 5), (std::vector{0, 0, 1, -1, -1}));
    QVERIFY(!rules.take(requestOf("GET /")).onlyRules);
    rules.reset();
    QCOMPARE(takenBy(rules, 4), (std::vector{0, 0, 1, -1}));
}

void TestRules::passesOverTheFirst()
{
    Rules rules;
    rules.set(scenarioFrom(R"({"on": "/", "after": 2, "times": 1, "do": ""})"));
    QCOMPARE(takenBy(rules, 5), (std::vector{-1, -1, 0, -1, -1}));
    const Use use = rules.uses()[0];
    QCOMPARE(use.matched, 5);
    QCOMPARE(use.taken, 1);
}

void TestRules::drawsChances()
{
    Rules rules;
    rules.set(scenarioFrom(R"({"on": "/", "chance": 0.25, "do": ""},
                              {"on": "/", "chance": 0.25, "do": ""},
                              {"on": "/", "chance": 1, "do": ""})"));
    constexpr int requests = 10'000;
    for (int i = 0; i < requests; ++i)
        rules.take(requestOf("GET /"));
    const std::vector<Use> uses = rules.uses();
    // The draws are the same everywhere, so this can't fail now and then.
    QVERIFY(std::abs(uses[0].taken - requests / 4) < requests / 50);
    QVERIFY(std::abs(uses[1].taken - requests * 3 / 16) < requests / 50);
    QCOMPARE(uses[0].taken + uses[1].taken + uses[2].taken, requests);
}

void TestRules::seedsRepeat()
{
    const auto draws = [](const QByteArray &seed) {
        Rules rules;
        rules.set(scenarioFrom(R"({"on": "/", "chance": 0.5, "seed": )" + seed + R"(, "do": ""})"));
        return takenBy(rules, 64);
    };
    QCOMPARE(draws("7"), draws("7"));
    QVERIFY(draws("7") != draws("8"));
    Rules moved; // wherever the rule is
    moved.set(
        scenarioFrom(R"({"on": "/a", "do": ""}, {"on": "/", "chance": 0.5, "seed": 7, "do": ""})"));
    std::vector<int> all = takenBy(moved, 64);
    std::ranges::replace(all, 1, 0);
    QCOMPARE(all, draws("7"));
}

void TestRules::countsOnlyWhatItMatches()
{
    Rules rules;
    rules.set(scenarioFrom(R"({"on": "/", "after": 1, "header": {"A": "1"}, "do": ""})"));
    QCOMPARE(takenBy(rules, requestOf("GET /")), -1);
    QCOMPARE(takenBy(rules, requestOf("GET /", "A: 1\r\n")), -1);
    QCOMPARE(takenBy(rules, requestOf("GET /")), -1);
    QCOMPARE(takenBy(rules, requestOf("GET /", "A: 1\r\n")), 0);
}

void TestRules::tellsWhatItDid()
{
    Rules rules;
    rules.set(scenarioFrom(R"({"on": "/", "do": ""})"));
    QVERIFY(!rules.uses()[0].lastStatus);
    rules.take(requestOf("GET /")).rule->noteStatus(503);
    QCOMPARE(rules.uses()[0].lastStatus, std::optional(503));
    rules.take(requestOf("GET /")).rule->noteStatus(0);
    QCOMPARE(rules.uses()[0].lastStatus, std::optional(0));
    QCOMPARE(rules.uses()[0].taken, 2);
    rules.reset();
    QVERIFY(!rules.uses()[0].lastStatus);
    QCOMPARE(rules.uses()[0].taken, 0);
}

void TestRules::mayTakeBeforeTheFields()
{
    Rules rules;
    using enum http::Method;
    QVERIFY(!rules.mayTake(Post, "/a"));
    rules.set(scenarioFrom(R"({"on": "POST /a", "times": 1, "header": {"A": "1"}, "do": ""},
                              {"on": "PUT /a", "do": "", "off": true})"));
    for (int i = 0; i < 3; ++i) // it does not count
        QVERIFY(rules.mayTake(Post, "/a"));
    QVERIFY(!rules.mayTake(Get, "/a"));
    QVERIFY(!rules.mayTake(Put, "/a"));
    QVERIFY(!rules.mayTake(Post, "/b"));
    rules.set(Scenario{{}, true}); // which answers 404 itself
    QVERIFY(!rules.areEmpty());
    QVERIFY(rules.mayTake(Post, "/b"));
    QVERIFY(rules.take(requestOf("GET /")).onlyRules);
}

void TestRules::newOnesTakeTheirPlace()
{
    Rules rules;
    rules.set(scenarioFrom(R"({"on": "/", "do": "status=404"})"));
    const auto before = rules.take(requestOf("GET /")).rule;
    rules.set(scenarioFrom(R"({"on": "/", "do": "status=503"})"));
    const auto after = rules.take(requestOf("GET /")).rule;
    QVERIFY(before != after);
    QCOMPARE(before->rule().steps.steps[0].argument.number, 404); // its call goes on under it
    QCOMPARE(after->rule().steps.steps[0].argument.number, 503);
    before->noteStatus(404);
    QVERIFY(!rules.uses()[0].lastStatus);
    rules.set({});
    QVERIFY(rules.areEmpty());
}

void TestRules::sameOnesKeepWhatTheyDid()
{
    const QByteArray twice(R"({"on": "/", "times": 2, "do": ""})");
    Rules rules;
    rules.set(scenarioFrom(twice));
    QCOMPARE(takenBy(rules), 0);
    // Moved behind another one: it is still the same.
    rules.set(scenarioFrom(R"({"on": "/a", "do": ""},)" + twice));
    QCOMPARE(takenBy(rules, 2), (std::vector{1, -1}));
    // Two that are the same are two.
    rules.set(scenarioFrom(twice + ',' + twice));
    QCOMPARE(rules.uses()[0].taken, 2);
    QCOMPARE(rules.uses()[1].taken, 0);
    // Switched off, it rests; its note does not matter.
    rules.set(scenarioFrom(R"({"on": "/", "times": 2, "off": true, "note": "a", "do": ""})"));
    QCOMPARE(takenBy(rules), -1);
    QCOMPARE(rules.uses()[0].taken, 2);
    QCOMPARE(rules.scenario().rules[0].note, "a");
    rules.set(scenarioFrom(twice));
    QCOMPARE(takenBy(rules), -1);
    QCOMPARE(rules.uses()[0].taken, 2);
    // One that is different begins anew.
    rules.set(scenarioFrom(R"({"on": "/", "times": 3, "do": ""})"));
    QCOMPARE(rules.uses()[0].taken, 0);
}

void TestRules::numbersFollowRules()
{
    Rules rules;
    const auto numbers = [&](const QByteArray &text) {
        rules.set(scenarioFrom(text));
        std::vector<int> all;
        for (const Use &use : rules.uses())
            all.push_back(use.number);
        return all;
    };
    const QByteArray a = R"({"on": "/a", "do": ""})";
    const QByteArray b = R"({"on": "/b", "do": ""})";
    const QByteArray changed = R"({"on": "/b", "do": "status=404"})";
    QCOMPARE(numbers(a + ',' + b), (std::vector{1, 2}));
    QCOMPARE(numbers(b + ',' + a), (std::vector{2, 1}));
    QCOMPARE(numbers(a + ',' + changed), (std::vector{1, 2}));
    // The one that is the same keeps its number, whatever is before it.
    QCOMPARE(numbers(b + ',' + changed + ',' + a), (std::vector{3, 2, 1}));
    QCOMPARE(numbers(R"({"on": "/c", "do": ""})"), (std::vector{4}));
    rules.take(requestOf("GET /c"));
    rules.reset();
    QCOMPARE(rules.uses()[0].number, 4);
}

void TestRules::restsAsIfThereWereNone()
{
    Rules rules;
    rules.set(scenarioFrom(R"({"on": "/a", "do": ""})"));
    rules.rest(true);
    QVERIFY(rules.areEmpty());
    rules.set(scenarioFrom(R"({"on": "/b", "do": ""})"));
    QVERIFY(rules.areEmpty());
    QCOMPARE(rules.scenario().rules.size(), 1u);
    rules.rest(false);
    QVERIFY(!rules.areEmpty());
}

void TestRules::destinationsAreShared()
{
    QStringList made;
    const Makers makers{.folder =
                            [&](const Folder &folder) {
                                made += folder.dir.section(u'/', -1);
                                return Destination();
                            },
                        .upstream =
                            [&](const Upstream &upstream) {
                                made += upstream.url.host();
                                return Destination();
                            }};
    Rules rules(makers);
    rules.set(scenarioFrom(R"({"on": "/a", "to": "upstream http://h"},
                              {"on": "/b", "rate": "1KiB", "to": "upstream http://h"},
                              {"on": "/c", "to": {"upstream": "http://h", "host": "keep"}},
                              {"on": "/d", "to": "folder a"}, {"on": "/e", "to": "built-in"})"));
    QCOMPARE(made, (QStringList{u"h"_s, u"h"_s, u"a"_s}));
    made.clear();
    // Another rule to the same keeps its connections.
    rules.set(scenarioFrom(R"({"on": "/z", "to": "upstream http://h"},
                              {"on": "/d", "to": "folder b"})"));
    QCOMPARE(made, QStringList{u"b"_s});
    QVERIFY(!rules.take(requestOf("GET /e")).rule);
    QVERIFY(rules.take(requestOf("GET /z")).rule->destination());
}

// Each of so many times is taken once, whoever asks.
void TestRules::takesFromAnyThread()
{
    constexpr int threads = 4;
    constexpr int requests = 2000;
    Rules rules;
    rules.set(scenarioFrom(R"({"on": "/", "after": 100, "times": 1000, "do": ""},
                              {"on": "/", "do": "status=404"})"));
    std::vector<std::thread> all;
    all.reserve(threads);
    for (int i = 0; i < threads; ++i) {
        all.emplace_back([&rules] {
            const http::Request request = requestOf("GET /");
            for (int n = 0; n < requests; ++n)
                rules.take(request);
        });
    }
    for (std::thread &thread : all)
        thread.join();
    const std::vector<Use> uses = rules.uses();
    QCOMPARE(uses[0].matched, threads * requests);
    QCOMPARE(uses[0].taken, 1000);
    QCOMPARE(uses[1].taken, threads * requests - 1000);
}

// Every request is taken by exactly one rule, the old one or the new one.
void TestRules::changesWhileOthersTake()
{
    Rules rules;
    const Scenario a = scenarioFrom(R"({"on": "/", "do": "status=404"})");
    const Scenario b = scenarioFrom(R"({"on": "/", "do": "status=503"}, {"on": "/", "do": ""})");
    rules.set(a);
    std::atomic<bool> isOver = false;
    std::atomic<int> taken = 0;
    std::atomic<int> missed = 0;
    constexpr int threads = 3;
    std::vector<std::thread> all;
    all.reserve(threads);
    for (int i = 0; i < threads; ++i) {
        all.emplace_back([&] {
            const http::Request request = requestOf("GET /");
            do {
                const Rules::Taken one = rules.take(request);
                ++(one.rule && !one.rule->rule().steps.steps.isEmpty() ? taken : missed);
            } while (!isOver);
        });
    }
    for (int i = 0; i < 500 || taken < 1000; ++i)
        rules.set(i % 2 ? a : b);
    isOver = true;
    for (std::thread &thread : all)
        thread.join();
    QCOMPARE(missed, 0);
}

QTEST_GUILESS_MAIN(TestRules)
#include "tst_rules.moc"
