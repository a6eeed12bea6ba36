#pragma once

#include "overlap/record/answerpieces.h"
#include "overlap/record/concurrencycurve.h"
#include "overlap/record/connections.h"
#include "overlap/record/inflightrequests.h"
#include "overlap/record/journal.h"
#include "overlap/record/lanes.h"
#include "overlap/record/loopload.h"
#include "overlap/record/record.h"

#include <QByteArray>
#include <QString>

#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace overlap::record {

// A row is a finished request. Rows are numbered as they are absorbed; within one absorption they
// are sorted by their ends. A row keeps its number when older rows are forgotten.
using Row = quint64;

// Pure. What one absorption changed. The ranges of rows are half-open.
struct StoreChange
{
    Row firstAdded = 0, endAdded = 0;
    Row firstForgotten = 0, endForgotten = 0;
    bool inFlightChanged = false;
    bool connectionsChanged = false;
    bool loopsChanged = false;
    bool clientRequestsChanged = false; // see ClientRequests
    bool rowsRestored = false;          // cleared ones are back, below the others
    bool any() const
    {
        return firstAdded != endAdded || firstForgotten != endForgotten || inFlightChanged ||
               connectionsChanged || loopsChanged || clientRequestsChanged || rowsRestored;
    }
};

// Pure. So many records were dropped within this time: what the store shows of it is incomplete.
struct Gap
{
    qint64 fromNs = 0, toNs = 0;
    quint64 dropped = 0;
};

// Pure. A copy of one request's details. `kept` is false if there was no room for them, or if they
// were forgotten. Heads and bodies may be cut: Record::bytesIn and bytesOut have the real sizes.
struct KeptDetails
{
    bool kept = false;
    bool bodiesKept = false;
    QByteArray target, requestHead, requestBody, responseHead, responseBody;
    qint64 requestBodySize = 0; // as received, even if the body was cut or not kept
    bool isWhole = true;        // false: the request was not read to its end
    AnswerPieces pieces{};
};

// Main thread. Everything that is known about the requests served: finished ones in columns, those
// in flight, connections, the concurrency curve, the lanes. Only absorb(), clear() and restore()
// change it.
class Store
{
public:
    // What to keep. The oldest are forgotten first, many at a time, so up to 65 536 rows and an
    // eighth of the connections more are kept.
    struct Caps
    {
        quint64 rows = 1'000'000;           // finished requests
        quint64 connections = 100'000;      // closed ones
        quint64 detailBytes = 256ull << 20; // heads and bodies; rounded down to MiB
    };

    Store();
    explicit Store(Caps caps);
    ~Store();

    // Reads the journals, and merges their entries in the order of time.
    StoreChange absorb(const std::vector<Journal *> &journals);
    // Clears finished requests and closed connections: nothing tells of them any more. They are
    // kept until the next clear(), or until the caps make room for others.
    void clear();
    void restore();          // brings back what was cleared; costs O(n log n)
    quint64 cleared() const; // rows that restore() would bring back

    // Finished requests.
    Row firstRow() const;
    Row endRow() const;
    quint64 size() const { return endRow() - firstRow(); }
    Record record(Row row) const;
    quint64 idOf(Row row) const; // cheaper
    Record brief(Row row) const; // cheaper: without durations of phases, rule and detailBytes
    // The row of a finished request. Searches from the newest.
    std::optional<Row> rowOf(quint64 id) const;
    // Cut, see StringPool; valid until the row is forgotten.
    QByteArrayView target(Row row) const;
    KeptDetails details(Row row) const;
    AnswerPieces pieces(Row row) const; // of its details; cheaper than all of them
    // The upstream's side of it; nothing: it was not passed on, or that is not known.
    std::optional<UpstreamTimes> upstream(Row row) const;
    // The first `most` rows that overlap [fromNs, toNs), oldest first.
    std::vector<Row> overlapping(qint64 fromNs, qint64 toNs, quint64 most = ~0ull) const;

    // Requests in flight, in the order of their ids.
    using InFlight = record::InFlight;
    const std::vector<InFlight> &inFlight() const;
    std::optional<UpstreamTimes> upstreamInFlight(quint64 id) const; // up to now

    // Open connections and recently closed ones, in the order in which they opened.
    const std::vector<Connection> &connections() const;
    const Connection *connection(quint32 id) const; // null if it is none of these
    quint64 opened() const;                         // connections ever, without dropped ones
    quint64 stillOpen() const;                      // of these
    quint64 ended(http::CloseReason why) const;     // of these

    const ConcurrencyCurve &concurrency() const;
    const Lanes &lanes() const;                 // the lane of each request
    const std::vector<LoopLoad> &loops() const; // in the order of the journals
    quint64 total() const;                      // requests ever finished
    quint64 dropped() const;                    // by the journals that were absorbed last
    const std::vector<Gap> &gaps() const;       // in the order of time
    // Requests that control the server are no rows, and in no curve and no lane, unless they are
    // wanted from now on. The latest of the others, in the order of their ends.
    struct Control
    {
        Record record;
        QByteArray target;
    };
    static constexpr size_t mostControl = 1000;
    void takeControl(bool wanted);
    const std::deque<Control> &control() const;
    quint64 forgotten() const; // rows, because of Caps::rows, not by clear()

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace overlap::record
