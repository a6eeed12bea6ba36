#include "overlap/record/batch.h"

#include "overlap/record/stringpool.h"

#include <algorithm>
#include <tuple>

namespace overlap::record {

void Batch::add(const Record &record, QByteArrayView target, std::optional<Arena::Position> details,
                std::optional<quint32> occupiedLane)
{
    target = target.first(qMin(target.size(), StringPool::maxText));
    m_finished.push_back(
        {record, details, occupiedLane, quint32(m_texts.size()), quint32(target.size())});
    m_texts.insert(m_texts.end(), target.begin(), target.end());
}

void Batch::sort()
{
    // The records of one loop are usually sorted already.
    const auto endsBefore = [](const Finished &a, const Finished &b) {
        return a.record.phaseSinceNs < b.record.phaseSinceNs;
    };
    if (!std::ranges::is_sorted(m_finished, endsBefore))
        std::ranges::stable_sort(m_finished, endsBefore);

    for (quint32 i = 0; i < m_finished.size(); ++i) {
        const Finished &finished = m_finished[i];
        const qint64 endNs = finished.record.phaseSinceNs;
        m_changes.push_back({endNs, finished.occupiedLane ? Change::Release : Change::End, i});
        if (!finished.occupiedLane)
            m_changes.push_back({finished.record.startNs, Change::Place, i});
    }
    // Ends before begins, so that a request can take the lane of one that ends at the same instant.
    std::ranges::sort(m_changes, {}, [](const Change &c) {
        return std::tuple(c.atNs, c.kind >= Change::Place, c.index);
    });
}

void Batch::clear()
{
    m_finished.clear();
    m_changes.clear();
    m_texts.clear();
}

} // namespace overlap::record
