#include "overlap/script/namedroutes.h"
#include "overlap/script/query.h"

#include <QTest>

#include <algorithm>

using namespace overlap;
using namespace overlap::script;
using namespace std::chrono_literals;

// Pure. The named routes: what script a request gets.
class TestScriptRoutes : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyRowIsWhole();
    void scripts_data();
    void scripts();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void dripsEvenly();
    void preconditions_data();
    void preconditions();
};

namespace {

QByteArrayView pathOf(QByteArrayView target)
{
    const qsizetype mark = target.indexOf('?');
    return mark < 0 ? target : target.first(mark);
}

const NamedRoute *routeFor(QByteArrayView target)
{
    const QByteArrayView path = pathOf(target);
    for (const NamedRoute &route : namedRoutes()) {
        const QByteArrayView pattern(route.pattern);
        const qsizetype brace = pattern.indexOf('{');
        if (brace < 0 ? pattern == path : path.startsWith(pattern.first(brace)))
            return &route;
    }
    return nullptr;
}

Outcome outcomeOf(QByteArrayView target, const http::Headers &fields = {},
                  http::Method method = http::Method::Get)
{
    const NamedRoute *route = routeFor(target);
    Q_ASSERT(route);
    const QByteArrayView path = pathOf(target);
    const QByteArrayView segment = path.sliced(path.lastIndexOf('/') + 1);
    return scriptOf(*route, decoded(segment).value(), queryOf(target), method, fields);
}

QByteArray textOf(const Outcome &outcome)
{
    const auto *error = std::get_if<ScriptError>(&outcome);
    return error ? sentenceOf(*error) : print(std::get<Script>(outcome));
}

} // namespace

void TestScriptRoutes::everyRowIsWhole()
{
    for (const NamedRoute &route : namedRoutes()) {
        QVERIFY2(QByteArrayView(route.help).endsWith('.'), route.pattern);
        QCOMPARE(routeFor(route.example), &route);
        const int sources = int(route.script != nullptr) + int(route.make != nullptr);
        QCOMPARE(sources, route.answer == NamedRoute::Answer::Steps ? 1 : 0);
        const auto inPath = std::ranges::count_if(
            route.parameters, [](const Parameter &one) { return one.fallback == nullptr; });
        QCOMPARE(inPath, QByteArrayView(route.pattern).count('{'));
        const auto outcome = outcomeOf(route.example);
        QVERIFY2(std::holds_alternative<Script>(outcome), route.pattern);
        QVERIFY(!check(std::get<Script>(outcome)));
        for (const Parameter &parameter : route.parameters) {
            if (parameter.fallback)
                QVERIFY2(parameter.form->read(parameter.fallback), parameter.name);
            else
                QVERIFY2(QByteArray(route.pattern).contains(parameter.name), route.pattern);
        }
    }
}

void TestScriptRoutes::scripts_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("script");
    const auto row = [](const char *target, const char *script) {
        QTest::newRow(target) << QByteArray(target) << QByteArray(script);
    };
    row("/status/418", "status=418");
    row("/status/418?code=500&n=%", "status=418"); // others are ignored
    row("/delay/250ms", "sleep=250ms&text=Waited.%0A");
    row("/delay/p50:1,p99:2", "sleep=p50:1s,p99:2s&text=Waited.%0A");
    row("/bytes/1024", "send=1KiB");
    row("/drip?numbytes=2", "sleep=0s&status=200&every=1s&send=0&send=1&send=1");
    row("/drip?duration=3&numbytes=1&code=500&delay=1&duration=9",
        "sleep=1s&status=500&every=3s&send=0&send=1");
    row("/stream/3", "lines=3");
    row("/sse", "sleep=0s&every=500ms&events=10");
    row("/sse?count=0&duration=1&delay=20%6ds", "sleep=20ms&every=1s&events=0");
    row("/redirect/2", "status=302&header=Location:1");
    row("/redirect/0", "text=Arrived.%0A");
    row("/cache/60",
        "header=Cache-Control:public,%20max-age=60&header=ETag:%2260%22&text=This%20is%2060.%0A");
    row("/etag/v%231", "header=ETag:%22v%231%22&text=This%20is%20v%231.%0A");
    row("/gate/a%26reset", "gate=a%26reset&text=Let%20go.%0A"); // a name is no step
    row("/gate/{name}", "gate=%7Bname%7D&text=Let%20go.%0A");
    row("/flaky/2", "fail=2&status=503&header=Retry-After:1&text=Not%20yet.%0A&then"
                    "&text=At%20last.%0A");
    row("/limit/3?duration=1ms..2ms", "limit=3&sleep=1ms..2ms&text=Waited.%0A");
    row("/reset", "reset");
    row("/empty", "close");
    row("/truncate", "length=2KiB&send=1KiB&close");
    row("/stall", "stall");
    row("/garbage", "garbage");
    row("/do", "");
    row("/do?", "");
    row("/do?text=a%26b&reset", "text=a%26b&reset");
}

void TestScriptRoutes::scripts()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, script);
    const Outcome outcome = outcomeOf(target);
    QCOMPARE(textOf(outcome), script);
    QVERIFY(std::holds_alternative<Script>(outcome) && !check(std::get<Script>(outcome)));
}

void TestScriptRoutes::saysWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("sentence");
    const auto row = [](const char *target, const char *sentence) {
        QTest::newRow(target) << QByteArray(target) << QByteArray(sentence);
    };
    row("/status/99", "code takes a status from 200 to 599, but got \"99\".");
    row("/status/", "code takes a status from 200 to 599, but got nothing.");
    row("/redirect/x", "n takes a whole number from 0 to 1000000, but got \"x\".");
    row("/drip?code=204", "send does not go with status 204 or 304, which have no body.");
    row("/drip?numbytes", "numbytes takes a size from 1 to 1TiB, such as 512 (bytes), 10KB (1000 "
                          "each) or 10KiB (1024 each), but got nothing.");
    row("/drip?delay=%",
        "delay has a % without two hexadecimal digits behind it; %25 stands for a %.");
    row("/etag/a%22b", "tag takes 1 to 64 printable ASCII characters other than blanks and quotes, "
                       "but got \"a\"b\".");
    row("/do?status=1", "Step 1: status takes a status from 200 to 599, but got \"1\".");
}

void TestScriptRoutes::saysWhatIsWrong()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, sentence);
    QCOMPARE(textOf(outcomeOf(target)), sentence);
}

void TestScriptRoutes::dripsEvenly()
{
    for (const qint64 bytes : {1LL, 89LL, 90LL, 91LL, 1000LL, 1LL << 40}) {
        const auto outcome = outcomeOf("/drip?duration=9s&numbytes=" + QByteArray::number(bytes));
        const QList<Step> steps = std::get<Script>(outcome).steps;
        QVERIFY(steps.size() <= mostSteps);
        qint64 sent = 0;
        qint64 pieces = -1; // the head is one
        std::chrono::nanoseconds pause{0};
        for (const Step &step : steps) {
            if (step.kind == Kind::Every)
                pause = step.argument.wait.first;
            if (step.kind != Kind::Send)
                continue;
            ++pieces;
            QVERIFY(pieces == 0 || step.argument.number > 0);
            sent += step.argument.number;
        }
        QCOMPARE(sent, bytes);
        QVERIFY(pause * pieces <= 9s && pause * pieces > 9s - 1us);
    }
}

void TestScriptRoutes::preconditions_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("script"); // of GET
    QTest::addColumn<QByteArray>("ofPut");
    const QByteArray whole = "header=ETag:%22a%22&text=This%20is%20a.%0A";
    const QByteArray same = "header=ETag:%22a%22&status=304";
    const QByteArray other = "header=ETag:%22a%22&status=412";
    const QByteArray done = "status=204";
    QTest::newRow("none") << QByteArray() << whole << done;
    QTest::newRow("has it") << QByteArray("If-None-Match: \"a\"") << same << other;
    QTest::newRow("has another") << QByteArray("If-None-Match: \"b\"") << whole << done;
    QTest::newRow("wants none") << QByteArray("If-None-Match: *") << same << other;
    QTest::newRow("wants it") << QByteArray("If-Match: \"a\"") << whole << done;
    QTest::newRow("wants another") << QByteArray("If-Match: \"b\"") << other << other;
}

void TestScriptRoutes::preconditions()
{
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, script);
    QFETCH(QByteArray, ofPut);
    const http::Headers fields(field.isEmpty() ? QByteArray("\r\n") : field + "\r\n\r\n", 0);
    QCOMPARE(textOf(outcomeOf("/etag/a", fields)), script);
    QCOMPARE(textOf(outcomeOf("/etag/a", fields, http::Method::Head)), script);
    QCOMPARE(textOf(outcomeOf("/etag/a", fields, http::Method::Put)), ofPut);
}

QTEST_GUILESS_MAIN(TestScriptRoutes)
#include "tst_scriptroutes.moc"
