#include "overlap/analysis/summary.h"

#include "overlap/analysis/describe.h"
#include "overlap/record/names.h"
#include "overlap/text/approximate.h"
#include "overlap/text/format.h"

#include <QCoreApplication>

#include <algorithm>

namespace overlap::analysis {

using namespace Qt::StringLiterals;
using record::ConcurrencyCurve;
using record::Row;
using record::Store;
using text::approximateDuration;
using text::countText;
using text::durationText;
using text::factorText;
using text::plainText;

namespace {

constexpr quint64 maxRows = 20'000;

// "≈ 8×" if the overlap is within 2 % of the peak, which is its upper bound.
QString overlapText(const ConcurrencyCurve::Span &burst)
{
    const double factor = burst.overlap();
    if (burst.handledPeak > 1 && factor >= 0.98 * burst.handledPeak)
        return u"≈ "_s + factorText(burst.handledPeak) + u" overlap"_s;
    return factorText(factor) + u" overlap"_s;
}

QString peakOf(const ConcurrencyCurve::Span &burst)
{
    const QString peak = burst.peak == burst.handledPeak ? countText(quint64(burst.peak))
                                                         : peakText(burst.peak, burst.handledPeak);
    return u"peak "_s + peak;
}

QString oneAfterTheOther(quint64 count, const QString &length, bool isCut = false)
{
    const QString more = isCut ? u"more than "_s : QString();
    return u"one after the other: %1%2 requests in %3, no overlap"_s.arg(more, countText(count),
                                                                         length);
}

QString oneAfterTheOther(const Store &store, const ConcurrencyCurve::Span &burst, bool goesOn)
{
    const auto rows = store.overlapping(burst.fromNs, burst.toNs, maxRows);
    const quint64 count = rows.size() + (goesOn ? store.inFlight().size() : 0);
    const QString length =
        approximateDuration(burst.toNs - burst.fromNs) + (goesOn ? u" so far"_s : QString());
    if (count == 1)
        return (goesOn ? u"one request, %1"_s : u"last request: %1"_s).arg(length);
    return oneAfterTheOther(count, length, rows.size() == maxRows);
}

// Of a burst in which no handler ran; empty: some did.
QString noAnswers(const Store &store, const ConcurrencyCurve::Span &burst,
                  const Diagnosis &diagnosis)
{
    if (diagnosis.kind != Diagnosis::Kind::NeverRun ||
        store.overlapping(burst.fromNs, burst.toNs, maxRows).size() != diagnosis.count)
        return {};
    if (diagnosis.count == 1)
        return QCoreApplication::translate("Summary", "last request: no answer");
    return QCoreApplication::translate("Summary", "%1 requests got no answer")
        .arg(countText(diagnosis.count));
}

QString meanwhileText(const Meanwhile &meanwhile)
{
    if (meanwhile.count == 0)
        return {};
    const QString what =
        meanwhile.target.isEmpty()
            ? u"%1 short requests"_s.arg(countText(meanwhile.count))
            : u"%1 × %2"_s.arg(countText(meanwhile.count), plainText(meanwhile.target));
    if (meanwhile.count == 1)
        return u"meanwhile %1 answered in %2"_s.arg(what, durationText(meanwhile.medianNs));
    return u"meanwhile %1 answered in %2 (p50), %3 (p99)"_s.arg(
        what, durationText(meanwhile.medianNs), durationText(meanwhile.slowestNs));
}

// Names the request that has been running longest, if there is one.
QString blockedText(const Store &store, qint64 blockedNs)
{
    const record::InFlight *culprit = nullptr;
    for (const record::InFlight &request : store.inFlight()) {
        const bool runs = request.record.phase == record::Phase::Running;
        if (runs && (!culprit || request.record.phaseSinceNs < culprit->record.phaseSinceNs))
            culprit = &request;
    }
    const QString by = culprit ? u" by %1 %2"_s.arg(record::methodName(culprit->record),
                                                    plainText(culprit->target))
                               : QString();
    return u"event loop blocked%1: %2 and counting"_s.arg(by, approximateDuration(blockedNs));
}

// How many of the requests in flight are handled and how many queue; else the peak, if it is over.
QString inFlightText(const Store &store, const ConcurrencyCurve::Span &burst)
{
    const quint64 inFlight = store.inFlight().size();
    const auto queued =
        quint64(std::ranges::count_if(store.inFlight(), [](const record::InFlight &request) {
            return request.record.phase == record::Phase::Queued;
        }));
    if (queued > 0)
        return QCoreApplication::translate("Summary", "%1 being handled, %2 queued")
            .arg(countText(inFlight - queued), countText(queued));
    return quint64(burst.peak) == inFlight ? QString() : peakOf(burst);
}

} // namespace

QString Summary::sentence() const
{
    QString text = count;
    if (!blocked.isEmpty())
        text += u" · "_s + blocked;
    if (!burst.isEmpty())
        text += u" · "_s + burst;
    if (!factor.isEmpty())
        text += u' ' + factor;
    if (!diagnosis.isEmpty())
        text += u" · "_s + diagnosis;
    if (!meanwhile.isEmpty())
        text += u" · "_s + meanwhile;
    return text;
}

Summary summarize(const Store &store, const ConcurrencyCurve::Span &burst, const Findings &findings,
                  qint64 nowNs, bool serving, qint64 blockedNs)
{
    Summary summary;
    const quint64 inFlight = store.inFlight().size();
    summary.count =
        serving || inFlight > 0 ? u"%1 in flight"_s.arg(countText(inFlight)) : u"Stopped"_s;
    if (blockedNs > 0)
        summary.blocked = blockedText(store, blockedNs);
    if (burst.peak == 0) {
        summary.burst = serving ? u"no request yet"_s : u"nothing served yet"_s;
        return summary;
    }
    const bool goesOn = inFlight > 0 && burst.toNs >= nowNs;
    if (!goesOn) {
        summary.diagnosis = findings.diagnosis.text;
        summary.burst = noAnswers(store, burst, findings.diagnosis);
    }
    if (!summary.burst.isEmpty())
        return summary;
    if (burst.peak == 1) {
        summary.burst = oneAfterTheOther(store, burst, goesOn);
        return summary;
    }
    const QString waiting = approximateDuration(burst.handledNs());
    const QString took = approximateDuration(burst.busyNs);
    if (goesOn) {
        summary.burst = inFlightText(store, burst);
        if (!summary.burst.isEmpty())
            summary.burst += u" · "_s;
        summary.burst += u"%1 of waiting in %2 so far"_s.arg(waiting, took);
        return summary;
    }
    // These overlap only because the next one begins while the previous answer is being written.
    if (findings.diagnosis.kind == Diagnosis::Kind::Pipelined) {
        summary.burst = oneAfterTheOther(findings.diagnosis.count, took);
        return summary;
    }
    const bool isLast = store.concurrency().latestBurst(nowNs).fromNs <= burst.fromNs;
    const QString what =
        isLast
            ? QCoreApplication::translate("Summary", "last burst: %1 of waiting took %2 →")
            : QCoreApplication::translate("Summary", "an earlier burst: %1 of waiting took %2 →");
    summary.burst = peakOf(burst) + u" · "_s + what.arg(waiting, took);
    summary.factor = overlapText(burst);
    summary.meanwhile = meanwhileText(findings.meanwhile);
    return summary;
}

} // namespace overlap::analysis
