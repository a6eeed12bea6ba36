#pragma once

#include "overlap/record/arena.h"
#include "overlap/record/record.h"

#include <QByteArrayView>

#include <optional>
#include <vector>

namespace overlap::record {

// Pure. Finished requests on their way from the journals into the store, to be put in the order
// of time first. Reused, to keep its memory.
class Batch
{
public:
    struct Finished
    {
        Record record;
        std::optional<Arena::Position> details;
        std::optional<quint32> occupiedLane; // where it was in flight
        quint32 targetAt;
        quint32 targetSize;
    };
    // What happens to the steps and the lanes, in the order of time.
    struct Change
    {
        enum Kind : quint32 {
            Release, // of a held lane, with a bar: the request ends
            End,     // of a request that is placed as a whole
            Place,   // a request known only when it is over begins
            Hold,    // a request that is in flight begins; `index` into the requests in flight
        };
        qint64 atNs;
        Kind kind;
        quint32 index;
    };

    void add(const Record &record, QByteArrayView target, std::optional<Arena::Position> details,
             std::optional<quint32> occupiedLane);
    void addOccupation(qint64 atNs, quint32 index)
    {
        m_changes.push_back({atNs, Change::Hold, index});
    }
    void sort();
    void clear();

    const std::vector<Finished> &finished() const { return m_finished; } // by their ends
    const std::vector<Change> &changes() const { return m_changes; }     // ends first
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
