#pragma once

#include "overlap/record/arena.h"
#include "overlap/record/record.h"

#include <QByteArrayView>

#include <optional>
#include <vector>

namespace overlap::record {

// Pure. Collects finished requests from several journals and sorts them by time, for the store.
// Reused, to keep its memory.
class Batch
{
public:
    struct Finished
    {
        Record record;
        std::optional<Arena::Position> details;
        std::optional<quint32> occupiedLane; // nothing: it was not announced before
        std::optional<quint32> upstream;     // in m_upstream; nothing: it was not passed on
        quint32 targetAt;                    // in m_texts
        quint32 targetSize;
    };
    // A request that begins: one in flight occupies a lane; the whole bar of a finished one is
    // placed, if it occupied none before.
    struct Begin
    {
        qint64 atNs;
        quint32 index; // into finished(), or into the requests in flight
        bool isInFlight;
    };

    void add(const Record &record, QByteArrayView target, std::optional<Arena::Position> details,
             std::optional<quint32> occupiedLane, const UpstreamTimes *upstream);
    void addOccupation(qint64 atNs, quint32 index) { m_begins.push_back({atNs, index, true}); }
    void sort();
    void clear();

    // Once sorted: requests by their ends, and those that begin by their beginnings.
    const std::vector<Finished> &finished() const { return m_finished; }
    const std::vector<Begin> &begins() const { return m_begins; }
    QByteArrayView target(const Finished &finished) const
    {
        return {m_texts.data() + finished.targetAt, qsizetype(finished.targetSize)};
    }

    const UpstreamTimes *upstream(const Finished &finished) const // null: none
    {
        return finished.upstream ? &m_upstream[*finished.upstream] : nullptr;
    }

private:
    std::vector<Finished> m_finished;
    std::vector<Begin> m_begins;
    std::vector<UpstreamTimes> m_upstream;
    std::vector<char> m_texts;
};

} // namespace overlap::record
