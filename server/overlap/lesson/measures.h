#pragma once

#include "overlap/lesson/measure.h"
#include "overlap/load/plan.h"

#include <QHash>
#include <QLatin1StringView>
#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>
#include <span>

namespace overlap::lesson {

// Pure. What was seen of one run, by the client and in the records.
struct Observed
{
    QList<load::Result> results;             // by number
    int handled = 0;                         // the most at once
    int read = 0;                            // the most at once
    double loopShare = 0;                    // of the time, in which the busiest loop was busy
    qint64 blockedNs = 0;                    // the longest iteration of a loop
    std::chrono::nanoseconds promptWithin{}; // "soon", see Measure::Kind::Prompt
    // When most requests were in flight.
    std::optional<qint64> bytesEach; // memory, for each of them; nothing: unknown
    std::optional<int> moreThreads;  // than before

    qint64 firstSentNs() const;
    qint64 lastAnsweredNs() const; // -1: none was answered
    int unanswered() const;
};

// Pure. One row of the table of measures.
struct MeasureRow
{
    QLatin1StringView name; // in files
    Measure::Kind kind;
    enum class Unit : quint8 { Seconds, Count } unit;
    bool takesRequest;
    bool mayBeNever;
    double (*value)(const Observed &observed, int request);
    QString (*sentence)(const Observed &observed, int request);
};

// Pure. The table, and its row of a measure.
std::span<const MeasureRow> measures();
const MeasureRow &rowOf(const Measure &measure);

// Pure. The names of the values that explanations may have in braces, and the values.
QStringList valueNames(const Measure &measure);
QHash<QString, QString> valuesOf(const Measure &measure, const Observed &observed);

} // namespace overlap::lesson
