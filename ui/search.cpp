#include "search.h"

#include <algorithm>

namespace overlap::ui {

using record::Row;

Search::Search(const record::Store &store, Filter filter)
    : m_store(store)
    , m_filter(std::move(filter))
    , m_begin(store.firstRow() / bits * bits)
    , m_end(store.endRow())
    , m_next(m_end)
    , m_bits((m_end - m_begin + bits - 1) / bits, ~0ull)
{
}

void Search::look(Row row)
{
    if (!m_filter.matches(m_store.record(row), m_store.target(row), 0))
        m_bits[word(row)] &= ~(1ull << row % bits);
}

bool Search::work(QDeadlineTimer until)
{
    constexpr Row stride = 256;
    while (!isDone()) {
        const Row first = std::max(m_store.firstRow(), m_next - std::min(m_next, stride));
        while (m_next > first)
            look(--m_next);
        if (until.hasExpired())
            break;
    }
    return isDone();
}

void Search::refresh()
{
    constexpr Row unit = 1 << 20; // rows are dropped in large units: erasing is expensive
    const Row from = std::max(m_end, m_store.firstRow());
    m_end = m_store.endRow();
    m_bits.resize((m_end - m_begin + bits - 1) / bits, ~0ull);
    for (Row row = from; row < m_end; ++row)
        look(row);
    if (m_store.firstRow() - m_begin >= unit) {
        const Row begin = m_store.firstRow() / bits * bits;
        m_bits.erase(m_bits.begin(), m_bits.begin() + qsizetype(word(begin)));
        m_begin = begin;
    }
}

bool Search::mayMatchRequest(quint64 id, qint64 nowNs) const
{
    if (const auto row = m_store.rowOf(id))
        return mayMatch(*row);
    const auto idOf = [](const record::InFlight &request) { return request.record.id; };
    const auto at = std::ranges::lower_bound(m_store.inFlight(), id, {}, idOf);
    return at != m_store.inFlight().end() && idOf(*at) == id &&
           m_filter.matches(at->record, at->target, nowNs);
}

bool Search::mayMatchAny(Row first, Row end) const
{
    if (end > m_end || first < m_begin)
        return true;
    if (first >= end)
        return false;
    const quint64 head = ~0ull << first % bits;
    const quint64 tail = ~0ull >> (bits - 1 - (end - 1) % bits);
    const size_t last = word(end - 1);
    size_t at = word(first);
    if (at == last)
        return (m_bits[at] & head & tail) != 0;
    if (m_bits[at] & head)
        return true;
    while (++at < last) {
        if (m_bits[at])
            return true;
    }
    return (m_bits[last] & tail) != 0;
}

std::vector<Row> Search::latest(size_t most) const
{
    std::vector<Row> rows;
    const Row first = std::max({m_begin, m_next, m_store.firstRow()});
    for (Row row = m_end; row > first && rows.size() < most;) {
        --row;
        if (m_bits[word(row)] == 0)
            row = row / bits * bits; // 64 rows at once
        else if (mayMatch(row))
            rows.push_back(row);
    }
    return rows;
}

} // namespace overlap::ui
