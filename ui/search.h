#pragma once

#include "filter.h"
#include "overlap/record/store.h"

#include <QDeadlineTimer>

#include <vector>

namespace overlap::ui {

// Pure. Which finished requests match a filter: one bit for each. They are looked at in steps, the
// newest first, so that nobody waits for a million; what has not been looked at may match. The
// store outlives it.
class Search
{
public:
    Search(const record::Store &store, Filter filter);

    const Filter &filter() const { return m_filter; }
    bool work(QDeadlineTimer until); // looks at some more; true: at all of them
    bool isDone() const { return m_next <= m_store.firstRow(); }
    void takeNews(); // looks at what was added, and lets go of what was forgotten
    record::Row endRow() const { return m_end; }

    bool mayMatch(record::Row row) const
    {
        return row >= m_end || row < m_begin || (m_bits[word(row)] >> row % bits & 1) != 0;
    }
    bool mayMatchAny(record::Row first, record::Row end) const;

private:
    static constexpr quint64 bits = 64;
    size_t word(record::Row row) const { return size_t(row / bits - m_begin / bits); }
    void look(record::Row row);

    const record::Store &m_store;
    const Filter m_filter;
    record::Row m_begin; // the first row with a bit; whole words
    record::Row m_end;
    record::Row m_next; // all from here on have been looked at
    std::vector<quint64> m_bits;
};

} // namespace overlap::ui
