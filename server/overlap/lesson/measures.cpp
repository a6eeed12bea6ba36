#include "overlap/lesson/measures.h"

#include "overlap/text/format.h"

#include <QCoreApplication>
#include <QThread>

#include <algorithm>
#include <array>

namespace overlap::lesson {

using namespace Qt::StringLiterals;
using text::countText;
using text::durationText;
using Kind = Measure::Kind;
using Unit = MeasureRow::Unit;

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Lesson)
};

bool isAnswered(const load::Result &result)
{
    return result.answeredNs >= 0 && result.error.isEmpty();
}

// Null if the request has no answer.
const load::Result *answerTo(const Observed &observed, int request)
{
    const bool isThere = request >= 1 && request <= observed.results.size();
    const load::Result *const result = isThere ? &observed.results[request - 1] : nullptr;
    return result && isAnswered(*result) ? result : nullptr;
}

double seconds(qint64 ns)
{
    return double(ns) / 1e9;
}

QString count(qsizetype number)
{
    return countText(quint64(number));
}

qint64 tookNs(const load::Result &result)
{
    return result.answeredNs - result.startNs;
}

qsizetype promptFrom(const Observed &observed, int request)
{
    const qsizetype before = std::clamp<qsizetype>(request - 1, 0, observed.results.size());
    return std::count_if(
        observed.results.begin() + before, observed.results.end(), [&](const load::Result &result) {
            return isAnswered(result) && tookNs(result) <= observed.promptWithin.count();
        });
}

QString allText(const Observed &observed, int)
{
    return observed.unanswered() > 0
               ? Texts::tr("Without an answer: %1 of %2.")
                     .arg(count(observed.unanswered()), count(observed.results.size()))
               : Texts::tr("The last of %1 was answered after %2.")
                     .arg(count(observed.results.size()),
                          durationText(observed.lastAnsweredNs() - observed.firstSentNs()));
}

QString noAnswerText(const Observed &observed, int request)
{
    return Texts::tr("Request %1 of %2 got no answer.")
        .arg(count(request), count(observed.results.size()));
}

QString answeredText(const Observed &observed, int request)
{
    const load::Result *const answer = answerTo(observed, request);
    return answer ? Texts::tr("Request %1 of %2 was answered after %3.")
                        .arg(count(request), count(observed.results.size()),
                             durationText(tookNs(*answer)))
                  : noAnswerText(observed, request);
}

QString statusText(const Observed &observed, int request)
{
    const load::Result *const answer = answerTo(observed, request);
    return answer ? Texts::tr("Request %1 of %2 was answered with %3.")
                        .arg(count(request), count(observed.results.size()),
                             QString::number(answer->status))
                  : noAnswerText(observed, request);
}

constexpr std::array<MeasureRow, 6> rows = {{
    {"all"_L1, Kind::All, Unit::Seconds, false, true,
     [](const Observed &observed, int) {
         return observed.unanswered() > 0
                    ? Range::never
                    : seconds(observed.lastAnsweredNs() - observed.firstSentNs());
     },
     allText},
    {"answered"_L1, Kind::Answered, Unit::Seconds, true, true,
     [](const Observed &observed, int request) {
         const load::Result *const answer = answerTo(observed, request);
         return answer ? seconds(tookNs(*answer)) : Range::never;
     },
     answeredText},
    {"status"_L1, Kind::Status, Unit::Count, true, true,
     [](const Observed &observed, int request) {
         const load::Result *const answer = answerTo(observed, request);
         return answer ? double(answer->status) : Range::never;
     },
     statusText},
    {"handled"_L1, Kind::Handled, Unit::Count, false, false,
     [](const Observed &observed, int) { return double(observed.handled); },
     [](const Observed &observed, int) {
         return Texts::tr("Handled at the same time: %1 of %2.")
             .arg(count(observed.handled), count(observed.results.size()));
     }},
    {"read"_L1, Kind::Read, Unit::Count, false, false,
     [](const Observed &observed, int) { return double(observed.read); },
     [](const Observed &observed, int) {
         return Texts::tr("Read, and not answered yet, at the same time: %1 of %2.")
             .arg(count(observed.read), count(observed.results.size()));
     }},
    {"prompt"_L1, Kind::Prompt, Unit::Count, true, false,
     [](const Observed &observed, int request) { return double(promptFrom(observed, request)); },
     [](const Observed &observed, int request) {
         return Texts::tr("Answered within %1: %2 of %3.")
             .arg(durationText(observed.promptWithin.count()), count(promptFrom(observed, request)),
                  count(observed.results.size() - request + 1));
     }},
}};

// A value that an explanation can have in braces.
struct NamedValue
{
    QLatin1StringView name;
    std::optional<Kind> only; // of this measure; nothing: of each
    QString (*text)(const Observed &observed, int request);
};

QString unknown()
{
    return Texts::tr("unknown");
}

const std::array<NamedValue, 15> &namedValues()
{
    static const std::array<NamedValue, 15> values = {{
        {"count"_L1, std::nullopt,
         [](const Observed &observed, int) { return count(observed.results.size()); }},
        {"first"_L1, std::nullopt,
         [](const Observed &observed, int) {
             qint64 firstNs = -1;
             for (const load::Result &result : observed.results) {
                 if (isAnswered(result) && (firstNs < 0 || result.answeredNs < firstNs))
                     firstNs = result.answeredNs;
             }
             return durationText(firstNs < 0 ? -1 : firstNs - observed.firstSentNs());
         }},
        {"last"_L1, std::nullopt,
         [](const Observed &observed, int) {
             const qint64 lastNs = observed.lastAnsweredNs();
             return durationText(lastNs < 0 ? -1 : lastNs - observed.firstSentNs());
         }},
        {"handled"_L1, std::nullopt,
         [](const Observed &observed, int) { return count(observed.handled); }},
        {"read"_L1, std::nullopt,
         [](const Observed &observed, int) { return count(observed.read); }},
        {"unanswered"_L1, std::nullopt,
         [](const Observed &observed, int) { return count(observed.unanswered()); }},
        {"loop"_L1, std::nullopt,
         [](const Observed &observed, int) {
             return observed.loopShare < 0.01 ? Texts::tr("less than 1 %")
                                              : u"%1 %"_s.arg(qRound(100 * observed.loopShare));
         }},
        {"blocked"_L1, std::nullopt,
         [](const Observed &observed, int) { return durationText(observed.blockedNs); }},
        {"memory"_L1, std::nullopt,
         [](const Observed &observed, int) {
             return observed.bytesEach
                        ? text::bytesText(quint64(std::max<qint64>(0, *observed.bytesEach)))
                        : unknown();
         }},
        {"threads"_L1, std::nullopt,
         [](const Observed &observed, int) {
             return observed.moreThreads ? count(std::max(0, *observed.moreThreads)) : unknown();
         }},
        {"cores"_L1, std::nullopt,
         [](const Observed &, int) { return count(QThread::idealThreadCount()); }},
        {"answered"_L1, Kind::Answered,
         [](const Observed &observed, int request) {
             const load::Result *const answer = answerTo(observed, request);
             return durationText(answer ? tookNs(*answer) : -1);
         }},
        {"status"_L1, Kind::Status,
         [](const Observed &observed, int request) {
             const load::Result *const answer = answerTo(observed, request);
             return QString::number(answer ? answer->status : 0);
         }},
        {"prompt"_L1, Kind::Prompt,
         [](const Observed &observed, int request) {
             return count(promptFrom(observed, request));
         }},
        {"late"_L1, Kind::Prompt,
         [](const Observed &observed, int request) {
             return count(observed.results.size() - request + 1 - promptFrom(observed, request));
         }},
    }};
    return values;
}

} // namespace

qint64 Observed::firstSentNs() const
{
    const auto first = std::ranges::min_element(results, {}, &load::Result::startNs);
    return first == results.end() ? 0 : first->startNs;
}

qint64 Observed::lastAnsweredNs() const
{
    qint64 lastNs = -1;
    for (const load::Result &result : results) {
        if (isAnswered(result))
            lastNs = std::max(lastNs, result.answeredNs);
    }
    return lastNs;
}

int Observed::unanswered() const
{
    return int(results.size() - std::ranges::count_if(results, isAnswered));
}

std::span<const MeasureRow> measures()
{
    return rows;
}

const MeasureRow &rowOf(const Measure &measure)
{
    return *std::ranges::find(rows, measure.kind, &MeasureRow::kind);
}

QStringList valueNames(const Measure &measure)
{
    QStringList names;
    for (const NamedValue &value : namedValues()) {
        if (value.only.value_or(measure.kind) == measure.kind)
            names += value.name;
    }
    return names;
}

QHash<QString, QString> valuesOf(const Measure &measure, const Observed &observed)
{
    QHash<QString, QString> values;
    for (const NamedValue &value : namedValues()) {
        if (value.only.value_or(measure.kind) == measure.kind)
            values.insert(value.name, value.text(observed, measure.request));
    }
    return values;
}

} // namespace overlap::lesson
