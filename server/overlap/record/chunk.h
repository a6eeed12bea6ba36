#pragma once

#include "overlap/record/arena.h"
#include "overlap/record/record.h"
#include "overlap/record/stringpool.h"

#include <limits>
#include <optional>
#include <vector>

namespace overlap::record {

// Pure. Up to maxRows finished requests, stored in columns, in the order of append(). Queries by
// time skip whole blocks of rows.
class Chunk
{
public:
    static constexpr quint32 maxRows = 65536;

    // All details of this chunk's requests are at `detailsFrom` or behind it.
    explicit Chunk(Arena::Position detailsFrom);

    void append(const Record &record, QByteArrayView target,
                std::optional<Arena::Position> details);
    void seal(); // no more rows will come: frees unused memory

    quint32 size() const { return quint32(m_starts.size()); }
    bool isFull() const { return size() == maxRows; }
    Record record(quint32 index) const; // detailBytes is 0
    qint64 startNs(quint32 index) const { return m_starts[index]; }
    qint64 endNs(quint32 index) const { return m_ends[index]; }
    QByteArrayView target(quint32 index) const { return m_texts.at(m_targets[index]); }
    std::optional<Arena::Position> details(quint32 index) const;
    Arena::Position detailsFrom() const { return m_detailsFrom; }
    qint64 lastEndNs() const { return m_all.lastEndNs; }

    std::optional<quint32> find(quint64 id) const; // the last row with this id
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
    qint64 m_leastId = std::numeric_limits<qint64>::max(); // of m_ids
    qint64 m_mostId = std::numeric_limits<qint64>::min();  // of m_ids
    std::vector<qint32> m_ids;                             // relative to m_firstId
    std::vector<qint64> m_starts;
    std::vector<qint64> m_ends;
    // Most requests pass through few phases, so only durations above 0 are stored.
    std::vector<quint16> m_phases; // by row: a bit for each phase with a duration in m_ticks
    std::vector<Ticks> m_ticks;
    static constexpr quint32 tickRows = 64;
    std::vector<quint32> m_tickBlocks; // index in m_ticks for rows 0, tickRows, 2 * tickRows, …
    std::vector<quint32> m_connections;
    std::vector<quint32> m_ordinals;
    std::vector<quint32> m_bytesIn;
    std::vector<quint32> m_bytesOut;
    std::vector<quint16> m_statuses; // and, in the upper bits, the fault
    std::vector<quint8> m_kinds;     // method and outcome
    std::vector<quint16> m_targets;
    StringPool m_texts;
    std::vector<quint32> m_details; // offset from m_detailsFrom in Arena::unit, plus 1; 0: none
    Arena::Position m_detailsFrom;
};

} // namespace overlap::record
