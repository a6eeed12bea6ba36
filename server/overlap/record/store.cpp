#include "overlap/record/store_data.h"

#include "overlap/record/names.h"

#include <limits>

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
            d->take(i, entry, details, change);
        });
        d->dropped += journals[i]->dropped();
    }
    d->noteGap(sinceNs, droppedBefore);
    if (change.inFlightChanged) {
        d->inFlightRequests.sweep();
        d->hold();
    }
    d->batch.sort();
    d->appendRows();
    d->pack(change.firstAdded);
    d->batch.clear();
    d->forgetRows();
    if (d->connections.trim())
        change.connectionsChanged = true;
    change.endAdded = d->endRow;
    change.endForgotten = d->firstRow;
    return change;
}

void Store::Private::take(size_t journal, const Entry &entry, const Details &details,
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
    change.connectionsChanged = true;
    if (const auto *opened = std::get_if<ConnectionOpened>(&entry))
        connections.open(*opened);
    else if (const auto *closed = std::get_if<ConnectionClosed>(&entry))
        connections.close(*closed);
}

void Store::Private::takeRecord(const Record &record, const Details &details, StoreChange &change)
{
    if (record.outcome == Outcome::InFlight) {
        inFlightRequests.announce(record, details.target);
        change.inFlightChanged = true;
        return;
    }
    change.connectionsChanged = true; // their counts
    connections.count(record);
    errors += isError(record) ? 1 : 0;
    const bool targetOnly = !details.withBodies && details.requestHead.isEmpty();
    const auto kept = details.isEmpty() || targetOnly ? std::nullopt : arena.keep(details);
    InFlight *flight = inFlightRequests.find(record.id);
    if (!flight) {
        batch.add(record, details.target, kept, std::nullopt);
        return;
    }
    change.inFlightChanged = true;
    const QByteArrayView target = details.target.isEmpty() ? flight->target : details.target;
    const bool held = flight->lane != InFlightRequests::noLane;
    batch.add(record, target, kept, held ? std::optional(flight->lane) : std::nullopt);
    inFlightRequests.finish(*flight);
}

// What was dropped since the last time is one gap with what was dropped before that, where there
// was nothing between.
void Store::Private::noteGap(qint64 sinceNs, quint64 droppedBefore)
{
    constexpr size_t most = 1024; // then the oldest are no longer told apart
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

// Gives those announced since the last time a place in the order of time.
void Store::Private::hold()
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
            chunks.push_back(std::make_unique<Chunk>(batchDetailsFrom));
        }
        chunks.back()->append(finished.record, batch.target(finished), finished.details);
        ++endRow;
    }
}

void Store::Private::pack(Row firstAdded)
{
    const auto barOf = [&](quint32 index) -> Lanes::Bar {
        const Record &record = batch.finished()[index].record;
        return {firstAdded + index, record.startNs, record.phaseSinceNs, DominantPhase::of(record)};
    };
    for (const Batch::Change &change : batch.changes()) {
        switch (change.kind) {
        case Batch::Change::Release:
            lanes.finish(*batch.finished()[change.index].occupiedLane, barOf(change.index));
            steps.end(change.atNs);
            break;
        case Batch::Change::End: steps.end(change.atNs); break;
        case Batch::Change::Place:
            lanes.place(barOf(change.index));
            steps.begin(change.atNs);
            break;
        case Batch::Change::Hold:
            inFlightRequests.all()[change.index].lane = lanes.hold(change.atNs);
            steps.begin(change.atNs);
            break;
        }
    }
    steps.settle();
}

void Store::Private::forgetRows()
{
    qint64 untilNs = std::numeric_limits<qint64>::min();
    const Row before = firstRow;
    while (endRow - firstRow >= caps.rows + Chunk::rowsMost) {
        untilNs = qMax(untilNs, chunks.front()->lastEndNs());
        chunks.pop_front();
        firstRow += Chunk::rowsMost;
        forgotten += Chunk::rowsMost;
    }
    if (firstRow == before)
        return;
    // Rows stand in the order of their ends, so what ended before is what was forgotten.
    steps.forgetBefore(untilNs);
    lanes.forgetRowsBefore(firstRow);
    for (LoopLoad &loop : loops)
        loop.forgetBefore(untilNs);
    arena.forgetBefore(chunks.empty() ? arena.end() : chunks.front()->detailsFrom());
}

void Store::clear()
{
    d->chunks.clear();
    d->firstRow = d->endRow;
    d->arena.forgetBefore(d->arena.end());
    d->connections.forgetClosed();
    d->loops.assign(d->loops.size(), {});
    d->gaps.clear();
    d->packAnew();
}

void Store::Private::packAnew()
{
    steps = {};
    lanes = {};
    lanes.forgetRowsBefore(firstRow);
    inFlightRequests.releaseLanes();
    hold();
    batch.sort();
    pack(endRow);
    batch.clear();
}

} // namespace overlap::record
