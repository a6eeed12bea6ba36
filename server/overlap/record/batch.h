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
        quint32 targetAt;                    // in m_texts
        quint32 targetSize;
    };
    // A change of the concurrency curve and the lanes.
    struct Change
    {
        enum Kind : quint32 {
            Release, // a request with a lane ends: it leaves a bar there
            End,     // a request without a lane ends: see Place
            Place,   // a request without a lane begins: its whole bar is placed
            Occupy,  // a request in flight begins
        };
        qint64 atNs;
        Kind kind;
        quint32 index; // into finished(); for Occupy, into the requests in flight
    };

    void add(const Record &record, QByteArrayView target, std::optional<Arena::Position> details,
             std::optional<quint32> occupiedLane);
    void addOccupation(qint64 atNs, quint32 index)
    {
        m_changes.push_back({atNs, Change::Occupy, index});
    }
    void sort();
    void clear();

    // Once sorted: requests by their ends; changes by time, ends first.
    const std::vector<Finished> &finished() const { return m_finished; }
    const std::vector<Change> &changes() const { return m_changes; }
    QByteArrayView target(const Finished &finished) const
    {
        return {m_texts.data() + finished.targetAt, qsizetype(finished.targetSize)};
    }

private:
    std::vector<Finished> m_finished;
    std::vector<Change> m_changes;
    std::vector<char> m_texts;
};

} // namespace overlap::record
