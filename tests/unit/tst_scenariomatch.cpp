#include "overlap/scenario/suggest.h"
#include "scenariorules.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

using namespace overlap;
using namespace overlap::scenario;
using namespace Qt::StringLiterals;

// Pure. Which requests a rule takes.
class TestScenarioMatch : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void patterns_data();
    void patterns();
    void printsPatterns_data();
    void printsPatterns();
    void hosts_data();
    void hosts();
    void conditions_data();
    void conditions();
    void pointers_data();
    void pointers();
    void takesTheRequestThatItIsMadeOf_data();
    void takesTheRequestThatItIsMadeOf();
    void dropped();
    void mayMatchByTheHead_data();
    void mayMatchByTheHead();
};

void TestScenarioMatch::patterns_data()
{
    QTest::addColumn<QByteArray>("on");
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<bool>("isTaken");
    QTest::addColumn<QByteArray>("rest"); // null: the pattern has none
    const auto takes = [](const char *on, const char *request, const char *rest = nullptr) {
        QTest::addRow("%s takes %s", on, request)
            << QByteArray(on) << QByteArray(request) << true << QByteArray(rest);
    };
    const auto leaves = [](const char *on, const char *request) {
        QTest::addRow("%s leaves %s", on, request)
            << QByteArray(on) << QByteArray(request) << false << QByteArray();
    };
    takes("/", "GET /");
    takes("/", "BREW /");
    takes("/", "GET /?a=/b");
    takes("/", "GET http://h");
    takes("/", "GET http://h?a");
    leaves("/", "GET //");
    leaves("/", "GET /a");
    leaves("/", "OPTIONS *");
    leaves("/", "CONNECT h:80");
    takes("/a", "GET /a");
    takes("/a", "GET http://h/a?b");
    leaves("/a", "GET /");
    leaves("/a", "GET /a/");
    leaves("/a", "GET /A");
    leaves("/a", "GET /ab");
    leaves("/a", "GET //a");
    takes("/a/", "GET /a/");
    leaves("/a/", "GET /a");
    takes("//a", "GET //a");

    takes("GET /a", "HEAD /a");
    leaves("GET /a", "POST /a");
    leaves("HEAD /a", "GET /a");
    takes("BREW /a", "BREW /a");
    leaves("BREW /a", "BREWS /a");

    takes("/{a}", "GET /x");
    takes("/{a}", "GET /x%2Fy");
    takes("/{a}", "GET /..");
    leaves("/{a}", "GET /");
    leaves("/{a}", "GET /x/");
    leaves("/{a}", "GET /x/y");
    takes("/{a}/b/{c}", "GET /x/b/y");
    leaves("/{a}/b/{c}", "GET /x/c/y");
    leaves("/{a}/b/{c}", "GET /x/b/");
    leaves("/{a}/b/{c}", "GET /x/b");

    takes("/{r...}", "GET /", "");
    takes("/{r...}", "GET /a/b?c", "a/b");
    takes("/{r...}", "GET //", "/");
    takes("/{r...}", "GET /a%2Fb/..%2f", "a%2Fb/..%2f");
    leaves("/{r...}", "OPTIONS *");
    takes("/a/{r...}", "GET /a/", "");
    takes("/a/{r...}", "GET /a/b/", "b/");
    leaves("/a/{r...}", "GET /a");
    leaves("/a/{r...}", "GET /ab/c");
    takes("/{a}/{r...}", "GET /x/y/z", "y/z");
    leaves("/{a}/{r...}", "GET //y");

    takes("/a%20b", "GET /a%20b");
    takes("/a b", "GET /a%20b");
    takes("GET /a b", "GET /a%20b");
    takes("/%61", "GET /a");
    takes("/a", "GET /%61");
    takes("/é", "GET /%c3%A9");
    takes("/%C3%A9", "GET /%c3%a9");
    takes("/a%2Fb", "GET /a%2fb");
    leaves("/a%2Fb", "GET /a/b");
    leaves("/a/b", "GET /a%2Fb");
    takes("/%7Ba%7D", "GET /{a}");
    takes("/50%25", "GET /50%25");
}

void TestScenarioMatch::patterns()
{
    QFETCH(QByteArray, on);
    QFETCH(QByteArray, request);
    QFETCH(bool, isTaken);
    QFETCH(QByteArray, rest);
    const auto pattern = patternFrom(on);
    QVERIFY(std::holds_alternative<Pattern>(pattern));
    Rule rule;
    rule.on = std::get<Pattern>(pattern);
    const http::Request asked = requestOf(request);
    const auto found = match(rule, Asked(asked));
    QCOMPARE(found.has_value(), isTaken);
    if (isTaken) {
        QCOMPARE(found->isNull(), rest.isNull());
        QCOMPARE(*found, QByteArrayView(rest));
    }
    const auto again = patternFrom(print(rule.on));
    QVERIFY(std::holds_alternative<Pattern>(again) && std::get<Pattern>(again) == rule.on);
}

void TestScenarioMatch::printsPatterns_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("printed");
    const auto row = [](const char *text, const char *printed) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(printed);
    };
    row("/", "/");
    row("GET /{a}/{b...}", "GET /{a}/{b...}");
    row("/%61/b c/%2f", "/a/b%20c/%2F");
    row("/é%00", "/%C3%A9%00");
    row("/a:b@c,d;e=f", "/a:b@c,d;e=f");
}

void TestScenarioMatch::printsPatterns()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, printed);
    QCOMPARE(print(std::get<Pattern>(patternFrom(text))), printed);
}

void TestScenarioMatch::hosts_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("asked"); // its Host field; null: none
    QTest::addColumn<bool>("isTaken");
    const auto row = [](const char *host, const char *target, const char *asked, bool isTaken) {
        QTest::addRow("%s %s %s", host, target, asked ? asked : "-")
            << QByteArray(host) << QByteArray(target) << QByteArray(asked) << isTaken;
    };
    row("a.localhost", "/", "a.localhost", true);
    row("a.localhost", "/", "A.Localhost:7878", true);
    row("A.LOCALHOST", "/", "a.localhost", true);
    row("a.localhost", "/", "localhost", false);
    row("a.localhost", "/", "b.a.localhost", false);
    row("a.localhost", "/", nullptr, false);
    row("a.localhost", "/", "", false);
    row("a.localhost:80", "/", "a.localhost:80", true);
    row("a.localhost:80", "/", "a.localhost", false);
    row("a.localhost:80", "/", "a.localhost:8080", false);
    row("[::1]", "/", "[::1]:7878", true);
    row("[::1]:7878", "/", "[::1]:7878", true);
    row("[::1]:7878", "/", "[::1]", false);
    row("a.localhost", "http://a.localhost:1/", "b", true); // RFC 9112 §3.2.2
    row("b", "http://a.localhost:1/", "b", false);
}

void TestScenarioMatch::hosts()
{
    QFETCH(QByteArray, host);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, asked);
    QFETCH(bool, isTaken);
    const Rule rule = ruleFrom(R"({"on": "/", "do": "", "host": ")" + host + "\"}");
    const http::Request request =
        requestOf("GET " + target, asked.isNull() ? QByteArray() : "Host: " + asked + "\r\n");
    QCOMPARE(match(rule, Asked(request)).has_value(), isTaken);
}

void TestScenarioMatch::conditions_data()
{
    QTest::addColumn<QByteArray>("condition");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("isTaken");
    const auto field = [](const char *condition, const char *fields, bool isTaken) {
        QTest::addRow("field %s: %s", condition, fields)
            << QByteArray(R"("header": )") + condition << QByteArray("/") << QByteArray(fields)
            << QByteArray() << isTaken;
    };
    field(R"({"A": "1"})", "A: 1\r\n", true);
    field(R"({"A": "1"})", "a:1 \r\n", true);
    field(R"({"A": "1"})", "A: 2\r\nA: 1\r\n", true);
    field(R"({"A": "1"})", "A: 11\r\n", false);
    field(R"({"A": "1"})", "B: 1\r\n", false);
    field(R"({"A": "1"})", "", false);
    field(R"({"A": ""})", "A:\r\n", true);
    field(R"({"A": {"contains": "event"}})", "A: text/event-stream\r\n", true);
    field(R"({"A": {"contains": "event"}})", "A: text/html\r\n", false);
    field(R"({"A": true})", "A: x\r\n", true);
    field(R"({"A": true})", "", false);
    field(R"({"A": false})", "", true);
    field(R"({"A": false})", "A: x\r\n", false);
    field(R"({"A": "1", "B": "2"})", "B: 2\r\nA: 1\r\n", true);
    field(R"({"A": "1", "B": "2"})", "A: 1\r\nB: 1\r\n", false);
    const auto query = [](const char *condition, const char *target, bool isTaken) {
        QTest::addRow("query %s: %s", condition, target)
            << QByteArray(R"("query": )") + condition << QByteArray(target) << QByteArray()
            << QByteArray() << isTaken;
    };
    query(R"({"a": "1"})", "/?a=1", true);
    query(R"({"a": "1"})", "/?b&a=2&a=1", true);
    query(R"({"a": "1"})", "/?%61=%31", true);
    query(R"({"a": "1"})", "/?A=1", false);
    query(R"({"a": "1"})", "/?a", false);
    query(R"({"a": "1"})", "/?", false);
    query(R"({"a": "1"})", "/", false);
    query(R"({"a": ""})", "/?a", true);
    query(R"({"a": ""})", "/?a=", true);
    query(R"({"a": "b+c"})", "/?a=b+c", true);
    query(R"({"a": "b c"})", "/?a=b+c", false);
    query(R"({"a": {"contains": "="}})", "/?a=b=c", true);
    query(R"({"a": true})", "/?a", true);
    query(R"({"a": true})", "/?b", false);
    query(R"({"a": false})", "/?b", true);
    query(R"({"a": false})", "/?a=1", false);
    query(R"({"a": true})", "http://h/?a", true);
    const auto body = [](const char *condition, const char *text, bool isTaken) {
        QTest::addRow("body %s: %s", condition, text)
            << QByteArray(R"("body": )") + condition << QByteArray("/") << QByteArray()
            << QByteArray(text) << isTaken;
    };
    body(R"({"contains": "é"})", "xéy", true);
    body(R"({"contains": "é"})", "e", false);
    body(R"({"contains": "é"})", "", false);
    body(R"({"json": {"/a": 1}})", R"({"a": 1})", true);
    body(R"({"json": {"/a": 1}})", R"({"a": 1.0})", true);
    body(R"({"json": {"/a": 1}})", R"({"a": "1"})", false);
    body(R"({"json": {"/a": 1}})", R"({"b": 1})", false);
    body(R"({"json": {"/a": 1}})", "[1]", false);
    body(R"({"json": {"/a": 1}})", "a=1", false);
    body(R"({"json": {"/a": 1}})", "", false);
    body(R"({"json": {"/a": null}})", R"({"a": null})", true);
    body(R"({"json": {"/a": null}})", "{}", false);
    body(R"({"json": {"": null}})", "null", true);
    body(R"({"json": {"": null}})", "", false);
    body(R"({"json": {"": 1}})", "1,1", false);
    body(R"({"json": {"/0/a/1": "b"}})", R"([{"a": [0, "b"]}])", true);
    body(R"({"json": {"/a": {"c": [1], "b": true}}})", R"({"a":{"b":true,"c":[1]}})", true);
    body(R"({"json": {"/a": 1, "/b": 2}})", R"({"a": 1, "b": 2})", true);
    body(R"({"json": {"/a": 1, "/b": 2}})", R"({"a": 1, "b": 1})", false);
    body(R"({"contains": "x", "json": {"/a": 1}})", R"({"a": 1})", false);
}

void TestScenarioMatch::conditions()
{
    QFETCH(QByteArray, condition);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, fields);
    QFETCH(QByteArray, body);
    QFETCH(bool, isTaken);
    const Rule rule = ruleFrom(R"({"on": "/", "do": "", )" + condition + '}');
    QVERIFY(!rule.on.segments.isEmpty());
    const http::Request request = requestOf("POST " + target, fields, body);
    QCOMPARE(match(rule, Asked(request)).has_value(), isTaken);
}

// Those of RFC 6901 §5, and some that lead nowhere.
void TestScenarioMatch::pointers_data()
{
    QTest::addColumn<QByteArray>("pointer");
    QTest::addColumn<QJsonValue>("value");
    const auto row = [](const char *pointer, const QJsonValue &value) {
        QTest::addRow("'%s'", pointer) << QByteArray(pointer) << value;
    };
    row("/foo", QJsonArray{u"bar"_s, u"baz"_s});
    row("/foo/0", u"bar"_s);
    row("/", 0);
    row("/a~1b", 1);
    row("/c%d", 2);
    row("/e^f", 3);
    row("/g|h", 4);
    row("/i\\j", 5);
    row("/k\"l", 6);
    row("/ ", 7);
    row("/m~0n", 8);
    row("/~01", 9);
    for (const char *nowhere : {"/no", "/foo/2", "/foo/-", "/foo/00", "/foo/", "/foo/x", "/foo/0/0",
                                "//", "/foo/99999999999999999999"})
        row(nowhere, QJsonValue(QJsonValue::Undefined));
}

void TestScenarioMatch::pointers()
{
    QFETCH(QByteArray, pointer);
    QFETCH(QJsonValue, value);
    const QJsonObject root{{u"foo"_s, QJsonArray{u"bar"_s, u"baz"_s}},
                           {u""_s, 0},
                           {u"a/b"_s, 1},
                           {u"c%d"_s, 2},
                           {u"e^f"_s, 3},
                           {u"g|h"_s, 4},
                           {u"i\\j"_s, 5},
                           {u"k\"l"_s, 6},
                           {u" "_s, 7},
                           {u"m~n"_s, 8},
                           {u"~1"_s, 9}};
    QVERIFY(isPointer(pointer));
    QCOMPARE(valueAt(pointer, root), value);
    QCOMPARE(valueAt("", root), QJsonValue(root));
}

void TestScenarioMatch::takesTheRequestThatItIsMadeOf_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("printed"); // empty: there is none
    const auto row = [](const char *method, const char *target, const char *printed) {
        QTest::addRow("%s %s", method, target)
            << QByteArray(method) << QByteArray(target) << QByteArray(printed);
    };
    row("GET", "/", R"({"on": "GET /", "do": "status=404"})");
    row("POST", "/a/b%20c/?d=e", R"({"on": "POST /a/b%20c/", "do": "status=404"})");
    row("BREW", "http://h/a", R"({"on": "BREW /a", "do": "status=404"})");
    row("GET", "http://h?a", R"({"on": "GET /", "do": "status=404"})");
    row("GET", "//{a}%2F", R"({"on": "GET //%7Ba%7D%2F", "do": "status=404"})");
    row("OPTIONS", "*", "");
    row("CONNECT", "h:1", "");
}

void TestScenarioMatch::takesTheRequestThatItIsMadeOf()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, printed);
    const auto rule = ruleFor(method, target, 404);
    QCOMPARE(rule.has_value(), !printed.isEmpty());
    if (!rule)
        return;
    QCOMPARE(print(*rule, QDir::rootPath()), printed);
    const http::Request request = requestOf(method + ' ' + target);
    QVERIFY(match(*rule, Asked(request)));
    QVERIFY(ruleFrom(printed) == *rule);
    // What no script can answer, or nothing: the usual trouble.
    for (const int status : {0, 101, 600})
        QCOMPARE(ruleFor(method, target, status)->steps.steps[0].argument.number, 503);
}

void TestScenarioMatch::dropped()
{
    const QString path = QDir::root().absoluteFilePath(u"a b"_s);
    const auto folder = ruleForDropped(QUrl::fromLocalFile(path), true);
    QVERIFY(folder);
    QCOMPARE(std::get<Folder>(folder->to).dir, path);
    QVERIFY(!ruleForDropped(QUrl::fromLocalFile(path), false));
    const auto upstream = ruleForDropped(QUrl(u"http://localhost:3000/a%20b"_s), false);
    QVERIFY(upstream);
    QCOMPARE(std::get<Upstream>(upstream->to).url.toEncoded(), "http://localhost:3000/a%20b");
    QVERIFY(!ruleForDropped(QUrl(u"ftp://localhost"_s), false));
    QVERIFY(!ruleForDropped(QUrl(u"http://localhost/?a"_s), false));
    QVERIFY(!ruleForDropped({}, false));
}

void TestScenarioMatch::mayMatchByTheHead_data()
{
    QTest::addColumn<QByteArray>("on");
    QTest::addColumn<http::Method>("method");
    QTest::addColumn<bool>("may");
    using enum http::Method;
    QTest::newRow("any") << QByteArray("/a") << Post << true;
    QTest::newRow("any, unknown") << QByteArray("/a") << Unknown << true;
    QTest::newRow("same") << QByteArray("POST /a") << Post << true;
    QTest::newRow("other") << QByteArray("PUT /a") << Post << false;
    QTest::newRow("head") << QByteArray("GET /a") << Head << true;
    QTest::newRow("unknown") << QByteArray("BREW /a") << Unknown << true; // which one is not told
    QTest::newRow("known") << QByteArray("GET /a") << Unknown << false;
    QTest::newRow("path") << QByteArray("POST /b") << Post << false;
}

void TestScenarioMatch::mayMatchByTheHead()
{
    QFETCH(QByteArray, on);
    QFETCH(http::Method, method);
    QFETCH(bool, may);
    const Rule rule = ruleFrom(R"({"on": ")" + on +
                               R"(", "do": "", "header": {"A": "1"}, "body": {"contains": "x"}})");
    QCOMPARE(mayMatch(rule, method, "/a"), may);
}

QTEST_GUILESS_MAIN(TestScenarioMatch)
#include "tst_scenariomatch.moc"
