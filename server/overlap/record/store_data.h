#pragma once

#include "overlap/record/arena.h"
#include "overlap/record/batch.h"
#include "overlap/record/chunk.h"
#include "overlap/record/store.h"

#include <QHash>

#include <deque>

namespace overlap::record {

// Main thread. The data of a store. store.cpp fills it, store_queries.cpp reads it.
struct Store::Private
{
    explicit Private(Caps theCaps)
        : caps(theCaps)
        , arena(theCaps.detailBytes)
        , connections(theCaps.connections)
    {
    }

    void takeEntry(size_t journal, const Entry &entry, const Details &details, StoreChange &change);
    bool leavesOut(const Record &record, const Details &details);
    void takeRecord(const Record &record, const Details &details, StoreChange &change);
    void appendRow(const Batch::Finished &finished);
    void noteWaits(const Record &record, InFlight &request);
    void noteQueue(const Record &record, InFlight &request);
    void noteOpen(const Record &record, const UpstreamTimes &times, InFlight &request);
    void applyLate();
    void noteGap(qint64 sinceNs, quint64 droppedBefore);
    void occupyLanes();
    void appendRows();
    void applyChanges(Row firstAdded);
    void rebuild();
    void releaseCleared();
    void forgetRows();
    const Chunk &chunkOf(Row row) const
    {
        Q_ASSERT(row >= firstRow && row < endRow);
        return *chunks[size_t((row - chunksFrom) / Chunk::maxRows)];
    }
    quint32 indexOf(Row row) const { return quint32((row - chunksFrom) % Chunk::maxRows); }
    std::optional<Details> detailsOf(Row row) const
    {
        const auto position = chunkOf(row).details(indexOf(row));
        return position ? arena.at(*position) : std::nullopt;
    }

    const Caps caps;
    Arena arena;
    Connections connections;
    InFlightRequests inFlightRequests;
    QHash<quint64, UpstreamTimes> upstream; // of requests whose end was not read yet, by their ids
    ConcurrencyCurve concurrency;
    Lanes lanes;
    Batch batch;
    std::vector<qint64> queueBegins; // for the curve, at the end of this absorption
    std::vector<qint64> queueEnds;
    std::vector<qint64> openBegins;
    std::vector<qint64> openEnds;
    std::vector<LoopLoad> loops;               // by journal
    Arena::Position batchDetailsFrom = 0;      // where the details of the current batch begin
    std::deque<std::unique_ptr<Chunk>> chunks; // all except the last one are full
    std::unique_ptr<Chunk> forgottenChunk;     // for its memory
    Row chunksFrom = 0;                        // the first row of the first chunk
    Row keptRow = 0;                           // from here on, cleared rows are kept, for restore()
    Row firstRow = 0;                          // from here on, rows are not cleared
    Row endRow = 0;
    quint64 forgotten = 0; // by the cap
    quint64 dropped = 0;
    qint64 latestNs = 0; // of all entries absorbed
    std::vector<Gap> gaps;
    bool takesControl = false;
    std::deque<Control> control;
    // Cleared with the rows.
    std::vector<LoopLoad> clearedLoops;
    std::vector<Gap> clearedGaps;
};

} // namespace overlap::record
