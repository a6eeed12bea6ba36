#pragma once

#include "overlap/record/arena.h"
#include "overlap/record/batch.h"
#include "overlap/record/chunk.h"
#include "overlap/record/store.h"

#include <deque>

namespace overlap::record {

// Main thread. What a store is made of; store.cpp fills it, queries.cpp reads it.
struct Store::Private
{
    explicit Private(Caps theCaps)
        : caps(theCaps)
        , arena(theCaps.detailBytes)
        , connections(theCaps.connections)
    {
    }

    void take(size_t journal, const Entry &entry, const Details &details, StoreChange &change);
    void takeRecord(const Record &record, const Details &details, StoreChange &change);
    void noteGap(qint64 sinceNs, quint64 droppedBefore);
    void hold();
    void appendRows();
    void pack(Row firstAdded);
    void packAnew();
    void forgetRows();
    const Chunk &chunkOf(Row row) const
    {
        Q_ASSERT(row >= firstRow && row < endRow);
        return *chunks[size_t((row - firstRow) / Chunk::rowsMost)];
    }
    quint32 indexOf(Row row) const { return quint32((row - firstRow) % Chunk::rowsMost); }
    std::optional<Details> detailsOf(Row row) const
    {
        const auto position = chunkOf(row).details(indexOf(row));
        return position ? arena.at(*position) : std::nullopt;
    }

    const Caps caps;
    Arena arena;
    Connections connections;
    InFlightRequests inFlightRequests;
    ConcurrencyCurve steps;
    Lanes lanes;
    Batch batch;
    std::vector<LoopLoad> loops;               // by journal
    Arena::Position batchDetailsFrom = 0;      // where the details of this batch begin
    std::deque<std::unique_ptr<Chunk>> chunks; // all but the last one are full
    Row firstRow = 0;
    Row endRow = 0;
    quint64 errors = 0;
    quint64 forgotten = 0; // by the cap
    quint64 dropped = 0;
    qint64 latestNs = 0; // of what was absorbed
    std::vector<Gap> gaps;
};

} // namespace overlap::record
