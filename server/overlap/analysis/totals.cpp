#include "overlap/analysis/totals.h"

#include "overlap/analysis/describe.h"
#include "overlap/analysis/pieces.h"
#include "overlap/record/names.h"
#include "overlap/record/percentile.h"
#include "overlap/text/format.h"

#include <QCoreApplication>

#include <algorithm>

namespace overlap::analysis {

using namespace Qt::StringLiterals;
using record::percentile;
using record::Phase;
using text::countText;
using text::durationText;
using text::factorText;

Totals Totals::of(const record::Store &store, qint64 fromNs, qint64 toNs, qint64 nowNs)
{
    Totals totals;
    totals.fromNs = fromNs;
    totals.toNs = toNs;
    totals.concurrency = store.concurrency().span(fromNs, toNs);
    const std::vector<record::Row> rows = store.overlapping(fromNs, toNs, maxRows + 1);
    totals.hasMore = rows.size() > maxRows;
    totals.count = std::min<quint64>(rows.size(), maxRows);
    std::vector<qint64> lengths;
    const auto add = [&](const record::Record &record, const record::AnswerPieces &answer) {
        for (const Piece &piece : piecesOf(record, nowNs, answer)) {
            const qint64 ns = std::min(toNs, piece.toNs) - std::max(fromNs, piece.fromNs);
            if (ns > 0 && piece.shape != Shape::Unknown)
                totals.sums[size_t(piece.phase)] += ns;
        }
    };
    for (size_t i = 0; i < totals.count; ++i) {
        const record::Record record = store.record(rows[i]);
        lengths.push_back(record::totalNs(record));
        add(record, mayBeHeldWithin(record) ? store.pieces(rows[i]) : record::AnswerPieces());
    }
    for (const record::InFlight &flight : store.inFlight()) {
        if (flight.record.startNs >= toNs || nowNs <= fromNs)
            continue;
        ++totals.count;
        add(flight.record, record::unpackPieces(flight.pieces));
    }
    if (lengths.empty())
        return totals;
    totals.percentiles = {percentile(lengths, 50), percentile(lengths, 95),
                          percentile(lengths, 99)};
    return totals;
}

QStringList Totals::lines() const
{
    const QString requests = count == 1 ? u"request"_s : u"requests"_s;
    QStringList lines = {u"%1: %2%3 %4, %5"_s.arg(
        durationText(toNs - fromNs), hasMore ? u"more than "_s : QString(), countText(count),
        requests, peakText(concurrency.peak, concurrency.handledPeak))};
    if (concurrency.peak > 1)
        lines.last() += u", %1 overlap"_s.arg(factorText(concurrency.overlap()));
    if (count == 0)
        return lines;
    QStringList phases;
    for (auto phase = size_t(Phase::ReadingHead); phase < sums.size(); ++phase) {
        if (sums[phase] > 0)
            phases += u"%1 %2"_s.arg(record::phaseName(Phase(phase)), durationText(sums[phase]));
    }
    lines += phases.join(u" · "_s);
    if (percentiles[0] > 0)
        lines += QCoreApplication::translate("Totals", "whole requests: p50 %1 · p95 %2 · p99 %3")
                     .arg(durationText(percentiles[0]), durationText(percentiles[1]),
                          durationText(percentiles[2]));
    lines.removeAll(QString());
    return lines;
}

} // namespace overlap::analysis
