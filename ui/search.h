#pragma once

#include "filter.h"
#include "overlap/record/store.h"

#include <QDeadlineTimer>

#include <vector>

namespace overlap::ui {

// Pure. Which finished requests match a filter: one bit for each row. Rows are tested in steps, the
// newest first, so that a million do not keep the caller waiting. A row that is not tested yet may
// match. The store outlives it.
class Search
{
public:
    Search(const record::Store &store, Filter filter);

    const Filter &filter() const { return m_filter; }
    bool work(QDeadlineTimer until); // tests more rows; true: all are tested
    bool isDone() const { return m_next <= m_store.firstRow(); }
    void refresh(); // tests new rows, and drops those that the store has forgotten
    record::Row endRow() const { return m_end; }

    bool mayMatch(record::Row row) const
    {
        return row >= m_end || row < m_begin || (m_bits[word(row)] >> row % bits & 1) != 0;
    }
    bool mayMatchRequest(quint64 id, qint64 nowNs) const; // finished or in flight
    bool mayMatchAny(record::Row first, record::Row end) const;
    // The newest rows that match, among those that are tested: at most so many, newest first.
    std::vector<record::Row> latest(size_t most) const;

private:
    static constexpr quint64 bits = 64;
    size_t word(record::Row row) const { return size_t(row / bits - m_begin / bits); }
    void look(record::Row row);

    const record::Store &m_store;
    const Filter m_filter;
    record::Row m_begin; // the first row with a bit; a multiple of `bits`
    record::Row m_end;
    record::Row m_next; // all rows from here on are tested
    std::vector<quint64> m_bits;
};

} // namespace overlap::ui
