#include "overlap/record/chunk.h"

#include "overlap/http/fault.h"

#include <algorithm>
#include <bit>

namespace overlap::record {

static constexpr int statusBits = 10;
static_assert(http::faultCount <= 1 << (16 - statusBits));

void Chunk::Extent::add(qint64 startNs, qint64 endNs)
{
    firstStartNs = qMin(firstStartNs, startNs);
    lastEndNs = qMax(lastEndNs, endNs);
}

Chunk::Chunk(Arena::Position detailsFrom) : m_detailsFrom(detailsFrom)
{
    // Without this, columns would be copied as they grow, and end up half empty.
    const auto reserve = [](auto &...columns) { (columns.reserve(maxRows), ...); };
    reserve(m_ids, m_starts, m_ends, m_phases, m_connections, m_ordinals, m_bytesIn, m_bytesOut,
            m_statuses, m_kinds, m_targets, m_details);
}

void Chunk::append(const Record &record, QByteArrayView target,
                   std::optional<Arena::Position> details)
{
    if (size() == 0)
        m_firstId = record.id;
    if (size() % blockRows == 0)
        m_blocks.emplace_back();
    if (size() % tickRows == 0)
        m_tickBlocks.push_back(quint32(m_ticks.size()));
    const auto id = qint64(record.id - m_firstId);
    Q_ASSERT(id == qint32(id));
    m_leastId = qMin(m_leastId, id);
    m_mostId = qMax(m_mostId, id);
    m_all.add(record.startNs, record.phaseSinceNs);
    m_blocks.back().add(record.startNs, record.phaseSinceNs);

    m_ids.push_back(qint32(id));
    m_starts.push_back(record.startNs);
    m_ends.push_back(record.phaseSinceNs);
    appendPhases(record);
    m_connections.push_back(record.connection);
    m_ordinals.push_back(record.ordinal);
    m_bytesIn.push_back(record.bytesIn);
    m_bytesOut.push_back(record.bytesOut);
    m_statuses.push_back(quint16(record.fault << statusBits | record.status));
    m_kinds.push_back(quint8(record.method << 4 | quint8(record.outcome)));
    m_targets.push_back(m_texts.intern(target));
    m_details.push_back(details ? quint32((*details - m_detailsFrom) / Arena::unit + 1) : 0);
}

void Chunk::appendPhases(const Record &record)
{
    quint16 present = 0;
    for (size_t i = 0; i < record.phases.size(); ++i) {
        if (record.phases[i] == 0)
            continue;
        present |= quint16(1u << i);
        m_ticks.push_back(record.phases[i]);
    }
    m_phases.push_back(present);
}

void Chunk::readPhases(quint32 index, Record &record) const
{
    const quint32 block = index / tickRows;
    quint32 tick = m_tickBlocks[block];
    for (quint32 row = block * tickRows; row < index; ++row)
        tick += quint32(std::popcount(m_phases[row]));
    for (size_t i = 0; i < record.phases.size(); ++i) {
        if (m_phases[index] >> i & 1)
            record.phases[i] = m_ticks[tick++];
    }
}

void Chunk::seal()
{
    m_ticks.shrink_to_fit();
    m_texts.seal();
}

Record Chunk::record(quint32 index) const
{
    Record record;
    record.id = m_firstId + quint64(qint64(m_ids[index]));
    record.startNs = m_starts[index];
    record.phaseSinceNs = m_ends[index];
    readPhases(index, record);
    record.connection = m_connections[index];
    record.ordinal = m_ordinals[index];
    record.bytesIn = m_bytesIn[index];
    record.bytesOut = m_bytesOut[index];
    record.status = m_statuses[index] & ((1 << statusBits) - 1);
    record.fault = quint8(m_statuses[index] >> statusBits);
    record.method = m_kinds[index] >> 4;
    record.outcome = Outcome(m_kinds[index] & 0xf);
    record.phase = Phase::Writing;
    return record;
}

std::optional<Arena::Position> Chunk::details(quint32 index) const
{
    if (m_details[index] == 0)
        return std::nullopt;
    return m_detailsFrom + quint64(m_details[index] - 1) * Arena::unit;
}

std::optional<quint32> Chunk::find(quint64 id) const
{
    const auto relative = qint64(id - m_firstId);
    if (relative < m_leastId || relative > m_mostId)
        return std::nullopt;
    const auto found = std::find(m_ids.rbegin(), m_ids.rend(), qint32(relative));
    if (found == m_ids.rend())
        return std::nullopt;
    return quint32(m_ids.rend() - found - 1);
}

quint32 Chunk::firstOverlapping(quint32 index, qint64 fromNs, qint64 toNs) const
{
    if (!m_all.touches(fromNs, toNs))
        return size();
    while (index < size()) {
        if (index % blockRows == 0 && !m_blocks[index / blockRows].touches(fromNs, toNs)) {
            index += blockRows;
            continue;
        }
        // A request of length 0 overlaps a range that contains its instant.
        const qint64 start = m_starts[index];
        if (start < toNs && (m_ends[index] > fromNs || start == fromNs))
            return index;
        ++index;
    }
    return size();
}

} // namespace overlap::record
