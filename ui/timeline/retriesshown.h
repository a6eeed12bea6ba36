#pragma once

#include "overlap/analysis/retries.h"

#include <span>
#include <vector>

namespace overlap::ui {

// Main thread. Which requests in view are attempts at the same thing. None if there are so many
// that most bars are merged.
class RetriesShown
{
public:
    explicit RetriesShown(const record::Store &store) : m_store(store) {} // which outlives it

    // Looks around a span, unless it did so and nothing has changed.
    void look(qint64 fromNs, qint64 toNs);
    std::span<const analysis::Retry> all() const { return m_all; }

private:
    struct State // of the store
    {
        record::Row firstRow = 0, endRow = 0;
        quint64 lastBegun = 0; // the id of the latest request in flight
        bool operator==(const State &) const = default;
    };
    const record::Store &m_store;
    std::vector<analysis::Retry> m_all;
    State m_state;
    qint64 m_fromNs = 0; // where it looked
    qint64 m_toNs = 0;
};

} // namespace overlap::ui
