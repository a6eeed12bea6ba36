#include "overlap/record/store_data.h"

namespace overlap::record {

Row Store::firstRow() const
{
    return d->firstRow;
}

quint64 Store::cleared() const
{
    return d->firstRow - d->keptRow;
}

Row Store::endRow() const
{
    return d->endRow;
}

const std::vector<InFlight> &Store::inFlight() const
{
    return d->inFlightRequests.all();
}

const std::vector<Connection> &Store::connections() const
{
    return d->connections.all();
}

const Connection *Store::connection(quint32 id) const
{
    return d->connections.find(id);
}

const ConcurrencyCurve &Store::concurrency() const
{
    return d->concurrency;
}

const Lanes &Store::lanes() const
{
    return d->lanes;
}

const std::vector<LoopLoad> &Store::loops() const
{
    return d->loops;
}

void Store::takeControl(bool wanted)
{
    d->takesControl = wanted;
}

const std::deque<Store::Control> &Store::control() const
{
    return d->control;
}

quint64 Store::total() const
{
    return d->endRow;
}

quint64 Store::stillOpen() const
{
    return d->connections.stillOpen();
}

quint64 Store::opened() const
{
    return d->connections.opened();
}

quint64 Store::ended(http::CloseReason why) const
{
    return d->connections.ended(why);
}

quint64 Store::dropped() const
{
    return d->dropped;
}

const std::vector<Gap> &Store::gaps() const
{
    return d->gaps;
}

quint64 Store::forgotten() const
{
    return d->forgotten;
}

Record Store::record(Row row) const
{
    Record record = d->chunkOf(row).record(d->indexOf(row));
    const auto details = d->detailsOf(row);
    record.detailBytes = details ? packedSize(*details) : 0;
    return record;
}

quint64 Store::idOf(Row row) const
{
    return d->chunkOf(row).id(d->indexOf(row));
}

Record Store::brief(Row row) const
{
    return d->chunkOf(row).brief(d->indexOf(row));
}

std::optional<Row> Store::rowOf(quint64 id) const
{
    for (size_t i = d->chunks.size(); i-- > 0;) {
        if (const auto index = d->chunks[i]->find(id)) {
            const Row row = d->chunksFrom + i * Chunk::maxRows + *index;
            return row < d->firstRow ? std::nullopt : std::optional(row);
        }
    }
    return std::nullopt;
}

QByteArrayView Store::target(Row row) const
{
    return d->chunkOf(row).target(d->indexOf(row));
}

KeptDetails Store::details(Row row) const
{
    const auto details = d->detailsOf(row);
    if (!details)
        return {};
    return {true,
            details->withBodies,
            details->target.toByteArray(),
            details->requestHead.toByteArray(),
            details->requestBody.toByteArray(),
            details->responseHead.toByteArray(),
            details->responseBody.toByteArray(),
            details->requestBodySize,
            details->isWhole,
            unpackPieces(details->pieces)};
}

AnswerPieces Store::pieces(Row row) const
{
    const auto details = d->detailsOf(row);
    return details ? unpackPieces(details->pieces) : AnswerPieces();
}

std::optional<UpstreamTimes> Store::upstream(Row row) const
{
    return d->chunkOf(row).upstream(d->indexOf(row));
}

std::optional<UpstreamTimes> Store::upstreamInFlight(quint64 id) const
{
    const auto at = d->upstream.constFind(id);
    return at == d->upstream.cend() ? std::nullopt : std::optional(*at);
}

std::vector<Row> Store::overlapping(qint64 fromNs, qint64 toNs, quint64 most) const
{
    std::vector<Row> rows;
    const Row cleared = d->firstRow - d->chunksFrom;
    for (auto i = size_t(cleared / Chunk::maxRows); i < d->chunks.size(); ++i) {
        const Chunk &chunk = *d->chunks[i];
        const Row from = i * Chunk::maxRows;
        auto index = quint32(cleared > from ? cleared - from : 0);
        index = chunk.firstOverlapping(index, fromNs, toNs);
        for (; index < chunk.size(); index = chunk.firstOverlapping(index + 1, fromNs, toNs)) {
            if (rows.size() == most)
                return rows;
            rows.push_back(d->chunksFrom + from + index);
        }
    }
    return rows;
}

} // namespace overlap::record
