#pragma once

#include "record/store.h"
#include "requestcolumns.h"

namespace overlap::ui {

// Pure. Finished rows in the order of one column: 16 bytes a row, its key computed once. New rows
// are sorted among themselves and merged, so that growing costs no sorting of what was there.
// The store and the column outlive it.
class SortedRows
{
public:
    SortedRows(const record::Store &store, const Column<RequestItem> &column, Qt::SortOrder order);

    qsizetype size() const { return qsizetype(m_rows.size()); }
    record::Row at(qsizetype index) const { return m_rows[size_t(index)].row; }
    // Where a row that the store still holds has been put; -1: nowhere. O(log n).
    qsizetype indexOf(record::Row row) const;

    // The three steps of growing, one for each thing that a model can announce.
    void append(record::Row from, record::Row end); // at the end, out of order
    // Puts all into order, but what the store has forgotten to the end. Returns how many these are.
    qsizetype settle();
    void dropLast(qsizetype count);

private:
    struct Keyed
    {
        quint64 key;
        record::Row row;
    };
    bool isBefore(const Keyed &a, const Keyed &b) const;
    RequestItem item(record::Row row) const;

    const record::Store &m_store;
    const Column<RequestItem> &m_column;
    bool m_descending;
    std::vector<Keyed> m_rows;
    qsizetype m_settled = 0; // so many are in order
};

} // namespace overlap::ui
