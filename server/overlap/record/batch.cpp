#include "overlap/record/batch.h"

#include "overlap/record/stringpool.h"

#include <algorithm>

namespace overlap::record {

void Batch::add(const Record &record, QByteArrayView target, std::optional<Arena::Position> details,
                std::optional<quint32> occupiedLane)
{
    target = target.first(qMin(target.size(), StringPool::maxText));
    // Often it is the same as the last one.
    const bool isRepeated = !m_finished.empty() && isSame(target, this->target(m_finished.back()));
    const quint32 at = isRepeated ? m_finished.back().targetAt : quint32(m_texts.size());
    if (!isRepeated)
        m_texts.insert(m_texts.end(), target.begin(), target.end());
    m_finished.push_back({record, details, occupiedLane, at, quint32(target.size())});
}

void Batch::sort()
{
    // Both are usually sorted already if there is one loop.
    const auto end = [](const Finished &finished) { return finished.record.phaseSinceNs; };
    if (!std::ranges::is_sorted(m_finished, {}, end))
        std::ranges::stable_sort(m_finished, {}, end);

    for (quint32 i = 0; i < m_finished.size(); ++i) {
        if (!m_finished[i].occupiedLane)
            m_begins.push_back({m_finished[i].record.startNs, i, false});
    }
    const auto isBefore = [](const Begin &a, const Begin &b) {
        return a.atNs != b.atNs ? a.atNs < b.atNs : a.index < b.index;
    };
    if (!std::ranges::is_sorted(m_begins, isBefore))
        std::ranges::sort(m_begins, isBefore);
}

void Batch::clear()
{
    m_finished.clear();
    m_begins.clear();
    m_texts.clear();
}

} // namespace overlap::record
