#include "overlap/analysis/sending.h"
#include "overlap/lesson/lesson.h"
#include "overlap/lesson/lessonfile.h"
#include "overlap/lesson/measures.h"
#include "overlap/lesson/shown.h"
#include "overlap/script/duration.h"
#include "overlap/text/numbers.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace overlap::lesson {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostWords = 60;
constexpr size_t leastAnswers = 3, mostAnswers = 4;
constexpr qsizetype mostLines = 20; // of Rust
constexpr int mostRequests = 10'000;

// A key that the head may have.
struct Key
{
    QLatin1StringView name;
    enum class Need : quint8 { Once, AtMostOnce, Several } need;
};
constexpr std::array<Key, 14> keys = {{
    {"title"_L1, Key::Need::Once},
    {"strategy"_L1, Key::Need::Once},
    {"limit"_L1, Key::Need::AtMostOnce},
    {"pool"_L1, Key::Need::AtMostOnce},
    {"threads"_L1, Key::Need::AtMostOnce},
    {"server"_L1, Key::Need::AtMostOnce},
    {"send"_L1, Key::Need::Once},
    {"count"_L1, Key::Need::AtMostOnce},
    {"at-once"_L1, Key::Need::AtMostOnce},
    {"pause"_L1, Key::Need::AtMostOnce},
    {"connections"_L1, Key::Need::AtMostOnce},
    {"measure"_L1, Key::Need::Once},
    {"question"_L1, Key::Need::Once},
    {"answer"_L1, Key::Need::Several},
}};

using Entry = LessonFile::Entry;

// Understands one lesson. Each function returns false, and keeps the error, if something is wrong.
class Parser
{
public:
    Parser(const QString &fileName, const LessonFile &file) : m_fileName(fileName), m_file(file) {}

    bool parse(const QByteArray &program)
    {
        return takeName() && checkKeys() && takeServer() && takePlan() && takeQuestion() &&
               takeText() && takeRust() && takeExplanation() && takeTryIt() &&
               takeCode(QString::fromUtf8(program));
    }
    Lesson lesson;
    Error error;

private:
    bool fail(int line, const QString &text);
    bool takeName();
    bool checkKeys();
    bool takeServer();
    bool takeCounts(const schedule::Kind &kind);
    bool takePlan();
    bool takeQuestion();
    bool takeMeasure();
    bool takeAnswer(const Entry &entry);
    std::optional<Range> rangeFrom(const QString &text) const;
    std::optional<double> valueFrom(const QString &text) const;
    bool takeText();
    bool takeRust();
    bool takeExplanation();
    bool takeTryIt();
    bool takeCode(const QString &program);

    bool takeNumber(QLatin1StringView key, int most, int &number);
    bool checkBraces(const QString &text, int line, const QStringList &names);
    bool has(QLatin1StringView key) const { return m_file.head.contains(key); }
    Entry entry(QLatin1StringView key) const { return m_file.head.value(key).value(0); }

    const QString &m_fileName;
    const LessonFile &m_file;
};

bool Parser::fail(int line, const QString &text)
{
    error = {m_fileName, line, text};
    return false;
}

bool Parser::takeName()
{
    static const QRegularExpression name(u"^(\\d\\d)-([a-z]+(?:-[a-z]+)*)\\.md$"_s);
    const auto match = name.match(m_fileName);
    lesson.number = match.captured(1).toInt();
    lesson.name = match.captured(2);
    return lesson.number > 0 || fail(0, u"The file's name must be as in 04-slow-request.md."_s);
}

bool Parser::checkKeys()
{
    for (auto key = m_file.head.keyBegin(); key != m_file.head.keyEnd(); ++key) {
        const QList<Entry> all = m_file.head.value(*key);
        const Entry &last = all.constLast();
        const auto row = std::ranges::find_if(keys, [&](const Key &k) { return k.name == *key; });
        if (row == keys.end())
            return fail(last.line, u"“%1” is no key."_s.arg(*key));
        if (row->need != Key::Need::Several && all.size() > 1)
            return fail(last.line, u"“%1” is there twice."_s.arg(*key));
        if (last.value.isEmpty())
            return fail(last.line, u"“%1” has no value."_s.arg(*key));
    }
    for (const Key &key : keys) {
        if (key.need == Key::Need::Once && !has(key.name))
            return fail(0, u"The key “%1” is missing."_s.arg(key.name));
    }
    return true;
}

bool Parser::takeServer()
{
    lesson.title = entry("title"_L1).value;
    const Entry strategy = entry("strategy"_L1);
    const QByteArray name = strategy.value.toLatin1();
    const schedule::Kind *const kind = schedule::strategyNamed(QLatin1StringView(name));
    if (!kind)
        return fail(strategy.line, u"“%1” is no strategy."_s.arg(strategy.value));
    lesson.strategy.name = kind->name;
    const Entry server = entry("server"_L1);
    lesson.isFresh = has("server"_L1);
    if (lesson.isFresh && server.value != "fresh"_L1)
        return fail(server.line, u"“server” can only be “fresh”."_s);
    return takeCounts(*kind) && takeNumber("threads"_L1, Settings::maxThreads, lesson.threads);
}

bool Parser::takeCounts(const schedule::Kind &kind)
{
    for (const QLatin1StringView key : {"limit"_L1, "pool"_L1}) {
        if (has(key) && (!kind.count || kind.count->name != key))
            return fail(entry(key).line, u"The strategy %1 has no %2."_s.arg(kind.name, key));
    }
    return !kind.count || takeNumber(kind.count->name, kind.count->most,
                                     lesson.strategy.counts.*kind.count->value);
}

bool Parser::takePlan()
{
    load::Plan &plan = lesson.plan;
    const Entry send = entry("send"_L1);
    const analysis::Targets targets = analysis::targetsFrom(send.value);
    if (!targets.error.isEmpty())
        return fail(send.line, targets.error + u'.');
    plan.targets = targets.all;
    if (!checkBraces(send.value, send.line, {u"n"_s}))
        return false;
    lesson.isScaled = withTimes(send.value, Pace::Fifth) != withTimes(send.value, Pace::Book);
    plan.count = int(plan.targets.size());
    if (!takeNumber("count"_L1, mostRequests, plan.count))
        return false;
    plan.atOnce = plan.count;
    if (!takeNumber("at-once"_L1, plan.count, plan.atOnce))
        return false;
    if (const Entry pause = entry("pause"_L1); has("pause"_L1)) {
        const auto braces = bracesIn(pause.value);
        if (!braces || !braces->time || braces->size != pause.value.size())
            return fail(pause.line, u"“pause” is a time, as in {100ms}."_s);
        plan.pause = *braces->time;
    }
    const Entry connections = entry("connections"_L1);
    plan.keepsAlive = has("connections"_L1);
    if (plan.keepsAlive && connections.value != "kept"_L1)
        return fail(connections.line, u"“connections” can only be “kept”."_s);
    return true;
}

bool Parser::takeQuestion()
{
    const Entry question = entry("question"_L1);
    lesson.question = question.value;
    if (!takeMeasure() || !checkBraces(question.value, question.line, {u"count"_s}))
        return false;
    const QList<Entry> answers = m_file.head.value(u"answer"_s);
    lesson.expected = -1;
    for (const Entry &answer : answers) {
        if (!takeAnswer(answer))
            return false;
    }
    const int line = answers.isEmpty() ? 0 : answers.constLast().line;
    if (lesson.answers.size() < leastAnswers || lesson.answers.size() > mostAnswers)
        return fail(line, u"There must be three or four answers."_s);
    if (lesson.expected < 0)
        return fail(line, u"No answer is expected."_s);
    return true;
}

bool Parser::takeMeasure()
{
    const Entry measure = entry("measure"_L1);
    const QString name = measure.value.section(u' ', 0, 0);
    const auto row = std::ranges::find_if(
        measures(), [&](const MeasureRow &known) { return known.name == name; });
    if (row == measures().end())
        return fail(measure.line, u"“%1” is no measure."_s.arg(name));
    lesson.measure.kind = row->kind;
    const bool hasNumber = measure.value.contains(u' ');
    if (hasNumber != row->takesRequest)
        return fail(measure.line, row->takesRequest
                                      ? u"“%1” wants the number of a request."_s.arg(name)
                                      : u"“%1” is about all requests."_s.arg(name));
    if (!hasNumber)
        return true;
    const auto number = text::wholeFrom(measure.value.section(u' ', 1));
    if (!number || *number < 1 || *number > lesson.plan.count)
        return fail(measure.line,
                    u"The request is a number from 1 to %1."_s.arg(lesson.plan.count));
    lesson.measure.request = *number;
    return true;
}

bool Parser::takeAnswer(const Entry &entry)
{
    QStringList parts = entry.value.split(u'|');
    for (QString &part : parts)
        part = part.trimmed();
    const bool isExpected = parts.size() == 3 && parts[2] == "expected"_L1;
    if (parts[0].isEmpty() || (parts.size() != 2 && !isExpected))
        return fail(entry.line,
                    u"An answer is a text, “|” and a range; “| expected” may follow."_s);
    if (!checkBraces(parts[0], entry.line, {u"count"_s}))
        return false;
    const auto range = rangeFrom(parts[1]);
    if (!range)
        return fail(entry.line, u"“%1” is no range of what is measured."_s.arg(parts[1]));
    for (const Answer &other : lesson.answers) {
        if (other.range.least <= range->most && range->least <= other.range.most)
            return fail(entry.line, u"The range overlaps that of “%1”."_s.arg(other.text));
    }
    if (isExpected && lesson.expected >= 0)
        return fail(entry.line, u"Two answers are expected."_s);
    if (isExpected)
        lesson.expected = int(lesson.answers.size());
    lesson.answers.push_back({parts[0], *range});
    return true;
}

std::optional<Range> Parser::rangeFrom(const QString &text) const
{
    if (text == "never"_L1)
        return rowOf(lesson.measure).mayBeNever ? std::optional(Range{Range::never, Range::never})
                                                : std::nullopt;
    const qsizetype dots = text.indexOf(".."_L1);
    const auto least = valueFrom(dots < 0 ? text : text.first(dots));
    const auto most = valueFrom(dots < 0 ? text : text.sliced(dots + 2));
    return least && most && *least <= *most ? std::optional(Range{*least, *most}) : std::nullopt;
}

std::optional<double> Parser::valueFrom(const QString &text) const
{
    if (rowOf(lesson.measure).unit == MeasureRow::Unit::Count) {
        const auto number = text::wholeFrom(text);
        return number ? std::optional<double>(*number) : std::nullopt;
    }
    const auto time = text.endsWith(u's') ? script::parseDuration(text.toUtf8()) : std::nullopt;
    return time ? std::optional(std::chrono::duration<double>(*time).count()) : std::nullopt;
}

bool Parser::takeText()
{
    const LessonFile::Section &section = m_file.text;
    lesson.text = section.text();
    static const QRegularExpression space(u"\\s+"_s);
    const qsizetype words = lesson.text.split(space, Qt::SkipEmptyParts).size();
    if (words == 0)
        return fail(section.line, u"The text is missing."_s);
    if (words > mostWords)
        return fail(section.line,
                    u"The text has %1 words: at most %2."_s.arg(words).arg(mostWords));
    return checkBraces(lesson.text, section.line, {u"count"_s});
}

bool Parser::takeRust()
{
    const LessonFile::Section section = m_file.sections.value(u"Rust"_s);
    if (section.line == 0)
        return true;
    static const QRegularExpression fenced(u"^```rust\n((?:(?!```).*\n)+)```$"_s);
    const auto match = fenced.match(section.text());
    if (!match.hasMatch())
        return fail(section.line, u"Rust stands between “```rust” and “```”."_s);
    lesson.rust = match.captured(1).chopped(1);
    if (lesson.rust.count(u'\n') + 1 > mostLines)
        return fail(section.line, u"There are more than %1 lines of Rust."_s.arg(mostLines));
    return true;
}

bool Parser::takeExplanation()
{
    const LessonFile::Section section = m_file.sections.value(u"Explanation"_s);
    if (section.line == 0)
        return fail(0, u"The explanation is missing."_s);
    lesson.explanation = section.text();
    static const QRegularExpression sentenceEnd(u"[.!?](?=\\s|$)"_s);
    if (lesson.explanation.count(sentenceEnd) != 2)
        return fail(section.line, u"The explanation must be two sentences."_s);
    const QStringList names = valueNames(lesson.measure);
    bool hasFigure = false;
    for (const QString &name : names)
        hasFigure = hasFigure || lesson.explanation.contains(u'{' + name + u'}');
    if (!hasFigure)
        return fail(section.line, u"The explanation has no measured figure."_s);
    return checkBraces(lesson.explanation, section.line, names);
}

bool Parser::takeTryIt()
{
    const LessonFile::Section section = m_file.sections.value(u"Try it"_s);
    if (section.line == 0)
        return fail(0, u"What to try is missing."_s);
    static const QRegularExpression form(u"^(\\S[^\n]*(?:\n\\S[^\n]*)*)\n\n    ([^\n]+)$"_s);
    const auto match = form.match(section.text());
    if (!match.hasMatch())
        return fail(section.line, u"What to try is a sentence, an empty line, and a command that "
                                  "is indented by four spaces."_s);
    lesson.tryIt = match.captured(1);
    lesson.command = match.captured(2);
    // curl's -w prints %{time_total}.
    return checkBraces(lesson.tryIt, section.line, {u"count"_s}) &&
           checkBraces(lesson.command, section.line, {u"url"_s, u"count"_s, u"time_total"_s});
}

bool Parser::takeCode(const QString &program)
{
    auto shown = shownIn(program);
    if (const auto *problem = std::get_if<QString>(&shown))
        return fail(0, *problem);
    lesson.code = std::get<std::vector<CodeLine>>(std::move(shown));
    return true;
}

bool Parser::takeNumber(QLatin1StringView key, int most, int &number)
{
    if (!has(key))
        return true;
    const auto read = text::wholeFrom(entry(key).value);
    if (!read || *read < 1 || *read > most)
        return fail(entry(key).line, u"“%1” is a number from 1 to %2."_s.arg(key).arg(most));
    number = *read;
    return true;
}

// Besides times, braces may have these names.
bool Parser::checkBraces(const QString &text, int line, const QStringList &names)
{
    qsizetype from = 0;
    while (const auto braces = bracesIn(text, from)) {
        if (!braces->time && !names.contains(braces->content))
            return fail(line, u"“{%1}” is neither a time nor known here."_s.arg(braces->content));
        from = braces->from + braces->size;
    }
    return true;
}

} // namespace

std::variant<Lesson, Error> parse(const QByteArray &file, const QByteArray &program,
                                  const QString &fileName)
{
    auto read = lessonFileFrom(QString::fromUtf8(file));
    if (auto *error = std::get_if<Error>(&read)) {
        error->file = fileName;
        return *error;
    }
    Parser parser(fileName, std::get<LessonFile>(read));
    if (!parser.parse(program))
        return parser.error;
    return parser.lesson;
}

} // namespace overlap::lesson
