#include "overlap/scenario/scenariofile.h"
#include "overlap/script/draws.h"
#include "overlap/script/parse.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

#include <limits>

using namespace overlap;
using namespace overlap::scenario;
using namespace Qt::StringLiterals;

// Pure. Scenarios: from a file and back, and what is said of those that are wrong.
class TestScenario : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsARule();
    void readsWhereItLeads_data();
    void readsWhereItLeads();
    void readsConditions();
    void isEmpty();
    void prints_data();
    void prints();
    void printsLines();
    void readsOneRule();
    void randomOnesReadAsPrinted();
    void pathsMoveWithTheFile();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void saysWhere_data();
    void saysWhere();
    void refusesWhatIsCut();
    void hasLimits();
    void makesScenariosOfOneRule();
    void docsHaveEachKey_data();
    void docsHaveEachKey();
    void docsShowAScenario();
    void upstreams_data();
    void upstreams();
};

namespace {

// As absolute paths are on this platform.
const QString dir = QDir::cleanPath(QDir::root().absoluteFilePath(u"work/site"_s));

QByteArray fileOf(const QByteArray &rule)
{
    return "{\"overlap\": 1, \"rules\": [" + rule + "]}";
}

std::optional<Scenario> scenarioFrom(QByteArrayView text)
{
    const auto got = read(text, dir);
    if (const auto *error = std::get_if<Error>(&got))
        qWarning() << error->sentence(u"file"_s);
    return std::holds_alternative<Scenario>(got) ? std::optional(std::get<Scenario>(got))
                                                 : std::nullopt;
}

Rule ruleFrom(const QByteArray &text)
{
    const auto scenario = scenarioFrom(fileOf(text));
    return scenario && scenario->rules.size() == 1 ? scenario->rules[0] : Rule();
}

Error errorOf(QByteArrayView text)
{
    const auto got = read(text, dir);
    const auto *error = std::get_if<Error>(&got);
    return error ? *error : Error();
}

script::Script scriptOf(QByteArrayView text)
{
    return std::get<script::Script>(script::parse(text));
}

} // namespace

void TestScenario::readsARule()
{
    const Rule rule = ruleFrom(
        R"({"on": "POST /items/{id}", "host": "API.localhost:80", "after": 2, "chance": 0.25,
            "seed": 9223372036854775807, "times": 3, "at-once": 4, "off": true, "note": "é",
            "do": "sleep=1s&status=503"})");
    QCOMPARE(rule.on.method, "POST");
    QCOMPARE(rule.on.segments.size(), 2);
    QCOMPARE(rule.host, "api.localhost:80");
    QCOMPARE(rule.after, 2);
    QCOMPARE(rule.chance, std::optional(0.25));
    QCOMPARE(rule.seed, std::optional(std::numeric_limits<qint64>::max()));
    QCOMPARE(rule.times, std::optional(3));
    QCOMPARE(rule.atOnce, 4);
    QVERIFY(rule.isOff);
    QCOMPARE(rule.note, "é");
    QVERIFY(rule.steps == scriptOf("sleep=1s&status=503"));
    QVERIFY(std::holds_alternative<Steps>(rule.to));
    const Rule least = ruleFrom(R"({"do": "", "on": "/"})");
    Rule expected;
    expected.on.segments = {{Pattern::Segment::Kind::Literal, ""}};
    QVERIFY(least == expected);
}

void TestScenario::readsWhereItLeads_data()
{
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<To>("expected");
    const auto row = [](const char *to, const To &expected) {
        QTest::newRow(to) << QByteArray(to) << expected;
    };
    const auto url = [](const char *text) { return QUrl(QString::fromUtf8(text)); };
    row(R"("built-in")", BuiltIn{});
    row(R"("folder ./public")", Folder{dir + u"/public"_s});
    row(R"("folder public/")", Folder{dir + u"/public"_s});
    row(R"("folder   ./a b ")", Folder{dir + u"/a b"_s});
    row(R"("folder ../é")", Folder{QDir::cleanPath(dir + u"/../é"_s)});
    row(R"("folder .")", Folder{dir});
    row(R"("folder :/qt")", Folder{dir + u"/:/qt"_s}); // no resource
    row(R"({"folder": "public", "listing": true, "fallback": "./index.html"})",
        Folder{dir + u"/public"_s, true, u"index.html"_s});
    row(R"({"folder": " a"})", Folder{dir + u"/ a"_s});
    row(R"("upstream http://127.0.0.1:3000")", Upstream{url("http://127.0.0.1:3000")});
    row(R"("upstream HTTPS://[::1]/base/")", Upstream{url("https://[::1]/base/")});
    row(R"({"upstream": "http://h", "host": "keep", "connections": 6})",
        Upstream{url("http://h"), true, 6});
    row(R"({"host": "upstream", "upstream": "http://h"})", Upstream{url("http://h")});
    row(R"({"upstream": "https://h", "ca": "ca.pem"})",
        Upstream{url("https://h"), false, 0, dir + u"/ca.pem"_s});
    row(R"({"upstream": "https://h", "insecure": true})",
        Upstream{url("https://h"), false, 0, {}, true});
    row(R"({"upstream": "http://h", "timeout": "1.5s"})",
        Upstream{url("http://h"), false, 0, {}, false, std::chrono::milliseconds(1500)});
}

void TestScenario::readsWhereItLeads()
{
    QFETCH(QByteArray, to);
    QFETCH(To, expected);
    const Rule rule = ruleFrom(R"({"on": "/{rest...}", "to": )" + to + '}');
    QVERIFY(rule.to == expected);
}

void TestScenario::readsConditions()
{
    const Rule rule = ruleFrom(
        R"({"on": "/", "do": "",
            "header": {"X-A": "1", "X-B": {"contains": "b"}, "X-C": true, "X-D": false},
            "query": {"a b": ""},
            "body": {"contains": "x", "json": {"": null, "/a~1b/0": {"c": [1, 2.5]}}}})");
    using enum Condition::Kind;
    QVERIFY(
        rule.fields ==
        (std::vector<Condition>{
            {"X-A", Equals, "1"}, {"X-B", Contains, "b"}, {"X-C", IsThere}, {"X-D", IsMissing}}));
    QVERIFY(rule.query == (std::vector<Condition>{{"a b", Equals, ""}}));
    QCOMPARE(rule.body.contains, "x");
    QCOMPARE(rule.body.fields.size(), 2u);
    QCOMPARE(rule.body.fields[0].value, QJsonValue());
    QCOMPARE(rule.body.fields[1].pointer, "/a~1b/0");
    QCOMPARE(rule.body.fields[1].value, (QJsonObject{{u"c"_s, QJsonArray{1, 2.5}}}));
}

void TestScenario::isEmpty()
{
    QVERIFY(scenarioFrom(R"({"overlap": 1, "rules": []})") == Scenario());
    QVERIFY(scenarioFrom("\xef\xbb\xbf{\"rules\": [], \"only-rules\": true, \"overlap\": 1}\r\n") ==
            (Scenario{{}, true}));
}

void TestScenario::prints_data()
{
    QTest::addColumn<QByteArray>("rule");
    for (
        const char *rule :
        {R"({"on": "/", "do": ""})",
         R"({"on": "GET /api/{id}/{rest...}", "do": "sleep=100ms..400ms&status=503"})",
         R"({"on": "/{rest...}", "host": "api.localhost", "header": {"A": "1", "B": {"contains": "\"x\\"}, "C": true, "D": false}, "query": {"é": "\u0001"}, "body": {"contains": "a", "json": {"": null, "/b": [1,{"c":"d"}]}}, "after": 1, "chance": 0.1, "seed": 0, "times": 2, "at-once": 3, "off": true, "note": "n", "to": "built-in"})",
         R"({"on": "/", "do": "sleep=1s", "to": "folder ./public", "rate": "200KiB"})",
         R"({"on": "/", "to": "folder ../public"})", R"({"on": "/", "to": "folder ./"})",
         R"({"on": "/", "to": {"folder": "./public", "listing": true, "fallback": "index.html"}})",
         R"({"on": "/", "to": "upstream http://127.0.0.1:3000/base"})",
         R"({"on": "/", "to": {"upstream": "https://h", "host": "keep", "connections": 6, "timeout": "1.5s", "ca": "./ca.pem", "insecure": true}})"})
        QTest::newRow(rule) << QByteArray(rule);
}

void TestScenario::prints()
{
    QFETCH(QByteArray, rule);
    const Rule read = ruleFrom(rule);
    QCOMPARE(print(read, dir), rule);
    QVERIFY(ruleFrom(print(read, dir)) == read);
}

void TestScenario::printsLines()
{
    const QByteArray text("{ \"overlap\": 1,\n"
                          "  \"only-rules\": true,\n"
                          "  \"rules\": [\n"
                          "    {\"on\": \"/a\", \"do\": \"status=503\"},\n"
                          "    {\"on\": \"/b\", \"to\": \"built-in\"} ] }\n");
    const auto scenario = scenarioFrom(text);
    QVERIFY(scenario);
    QCOMPARE(print(*scenario, dir), text);
    QCOMPARE(print(Scenario(), dir), "{ \"overlap\": 1,\n  \"rules\": [ ] }\n");
}

// As in a file, with places in what is given.
void TestScenario::readsOneRule()
{
    const QString dir = QDir::rootPath();
    const QByteArray text = R"({"on": "/a", "do": "status=503"})";
    const auto rule = readRule(text, dir);
    QVERIFY(std::holds_alternative<Rule>(rule));
    QVERIFY(std::get<Rule>(rule) == ruleFrom(text));
    const auto wrong = readRule("{\"on\": \"/a\",\n \"dp\": 1}", dir);
    QVERIFY(std::holds_alternative<Error>(wrong));
    QCOMPARE(std::get<Error>(wrong).line, 2);
    QCOMPARE(std::get<Error>(wrong).column, 2);
    for (const QByteArray &none : {QByteArray(), QByteArray("[]"), text + ',' + text})
        QVERIFY2(std::holds_alternative<Error>(readRule(none, dir)), none);
}

// Rules with any of the keys, and values from small sets that have the difficult ones.
void TestScenario::randomOnesReadAsPrinted()
{
    script::Draws draws(1);
    const auto oneOf = [&](const QByteArrayList &values) {
        return values[qsizetype(draws.next() % quint64(values.size()))];
    };
    for (int round = 0; round < 2000; ++round) {
        QByteArrayList members{R"("on": )" + oneOf({"\"/\"", "\"GET /%2F%7B/{a}/{b...}\"",
                                                    "\"PUT /é//%00\"", "\"/a%25b/%2A\""})};
        const auto may = [&](const char *name, const QByteArrayList &values) {
            if (draws.next() % 2)
                members += QByteArray(1, '"') + name + "\": " + oneOf(values);
        };
        may("host", {"\"h\"", "\"[::1]:1\""});
        may("header", {"{}", R"({"a": "\u0000"})", R"({"a": {"contains": ""}, "A": true})"});
        may("query", {R"({"": false})", R"({"é\"\\": "\ud83d\ude00"})"});
        may("body", {R"({"contains": "\n"})", R"({"json": {"/": 1e-7}})",
                     R"({"json": {"/a": 9007199254740991, "/b": "", "": {"z": 1, "a": [true]}}})"});
        may("after", {"1", "1000000"});
        may("times", {"1", "1000000"});
        may("at-once", {"1"});
        may("off", {"true", "false"});
        may("note", {R"("")", R"("\\\"\u001f/")"});
        if (draws.next() % 2) {
            members += R"("chance": )" + oneOf({"1", "0.1", "1e-300", "0.30000000000000004"});
            may("seed", {"0", "9223372036854775807"});
        }
        if (draws.next() % 2) {
            members += R"("do": )" + oneOf({R"("")", R"("status=599&text=%26é%00\"")",
                                            R"("fail=1&reset&then&text=a")"});
        } else {
            may("do", {R"("")", R"("sleep=p50:1ms,p99:2ms&gate=a%20b&key=k")",
                       R"("fail=2&status=503&text=x&then&compute=1ms")"});
            members +=
                R"("to": )" + oneOf({R"("built-in")", R"("folder a/../b")", R"({"folder": " "})",
                                     R"({"folder": "/", "fallback": "a b/c", "listing": true})",
                                     R"("upstream http://h:1/a%2Fb")",
                                     R"({"upstream": "https://h", "ca": "/x", "connections": 1})"});
            if (!members.last().contains("built-in"))
                may("rate", {R"("1")", R"("1TiB")"});
        }
        const QByteArray text = '{' + members.join(',') + '}';
        const auto scenario = scenarioFrom(fileOf(text));
        QVERIFY2(scenario, text);
        const QByteArray printed = print(*scenario, dir);
        QVERIFY2(scenarioFrom(printed) == scenario, printed);
        QCOMPARE(print(*scenarioFrom(printed), dir), printed);
    }
}

void TestScenario::pathsMoveWithTheFile()
{
    const Rule rule = ruleFrom(R"({"on": "/", "to": "folder ./public"})");
    QVERIFY(print(rule, dir).contains("\"folder ./public\""));
    QVERIFY(print(rule, dir + u"/scenarios"_s).contains("\"folder ../public\""));
    QVERIFY(print(rule, dir + u"/public"_s).contains("\"folder ./\""));
}

void TestScenario::saysWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("rule");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char *rule, const char *sentence) {
        QTest::newRow(rule) << QByteArray(rule) << QString::fromUtf8(sentence);
    };
    row("3", "A rule is an object, as in { \"on\": \"GET /items/{id}\", \"do\": \"status=503\" }.");
    row("{}", "“on” is missing: which requests the rule takes, as in “GET /items/{id}” or "
              "“/{rest...}”.");
    row(R"({"on": "/"})", "A rule answers by “do”, “to” or both: neither is here.");
    row(R"({"On": "/"})", "“On” is no key of a rule: did you mean “on”?");
    row(R"({"atonce": 1})", "“atonce” is no key of a rule: did you mean “at-once”?");
    row(R"({"methods": []})",
        "“methods” is no key of a rule: these are: on, host, header, query, body, after, chance, "
        "seed, times, at-once, off, note, do, to, rate.");
    row(R"({"on": 1})", "“on” takes a method and a path, as in \"GET /items/{id}\", but got 1.");
    row(R"({"on": "items"})", "Write a path, or a method and a path, as in “GET /items/{id}”.");
    row(R"({"on": "GET items"})", "Write a path, or a method and a path, as in “GET /items/{id}”.");
    row(R"({"on": "get /"})", "Methods are in capital letters: did you mean “GET”?");
    row(R"({"on": "G@T /"})", "“G@T” is no method.");
    row("{\"on\": \"" + QByteArray(300, '@') + " /\"}",
        "“" + QByteArray(100, '@') + "...” is no method.");
    row(R"({"on": "/a?b=c"})", "A pattern is a path only: “query” is for what is behind it.");
    row(R"({"on": "/a/*"})", "A * stands for nothing here: write {id} for a segment, {rest...} for "
                             "the rest, and %2A for a *.");
    row(R"({"on": "/a{b}"})", "Braces stand for a whole segment, as in /items/{id}.");
    row(R"({"on": "/{b"})", "Braces stand for a whole segment, as in /items/{id}.");
    row(R"({"on": "/}"})", "Braces stand for a whole segment, as in /items/{id}.");
    row(R"({"on": "/{}"})",
        "A name in braces has letters, digits and “-._~”, as in {id} or {rest...}.");
    row(R"({"on": "/{...}"})",
        "A name in braces has letters, digits and “-._~”, as in {id} or {rest...}.");
    row(R"({"on": "/{a...}/b"})", "“...” takes the rest: no segment comes behind it.");
    row(R"({"on": "/{a}/{a...}"})", "The name “a” is there twice.");
    row(R"({"on": "/50%"})",
        "A % has two hexadecimal digits behind it in a path; %25 stands for a %.");
    row(R"({"host": "http://a"})", "“host” takes a name or an address, as in \"api.localhost\" or "
                                   "\"[::1]:7878\", but got \"http://a\".");
    row(R"({"header": []})", "“header” takes an object of names and values, as in { \"X-Test\": "
                             "\"1\" }, but got a list.");
    row(R"({"header": {"a b": "1"}})", "“a b” is no name of a field.");
    row(R"({"header": {"A": 1}})", "“A” takes a text, { \"contains\": a text }, or whether it is "
                                   "there (true or false), but got 1.");
    row(R"({"query": {"a": {"is": "1"}}})",
        "“a” takes a text, { \"contains\": a text }, or whether it is there (true or false), but "
        "got an object.");
    row(R"({"body": "a"})", "“body” takes { \"contains\": a text } or { \"json\": { \"/name\": a "
                            "value } }, but got \"a\".");
    row(R"({"body": {"contain": "a"}})", "“contain” is no key of a body: did you mean “contains”?");
    row(R"({"body": {"contains": ""}})",
        "“contains” takes a text that is not empty, but got \"\".");
    row(R"({"body": {"json": {"a": 1}}})", "“a” is no JSON pointer, as /items/0/name is.");
    row(R"({"body": {"json": {"/~2": 1}}})", "“/~2” is no JSON pointer, as /items/0/name is.");
    for (const char *number : {"0", "-1", "1.5", "1e3", "1000001", "\"two\"", "true", "null"}) {
        QTest::addRow("times %s", number)
            << QByteArray("{\"times\": ") + number + '}'
            << u"“times” takes a whole number from 1 to 1000000, but got %1."_s.arg(
                   QLatin1StringView(number));
    }
    for (const char *number : {"0", "-0.5", "1.01", "\"10%\""}) {
        QTest::addRow("chance %s", number)
            << QByteArray("{\"chance\": ") + number + '}'
            << u"“chance” takes a number above 0, and at most 1, but got %1."_s.arg(
                   QLatin1StringView(number));
    }
    row(R"({"on": "/", "do": "", "seed": 1})", "“seed” goes with “chance”.");
    row(R"({"seed": 9223372036854775808})", "“seed” takes a whole number from 0 to "
                                            "9223372036854775807, but got 9223372036854775808.");
    row(R"({"off": "0123456789012345678901234567890123456789"})",
        "“off” takes true or false, but got \"012345678901234567890123456789012345678....");
    row(R"({"off": "01234567890123456789012345678901234567😀"})",
        "“off” takes true or false, but got \"01234567890123456789012345678901234567....");
    row(R"({"off": 1})", "“off” takes true or false, but got 1.");
    row(R"({"note": null})", "“note” takes a text, but got null.");
    row(R"({"do": ["sleep=1s"]})",
        "“do” takes steps, as in \"sleep=1s&status=503\", but got a list.");
    row(R"({"do": "slep=1s"})", "“slep” is no step: did you mean “sleep”?");
    row(R"({"do": "sleep=1s&status=999"})",
        "Step 2: status takes a status from 200 to 599, but got \"999\".");
    row(R"({"to": "http://h"})", "Another server is “upstream http://h”.");
    row(R"({"to": "./public"})", "Files are in “folder ./public”.");
    row(R"({"to": "folders a"})",
        "“folders” is nothing that a rule can lead to: did you mean “folder”?");
    row(R"({"to": "nginx"})", "“nginx” is nothing that a rule can lead to: these are: built-in, "
                              "folder, upstream.");
    row(R"({"to": {"listing": true}})",
        "“to” takes \"folder DIR\", \"upstream URL\", \"built-in\", or an object with “folder” or "
        "“upstream”, but got an object.");
    row(R"({"to": "folder"})",
        "“to” takes a folder, relative to this file, as in \"folder ./public\", but got "
        "\"folder\".");
    row(R"({"to": {"folder": "a", "upstream": "http://h"}})",
        "“upstream” is no key of a folder: these are: folder, listing, fallback.");
    row(R"({"to": {"folder": "a\u0000"}})",
        "“folder” takes a folder, relative to this file, as in \"folder ./public\", but got "
        "\"a\\u0000\".");
    for (const char *name : {"", "..", "../a", "/a", "a/../../b", ".", ".env", "a/.b"}) {
        QTest::addRow("fallback %s", name)
            << QByteArray(R"({"to": {"folder": "a", "fallback": ")") + name + "\"}}"
            << u"“fallback” takes the name of a file in the folder, as in \"index.html\", but got "
               "\"%1\"."_s.arg(QLatin1StringView(name));
    }
    row(R"({"to": "upstream localhost:3000"})",
        "The URL of a server begins with its scheme: did you mean “http://localhost:3000”?");
    row(R"({"to": {"upstream": "http://h", "host": "h"}})",
        "“host” takes \"keep\", the Host field of the client, or \"upstream\", that of the URL, "
        "but "
        "got \"h\".");
    row(R"({"to": {"upstream": "http://h", "timeout": "0s"}})",
        "“timeout” takes how long its answer may take to begin, as in \"30s\" or \"500ms\", but "
        "got "
        "\"0s\".");
    row(R"({"to": {"upstream": "http://h", "insecure": true}})",
        "“ca” and “insecure” go with an https URL.");
    row(R"({"on": "/", "do": "text=a", "to": "built-in"})",
        "With “to” beside it, “do” may wait (sleep, compute, gate) but not answer: text may only "
        "be between fail and then.");
    row(R"({"on": "/", "do": "fail=1&status=503&then&reset", "to": "built-in"})",
        "With “to” beside it, “do” may wait (sleep, compute, gate) but not answer: reset may only "
        "be between fail and then.");
    row(R"({"on": "/", "do": "text=a", "rate": "1KiB"})",
        "“rate” goes with a folder or an upstream: in “do” it is the step rate=SIZE.");
    row(R"({"rate": "0"})",
        "“rate” takes a size for each second, as in \"200KiB\", but got \"0\".");
    row(R"({"rate": 200})", "“rate” takes a size for each second, as in \"200KiB\", but got 200.");
}

void TestScenario::saysWhatIsWrong()
{
    QFETCH(QByteArray, rule);
    QFETCH(QString, sentence);
    QCOMPARE(errorOf(fileOf(rule)).text, sentence);
}

// A § marks the place.
void TestScenario::saysWhere_data()
{
    QTest::addColumn<QString>("marked");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char *marked, const char *sentence) {
        QTest::newRow(marked) << QString::fromUtf8(marked) << QString::fromUtf8(sentence);
    };
    row("§", "Expected a value, but the text ends here.");
    row("§[]", "A scenario is an object: { \"overlap\": 1, \"rules\": [ ] }.");
    row("\n §{\"rules\": []}",
        "“overlap” is missing, the version of the format: write \"overlap\": 1.");
    row("§{\"overlap\": 1}", "“rules” is missing: a list of rules.");
    row("{\"overlap\": §2, \"rulez\": []}", "This program reads version 1 of the format, not 2.");
    row("{\"overlap\": §\"1\"}", "“overlap” takes 1, the version of the format, but got \"1\".");
    row("{\"overlap\": 1,\n  §\"rulez\": []}",
        "“rulez” is no key of a scenario: did you mean “rules”?");
    row("{\"overlap\": 1, \"rules\": §{}}", "“rules” takes a list of rules, but got an object.");
    row("{\"overlap\": 1, \"rules\": [\n{\"on\": \"/\", \"do\": \"\"}\n\n§",
        "Expected “,” or “]”, but the text ends here.");
    row("{\"overlap\": 1,\r\n\"rules\": [{\"on\": \"/\", §\"tmes\": 1}]}",
        "“tmes” is no key of a rule: did you mean “times”?");
    row("{\"overlap\": 1, \"rules\": [{\"note\": \"é😀\", \"on\": \"GET /é/§{b}c\"}]}",
        "Braces stand for a whole segment, as in /items/{id}.");
    row("{\"overlap\": 1, \"rules\": [{\"on\": \"/\\u00e9/§{b}c\"}]}",
        "Braces stand for a whole segment, as in /items/{id}.");
    row("{\"overlap\": 1, \"rules\": [{\"do\": \"sleep=1s&§status=9\", \"on\": \"/\"}]}",
        "Step 2: status takes a status from 200 to 599, but got \"9\".");
    row("{\"overlap\": 1, \"rules\": [{\"on\": \"/\", \"do\": \"sleep=1s&§text=a\", \"to\": "
        "\"built-in\"}]}",
        "With “to” beside it, “do” may wait (sleep, compute, gate) but not answer: text may only "
        "be between fail and then.");
}

void TestScenario::saysWhere()
{
    QFETCH(QString, marked);
    QFETCH(QString, sentence);
    const QString before = marked.section(u'§', 0, 0);
    const QString line = before.section(u'\n', -1);
    const Error error = errorOf(marked.remove(u'§').toUtf8());
    QCOMPARE(error.text, sentence);
    QCOMPARE(error.line, before.count(u'\n') + 1);
    QCOMPARE(error.column, line.toUcs4().size() + 1);
    QCOMPARE(error.sentence(u"a.json"_s),
             u"a.json:%1:%2: %3"_s.arg(error.line).arg(error.column).arg(error.text));
}

void TestScenario::refusesWhatIsCut()
{
    const QByteArray text = fileOf(
        R"({"on": "GET /{a}/{b...}", "header": {"A": {"contains": "\u00e9"}}, "body": {"json": {"/a": 1}}, "do": "sleep=1s", "to": {"folder": "a"}})");
    QVERIFY(scenarioFrom(text));
    for (qsizetype size = 0; size < text.size(); ++size)
        QVERIFY(errorOf(QByteArray(text.constData(), size)).line > 0);
}

void TestScenario::hasLimits()
{
    const QByteArray rule(R"({"on": "/", "do": ""},)");
    const auto rules = [&](std::size_t count) {
        return fileOf(rule.repeated(qsizetype(count)).chopped(1));
    };
    QCOMPARE(scenarioFrom(rules(mostRules))->rules.size(), mostRules);
    QCOMPARE(errorOf(rules(mostRules + 1)).text, u"There are more than 1000 rules."_s);
}

void TestScenario::makesScenariosOfOneRule()
{
    const auto folder = folderScenario(u"public"_s, true, dir);
    QVERIFY(std::holds_alternative<Scenario>(folder));
    QVERIFY(std::get<Scenario>(folder) ==
            scenarioFrom(
                fileOf(R"({"on": "/{rest...}", "to": {"folder": "public", "listing": true}})")));
    const auto upstream = upstreamScenario(u"http://localhost:3000"_s);
    // Outside the macro, where moc would take // for a comment.
    const auto same =
        scenarioFrom(fileOf(R"({"on": "/{rest...}", "to": "upstream http://localhost:3000"})"));
    QVERIFY(std::get<Scenario>(upstream) == same);
    QVERIFY(std::holds_alternative<Error>(folderScenario({}, false, dir)));
    const auto wrong = upstreamScenario(u"localhost"_s);
    QVERIFY(std::holds_alternative<Error>(wrong));
    QCOMPARE(std::get<Error>(wrong).sentence(u"file"_s), // which it is in none
             u"The URL of a server begins with its scheme: did you mean “http://localhost”?"_s);
}

static QByteArray docs()
{
    QFile file(QStringLiteral(OVERLAP_SOURCES "/resources/docs/scenarios.md"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void TestScenario::docsHaveEachKey_data()
{
    QTest::addColumn<QByteArray>("text"); // with a key that nobody knows
    QTest::newRow("file") << QByteArray(R"({"overlap": 1, "?????": 1})");
    QTest::newRow("rule") << fileOf(R"({"?????": 1})");
    QTest::newRow("folder") << fileOf(R"({"to": {"folder": "a", "?????": 1}})");
    QTest::newRow("upstream") << fileOf(R"({"to": {"upstream": "http://h", "?????": 1}})");
}

// In scenarios.md, each has a row of its own.
void TestScenario::docsHaveEachKey()
{
    QFETCH(QByteArray, text);
    const QString sentence = errorOf(text).text;
    const QStringList keys =
        sentence.section(u"these are: "_s, 1).chopped(1).split(u", "_s, Qt::SkipEmptyParts);
    QVERIFY2(keys.size() > 2, qPrintable(sentence));
    for (const QString &key : keys)
        QVERIFY2(docs().contains("\n| `" + key.toUtf8() + "` | "), qPrintable(key));
}

void TestScenario::docsShowAScenario()
{
    const QByteArray block = docs().replace("```json\n", "\x01").replace("```", "\x01");
    const auto scenario = scenarioFrom(block.split('\x01').value(1));
    QVERIFY(scenario);
    QCOMPARE(scenario->rules.size(), 4u);
    QCOMPARE(print(*scenario, dir), block.split('\x01').value(1)); // as people would write it
}

void TestScenario::upstreams_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("begin"); // of the sentence; empty: it is good
    const auto row = [](const char *url, const char *begin) {
        QTest::newRow(url) << QString::fromUtf8(url) << QString::fromUtf8(begin);
    };
    row("http://127.0.0.1:3000", "");
    row("http://localhost/", "");
    row("https://[::1]:8443/a/b%20c/", "");
    row("http://h:65535", "");
    row("", "The URL of a server begins with its scheme");
    row("3000", "The URL of a server begins with its scheme");
    row("//h", "The URL of a server begins with its scheme");
    row("http://", "“http://” is no URL");
    row("http:///a", "“http:///a” is no URL");
    row("http://h:0", "“http://h:0” is no URL");
    row("http://h:65536", "“http://h:65536” is no URL");
    row("http://a b", "“http://a b” is no URL");
    row("http://h/a b", "“http://h/a b” is no URL");
    row("http://h/%zz", "“http://h/%zz” is no URL");
    row("http://[fe80::1%25lo]", "“http://[fe80::1%25lo]” has no host that a server can be at");
    row("ftp://h", "A server is at an http or an https URL");
    row("ws://h", "A server is at an http or an https URL");
    row("http://u:p@h", "A user in a URL is not passed on");
    row("http://h/?a", "The URL of a server ends with a path");
    row("http://h/#a", "The URL of a server ends with a path");
}

void TestScenario::upstreams()
{
    QFETCH(QString, url);
    QFETCH(QString, begin);
    const auto read = upstreamFrom(url);
    const auto *sentence = std::get_if<QString>(&read);
    QCOMPARE(sentence == nullptr, begin.isEmpty());
    if (sentence)
        QVERIFY2(sentence->startsWith(begin), qPrintable(*sentence));
    else
        QCOMPARE(std::get<QUrl>(read).toString(QUrl::FullyEncoded), url);
}

QTEST_GUILESS_MAIN(TestScenario)
#include "tst_scenario.moc"
