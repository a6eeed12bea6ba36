#include "overlap/record/chunk.h"

#include "overlap/http/fault.h"
#include "overlap/record/packedtimes.h"

#include <algorithm>
#include <bit>

namespace overlap::record {

static constexpr int statusBits = 10;
static constexpr quint16 heldBit = 1u << phaseCount;
static constexpr quint16 ruleBit = 1u << (phaseCount + 1);
static constexpr quint16 controlBit = 1u << (phaseCount + 2);
static constexpr quint16 withTicks = controlBit - 1;
static constexpr quint16 upstreamBit = 1u << (phaseCount + 3);
static_assert(phaseCount + 3 < 16);
static constexpr Ticks queuedAtRule = 1u << 16; // beside the rule's number
static_assert(http::faultCount <= 1 << (16 - statusBits));

void Chunk::Extent::add(qint64 startNs, qint64 endNs)
{
    firstStartNs = qMin(firstStartNs, startNs);
    lastEndNs = qMax(lastEndNs, endNs);
}

Chunk::Chunk(Arena::Position detailsFrom, std::unique_ptr<Chunk> forgotten)
    : m_columns(forgotten ? std::move(forgotten->m_columns)
                          : std::make_unique_for_overwrite<Columns>())
    , m_detailsFrom(detailsFrom)
{
}

void Chunk::append(const Record &record, QByteArrayView target,
                   std::optional<Arena::Position> details, const UpstreamTimes *upstream)
{
    Q_ASSERT(!isFull());
    if (m_size == 0)
        m_firstId = record.id;
    if (m_size % blockRows == 0)
        m_blocks.emplace_back();
    if (m_size % tickRows == 0) {
        m_tickBlocks.push_back(quint32(m_ticks.size()));
        m_upstreamBlocks.push_back(quint32(m_upstream.size()));
    }
    const auto id = qint64(record.id - m_firstId);
    Q_ASSERT(id == qint32(id));
    m_leastId = qMin(m_leastId, id);
    m_mostId = qMax(m_mostId, id);
    m_all.add(record.startNs, record.phaseSinceNs);
    m_blocks.back().add(record.startNs, record.phaseSinceNs);

    Columns &columns = *m_columns;
    const quint32 row = m_size++;
    columns.ids[row] = qint32(id);
    columns.starts[row] = record.startNs;
    columns.ends[row] = record.phaseSinceNs;
    columns.phases[row] = appendPhases(record);
    columns.connections[row] = record.connection;
    columns.ordinals[row] = record.ordinal;
    columns.bytesIn[row] = record.bytesIn;
    columns.bytesOut[row] = record.bytesOut;
    columns.statuses[row] = quint16(record.fault << statusBits | record.status);
    columns.kinds[row] = quint8(record.method << 4 | quint8(record.outcome));
    columns.targets[row] = m_texts.intern(target);
    columns.details[row] = details ? quint32((*details - m_detailsFrom) / Arena::unit + 1) : 0;
    if (upstream) {
        columns.phases[row] |= upstreamBit;
        packTimes(*upstream, record.startNs, m_upstream);
    }
}

quint16 Chunk::appendPhases(const Record &record)
{
    quint16 present = 0;
    for (size_t i = 0; i < record.phases.size(); ++i) {
        if (record.phases[i] == 0)
            continue;
        present |= quint16(1u << i);
        m_ticks.push_back(record.phases[i]);
    }
    if (record.held > 0) {
        present |= heldBit;
        m_ticks.push_back(record.held);
    }
    if (record.rule > 0) {
        present |= ruleBit;
        m_ticks.push_back(record.rule | (record.queuedAtRule ? queuedAtRule : 0));
    }
    return record.isControl ? present | controlBit : present;
}

void Chunk::readPhases(quint32 index, Record &record) const
{
    const quint32 block = index / tickRows;
    quint32 tick = m_tickBlocks[block];
    for (quint32 row = block * tickRows; row < index; ++row)
        tick += quint32(std::popcount(quint16(m_columns->phases[row] & withTicks)));
    for (size_t i = 0; i < record.phases.size(); ++i) {
        if (m_columns->phases[index] >> i & 1)
            record.phases[i] = m_ticks[tick++];
    }
    if (m_columns->phases[index] & heldBit)
        record.held = m_ticks[tick++];
    if (m_columns->phases[index] & ruleBit) {
        record.rule = quint16(m_ticks[tick]);
        record.queuedAtRule = (m_ticks[tick] & queuedAtRule) != 0;
    }
}

void Chunk::seal()
{
    m_ticks.shrink_to_fit();
    m_upstream.shrink_to_fit();
    m_texts.seal();
}

Record Chunk::record(quint32 index) const
{
    Record record = brief(index);
    readPhases(index, record);
    return record;
}

Record Chunk::brief(quint32 index) const
{
    Record record;
    record.id = id(index);
    record.startNs = m_columns->starts[index];
    record.phaseSinceNs = m_columns->ends[index];
    record.connection = m_columns->connections[index];
    record.ordinal = m_columns->ordinals[index];
    record.bytesIn = m_columns->bytesIn[index];
    record.bytesOut = m_columns->bytesOut[index];
    record.status = m_columns->statuses[index] & ((1 << statusBits) - 1);
    record.fault = quint8(m_columns->statuses[index] >> statusBits);
    record.method = m_columns->kinds[index] >> 4;
    record.outcome = Outcome(m_columns->kinds[index] & 0xf);
    record.isControl = (m_columns->phases[index] & controlBit) != 0;
    record.phase = Phase::Writing;
    return record;
}

std::optional<Arena::Position> Chunk::details(quint32 index) const
{
    if (m_columns->details[index] == 0)
        return std::nullopt;
    return m_detailsFrom + quint64(m_columns->details[index] - 1) * Arena::unit;
}

std::optional<UpstreamTimes> Chunk::upstream(quint32 index) const
{
    const auto has = [&](quint32 row) { return (m_columns->phases[row] & upstreamBit) != 0; };
    if (!has(index))
        return std::nullopt;
    const quint32 block = index / tickRows;
    const quint8 *packed = m_upstream.data() + m_upstreamBlocks[block];
    for (quint32 row = block * tickRows; row < index; ++row)
        packed = has(row) ? behindTimes(packed) : packed;
    return unpackTimes(packed, id(index), startNs(index));
}

std::optional<quint32> Chunk::find(quint64 id) const
{
    const auto relative = qint64(id - m_firstId);
    if (relative < m_leastId || relative > m_mostId)
        return std::nullopt;
    for (quint32 index = m_size; index-- > 0;) {
        if (m_columns->ids[index] == qint32(relative))
            return index;
    }
    return std::nullopt;
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
        const qint64 start = m_columns->starts[index];
        if (start < toNs && (m_columns->ends[index] > fromNs || start == fromNs))
            return index;
        ++index;
    }
    return size();
}

} // namespace overlap::record
