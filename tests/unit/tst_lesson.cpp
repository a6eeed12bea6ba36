#include "overlap/lesson/lesson.h"
#include "overlap/lesson/measures.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace overlap;
using namespace overlap::lesson;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

// Pure. Lessons as files, and what follows from what was measured.
class TestLesson : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsALesson();
    void refuses_data();
    void refuses();
    void refusesPrograms_data();
    void refusesPrograms();
    void scalesTimes_data();
    void scalesTimes();
    void scalesCode_data();
    void scalesCode();
    void makesAPage();
    void goesAtItsOwnPace();
    void docsShowALesson();
    void sendsNoMoreThanThereIsRoom();
    void measuresResults();
    void measuresWhatIsMissing();
    void builtInLessonsAreInOrder();
    void programsAreOfTheirLessons();
};

namespace {

const QByteArray goodFile = R"(---
title: A slow request
strategy: limited
limit: 2
threads: 3
send: /sleep/{5s}?n={n} /
count: 6
at-once: 4
pause: {250ms}
connections: kept
server: fresh
measure: answered 2
question: When are {count} answered, in {5s}?
answer: At once | 0s..1s
answer: After {5s} | 4s..7.5s | expected
answer: Never | never
---

Some *words* about {5s}.

## Rust

```rust
sleep(Duration::from_secs(5)).await;
```

## Explanation

It took {answered} of {last}. That is {5s}.

## Try it

Ask once,
in {5s}.

    curl -w "%{time_total}" {url}/sleep/{5s}
)";

QByteArray program(int lines, const QByteArray &last = "    sleep(5s); //! sleeping")
{
    QByteArray text = "#include <QTcpServer>\n//! [shown]\n";
    for (int i = 1; i < lines; ++i)
        text += "    line" + QByteArray::number(i) + "();\n";
    return text + last + "\n//! [shown]\nint main();\n";
}

const QString name = u"04-slow-request.md"_s;

Lesson good()
{
    return std::get<Lesson>(parse(goodFile, program(12), name));
}

// The good file with one change.
QByteArray with(const QByteArray &from, const QByteArray &to)
{
    QByteArray file = goodFile;
    Q_ASSERT(file.count(from) >= 1);
    return file.replace(file.indexOf(from), from.size(), to);
}

} // namespace

void TestLesson::readsALesson()
{
    const auto parsed = parse(goodFile, program(12), name);
    if (const auto *error = std::get_if<Error>(&parsed))
        QFAIL(qPrintable(u"%1: %2"_s.arg(error->line).arg(error->text)));
    const Lesson lesson = std::get<Lesson>(parsed);
    QCOMPARE(lesson.number, 4);
    QCOMPARE(lesson.name, u"slow-request"_s);
    QCOMPARE(lesson.title, u"A slow request"_s);
    QCOMPARE(lesson.strategy.name, "limited"_L1);
    QCOMPARE(lesson.strategy.counts.limit, 2);
    QCOMPARE(lesson.threads, 3);
    QVERIFY(lesson.isFresh && lesson.isScaled);
    load::Plan plan;
    plan.targets = {"/sleep/{5s}?n={n}", "/"};
    plan.count = 6;
    plan.atOnce = 4;
    plan.pause = 250ms;
    plan.keepsAlive = true;
    QVERIFY(lesson.plan == plan);
    QVERIFY((lesson.measure == Measure{Measure::Kind::Answered, 2}));
    QCOMPARE(lesson.answers.size(), size_t(3));
    QVERIFY((lesson.answers[1].range == Range{4, 7.5}));
    QVERIFY(lesson.answers[2].range.contains(Range::never));
    QCOMPARE(lesson.expected, 1);
    QCOMPARE(lesson.code.size(), size_t(12));
    QVERIFY((lesson.code[0] == CodeLine{u"line1();"_s, std::nullopt}));
    QVERIFY((lesson.code[11] == CodeLine{u"sleep(5s);"_s, record::Phase::Sleeping}));
    QCOMPARE(lesson.rust, u"sleep(Duration::from_secs(5)).await;"_s);
    QCOMPARE(lesson.explanation, u"It took {answered} of {last}. That is {5s}."_s);
    QCOMPARE(lesson.tryIt, u"Ask once,\nin {5s}."_s);
    QCOMPARE(lesson.command, u"curl -w \"%{time_total}\" {url}/sleep/{5s}"_s);
}

void TestLesson::refuses_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<int>("line");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *what, const QByteArray &file, int line, const QString &says) {
        QTest::newRow(what) << file << line << says;
    };
    QByteArray longText;
    for (int i = 0; i < 61; ++i)
        longText += "word ";
    row("empty", "", 1, u"must begin"_s);
    row("no end of the head", "---\ntitle: a", 2, u"must end"_s);
    row("no pair", with("title: ", "title "), 2, u"“:”"_s);
    row("unknown key", with("limit: 2", "lemit: 2"), 4, u"“lemit” is no key"_s);
    row("twice", with("limit: 2", "title: 2"), 4, u"“title” is there twice"_s);
    row("no value", with("A slow request", ""), 2, u"“title” has no value"_s);
    row("no title", with("title: A slow request\n", ""), 0, u"“title” is missing"_s);
    row("no strategy", with("strategy: limited\nlimit: 2\n", ""), 0, u"“strategy” is missing"_s);
    row("no send", with("send: /sleep/{5s}?n={n} /\n", ""), 0, u"“send” is missing"_s);
    row("no measure", with("measure: answered 2\n", ""), 0, u"“measure” is missing"_s);
    row("no question", with("question: When are {count} answered, in {5s}?\n", ""), 0,
        u"“question” is missing"_s);
    row("unknown strategy", with("limited", "lucky"), 3, u"“lucky” is no strategy"_s);
    row("wrong number", with("limit: 2", "pool: 2"), 4, u"limited has no pool"_s);
    row("limit", with("limit: 2", "limit: 0"), 4, u"from 1 to"_s);
    row("threads", with("threads: 3", "threads: 65"), 5, u"from 1 to 64"_s);
    row("target", with("/sleep/{5s}", "sleep/{5s}"), 6, u"begin with “/”"_s);
    row("braces of a target", with("{n}", "{m}"), 6, u"“{m}”"_s);
    row("count", with("count: 6", "count: six"), 7, u"“count” is a number"_s);
    row("too many", with("count: 6", "count: 10001"), 7, u"from 1 to 10000"_s);
    row("at once", with("at-once: 4", "at-once: 7"), 8, u"from 1 to 6"_s);
    row("pause", with("pause: {250ms}", "pause: 250ms"), 9, u"{100ms}"_s);
    row("connections", with(": kept", ": closed"), 10, u"“kept”"_s);
    row("server", with(": fresh", ": old"), 11, u"“fresh”"_s);
    row("unknown measure", with("answered 2", "asked 2"), 12, u"“asked” is no measure"_s);
    row("number of a request", with("answered 2", "answered 7"), 12, u"from 1 to 6"_s);
    row("no number of a request", with("answered 2", "answered"), 12, u"wants the number"_s);
    row("about all", with("answered 2", "all 2"), 12, u"about all"_s);
    row("two answers", with("answer: Never | never\n", ""), 15, u"three or four"_s);
    row("five answers",
        with("answer: Never | never\n",
             "answer: Never | never\nanswer: a | 10s\nanswer: b | 20s\n"),
        18, u"three or four"_s);
    row("none expected", with(" | expected", ""), 16, u"No answer is expected"_s);
    row("two expected", with("never\n---", "never | expected\n---"), 16, u"Two answers"_s);
    row("no range", with("Never | never", "Never"), 16, u"a range"_s);
    row("bad range", with("0s..1s", "1s..0s"), 14, u"“1s..0s” is no range"_s);
    row("half a range", with("0s..1s", "0s.."), 14, u"“0s..” is no range"_s);
    row("range without a unit", with("0s..1s", "0..1"), 14, u"“0..1” is no range"_s);
    row("never counted", with("answered 2", "handled"), 14, u"is no range"_s);
    row("ranges overlap", with("0s..1s", "0s..4s"), 15, u"overlaps that of “At once”"_s);
    row("never twice", with("0s..1s", "never"), 16, u"overlaps"_s);
    row("braces of an answer", with("After {5s}", "After {last}"), 15, u"“{last}”"_s);
    row("braces of the question", with("in {5s}?", "in {5}?"), 13, u"“{5}”"_s);
    row("no text", with("Some *words* about {5s}.\n", ""), 18, u"text is missing"_s);
    row("long text", with("Some *words*", longText), 18, u"at most 60"_s);
    row("braces of the text", with("about {5s}", "about {answered}"), 18, u"“{answered}”"_s);
    row("heading", with("## Rust", "## Go"), 21, u"“## Rust”"_s);
    row("level of a heading", with("## Rust", "# Rust"), 21, u"“## Rust”"_s);
    row("section twice", with("## Explanation", "## Rust"), 27, u"“Rust” is there twice"_s);
    row("Rust without fence", with("```rust", ""), 22, u"“```rust”"_s);
    row("Rust too long", with("sleep(Dur", QByteArray(20, '\n') + "sleep(Dur"), 22,
        u"more than 20"_s);
    row("no explanation",
        with("## Explanation\n\nIt took {answered} of {last}. That is {5s}.\n", ""), 0,
        u"explanation is missing"_s);
    row("one sentence", with(" That is {5s}.", ""), 28, u"two sentences"_s);
    row("no figure", with("It took {answered} of {last}.", "It took long."), 28, u"no measured"_s);
    row("value of another measure", with("{answered}", "{prompt}"), 28, u"“{prompt}”"_s);
    row("nothing to try", with("## Try it\n", ""), 28, u"two sentences"_s);
    row("no command", with("    curl", "curl"), 32, u"indented"_s);
    row("braces of the command", with("{url}", "{uri}"), 32, u"“{uri}”"_s);
}

void TestLesson::refuses()
{
    QFETCH(QByteArray, file);
    QFETCH(int, line);
    QFETCH(QString, says);
    const auto parsed = parse(file, program(12), name);
    const auto *error = std::get_if<Error>(&parsed);
    QVERIFY(error);
    QVERIFY2(error->text.contains(says), qPrintable(error->text));
    QCOMPARE(error->line, line);
    QCOMPARE(error->file, name);
}

void TestLesson::refusesPrograms_data()
{
    QTest::addColumn<QByteArray>("program");
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("says"); // empty: nothing
    QTest::newRow("shortest") << program(12) << name << u""_s;
    QTest::newRow("longest") << program(20) << name << u""_s;
    QTest::newRow("too short") << program(11) << name << u"shows 11 lines"_s;
    QTest::newRow("too long") << program(21) << name << u"shows 21 lines"_s;
    QTest::newRow("nothing shown") << QByteArray("int main();\n") << name << u"no two lines"_s;
    QTest::newRow("no end") << QByteArray("//! [shown]\n") << name << u"no two lines"_s;
    QTest::newRow("unknown mark") << program(12, "nap(); //! napping") << name
                                  << u"unknown mark “napping”"_s;
    QTest::newRow("wide") << program(12, QByteArray(61, 'x')) << name << u"more than 60 columns"_s;
    QTest::newRow("wide by its mark")
        << program(12, QByteArray(60, 'x') + " //! running") << name << u""_s;
    QTest::newRow("file name") << program(12) << u"slow.md"_s << u"04-slow-request.md"_s;
    QTest::newRow("number") << program(12) << u"00-slow.md"_s << u"04-slow-request.md"_s;
}

void TestLesson::refusesPrograms()
{
    QFETCH(QByteArray, program);
    QFETCH(QString, file);
    QFETCH(QString, says);
    const auto parsed = parse(goodFile, program, file);
    const auto *error = std::get_if<Error>(&parsed);
    QCOMPARE(error != nullptr, !says.isEmpty());
    if (error)
        QVERIFY2(error->text.contains(says), qPrintable(error->text));
}

void TestLesson::scalesTimes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("fifth");
    QTest::addColumn<QString>("book");
    QTest::newRow("seconds") << u"after {5s}."_s << u"after 1 s."_s << u"after 5 s."_s;
    QTest::newRow("several") << u"{250ms}{10s}"_s << u"50 ms2 s"_s << u"250 ms10 s"_s;
    QTest::newRow("smaller unit") << u"{1s}"_s << u"200 ms"_s << u"1 s"_s;
    QTest::newRow("others stay") << u"{last} {5} {"_s << u"{last} {5} {"_s << u"{last} {5} {"_s;
}

void TestLesson::scalesTimes()
{
    QFETCH(QString, text);
    QTEST(withTimes(text, Pace::Fifth), "fifth");
    QTEST(withTimes(text, Pace::Book), "book");
}

void TestLesson::scalesCode_data()
{
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("fifth");
    const auto row = [](const QString &code, const QString &fifth) {
        QTest::newRow(qPrintable(code)) << code << fifth;
    };
    row(u"sleep_for(5s); f(250ms);"_s, u"sleep_for(1s); f(50ms);"_s);
    row(u"get(\"/sleep/5s\");"_s, u"get(\"/sleep/1s\");"_s);
    row(u"t5s = 1.5s + 5sec + 0x5;"_s, u"t5s = 1.5s + 5sec + 0x5;"_s);
    row(u"Duration::from_secs(5)"_s, u"Duration::from_secs(1)"_s);
    row(u"Duration::from_secs(1)"_s, u"Duration::from_millis(200)"_s);
    row(u"Duration::from_millis(250)"_s, u"Duration::from_millis(50)"_s);
}

void TestLesson::scalesCode()
{
    QFETCH(QString, code);
    QTEST(codeAt(code, Pace::Fifth), "fifth");
    QCOMPARE(codeAt(code, Pace::Book), code);
}

void TestLesson::makesAPage()
{
    const Page page = pageOf(good(), Pace::Fifth, QUrl(u"http://127.0.0.1:8080/"_s));
    QCOMPARE(page.title, u"A slow request"_s);
    QCOMPARE(page.text, u"Some *words* about 1 s."_s);
    QCOMPARE(page.question, u"When are 6 answered, in 1 s?"_s);
    QCOMPARE(page.answers, QStringList({u"At once"_s, u"After 1 s"_s, u"Never"_s}));
    QCOMPARE(page.code.back().text, u"sleep(1s);"_s);
    QVERIFY(page.code.back().mark == record::Phase::Sleeping);
    QCOMPARE(page.rust, u"sleep(Duration::from_secs(1)).await;"_s);
    QCOMPARE(page.command, u"curl -w \"%{time_total}\" http://127.0.0.1:8080/sleep/1s"_s);
    const Page book = pageOf(good(), Pace::Book);
    QCOMPARE(book.code.back().text, u"sleep(5s);"_s);
    QCOMPARE(book.command, u"curl -w \"%{time_total}\" http://localhost:7878/sleep/5s"_s);
}

// Without a time in its targets, nothing of it takes a fifth.
void TestLesson::goesAtItsOwnPace()
{
    const auto parsed = parse(with("/sleep/{5s}?n={n} /", "/sleep/5s"), program(12), name);
    const Lesson lesson = std::get<Lesson>(parsed);
    QVERIFY(!lesson.isScaled);
    QVERIFY(planOf(lesson, Pace::Fifth, 1000) == planOf(lesson, Pace::Book, 1000));
    QCOMPARE(pageOf(lesson, Pace::Fifth).code.back().text, u"sleep(5s);"_s);
}

// The lesson in architecture.md is one.
void TestLesson::docsShowALesson()
{
    QFile docs(QString::fromUtf8(OVERLAP_SOURCES) + u"/resources/docs/architecture.md"_s);
    QVERIFY(docs.open(QIODevice::ReadOnly));
    const QByteArray text = docs.readAll();
    const qsizetype from = text.indexOf("```\n---\n") + 4;
    const auto parsed =
        parse(text.sliced(from, text.indexOf("```", from) - from), program(12), name);
    const auto *error = std::get_if<Error>(&parsed);
    QVERIFY2(!error, error ? qPrintable(error->text) : "");
}

void TestLesson::sendsNoMoreThanThereIsRoom()
{
    const load::Plan plan = planOf(good(), Pace::Fifth, 1000);
    QCOMPARE(plan.targets, QList<QByteArray>({"/sleep/1s?n={n}", "/"}));
    QCOMPARE(plan.count, 6);
    QCOMPARE(plan.atOnce, 4);
    QVERIFY(plan.pause == 50ms);
    const load::Plan small = planOf(good(), Pace::Book, 3);
    QCOMPARE(small.targets.constFirst(), "/sleep/5s?n={n}");
    QCOMPARE(small.count, 3);
    QCOMPARE(small.atOnce, 3);
    QVERIFY(small.pause == 250ms);
}

namespace {

double valueOf(const Measure &measure, const Observed &observed)
{
    return rowOf(measure).value(observed, measure.request);
}

QString sentenceOf(const Measure &measure, const Observed &observed)
{
    return rowOf(measure).sentence(observed, measure.request);
}

constexpr qint64 ms = 1'000'000;

} // namespace

void TestLesson::measuresResults()
{
    using enum Measure::Kind;
    Observed seen;
    seen.results = {{1, 200, 100 * ms, 100 * ms, 1100 * ms, {}},
                    {2, 404, 150 * ms, 150 * ms, 250 * ms, {}},
                    {3, 200, 200 * ms, 200 * ms, 2200 * ms, {}}};
    seen.handled = 2;
    seen.read = 3;
    seen.promptWithin = 500ms;
    seen.bytesEach = 2048;
    QCOMPARE(valueOf({All, 0}, seen), 2.1);
    QCOMPARE(sentenceOf({All, 0}, seen), u"The last of 3 was answered after 2.100 s."_s);
    QCOMPARE(valueOf({Answered, 2}, seen), 0.1);
    QCOMPARE(sentenceOf({Answered, 2}, seen), u"Request 2 of 3 was answered after 100 ms."_s);
    QCOMPARE(valueOf({Status, 2}, seen), 404.0);
    QCOMPARE(sentenceOf({Status, 2}, seen), u"Request 2 of 3 was answered with 404."_s);
    QCOMPARE(valueOf({Handled, 0}, seen), 2.0);
    QCOMPARE(sentenceOf({Handled, 0}, seen), u"Handled at the same time: 2 of 3."_s);
    QCOMPARE(valueOf({Read, 0}, seen), 3.0);
    QCOMPARE(valueOf({Prompt, 1}, seen), 1.0);
    QCOMPARE(valueOf({Prompt, 3}, seen), 0.0);
    QCOMPARE(sentenceOf({Prompt, 2}, seen), u"Answered within 500 ms: 1 of 2."_s);

    const auto values = valuesOf({Prompt, 2}, seen);
    QCOMPARE(values.value(u"count"_s), u"3"_s);
    QCOMPARE(values.value(u"first"_s), u"150 ms"_s);
    QCOMPARE(values.value(u"last"_s), u"2.100 s"_s);
    QCOMPARE(values.value(u"prompt"_s), u"1"_s);
    QCOMPARE(values.value(u"late"_s), u"1"_s);
    QCOMPARE(values.value(u"memory"_s), u"2 KiB"_s);
    QCOMPARE(values.value(u"threads"_s), u"unknown"_s);
    QVERIFY(!values.contains(u"answered"_s));
    QStringList names = values.keys();
    QStringList known = valueNames({Prompt, 2});
    names.sort();
    known.sort();
    QCOMPARE(names, known);
}

void TestLesson::measuresWhatIsMissing()
{
    using enum Measure::Kind;
    Observed seen;
    seen.results = {{1, 200, 100 * ms, 100 * ms, 1100 * ms, {}},
                    {2, 0, 150 * ms, 150 * ms, -1, u"closed"_s}};
    seen.promptWithin = 500ms;
    QCOMPARE(valueOf({All, 0}, seen), Range::never);
    QCOMPARE(sentenceOf({All, 0}, seen), u"Without an answer: 1 of 2."_s);
    QCOMPARE(valueOf({Answered, 2}, seen), Range::never);
    QCOMPARE(sentenceOf({Answered, 2}, seen), u"Request 2 of 2 got no answer."_s);
    QCOMPARE(valueOf({Status, 2}, seen), Range::never);
    QCOMPARE(valueOf({Status, 3}, seen), Range::never); // fewer were sent
    QCOMPARE(valueOf({Prompt, 1}, seen), 0.0);
    QCOMPARE(valuesOf({All, 0}, seen).value(u"unanswered"_s), u"1"_s);
    QCOMPARE(valuesOf({All, 0}, {}).value(u"last"_s), u"–"_s);
}

void TestLesson::builtInLessonsAreInOrder()
{
    QCOMPARE(lessons().size(), size_t(12));
    for (size_t i = 0; i < lessons().size(); ++i)
        QCOMPARE(lessons()[i].number, int(i) + 1);
}

// The page would tell of something else than its code.
void TestLesson::programsAreOfTheirLessons()
{
    for (const Lesson &lesson : lessons()) {
        const QString number = QString::number(lesson.number).rightJustified(2, u'0');
        QFile file(u":/overlap/lessons/%1-%2.cpp"_s.arg(number, lesson.name));
        QVERIFY2(file.open(QFile::ReadOnly), qPrintable(file.fileName()));
        const QByteArray program = file.readAll();
        const bool isServer = program.contains("QTcpServer");
        for (const QByteArray &target : lesson.plan.targets) {
            const QByteArray page = target.split('?').first().split('/').value(1);
            if (isServer && !page.isEmpty())
                QVERIFY2(program.contains("\"/" + page + '"'), qPrintable(file.fileName()));
        }
        const auto *strategy = schedule::strategyNamed(lesson.strategy.name);
        QVERIFY(strategy);
        if (strategy->count) {
            const int count = lesson.strategy.counts.*strategy->count->value;
            const QRegularExpression says(u"(= |\\()%1[;)]"_s.arg(count));
            QVERIFY2(says.match(QString::fromUtf8(program)).hasMatch(),
                     qPrintable(file.fileName()));
        }
    }
}

QTEST_GUILESS_MAIN(TestLesson)
#include "tst_lesson.moc"
