#include "sortedrows.h"

#include <algorithm>

namespace overlap::ui {

using record::Row;

SortedRows::SortedRows(const record::Store &store, const Column<RequestItem> &column,
                       Qt::SortOrder order, std::shared_ptr<const Search> search)
    : m_store(store)
    , m_column(column)
    , m_descending(order == Qt::DescendingOrder)
    , m_search(std::move(search))
{
}

bool SortedRows::work(Row begin, Row end, QDeadlineTimer until)
{
    constexpr Row stride = 256;
    while (!m_sort) {
        const Row from = std::max(m_taken, begin);
        m_taken = std::min(end, from + stride);
        find(from, m_taken);
        if (m_taken == end)
            m_sort.emplace(std::exchange(m_found, {}));
        else if (until.hasExpired())
            return false;
    }
    if (!m_sort->work(until, [this](const Keyed &a, const Keyed &b) { return isBefore(a, b); }))
        return false;
    m_rows = m_sort->take();
    m_sort.reset();
    m_settled = size();
    return true;
}

qsizetype SortedRows::indexOf(Row row) const
{
    const Keyed wanted = {keyOf(row), row};
    const auto end = m_rows.begin() + m_settled;
    const auto before = [this](const Keyed &a, const Keyed &b) { return isBefore(a, b); };
    const auto found = std::lower_bound(m_rows.begin(), end, wanted, before);
    return found != end && found->row == row ? found - m_rows.begin() : -1;
}

qsizetype SortedRows::find(Row from, Row end)
{
    for (Row row = from; row < end; ++row) {
        if (!m_search || m_search->mayMatch(row))
            m_found.push_back({keyOf(row), row});
    }
    return qsizetype(m_found.size());
}

void SortedRows::append()
{
    m_rows.insert(m_rows.end(), m_found.begin(), m_found.end());
    m_found.clear();
}

qsizetype SortedRows::settle()
{
    const Row first = m_store.firstRow();
    const auto isKept = [first](const Keyed &keyed) { return keyed.row >= first; };
    const auto before = [this](const Keyed &a, const Keyed &b) { return isBefore(a, b); };
    const auto settled = m_rows.begin() + m_settled;
    const auto forgotten = std::stable_partition(m_rows.begin(), settled, isKept);
    const qsizetype gone = settled - forgotten;
    std::rotate(forgotten, settled, m_rows.end());
    const auto fresh = forgotten;
    const auto end = m_rows.end() - gone;
    std::sort(fresh, end, before);
    std::inplace_merge(m_rows.begin(), fresh, end, before);
    m_settled = size() - gone;
    return gone;
}

void SortedRows::dropLast(qsizetype count)
{
    m_rows.resize(m_rows.size() - size_t(count));
}

bool SortedRows::isBefore(const Keyed &a, const Keyed &b) const
{
    if (a.key != b.key)
        return (a.key < b.key) != m_descending;
    if (m_column.tieBreak) { // reads nothing but the target
        const int order = m_column.tieBreak({{}, target(a.row), 0})
                              .compare(m_column.tieBreak({{}, target(b.row), 0}));
        if (order != 0)
            return (order < 0) != m_descending;
    }
    return a.row > b.row; // the latest first
}

// A row that the store has forgotten meanwhile may stand anywhere: it is removed soon.
quint64 SortedRows::keyOf(Row row) const
{
    if (row < m_store.firstRow())
        return 0;
    return m_column.key({m_store.record(row), m_store.target(row), 0});
}

QByteArrayView SortedRows::target(Row row) const
{
    return row < m_store.firstRow() ? QByteArrayView() : m_store.target(row);
}

} // namespace overlap::ui
