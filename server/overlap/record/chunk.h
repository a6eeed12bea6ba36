#pragma once

#include "overlap/record/arena.h"
#include "overlap/record/record.h"
#include "overlap/record/stringpool.h"

#include <array>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

namespace overlap::record {

// Pure. Up to maxRows finished requests, stored in columns, in the order of append(). Queries by
// time skip whole blocks of rows.
class Chunk
{
public:
    static constexpr quint32 maxRows = 65536;

    // All details of this chunk's requests are at `detailsFrom` or behind it. The memory of a chunk
    // that was forgotten is used again: new memory would cost more than filling it.
    explicit Chunk(Arena::Position detailsFrom, std::unique_ptr<Chunk> forgotten = nullptr);

    void append(const Record &record, QByteArrayView target, std::optional<Arena::Position> details,
                const UpstreamTimes *upstream = nullptr);
    void seal(); // no more rows will come: frees unused memory

    quint32 size() const { return m_size; }
    bool isFull() const { return size() == maxRows; }
    Record record(quint32 index) const; // detailBytes is 0
    Record brief(quint32 index) const;  // see Store::brief()
    quint64 id(quint32 index) const { return m_firstId + quint64(qint64(m_columns->ids[index])); }
    qint64 startNs(quint32 index) const { return m_columns->starts[index]; }
    qint64 endNs(quint32 index) const { return m_columns->ends[index]; }
    QByteArrayView target(quint32 index) const { return m_texts.at(m_columns->targets[index]); }
    std::optional<Arena::Position> details(quint32 index) const;
    std::optional<UpstreamTimes> upstream(quint32 index) const; // nothing: it was not passed on
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

    quint16 appendPhases(const Record &record); // returns Columns::phases
    void readPhases(quint32 index, Record &record) const;

    // Untouched memory takes no room, so rows that are still missing cost nothing.
    template <typename T>
    using Column = std::array<T, maxRows>;
    struct Columns
    {
        Column<qint32> ids; // relative to m_firstId
        Column<qint64> starts;
        Column<qint64> ends;
        Column<quint16> phases; // a bit for each phase with a duration in m_ticks, and others
        Column<quint32> connections;
        Column<quint32> ordinals;
        Column<quint32> bytesIn;
        Column<quint32> bytesOut;
        Column<quint16> statuses; // and, in the upper bits, the fault
        Column<quint8> kinds;     // method and outcome
        Column<quint16> targets;
        Column<quint32> details; // offset from m_detailsFrom in Arena::unit, plus 1; 0: none
    };

    std::unique_ptr<Columns> m_columns;
    quint32 m_size = 0;
    Extent m_all;
    std::vector<Extent> m_blocks;
    quint64 m_firstId = 0;
    qint64 m_leastId = std::numeric_limits<qint64>::max(); // of the ids
    qint64 m_mostId = std::numeric_limits<qint64>::min();  // of the column
    // Most requests pass through few phases, so only durations above 0 are stored; and the rule, if
    // one took the request.
    std::vector<Ticks> m_ticks;
    static constexpr quint32 tickRows = 64;
    std::vector<quint32> m_tickBlocks; // index in m_ticks for rows 0, tickRows, 2 * tickRows, …
    // packedtimes.h; most runs have no upstream.
    std::vector<quint8> m_upstream;
    std::vector<quint32> m_upstreamBlocks; // like m_tickBlocks
    StringPool m_texts;
    Arena::Position m_detailsFrom;
};

} // namespace overlap::record
