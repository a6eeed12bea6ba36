#pragma once

#include "overlap/record/details.h"

#include <deque>
#include <memory>
#include <optional>

namespace overlap::record {

// Pure. Texts of the latest requests in a bounded amount of memory: the oldest are forgotten first,
// a segment at a time.
class Arena
{
public:
    using Position = quint64; // grows by multiples of `unit`, never reused
    static constexpr quint64 unit = 8;
    static constexpr quint64 segmentBytes = 1 << 20;

    explicit Arena(quint64 mostBytes) : m_most(mostBytes / segmentBytes) {}

    // Cut details; nothing where not even a segment is allowed.
    std::optional<Position> keep(const Details &details);
    std::optional<Details> at(Position position) const; // valid until the next keep()
    void forgetBefore(Position position);
    Position end() const { return m_end; }

private:
    quint64 firstSegment() const { return m_endSegment - m_segments.size(); }

    quint64 m_most; // segments
    std::deque<std::unique_ptr<char[]>> m_segments;
    quint64 m_endSegment = 0; // the number of the segment after the last one
    Position m_end = 0;
};

} // namespace overlap::record
