#pragma once

#include "incrementalsort.h"
#include "overlap/record/store.h"
#include "requestcolumns.h"
#include "search.h"

#include <memory>
#include <optional>

namespace overlap::ui {

// Pure. The finished rows, or those that match a search, in the order of one column. 16 bytes a
// row: its key is computed once. New rows are sorted among themselves and then merged, so that old
// rows are not sorted again. Store and column outlive it.
class SortedRows
{
public:
    SortedRows(const record::Store &store, const Column<RequestItem> &column, Qt::SortOrder order,
               std::shared_ptr<const Search> search);

    // Collects and sorts the rows from `begin` to `end`, in steps: it works until the deadline, or
    // until all is done, and then returns true. Everything below may be used only after that.
    bool work(record::Row begin, record::Row end, QDeadlineTimer until);

    qsizetype size() const { return qsizetype(m_rows.size()); }
    record::Row at(qsizetype index) const { return m_rows[size_t(index)].row; }
    // The index of a row that the store still has; -1: it is not here. O(log n).
    qsizetype indexOf(record::Row row) const;

    // Growing takes these steps, in this order. A model has to announce each but the first.
    qsizetype find(record::Row from, record::Row end); // returns how many of these rows match
    void append();                                     // appends these, not yet in order
    // Sorts all rows, and moves those that the store has forgotten to the end. Returns how many
    // these are.
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
    record::Row m_taken = 0;                      // work() has collected all rows before this one
    std::optional<IncrementalSort<Keyed>> m_sort; // while it works
    std::vector<Keyed> m_rows;
    std::vector<Keyed> m_found;
    qsizetype m_settled = 0; // how many rows are in order
};

} // namespace overlap::ui
