#pragma once

#include "gradualsort.h"
#include "overlap/record/store.h"
#include "requestcolumns.h"
#include "search.h"

#include <memory>
#include <optional>

namespace overlap::ui {

// Pure. The finished rows, or those that a search has found, in the order of one column: 16 bytes a
// row, its key computed once. New rows are sorted among themselves and merged, so that growing
// costs no sorting of what was there. The store and the column outlive it.
class SortedRows
{
public:
    SortedRows(const record::Store &store, const Column<RequestItem> &column, Qt::SortOrder order,
               std::shared_ptr<const Search> search);

    // Takes in the rows before `end` from the one on where it left off, and puts them into order,
    // until then or until it is done, which it returns. Only after that is the rest to be used.
    bool work(record::Row begin, record::Row end, QDeadlineTimer until);

    qsizetype size() const { return qsizetype(m_rows.size()); }
    record::Row at(qsizetype index) const { return m_rows[size_t(index)].row; }
    // Where a row that the store still holds has been put; -1: nowhere. O(log n).
    qsizetype indexOf(record::Row row) const;

    // The steps of growing further, of which all but the first are what a model announces.
    qsizetype find(record::Row from, record::Row end); // how many of these match
    void append();                                     // those, at the end, out of order
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
    quint64 keyOf(record::Row row) const;
    QByteArrayView target(record::Row row) const;

    const record::Store &m_store;
    const Column<RequestItem> &m_column;
    bool m_descending;
    const std::shared_ptr<const Search> m_search;
    record::Row m_taken = 0;                  // by work(): all before
    std::optional<GradualSort<Keyed>> m_sort; // while it works
    std::vector<Keyed> m_rows;
    std::vector<Keyed> m_found;
    qsizetype m_settled = 0; // so many are in order
};

} // namespace overlap::ui
