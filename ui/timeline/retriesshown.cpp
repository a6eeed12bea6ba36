#include "timeline/retriesshown.h"

namespace overlap::ui {

static constexpr quint64 most = 5'000; // requests that are looked at; a few milliseconds

// One width more at each side, so that panning seldom needs another look.
void RetriesShown::look(qint64 fromNs, qint64 toNs)
{
    const auto &inFlight = m_store.inFlight();
    const State state{m_store.firstRow(), m_store.endRow(),
                      inFlight.empty() ? 0 : inFlight.back().record.id};
    const qint64 widthNs = toNs - fromNs;
    const bool isInside = fromNs >= m_fromNs && toNs <= m_toNs;
    if (state == m_state && isInside && m_toNs - m_fromNs <= 6 * widthNs)
        return;
    m_state = state;
    m_fromNs = fromNs - widthNs;
    m_toNs = toNs + widthNs;
    const std::vector<record::Row> rows = m_store.overlapping(m_fromNs, m_toNs, most + 1);
    m_all.clear();
    if (rows.size() <= most)
        m_all = analysis::retriesAmong(m_store, rows);
}

} // namespace overlap::ui
