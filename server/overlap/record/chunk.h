#pragma once

#include "overlap/record/arena.h"
#include "overlap/record/record.h"
#include "overlap/record/stringpool.h"

#include <limits>
#include <optional>
#include <vector>

namespace overlap::record {

// Pure. Up to rowsMost finished requests in columns. Their order is the one in which they were
// appended; what is asked by time is narrowed down by blocks.
class Chunk
{
public:
    static constexpr quint32 rowsMost = 65536;

    // No request of this chunk has details before `detailsFrom`.
    explicit Chunk(Arena::Position detailsFrom);

    void append(const Record &record, QByteArrayView target,
                std::optional<Arena::Position> details);
    void seal(); // no more rows: frees what is left over

    quint32 size() const { return quint32(m_starts.size()); }
    bool isFull() const { return size() == rowsMost; }
    Record record(quint32 index) const; // detailBytes is 0
    qint64 startNs(quint32 index) const { return m_starts[index]; }
    qint64 endNs(quint32 index) const { return m_ends[index]; }
    QByteArrayView target(quint32 index) const { return m_texts.at(m_targets[index]); }
    std::optional<Arena::Position> details(quint32 index) const;
    Arena::Position detailsFrom() const { return m_detailsFrom; }
    qint64 lastEndNs() const { return m_all.lastEndNs; }

    std::optional<quint32> find(quint64 id) const; // the latest
    // The first row from `index` on that overlaps [fromNs, toNs), or size().
    quint32 firstOverlapping(quint32 index, qint64 fromNs, qint64 toNs) const;

private:
    static constexpr quint32 blockRows = 256;
    struct Extent
    {
        qint64 firstStartNs = std::numeric_limits<qint64>::max();
        qint64 lastEndNs = std::numeric_limits<qint64>::min();
        void add(qint64 startNs, qint64 endNs);
        bool touches(qint64 fromNs, qint64 toNs) const
        {
            return firstStartNs < toNs && lastEndNs >= fromNs;
        }
    };

    void appendPhases(const Record &record);
    void readPhases(quint32 index, Record &record) const;

    Extent m_all;
    std::vector<Extent> m_blocks;
    quint64 m_firstId = 0;
    qint64 m_leastId = std::numeric_limits<qint64>::max(); // as in m_ids
    qint64 m_mostId = std::numeric_limits<qint64>::min();
    std::vector<qint32> m_ids; // relative to m_firstId
    std::vector<qint64> m_starts;
    std::vector<qint64> m_ends;
    // Most requests pass through few phases: a bit for each that took time, and its ticks.
    std::vector<quint16> m_phases;
    std::vector<Ticks> m_ticks;
    static constexpr quint32 tickRows = 64;
    std::vector<quint32> m_tickBlocks; // where the ticks of each tickRows begin
    std::vector<quint32> m_connections;
    std::vector<quint32> m_ordinals;
    std::vector<quint32> m_bytesIn;
    std::vector<quint32> m_bytesOut;
    std::vector<quint16> m_statuses; // and the fault, above the bits that a status needs
    std::vector<quint8> m_kinds;     // method and outcome
    std::vector<quint16> m_targets;
    StringPool m_texts;
    std::vector<quint32> m_details; // units after m_detailsFrom, plus 1; 0: none
    Arena::Position m_detailsFrom;
};

} // namespace overlap::record
