#include "sortedrows.h"

#include <algorithm>

namespace overlap::ui {

using record::Row;

SortedRows::SortedRows(const record::Store &store, const Column<RequestItem> &column,
                       Qt::SortOrder order, Filter filter)
    : m_store(store)
    , m_column(column)
    , m_descending(order == Qt::DescendingOrder)
    , m_filter(std::move(filter))
{
}

qsizetype SortedRows::indexOf(Row row) const
{
    const Keyed wanted = {m_column.key(item(row)), row};
    const auto end = m_rows.begin() + m_settled;
    const auto before = [this](const Keyed &a, const Keyed &b) { return isBefore(a, b); };
    const auto found = std::lower_bound(m_rows.begin(), end, wanted, before);
    return found != end && found->row == row ? found - m_rows.begin() : -1;
}

qsizetype SortedRows::find(Row from, Row end)
{
    for (Row row = from; row < end; ++row) {
        const RequestItem found = item(row);
        if (m_filter.isEmpty() || m_filter.matches(found.record, found.target, 0))
            m_found.push_back({m_column.key(found), row});
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
    if (m_column.tieBreak) {
        const RequestItem left = item(a.row);
        const RequestItem right = item(b.row);
        const int order = m_column.tieBreak(left).compare(m_column.tieBreak(right));
        if (order != 0)
            return (order < 0) != m_descending;
    }
    return a.row > b.row; // the latest first
}

RequestItem SortedRows::item(Row row) const
{
    return {m_store.record(row), m_store.target(row), 0};
}

} // namespace overlap::ui
