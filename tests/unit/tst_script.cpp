#include "overlap/script/draws.h"
#include "overlap/script/outline.h"
#include "overlap/script/parse.h"
#include "overlap/script/query.h"
#include "overlap/script/size.h"
#include "overlap/script/steps.h"

#include <QSet>
#include <QTest>

#include <limits>

using namespace overlap::script;
using namespace std::chrono_literals;

// Pure. Scripts: from text and back, what is refused, and what a player is told.
class TestScript : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyStepHasItsRow();
    void reads_data();
    void reads();
    void printsAndReads_data();
    void printsAndReads();
    void randomOnesReadAsPrinted();
    void decodesOnce();
    void findsValues();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void accepts_data();
    void accepts();
    void errorsHaveAPlace();
    void hasLimits();
    void checksValues();
    void requestsPart();
    void outlines_data();
    void outlines();
};

namespace {

Script scriptFrom(QByteArrayView text)
{
    const auto parsed = parse(text);
    if (const auto *error = std::get_if<ScriptError>(&parsed))
        qWarning() << sentenceOf(*error);
    return std::holds_alternative<Script>(parsed) ? std::get<Script>(parsed) : Script();
}

QByteArray sentenceFor(QByteArrayView text)
{
    const auto parsed = parse(text);
    const auto *error = std::get_if<ScriptError>(&parsed);
    return error ? sentenceOf(*error) : QByteArray();
}

} // namespace

void TestScript::everyStepHasItsRow()
{
    QSet<QByteArray> words;
    for (const StepRow &row : steps()) {
        QVERIFY2(QByteArrayView(row.help).endsWith('.'), row.word);
        QVERIFY2(QByteArrayView(row.form->takes).startsWith("takes "), row.word);
        QCOMPARE(rowNamed(row.word), &row);
        QCOMPARE(encoded(row.word), QByteArray(row.word));
        words += row.word;
    }
    QCOMPARE(words.size(), kindCount);
    QVERIFY(!rowNamed("Sleep"));
    QVERIFY(!rowNamed(""));
}

void TestScript::reads_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Argument>("argument");
    const auto row = [](const char *text, const Argument &argument) {
        QTest::newRow(text) << QByteArray(text) << argument;
    };
    const auto wait = [](const Wait &value) { return Argument{.wait = value}; };
    const auto number = [](qint64 value) { return Argument{.number = value}; };
    const auto bytes = [](const QByteArray &value) { return Argument{.text = value}; };
    const auto field = [](const QByteArray &name, const QByteArray &value) {
        return Argument{.name = name, .text = value};
    };
    using enum Wait::Shape;
    row("sleep=200ms", wait({Fixed, 200ms, {}}));
    row("sleep=0", wait({}));
    row("sleep=100ms..1.5s", wait({Uniform, 100ms, 1500ms}));
    row("sleep=1..2", wait({Uniform, 1s, 2s}));
    row("sleep=p50:80ms,p99:400ms", wait({LogNormal, 80ms, 400ms}));
    row("sleep=p50:80ms%2Cp99:400ms", wait({LogNormal, 80ms, 400ms}));
    row("%73leep=1s", wait({Fixed, 1s, {}}));
    row("compute=1ms..2ms", wait({Uniform, 1ms, 2ms}));
    row("gate=hold%20on", bytes("hold on"));
    row("status=599", number(599));
    row("header=X-A:b:c", field("X-A", "b:c"));
    row("header=X-A:%20b%09", field("X-A", "b"));
    row("header=Set-Cookie:a=b", field("Set-Cookie", "a=b"));
    row("header=X:", field("X", ""));
    row("header=X:\xc3\xa9", field("X", "\xc3\xa9"));
    row("type=application/problem+json", bytes("application/problem+json"));
    row("type=text/plain;%20charset=utf-8", bytes("text/plain; charset=utf-8"));
    row("type=a/b;c=%22d;%5C%22e%22", bytes("a/b;c=\"d;\\\"e\""));
    row("send=0", number(0));
    row("send=1TiB", number(1LL << 40));
    row("text=a+b%20c%26d=e", bytes("a+b c&d=e"));
    row("text=", bytes(""));
    row("text=%00%0d%0a", bytes(QByteArray("\0\r\n", 3)));
    row("text=\xc3\xa9 \xff", bytes("\xc3\xa9 \xff"));
    row("json={%22a%22:[1]}", bytes("{\"a\":[1]}"));
    row("json=3", bytes("3"));
    row("json=%22a%22", bytes("\"a\""));
    row("json=null", bytes("null"));
    row("lines=1000000000", number(1'000'000'000));
    row("events=3", number(3));
    row("length", {});
    row("reset=", {}); // as some write a query
    row("seed=9223372036854775807", number(std::numeric_limits<qint64>::max()));
    row("key=k", bytes("k"));
    row("limit=1", number(1));
}

void TestScript::reads()
{
    QFETCH(QByteArray, text);
    QFETCH(Argument, argument);
    const Script script = scriptFrom(text);
    QCOMPARE(script.steps.size(), 1);
    QVERIFY(script.steps[0].argument == argument);
}

void TestScript::printsAndReads_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("printed");
    const auto row = [](const char *text, const char *printed) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(printed);
    };
    row("", "");
    row("sleep=0.2&status=0503&rate=1024&send=10240B&reset",
        "sleep=200ms&status=503&rate=1KiB&send=10KiB&reset");
    row("seed=7&sleep=100ms..1.50s&compute=p50:80ms,p99:0.4",
        "seed=7&sleep=100ms..1.5s&compute=p50:80ms,p99:400ms");
    row("key=a b&fail=2&status=503&header=Retry-After: 1&then&json={\"ok\":true}",
        "key=a%20b&fail=2&status=503&header=Retry-After:1&then&json=%7B%22ok%22:true%7D");
    row("type=a/b+c&chunked=&every=2&lines=3&events=2&garbage",
        "type=a/b%2Bc&chunked&every=2s&lines=3&events=2&garbage");
    row("gate=g&limit=4&length=20480&send=10KB&text=&close",
        "gate=g&limit=4&length=20KiB&send=10KB&text&close");
    row("until-close&text=%25%26%2B%3d&stall", "until-close&text=%25%26%2B=&stall");
}

void TestScript::printsAndReads()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, printed);
    const Script script = scriptFrom(text);
    QCOMPARE(print(script), printed);
    QVERIFY(scriptFrom(printed) == script);
    QVERIFY(!check(script));
}

void TestScript::randomOnesReadAsPrinted()
{
    Draws draws(1);
    const auto below = [&](quint64 end) { return qint64(draws.next() % end); };
    const auto word = [&] {
        QByteArray text;
        for (qint64 left = 1 + below(9); left > 0; --left)
            text += char('a' + below(26));
        return text;
    };
    const auto bytes = [&] {
        QByteArray text;
        for (qint64 left = below(20); left > 0; --left)
            text += char(below(256));
        return text;
    };
    const auto waiting = [&]() -> Wait {
        const std::chrono::nanoseconds first(1 + below(300'000'000'000) / (1 + below(1'000'000)));
        const auto shape = Wait::Shape(below(3));
        return {shape, first, first * (shape == Wait::Shape::Fixed ? 0 : 1 + below(2))};
    };
    const auto argument = [&](const StepRow &row) -> Argument {
        if (row.form == &forms::wait)
            return {.wait = waiting()};
        if (row.form == &forms::field)
            return {.name = word(), .text = word()};
        if (row.form == &forms::name)
            return {.text = word()};
        if (row.form == &forms::mediaType)
            return {.text = word() + '/' + word()};
        if (row.form == &forms::json)
            return {.text = '"' + word() + '"'};
        if (row.form == &forms::text)
            return {.text = bytes()};
        if (row.form == &forms::status)
            return {.number = 200 + below(400)};
        if (row.form == &forms::size || row.form == &forms::someSize)
            return {.number = (1 + below(1000)) << below(30)};
        if (row.form == &forms::nothing || row.form == &forms::maySize)
            return {};
        return {.number = 1 + below(1000)};
    };
    QSet<QByteArray> seen;
    for (int i = 0; i < 5000; ++i) {
        Script script;
        for (qint64 left = below(20); left > 0; --left) {
            const StepRow &row = steps()[std::size_t(below(kindCount))];
            script.steps += {row.kind, argument(row)};
        }
        while (const auto error = check(script)) // few are right as they are
            script.steps.removeAt(error->step - 1);
        const QByteArray printed = print(script);
        const auto parsed = parse(printed);
        QVERIFY2(std::holds_alternative<Script>(parsed) && std::get<Script>(parsed) == script,
                 printed);
        seen += printed;
    }
    QVERIFY(seen.size() > 3000);
}

void TestScript::decodesOnce()
{
    QCOMPARE(scriptFrom("text=%2541").steps[0].argument.text, QByteArray("%41"));
    QCOMPARE(queryOf("/do?a?b"), QByteArrayView("a?b"));
    QVERIFY(queryOf("/do").isNull());
    QVERIFY(!decoded("%4"));
    QVERIFY(!decoded("%g1"));
    QCOMPARE(decoded("%4a%4A").value(), QByteArray("JJ"));
}

void TestScript::findsValues()
{
    QCOMPARE(valueIn("a=1&b=2&a=3", "a"), std::optional<QByteArrayView>("1"));
    QCOMPARE(valueIn("%61=%31", "a"), std::optional<QByteArrayView>("%31"));
    QVERIFY(valueIn("a&b", "b") && valueIn("a&b", "b")->isNull());
    QVERIFY(!valueIn("a&b", "c"));
    QVERIFY(!valueIn({}, "a"));
}

void TestScript::saysWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("part"); // of the sentence
    const auto row = [](const char *text, const char *part) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(part);
    };
    row("status=600", "Step 1: status takes a status from 200 to 599, but got \"600\".");
    row("status=199", "from 200 to 599");
    row("status=", "but got nothing.");
    row("status", "but got nothing.");
    row("status=+200", "but got \"+200\".");
    row("sleep=1s&sleep=soon", "Step 2: sleep takes a duration");
    row("sleep=601", "at most 10 minutes");
    row("sleep=3s..1s", "but got \"3s..1s\"");
    row("sleep=..1s", "takes a duration");
    row("sleep=1s..", "takes a duration");
    row("sleep=p50:0,p99:1s", "takes a duration");
    row("sleep=p50:2s,p99:1s", "takes a duration");
    row("sleep=p50:2s", "takes a duration");
    row("sleep=p99:2s,p50:1s", "takes a duration");
    row("gate=", "takes a name");
    row("gate=%0a", "but got \"\\x0a\".");
    row("key=\xc3\xa9", "takes a name");
    row("header=X", "takes NAME:VALUE");
    row("header=:x", "takes NAME:VALUE");
    row("header=a%20b:x", "takes NAME:VALUE");
    row("header=X:a%0d%0ab", "takes NAME:VALUE");
    row("header=X:a%00b", "takes NAME:VALUE");
    for (const char *name : {"content-length", "Transfer-Encoding", "Connection", "TRAILER",
                             "Upgrade", "te", "Keep-Alive", "Date"})
        row(qPrintable(QString::fromLatin1("header=%1:x").arg(QLatin1StringView(name))),
            "a field of the framing");
    row("type=text", "takes a media type");
    row("type=a/b;", "takes a media type");
    row("type=a/b;c", "takes a media type");
    row("type=a/b;c=%22", "takes a media type");
    row("type=a/b;c=%22%0a%22", "takes a media type");
    row("type=a/b%20c", "takes a media type");
    row("send=2TiB", "takes a size of at most 1TiB");
    row("send=-1", "takes a size");
    row("rate=0&send=1", "takes a size from 1");
    row("json={", "takes one JSON value");
    row("json=", "takes one JSON value");
    row("json=1,2", "takes one JSON value");
    row("json=1]%2C[2", "takes one JSON value");
    row("lines=x", "takes a whole number");
    row("limit=0", "takes a whole number from 1");
    row("seed=9223372036854775808", "takes a whole number");
    row("reset=1", "takes nothing, but got \"1\".");
    row("length=x", "takes nothing, or a size");
    row("sleeep=1", "Step 1: sleeep is no step; these are: sleep, compute, ");
    row("SLEEP=1", "is no step");
    row("=1", "is no step");
    row("<b>%1b", "Step 1: <b>\\x1b is no step");
    row("&", "Step 1 is empty");
    row("sleep=1&&reset", "Step 2 is empty");
    row("sleep=1&", "Step 2 is empty");
    row("text=%", "has a % without two hexadecimal digits");
    row("text=%4", "has a % without");
    row("te%xt=4", "te%xt has a % without");

    row("close&sleep=1s", "Step 2: sleep stands behind a step that ends the answer");
    row("stall&close", "Step 2: close stands behind");
    row("reset&text=a", "stands behind");
    row("garbage&then", "then stands behind fail");
    row("text=a&status=200", "Step 2: status comes before the body's first piece");
    row("text=a&header=X:y", "header comes before");
    row("text=a&type=a/b", "type comes before");
    row("text=a&chunked", "chunked comes before");
    row("status=200&status=201", "Step 2: status is there twice");
    row("type=a/b&header=content-type:c/d", "header is there twice");
    row("header=Content-Type:c/d&type=a/b", "type is there twice");
    row("status=204&text=a", "Step 2: text does not go with status 204 or 304");
    row("status=304&send=0", "send does not go with");
    row("status=204&chunked", "chunked does not go with");
    row("length&status=304", "status 204 and 304 have no body");
    row("length&chunked", "exclude each other");
    row("until-close&length", "exclude each other");
    row("chunked&chunked", "exclude each other");
    row("length&lines=1", "Step 1: length needs a body whose size is known");
    row("length&events=1", "length needs a body whose size is known");
    row("length&text=a&close", "length needs a number");
    row("length=1&text=a&close", "announces more than the pieces have");
    row("length=2&text=a", "length announces as much as the pieces have");
    row("length=2", "but got \"2\".");
    row("length&text=a&garbage", "garbage stands for a chunk's size");
    row("until-close&text=a&garbage", "garbage stands for a chunk's size");
    row("every=1s", "Step 1: every needs a piece of the body behind it");
    row("text=a&every=1s", "every needs a piece");
    row("rate=1", "rate needs a piece");
    row("fail=1&every=1s&then&text=a", "every needs a piece");
    row("fail=1", "fail needs a then");
    row("then", "then stands behind fail");
    row("fail=1&then&then", "then is there twice");
    row("fail=1&fail=1&then&then", "fail is there twice");
    row("fail=1&then&fail=1&then", "fail is there twice");
    row("close&fail=1&then", "fail stands behind a step that ends the answer");
    row("fail=1&close&sleep=1&then", "Step 3: sleep stands behind");
    row("fail=1&then&close&sleep=1", "Step 4: sleep stands behind");
    row("status=204&fail=1&text=a&then", "text does not go with");
    row("seed=1&seed=2", "seed is there twice");
    row("fail=1&key=a&then", "key comes before fail");
    row("fail=1&then&limit=1", "limit comes before fail");
}

void TestScript::saysWhatIsWrong()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, part);
    const QByteArray sentence = sentenceFor(text);
    QVERIFY2(sentence.contains(part), sentence);
    QVERIFY2(sentence.startsWith("Step ") && sentence.endsWith('.'), sentence);
}

void TestScript::accepts_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : {"sleep=1&status=200&close",
                             "status=204",
                             "status=304&header=ETag:%22a%22",
                             "header=A:1&header=A:2",
                             "length=2&text=a&close",
                             "length&text=a",
                             "length=1&text=a",
                             "length=5&stall",
                             "length&send=1&send=2&json=3",
                             "chunked",
                             "until-close&send=1",
                             "text=a&garbage",
                             "chunked&lines=1&garbage",
                             "length&garbage",
                             "every=1s&fail=1&status=503&then&lines=3",
                             "fail=1&close&then&status=200&text=a",
                             "fail=1&status=204&then&status=200&text=a",
                             "text=a&fail=1&close&then&text=b",
                             "length=4&fail=1&text=a&close&then&text=abcd",
                             "fail=0&then",
                             "send=0&stall",
                             "sleep=1&seed=1&key=a&limit=2&fail=1&reset&then"})
        QTest::newRow(text) << QByteArray(text);
}

void TestScript::accepts()
{
    QFETCH(QByteArray, text);
    QCOMPARE(sentenceFor(text), QByteArray());
}

void TestScript::errorsHaveAPlace()
{
    const auto error = std::get<ScriptError>(parse("sleep=1s&status=%39&reset"));
    QCOMPARE(error.step, 2);
    QCOMPARE(error.position, 9);
    QCOMPARE(error.word, QByteArray("status"));
    QCOMPARE(error.got.value(), QByteArray("9"));
    QCOMPARE(error.takes, QByteArray("takes a status from 200 to 599"));
    QCOMPARE(std::get<ScriptError>(parse("text=a&sleep=1&chunked")).position, 15);
    // Neither long, nor cut within a character.
    const QByteArray sentence = sentenceFor("status=" + QByteArray("\xc3\xa9").repeated(5000));
    QVERIFY(sentence.size() < 200);
    QVERIFY2(sentence.endsWith("\xc3\xa9...\"."), sentence);
}

void TestScript::hasLimits()
{
    const QByteArray most = QByteArray("sleep=0&").repeated(mostSteps - 1) + "text=";
    QCOMPARE(sentenceFor(most), QByteArray());
    QVERIFY(sentenceFor(most + "&text=a").startsWith("Step 101: text is one too many"));
    QVERIFY(sentenceFor(most + "&nonsense").startsWith("Step 101: nonsense is no step"));
    QCOMPARE(sentenceFor("text=" + QByteArray(longestText, 'a')), QByteArray());
    QVERIFY(sentenceFor("text=" + QByteArray(longestText + 1, 'a')).contains("at most 1 MiB"));
    QVERIFY(sentenceFor("json=" + QByteArray(longestText + 1, '1')).contains("at most 1 MiB"));
    QCOMPARE(sentenceFor("gate=" + QByteArray(longestName, 'a')), QByteArray());
    QVERIFY(sentenceFor("gate=" + QByteArray(longestName + 1, 'a')).contains("1 to 64"));
    QVERIFY(!sentenceFor("header=X:" + QByteArray(longestValue + 1, 'a')).isEmpty());
}

void TestScript::checksValues()
{
    const auto isWrong = [](Kind kind, const Argument &argument) {
        const auto error = check({{{Kind::Sleep, {}}, {kind, argument}}});
        return error && error->step == 2 && error->word == rowOf(kind).word;
    };
    const auto wait = [](Wait::Shape shape, std::chrono::nanoseconds first,
                         std::chrono::nanoseconds second) {
        return Argument{.wait = {shape, first, second}};
    };
    using enum Wait::Shape;
    QVERIFY(!isWrong(Kind::Status, {.number = 200}));
    QVERIFY(isWrong(Kind::Status, {}));
    QVERIFY(isWrong(Kind::Status, {.number = 99}));
    QVERIFY(isWrong(Kind::Status, {.text = "200"}));
    QVERIFY(isWrong(Kind::Status, {.number = 200, .text = "200"}));
    QVERIFY(isWrong(Kind::Chunked, {.number = 1}));
    QVERIFY(isWrong(Kind::Send, {.number = -1}));
    QVERIFY(isWrong(Kind::Length, {.number = -1}));
    QVERIFY(!isWrong(Kind::Sleep, wait(Uniform, 1s, 2s)));
    QVERIFY(isWrong(Kind::Sleep, wait(Fixed, -1s, 0s)));
    QVERIFY(isWrong(Kind::Sleep, wait(Fixed, 601s, 0s)));
    QVERIFY(isWrong(Kind::Sleep, wait(Fixed, 1s, 1s)));
    QVERIFY(isWrong(Kind::Sleep, wait(Uniform, 2s, 1s)));
    QVERIFY(!isWrong(Kind::Header, {.name = "X", .text = "a"}));
    QVERIFY(isWrong(Kind::Header, {.name = "X ", .text = "a"}));
    QVERIFY(isWrong(Kind::Header, {.name = "X:", .text = "a"}));
    QVERIFY(isWrong(Kind::Header, {.name = "X", .text = "a\r\nb"}));
    QVERIFY(isWrong(Kind::Json, {.text = "{"}));
    QVERIFY(isWrong(Kind::Rate, {.number = 1})); // nothing is behind it
}

void TestScript::requestsPart()
{
    const Script script = scriptFrom("seed=3&key=k&limit=2&sleep=1&fail=4&reset&then&text=a");
    const Settings settings = settingsOf(script);
    QCOMPARE(settings.seed.value(), 3);
    QCOMPARE(settings.key, QByteArray("k"));
    QCOMPARE(settings.failures, 4);
    QCOMPARE(settings.limit, 2);
    QCOMPARE(print({stepsFor(script, true)}), QByteArray("sleep=1s&reset"));
    QCOMPARE(print({stepsFor(script, false)}), QByteArray("sleep=1s&text=a"));
    const Script plain = scriptFrom("sleep=1&text=a");
    QVERIFY(stepsFor(plain, false).isSharedWith(plain.steps));
    QVERIFY(!settingsOf(plain).seed && settingsOf(plain).failures == 0);
}

void TestScript::outlines_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<int>("framing");
    QTest::addColumn<qint64>("length");
    const auto row = [](const char *text, int status, const char *fields, Outline::Framing framing,
                        qint64 length) {
        QTest::newRow(text) << QByteArray(text) << status << QByteArray(fields) << int(framing)
                            << length;
    };
    using enum Outline::Framing;
    row("", 200, "", Length, 0);
    row("status=204", 204, "", Length, 0);
    row("status=503&header=A:b&text=abc&send=2", 503,
        "A: b\r\nContent-Type: text/plain; charset=utf-8\r\n", Length, 5);
    row("header=content-type:a/b&json=1", 200, "content-type: a/b\r\n", Length, 1);
    row("type=a/b&send=1KiB", 200, "Content-Type: a/b\r\n", Length, 1024);
    row("send=1KiB&reset", 200, "Content-Type: application/octet-stream\r\n", Chunked, -1);
    row("length=2KiB&send=1KiB&reset", 200, "Content-Type: application/octet-stream\r\n", Length,
        2048);
    row("lines=1", 200, "Content-Type: application/x-ndjson\r\n", Chunked, -1);
    row("json=1&events=1", 200, "Content-Type: application/json\r\n", Chunked, -1);
    row("events=1", 200, "Content-Type: text/event-stream\r\n", Chunked, -1);
    row("until-close&text=a", 200, "Content-Type: text/plain; charset=utf-8\r\n", UntilClose, -1);
    row("chunked", 200, "", Chunked, -1);
    row("close", 200, "", Length, 0);
}

void TestScript::outlines()
{
    QFETCH(QByteArray, text);
    QFETCH(int, status);
    QFETCH(QByteArray, fields);
    QFETCH(int, framing);
    QFETCH(qint64, length);
    const Outline outline = outlineOf(scriptFrom(text).steps);
    QCOMPARE(int(outline.head.status), status);
    QCOMPARE(outline.head.headers.text(), fields);
    QCOMPARE(int(outline.framing), framing);
    QCOMPARE(outline.length, length);
    QCOMPARE(outline.breaksOff, text.endsWith("reset") || text.endsWith("close"));
    QCOMPARE(outline.hasPiece, text.contains("text") || text.contains("send") ||
                                   text.contains("json") || text.contains("lines") ||
                                   text.contains("events"));
}

QTEST_GUILESS_MAIN(TestScript)
#include "tst_script.moc"
