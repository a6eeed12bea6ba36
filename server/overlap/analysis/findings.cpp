#include "overlap/analysis/findings.h"

#include "overlap/analysis/upstream.h"
#include "overlap/record/names.h"
#include "overlap/record/percentile.h"

#include <algorithm>

namespace overlap::analysis {

using record::ConcurrencyCurve;
using record::Row;
using record::Store;

namespace {

constexpr quint64 maxRows = 20'000;

QByteArray whatOf(const record::Record &record, QByteArrayView target)
{
    const QLatin1StringView method = record::methodName(record);
    return QByteArray(method.data(), method.size()) + ' ' + target.toByteArray();
}

Meanwhile meanwhileIn(const Store &store, const ConcurrencyCurve::Span &burst,
                      const std::vector<Row> &rows, const std::vector<record::Record> &records)
{
    qint64 longest = 0;
    for (const record::Record &record : records)
        longest = std::max(longest, record::totalNs(record));
    qint64 longFromNs = burst.toNs, longToNs = burst.fromNs;
    for (const record::Record &record : records) {
        if (record::totalNs(record) * 10 < longest)
            continue;
        longFromNs = std::min(longFromNs, record.startNs);
        longToNs = std::max(longToNs, record.phaseSinceNs);
    }
    std::vector<qint64> totals;
    qint64 sum = 0;
    Meanwhile found;
    for (size_t i = 0; i < rows.size(); ++i) {
        const record::Record &record = records[i];
        const qint64 total = record::totalNs(record);
        const bool isMeanwhile = record.startNs < longToNs && record.phaseSinceNs > longFromNs;
        if (total * 10 >= longest || !isMeanwhile || record::isError(record))
            continue;
        const QByteArrayView target = store.target(rows[i]);
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
    found.medianNs = record::percentile(totals, 50);
    found.slowestNs = record::percentile(totals, 99);
    return found;
}

} // namespace

Findings findIn(const Store &store, const ConcurrencyCurve::Span &burst, int cores)
{
    const std::vector<Row> all = store.overlapping(burst.fromNs, burst.toNs, maxRows);
    std::vector<Row> rows;
    std::vector<record::Record> records;
    rows.reserve(all.size());
    records.reserve(all.size());
    std::vector<PassedOn> passedOn;
    for (const Row row : all) {
        const record::Record record = store.record(row);
        const auto times = store.upstream(row);
        if (times)
            passedOn.push_back({whatOf(record, store.target(row)), *times});
        if (times && staysOpen(*times))
            continue; // nobody waits for its end
        rows.push_back(row);
        records.push_back(record);
    }
    const bool isCut = all.size() == maxRows;
    Findings findings;
    findings.meanwhile = meanwhileIn(store, burst, rows, records);
    findings.diagnosis = diagnose(store, burst, rows, records, passedOn, isCut, cores);
    return findings;
}

} // namespace overlap::analysis
