#include "overlap/record/store_data.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace overlap::record {

Store::Store() : Store(Caps{}) {}

Store::Store(Caps caps) : d(std::make_unique<Private>(caps)) {}

Store::~Store() = default;

StoreChange Store::absorb(const std::vector<Journal *> &journals)
{
    StoreChange change;
    change.firstAdded = d->endRow;
    change.firstForgotten = d->firstRow;
    d->batchDetailsFrom = d->arena.end();
    const quint64 droppedBefore = std::exchange(d->dropped, 0);
    const qint64 sinceNs = d->latestNs;
    d->loops.resize(std::max(d->loops.size(), journals.size()));
    for (size_t i = 0; i < journals.size(); ++i) {
        journals[i]->read([&](const Entry &entry, const Details &details) {
            d->takeEntry(i, entry, details, change);
        });
        d->dropped += journals[i]->dropped();
    }
    d->noteGap(sinceNs, droppedBefore);
    if (change.inFlightChanged) {
        d->inFlightRequests.removeFinished();
        d->occupyLanes();
    }
    d->batch.sort();
    d->appendRows();
    d->applyChanges(change.firstAdded);
    d->batch.clear();
    d->forgetRows();
    if (d->connections.trim())
        change.connectionsChanged = true;
    change.endAdded = d->endRow;
    change.endForgotten = d->firstRow;
    return change;
}

void Store::Private::takeEntry(size_t journal, const Entry &entry, const Details &details,
                               StoreChange &change)
{
    if (const auto *record = std::get_if<Record>(&entry)) {
        latestNs = std::max(latestNs, record->phaseSinceNs);
        takeRecord(*record, details, change);
        return;
    }
    if (const auto *span = std::get_if<LoopSpan>(&entry)) {
        latestNs = std::max(latestNs, span->toNs);
        loops[journal].add(*span);
        change.loopsChanged = true;
        return;
    }
    if (const auto *times = std::get_if<UpstreamTimes>(&entry)) {
        upstream.insert(times->request, *times);
        if (InFlight *const request = inFlightRequests.find(times->request))
            noteOpen(request->record, *times, *request);
        change.inFlightChanged = true;
        return;
    }
    change.connectionsChanged = true;
    if (const auto *opened = std::get_if<ConnectionOpened>(&entry))
        connections.open(*opened);
    else if (const auto *closed = std::get_if<ConnectionClosed>(&entry))
        connections.close(*closed);
}

// A request that controls the server. One that was seen before its head was read stays.
bool Store::Private::leavesOut(const Record &record, const Details &details)
{
    if (!record.isControl || takesControl || inFlightRequests.find(record.id))
        return false;
    if (record.outcome == Outcome::InFlight)
        return true;
    upstream.remove(record.id);
    if (control.size() == mostControl)
        control.pop_front();
    control.push_back({record, details.target.toByteArray()});
    return true;
}

void Store::Private::takeRecord(const Record &record, const Details &details, StoreChange &change)
{
    if (leavesOut(record, details))
        return;
    if (record.outcome == Outcome::InFlight) {
        noteWaits(record, inFlightRequests.announce(record, details.target, details.pieces));
        change.inFlightChanged = true;
        return;
    }
    change.connectionsChanged = true; // their counters
    connections.count(record);
    const bool targetOnly = !details.withBodies && details.requestHead.isEmpty();
    const auto kept = details.isEmpty() || targetOnly ? std::nullopt : arena.keep(details);
    InFlight *inFlight = inFlightRequests.find(record.id);
    const auto passedOn = upstream.isEmpty() ? upstream.cend() : upstream.constFind(record.id);
    const UpstreamTimes *times = passedOn == upstream.cend() ? nullptr : &*passedOn;
    InFlight unseen;
    InFlight &request = inFlight ? *inFlight : unseen;
    noteQueue(record, request);
    if (times)
        noteOpen(record, *times, request);
    const bool hasTarget = !inFlight || !details.target.isEmpty();
    const bool hasLane = inFlight && inFlight->lane != InFlightRequests::noLane;
    batch.add(record, hasTarget ? details.target : QByteArrayView(inFlight->target), kept,
              hasLane ? std::optional(inFlight->lane) : std::nullopt, times);
    if (times)
        upstream.erase(passedOn);
    if (inFlight) {
        change.inFlightChanged = true;
        inFlightRequests.finish(*inFlight);
    }
}

void Store::Private::noteWaits(const Record &record, InFlight &request)
{
    noteQueue(record, request);
    if (const auto times = upstream.constFind(record.id); times != upstream.cend())
        noteOpen(record, *times, request);
}

// What the curve does not know yet of a request's wait in the queue.
void Store::Private::noteQueue(const Record &record, InFlight &request)
{
    const QueueWait wait = queueWait(record);
    if (wait.fromNs < wait.toNs && !std::exchange(request.queueBegun, true))
        queueBegins.push_back(wait.fromNs);
    const bool isOver = wait.toNs != std::numeric_limits<qint64>::max();
    if (request.queueBegun && isOver && !std::exchange(request.queueEnded, true))
        queueEnds.push_back(wait.toNs);
}

// A tunnel or an event stream that stays open would hold a burst together that is over, so the
// curve does not count it.
void Store::Private::noteOpen(const Record &record, const UpstreamTimes &times, InFlight &request)
{
    if (!staysOpen(times))
        return;
    const qint64 sinceNs = times.askedNs + qint64(times.firstByte) * nsPerTick;
    if (!std::exchange(request.isOpen, true))
        openBegins.push_back(sinceNs);
    if (record.outcome != Outcome::InFlight)
        openEnds.push_back(std::max(sinceNs, record.phaseSinceNs));
}

// Extends the last gap if it reaches until now; otherwise adds a new one.
void Store::Private::noteGap(qint64 sinceNs, quint64 droppedBefore)
{
    constexpr size_t most = 1024; // beyond that, the two oldest are merged
    const quint64 now = dropped < droppedBefore ? dropped : dropped - droppedBefore;
    if (now == 0)
        return;
    if (!gaps.empty() && gaps.back().toNs >= sinceNs) {
        gaps.back().toNs = latestNs;
        gaps.back().dropped += now;
    } else {
        gaps.push_back({sinceNs, latestNs, now});
    }
    if (gaps.size() > most) {
        gaps[1].fromNs = gaps[0].fromNs;
        gaps[1].dropped += gaps[0].dropped;
        gaps.erase(gaps.begin());
    }
}

// Lets requests that were announced since the last absorption occupy lanes, in the order of time.
void Store::Private::occupyLanes()
{
    for (quint32 i = 0; i < inFlightRequests.all().size(); ++i) {
        if (inFlightRequests.all()[i].lane == InFlightRequests::noLane)
            batch.addOccupation(inFlightRequests.all()[i].record.startNs, i);
    }
}

void Store::Private::appendRows()
{
    for (const Batch::Finished &finished : batch.finished()) {
        if (chunks.empty() || chunks.back()->isFull()) {
            if (!chunks.empty())
                chunks.back()->seal();
            chunks.push_back(std::make_unique<Chunk>(batchDetailsFrom, std::move(forgottenChunk)));
        }
        appendRow(finished);
    }
}

void Store::Private::appendRow(const Batch::Finished &finished)
{
    chunks.back()->append(finished.record, batch.target(finished), finished.details,
                          batch.upstream(finished));
    ++endRow;
}

void Store::Private::applyChanges(Row firstAdded)
{
    const auto barOf = [&](quint32 index) -> Lanes::Bar {
        const Record &record = batch.finished()[index].record;
        return {firstAdded + index, record.startNs, record.phaseSinceNs, DominantPhase::of(record)};
    };
    size_t ended = 0;
    const auto endUntil = [&](qint64 atNs) {
        for (; ended < batch.finished().size(); ++ended) {
            const Batch::Finished &finished = batch.finished()[ended];
            if (finished.record.phaseSinceNs > atNs)
                return;
            if (finished.occupiedLane)
                lanes.finish(*finished.occupiedLane, barOf(quint32(ended)));
            concurrency.end(finished.record.phaseSinceNs);
        }
    };
    for (const Batch::Begin &begin : batch.begins()) {
        endUntil(begin.atNs); // first, so that it can take the lane of one that ends right then
        if (begin.isInFlight)
            inFlightRequests.all()[begin.index].lane = lanes.occupy(begin.atNs);
        else
            lanes.place(barOf(begin.index));
        concurrency.begin(begin.atNs);
    }
    endUntil(std::numeric_limits<qint64>::max());
    applyLate();
}

// The last changes of the curve, since they are late ones.
void Store::Private::applyLate()
{
    for (const qint64 atNs : queueBegins)
        concurrency.beginQueue(atNs);
    for (const qint64 atNs : queueEnds)
        concurrency.endQueue(atNs);
    for (const qint64 atNs : openBegins)
        concurrency.end(atNs);
    for (const qint64 atNs : openEnds)
        concurrency.begin(atNs);
    for (auto *const times : {&queueBegins, &queueEnds, &openBegins, &openEnds})
        times->clear();
    concurrency.mergeLate();
}

void Store::Private::forgetRows()
{
    qint64 untilNs = std::numeric_limits<qint64>::min();
    const Row chunksBefore = chunksFrom;
    const Row before = firstRow;
    while (endRow - keptRow >= caps.rows + Chunk::maxRows) {
        untilNs = qMax(untilNs, chunks.front()->lastEndNs());
        forgottenChunk = std::move(chunks.front());
        chunks.pop_front();
        chunksFrom += Chunk::maxRows;
        keptRow = qMax(keptRow, chunksFrom); // cleared rows go first
        firstRow = qMax(firstRow, keptRow);
    }
    if (chunksFrom == chunksBefore)
        return;
    arena.forgetBefore(chunks.empty() ? arena.end() : chunks.front()->detailsFrom());
    for (LoopLoad &loop : clearedLoops)
        loop.forgetBefore(untilNs);
    if (firstRow == before)
        return;
    forgotten += firstRow - before;
    // Rows are sorted by their ends, so everything that ended before was forgotten.
    concurrency.forgetBefore(untilNs);
    lanes.forgetRowsBefore(firstRow);
    for (LoopLoad &loop : loops)
        loop.forgetBefore(untilNs);
}

void Store::clear()
{
    d->releaseCleared();
    d->firstRow = d->endRow;
    d->connections.clear();
    d->clearedLoops = std::exchange(d->loops, std::vector<LoopLoad>(d->loops.size()));
    d->clearedGaps = std::exchange(d->gaps, {});
    d->rebuild();
}

void Store::restore()
{
    d->firstRow = d->keptRow;
    d->connections.restore();
    for (size_t i = 0; i < d->clearedLoops.size(); ++i) {
        d->clearedLoops[i].append(d->loops[i]);
        d->loops[i] = std::move(d->clearedLoops[i]);
    }
    d->clearedLoops.clear();
    d->gaps.insert(d->gaps.begin(), d->clearedGaps.begin(), d->clearedGaps.end());
    d->clearedGaps.clear();
    d->rebuild();
}

void Store::Private::releaseCleared()
{
    keptRow = firstRow;
    for (; !chunks.empty() && chunksFrom + chunks.front()->size() <= keptRow; chunks.pop_front())
        chunksFrom += chunks.front()->size();
    forgottenChunk.reset();
    arena.forgetBefore(chunks.empty() ? arena.end() : chunks.front()->detailsFrom());
    connections.releaseCleared();
    clearedLoops.clear();
    clearedGaps.clear();
}

// Makes the curve and the lanes anew.
void Store::Private::rebuild()
{
    struct Begin
    {
        qint64 atNs;
        Row row; // from endRow on: a request in flight
    };
    std::vector<Begin> begins;
    std::vector<qint64> ends;
    for (Row row = firstRow; row < endRow; ++row) {
        begins.push_back({chunkOf(row).startNs(indexOf(row)), row});
        ends.push_back(chunkOf(row).endNs(indexOf(row)));
    }
    std::vector<InFlight> &inFlight = inFlightRequests.all();
    for (size_t i = 0; i < inFlight.size(); ++i)
        begins.push_back({inFlight[i].record.startNs, endRow + i});
    std::ranges::stable_sort(begins, {}, &Begin::atNs);
    std::ranges::sort(ends);
    concurrency = {};
    lanes = {};
    lanes.forgetRowsBefore(firstRow);
    auto ended = ends.begin();
    for (const auto &[atNs, row] : begins) {
        for (; ended != ends.end() && *ended <= atNs; ++ended)
            concurrency.end(*ended);
        concurrency.begin(atNs);
        InFlight unseen;
        InFlight &request = row >= endRow ? inFlight[row - endRow] : unseen;
        request.queueBegun = request.queueEnded = request.isOpen = false;
        if (row >= endRow) {
            request.lane = lanes.occupy(atNs);
            noteWaits(request.record, request);
            continue;
        }
        const Record record = chunkOf(row).record(indexOf(row));
        lanes.place({row, atNs, record.phaseSinceNs, DominantPhase::of(record)});
        noteQueue(record, unseen);
        if (const auto times = chunkOf(row).upstream(indexOf(row)))
            noteOpen(record, *times, unseen);
    }
    for (; ended != ends.end(); ++ended)
        concurrency.end(*ended);
    applyLate();
}

} // namespace overlap::record
