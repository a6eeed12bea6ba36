#include "overlap/record/batch.h"

#include "overlap/record/stringpool.h"

#include <algorithm>

namespace overlap::record {

namespace {

// Like std::stable_sort, but cheap for a few runs that are sorted: each loop writes one, and so do
// the requests that occupy lanes and those that are placed.
template <typename T, typename IsBefore>
void sortRuns(std::vector<T> &all, IsBefore isBefore)
{
    std::vector<qsizetype> ends; // of the runs
    for (size_t i = 1; i < all.size(); ++i) {
        if (isBefore(all[i], all[i - 1]))
            ends.push_back(qsizetype(i));
    }
    ends.push_back(qsizetype(all.size()));
    while (ends.size() > 1) { // merges each second run into the one before it
        qsizetype begin = 0;
        size_t kept = 0;
        for (size_t i = 0; i < ends.size(); i += 2) {
            const qsizetype end = ends[std::min(i + 1, ends.size() - 1)];
            std::inplace_merge(all.begin() + begin, all.begin() + ends[i], all.begin() + end,
                               isBefore);
            ends[kept++] = begin = end;
        }
        ends.resize(kept);
    }
}

} // namespace

void Batch::add(const Record &record, QByteArrayView target, std::optional<Arena::Position> details,
                std::optional<quint32> occupiedLane, const UpstreamTimes *upstream)
{
    target = target.first(qMin(target.size(), StringPool::maxText));
    // Often it is the same as the last one.
    const bool isRepeated = !m_finished.empty() && isSame(target, this->target(m_finished.back()));
    const quint32 at = isRepeated ? m_finished.back().targetAt : quint32(m_texts.size());
    if (!isRepeated)
        m_texts.insert(m_texts.end(), target.begin(), target.end());
    std::optional<quint32> upstreamAt;
    if (upstream) {
        upstreamAt = quint32(m_upstream.size());
        m_upstream.push_back(*upstream);
    }
    m_finished.push_back({record, details, occupiedLane, upstreamAt, at, quint32(target.size())});
}

void Batch::sort()
{
    sortRuns(m_finished, [](const Finished &a, const Finished &b) {
        return a.record.phaseSinceNs < b.record.phaseSinceNs;
    });
    for (quint32 i = 0; i < m_finished.size(); ++i) {
        if (!m_finished[i].occupiedLane)
            m_begins.push_back({m_finished[i].record.startNs, i, false});
    }
    sortRuns(m_begins, [](const Begin &a, const Begin &b) {
        return a.atNs != b.atNs ? a.atNs < b.atNs : a.index < b.index;
    });
}

void Batch::clear()
{
    m_finished.clear();
    m_begins.clear();
    m_upstream.clear();
    m_texts.clear();
}

} // namespace overlap::record
