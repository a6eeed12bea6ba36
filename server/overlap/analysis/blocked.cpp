#include "overlap/analysis/blocked.h"

#include "overlap/analysis/describe.h"
#include "overlap/text/format.h"

namespace overlap::analysis {

using namespace Qt::StringLiterals;
using record::LoopLoad;
using text::countText;
using text::durationText;

QString blockedSummary(const record::Store &store, qint64 atNs, qint64 toleranceNs)
{
    constexpr quint64 maxRows = 4096;
    constexpr qint64 rightAfterNs = 5'000'000; // delayed requests are read within this time
    for (const LoopLoad &loop : store.loops()) {
        const auto iterations = loop.blockedIn(atNs - toleranceNs, atNs + toleranceNs + 1);
        if (iterations.empty())
            continue;
        const LoopLoad::Iteration iteration = iterations.front();
        qint64 longestNs = iteration.ns() / 2; // less than half of it is not the cause
        QString culprit = u"by several requests, or by what is no request"_s;
        quint64 delayed = 0;
        for (const record::Row row :
             store.overlapping(iteration.fromNs, iteration.toNs + rightAfterNs, maxRows)) {
            const record::Record record = store.record(row);
            const qint64 ranNs = record::phaseNs(record, record::Phase::Running);
            if (record.startNs >= iteration.toNs) {
                ++delayed;
            } else if (ranNs > longestNs) {
                longestNs = ranNs;
                culprit = u"by request %1: %2"_s.arg(QString::number(record.id),
                                                     requestTitle(record, store.target(row)));
            }
        }
        QString text = u"event loop blocked %1\n%2"_s.arg(durationText(iteration.ns()), culprit);
        if (delayed > 0)
            text += u"\n%1 read right after it, having waited for it"_s.arg(
                delayed == 1 ? u"1 request"_s : countText(delayed) + u" requests"_s);
        return text;
    }
    return {};
}

} // namespace overlap::analysis
