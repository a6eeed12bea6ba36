#pragma once

#include "overlap/record/details.h"

#include <deque>
#include <memory>
#include <optional>

namespace overlap::record {

// Pure. The packed details of the latest requests, in a bounded amount of memory. Forgets the
// oldest, one segment at a time.
class Arena
{
public:
    using Position = quint64; // in bytes, a multiple of `unit`; grows, and is never reused
    static constexpr quint64 unit = 8;
    static constexpr quint64 segmentBytes = 1 << 20;

    explicit Arena(quint64 maxBytes) : m_maxSegments(maxBytes / segmentBytes) {}

    // `details` must be cut(). Nothing if the arena may not even have one segment.
    std::optional<Position> keep(const Details &details);
    std::optional<Details> at(Position position) const; // valid until the next keep()
    void forgetBefore(Position position);
    Position end() const { return m_end; }

private:
    quint64 firstSegment() const { return m_endSegment - m_segments.size(); }

    quint64 m_maxSegments;
    std::deque<std::unique_ptr<char[]>> m_segments;
    quint64 m_endSegment = 0; // the number behind the last segment
    Position m_end = 0;
};

} // namespace overlap::record
