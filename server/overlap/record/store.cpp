#include "overlap/record/storedata.h"

#include "overlap/record/names.h"

#include <limits>

namespace overlap::record {

Store::Store() : Store(Caps{}) {}

Store::Store(Caps caps) : d(std::make_unique<Private>(caps)) {}

Store::~Store() = default;

Growth Store::absorb(const std::vector<Journal *> &journals)
{
    Growth growth;
    growth.firstAdded = d->endRow;
    growth.firstForgotten = d->firstRow;
    d->batchDetailsFrom = d->arena.end();
    const quint64 droppedBefore = std::exchange(d->dropped, 0);
    const qint64 sinceNs = d->latestNs;
    d->loops.resize(std::max(d->loops.size(), journals.size()));
    for (size_t i = 0; i < journals.size(); ++i) {
        journals[i]->read([&](const Entry &entry, const Details &details) {
            d->take(i, entry, details, growth);
        });
        d->dropped += journals[i]->dropped();
    }
    d->noteGap(sinceNs, droppedBefore);
    if (growth.inFlightChanged) {
        d->flights.sweep();
        d->hold();
    }
    d->batch.sort();
    d->appendRows();
    d->pack(growth.firstAdded);
    d->batch.clear();
    d->forgetRows();
    if (d->connections.trim())
        growth.connectionsChanged = true;
    growth.endAdded = d->endRow;
    growth.endForgotten = d->firstRow;
    return growth;
}

void Store::Private::take(size_t journal, const Entry &entry, const Details &details,
                          Growth &growth)
{
    if (const auto *record = std::get_if<Record>(&entry)) {
        latestNs = std::max(latestNs, record->phaseSinceNs);
        takeRecord(*record, details, growth);
        return;
    }
    if (const auto *span = std::get_if<LoopSpan>(&entry)) {
        latestNs = std::max(latestNs, span->toNs);
        loops[journal].add(*span);
        growth.loopsChanged = true;
        return;
    }
    growth.connectionsChanged = true;
    if (const auto *opened = std::get_if<ConnectionOpened>(&entry))
        connections.open(*opened);
    else if (const auto *closed = std::get_if<ConnectionClosed>(&entry))
        connections.close(*closed);
}

void Store::Private::takeRecord(const Record &record, const Details &details, Growth &growth)
{
    if (record.outcome == Outcome::InFlight) {
        flights.announce(record, details.target);
        growth.inFlightChanged = true;
        return;
    }
    growth.connectionsChanged = true; // their counts
    connections.count(record);
    errors += isError(record) ? 1 : 0;
    const bool targetOnly = !details.withBodies && details.requestHead.isEmpty();
    const auto kept = details.isEmpty() || targetOnly ? std::nullopt : arena.keep(details);
    InFlight *flight = flights.find(record.id);
    if (!flight) {
        batch.add(record, details.target, kept, std::nullopt);
        return;
    }
    growth.inFlightChanged = true;
    const QByteArrayView target = details.target.isEmpty() ? flight->target : details.target;
    const bool held = flight->lane != Flights::noLane;
    batch.add(record, target, kept, held ? std::optional(flight->lane) : std::nullopt);
    flights.finish(*flight);
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
    for (quint32 i = 0; i < flights.all().size(); ++i) {
        if (flights.all()[i].lane == Flights::noLane)
            batch.addHold(flights.all()[i].record.startNs, i);
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
        return {firstAdded + index, record.startNs, record.phaseSinceNs, Gist::of(record)};
    };
    for (const Batch::Change &change : batch.changes()) {
        switch (change.kind) {
        case Batch::Change::Release:
            lanes.finish(*batch.finished()[change.index].heldLane, barOf(change.index));
            steps.end(change.atNs);
            break;
        case Batch::Change::End: steps.end(change.atNs); break;
        case Batch::Change::Place:
            lanes.place(barOf(change.index));
            steps.begin(change.atNs);
            break;
        case Batch::Change::Hold:
            flights.all()[change.index].lane = lanes.hold(change.atNs);
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
    for (Occupancy &loop : loops)
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
    flights.releaseLanes();
    hold();
    batch.sort();
    pack(endRow);
    batch.clear();
}

} // namespace overlap::record
