#include "overlap/analysis/bestcase.h"

#include <QHash>

#include <algorithm>

namespace overlap::analysis {

using record::LoopLoad;
using record::Phase;
using record::phaseNs;
using record::Record;

namespace {

// What was delayed by a blocked iteration is read within this time.
constexpr qint64 rightAfterNs = 10'000'000;

// Joins iterations that follow each other at once.
std::vector<LoopLoad::Iteration> stretchesOf(const std::vector<LoopLoad::Iteration> &iterations)
{
    std::vector<LoopLoad::Iteration> stretches;
    for (const LoopLoad::Iteration &iteration : iterations) {
        if (!stretches.empty() && iteration.fromNs - stretches.back().toNs < rightAfterNs)
            stretches.back().toNs = iteration.toNs;
        else
            stretches.push_back(iteration);
    }
    return stretches;
}

// When the request may have been sent, at the earliest.
qint64 sentNs(const Record &record, const std::vector<LoopLoad::Iteration> &stretches)
{
    const auto stretch = std::ranges::upper_bound(stretches, record.startNs - rightAfterNs, {},
                                                  &LoopLoad::Iteration::toNs);
    return stretch == stretches.end() ? record.startNs : std::min(record.startNs, stretch->fromNs);
}

} // namespace

qint64 waitedNs(const Record &record)
{
    return phaseNs(record, Phase::Sleeping) + phaseNs(record, Phase::Held) +
           phaseNs(record, Phase::Upstream) + phaseNs(record, Phase::Sending) +
           qint64(record.held) * record::nsPerTick;
}

qint64 computedNs(const Record &record)
{
    return phaseNs(record, Phase::Running) - qint64(record.held) * record::nsPerTick;
}

BestCase::BestCase(std::span<const Record> records, qint64 fromNs,
                   const std::vector<LoopLoad::Iteration> &blocked)
    : m_records(records)
{
    const std::vector<LoopLoad::Iteration> stretches = stretchesOf(blocked);
    QHash<quint32, qint64> ends; // by connection, which is answered in order
    for (const Record &record : records) {
        const qint64 neededNs = waitedNs(record) + computedNs(record);
        const qint64 sinceNs = std::max(fromNs, sentNs(record, stretches)) - fromNs;
        qint64 &endNs = ends[record.connection];
        endNs = std::max(endNs, sinceNs) + neededNs;
        m_handledNs = std::max(m_handledNs, endNs);
        m_computedNs += computedNs(record);
    }
}

qint64 BestCase::concurrentNs(size_t loops) const
{
    return std::max(m_handledNs, m_computedNs / qint64(std::max<size_t>(1, loops)));
}

// Threads that compute share the cores. What they did at most is the time in which they ran, but
// not more than `cores` of them count at once.
qint64 BestCase::threadsNs(int cores) const
{
    struct Change
    {
        qint64 atNs;
        int by;
    };
    std::vector<Change> changes;
    changes.reserve(2 * m_records.size());
    for (const Record &record : m_records) {
        const qint64 fromNs = record.startNs + phaseNs(record, Phase::ReadingHead) +
                              phaseNs(record, Phase::ReadingBody) + phaseNs(record, Phase::Queued);
        changes.push_back({fromNs, +1});
        changes.push_back({fromNs + computedNs(record), -1});
    }
    std::ranges::sort(changes, [](const Change &a, const Change &b) {
        return a.atNs != b.atNs ? a.atNs < b.atNs : a.by < b.by;
    });
    cores = std::max(1, cores);
    qint64 doneNs = 0;
    int running = 0;
    for (size_t i = 0; i + 1 < changes.size(); ++i) {
        running += changes[i].by;
        doneNs += std::min(running, cores) * (changes[i + 1].atNs - changes[i].atNs);
    }
    return std::max(m_handledNs, doneNs / cores);
}

} // namespace overlap::analysis
