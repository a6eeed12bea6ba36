#include "overlap/record/arena.h"

namespace overlap::record {

std::optional<Arena::Position> Arena::keep(const Details &details)
{
    if (m_maxSegments == 0)
        return std::nullopt;
    const quint64 size = packedSize(details);
    if (m_end + size > m_endSegment * segmentBytes) {
        if (m_segments.size() < m_maxSegments) {
            m_segments.push_back(std::make_unique_for_overwrite<char[]>(segmentBytes));
        } else { // reuses the oldest segment: new memory would cost more than filling it
            m_segments.push_back(std::move(m_segments.front()));
            m_segments.pop_front();
        }
        m_end = m_endSegment * segmentBytes;
        ++m_endSegment;
    }
    const Position position = m_end;
    pack(details, m_segments.back().get() + position % segmentBytes);
    m_end = (m_end + size + unit - 1) / unit * unit;
    return position;
}

std::optional<Details> Arena::at(Position position) const
{
    const quint64 segment = position / segmentBytes;
    if (segment < firstSegment() || segment >= m_endSegment)
        return std::nullopt;
    return unpack(m_segments[size_t(segment - firstSegment())].get() + position % segmentBytes);
}

void Arena::forgetBefore(Position position)
{
    while (!m_segments.empty() && firstSegment() < position / segmentBytes)
        m_segments.pop_front();
}

} // namespace overlap::record
