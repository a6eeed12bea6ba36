#include "summary.h"

#include "format.h"
#include "record/names.h"
#include "rough.h"

#include <algorithm>
#include <cmath>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using record::Row;
using record::Steps;
using record::Store;

namespace {

constexpr quint64 mostRows = 20'000;

// "≈ 8×" where the burst comes within 2 % of its peak, which is all that can be had.
QString overlapText(const Steps::Span &burst)
{
    const double factor = burst.overlap();
    if (factor >= 0.98 * burst.peak)
        return u"≈ "_s + factorText(burst.peak) + u" overlap"_s;
    return factorText(factor) + u" overlap"_s;
}

QString oneAfterTheOther(const Store &store, const Steps::Span &burst, bool goesOn)
{
    const auto rows = store.overlapping(burst.fromNs, burst.toNs, mostRows);
    const quint64 count = rows.size() + (goesOn ? store.inFlight().size() : 0);
    const QString length =
        roughDuration(burst.toNs - burst.fromNs) + (goesOn ? u" so far"_s : QString());
    if (count == 1)
        return (goesOn ? u"one request, %1"_s : u"last request: %1"_s).arg(length);
    const QString more = rows.size() == mostRows ? u"more than "_s : QString();
    return u"one after the other: %1%2 requests in %3, no overlap"_s.arg(more, countText(count),
                                                                         length);
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

// By the request that has been running for longest, where it is known.
QString blockedText(const Store &store, qint64 blockedNs)
{
    const record::InFlight *culprit = nullptr;
    for (const record::InFlight &flight : store.inFlight()) {
        const bool runs = flight.record.phase == record::Phase::Running;
        if (runs && (!culprit || flight.record.phaseSinceNs < culprit->record.phaseSinceNs))
            culprit = &flight;
    }
    const QString by = culprit ? u" by %1 %2"_s.arg(record::methodName(culprit->record),
                                                    plainText(culprit->target))
                               : QString();
    return u"event loop blocked%1: %2 and counting"_s.arg(by, roughDuration(blockedNs));
}

// The nearest rank; sorts what it needs of the values.
qint64 quantile(std::vector<qint64> &values, double q)
{
    const auto rank = size_t(std::ceil(q * double(values.size())));
    const auto at = values.begin() + qsizetype(std::max<size_t>(rank, 1) - 1);
    std::nth_element(values.begin(), at, values.end());
    return *at;
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
    if (!meanwhile.isEmpty())
        text += u" · "_s + meanwhile;
    return text;
}

Meanwhile meanwhileIn(const Store &store, const Steps::Span &burst)
{
    const std::vector<Row> rows = store.overlapping(burst.fromNs, burst.toNs, mostRows);
    qint64 longest = 0;
    for (const Row row : rows)
        longest = std::max(longest, record::totalNs(store.record(row)));
    std::vector<qint64> totals;
    qint64 sum = 0;
    Meanwhile found;
    for (const Row row : rows) {
        const record::Record record = store.record(row);
        const qint64 total = record::totalNs(record);
        if (total * 10 >= longest || record::isError(record))
            continue;
        const QByteArrayView target = store.target(row);
        if (totals.empty())
            found.target = target.toByteArray();
        else if (target != found.target)
            found.target.clear();
        totals.push_back(total);
        sum += total;
    }
    if (totals.empty() || sum * 10 >= burst.workNs)
        return {};
    found.count = totals.size();
    found.medianNs = quantile(totals, 0.5);
    found.slowestNs = quantile(totals, 0.99);
    return found;
}

Summary summarize(const Store &store, const Steps::Span &burst, const Meanwhile &meanwhile,
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
    if (burst.peak == 1) {
        summary.burst = oneAfterTheOther(store, burst, goesOn);
        return summary;
    }
    const QString peak = u"peak %1 · "_s.arg(countText(quint64(burst.peak)));
    const QString waiting = roughDuration(burst.workNs);
    const QString took = roughDuration(burst.busyNs);
    if (goesOn) {
        summary.burst = quint64(burst.peak) == inFlight ? QString() : peak;
        summary.burst += u"%1 of waiting in %2 so far"_s.arg(waiting, took);
        return summary;
    }
    summary.burst = peak + u"last burst: %1 of waiting took %2 →"_s.arg(waiting, took);
    summary.factor = overlapText(burst);
    summary.meanwhile = meanwhileText(meanwhile);
    return summary;
}

} // namespace overlap::ui
