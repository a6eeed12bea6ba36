#pragma once

#include "overlap/record/concurrencycurve.h"
#include "overlap/record/connections.h"
#include "overlap/record/inflightrequests.h"
#include "overlap/record/journal.h"
#include "overlap/record/lanes.h"
#include "overlap/record/loopload.h"
#include "overlap/record/record.h"

#include <QByteArray>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace overlap::record {

// Rows are finished requests, numbered as they are absorbed, each batch by their ends. Numbers are
// stable: the oldest go first, and what is left keeps its number.
using Row = quint64;

// Pure. How far a store has grown in one absorption; the half-open ranges of rows that were added
// and forgotten.
struct StoreChange
{
    Row firstAdded = 0, endAdded = 0;
    Row firstForgotten = 0, endForgotten = 0;
    bool inFlightChanged = false;
    bool connectionsChanged = false;
    bool loopsChanged = false;
    bool clientRequestsChanged = false; // of the built-in client: see ClientRequests
    bool any() const
    {
        return firstAdded != endAdded || firstForgotten != endForgotten || inFlightChanged ||
               connectionsChanged || loopsChanged || clientRequestsChanged;
    }
};

// Pure. Somewhere in this stretch of time that many records were dropped: what is seen of it is not
// all that happened.
struct Gap
{
    qint64 fromNs = 0, toNs = 0;
    quint64 dropped = 0;
};

// Pure. A copy of what was kept of one request's texts. `kept` is false where they found no room
// or have been forgotten; heads and bodies may be cut (Record::bytesIn and bytesOut tell how much
// there was).
struct KeptDetails
{
    bool kept = false;
    bool bodiesKept = false;
    QByteArray target, requestHead, requestBody, responseHead, responseBody;
    qint64 requestBodySize = 0; // as received, kept or not
    bool isWhole = true;        // false: the request broke off, or was refused before its end
};

// Main thread. Everything that is known about what was served: finished requests in columns, those
// in flight apart, connections, the steps of the in-flight graph, the lanes. Written by absorbing
// journals, otherwise read only.
class Store
{
public:
    // The oldest go first, many at a time: up to 65 536 rows and an eighth of the connections more
    // are kept.
    struct Caps
    {
        quint64 rows = 1'000'000;           // finished requests
        quint64 connections = 100'000;      // closed ones
        quint64 detailBytes = 256ull << 20; // arena of heads and bodies; whole MiB
    };

    Store();
    explicit Store(Caps caps);
    ~Store();

    // Takes in what the journals hold, merged in the order of time.
    StoreChange absorb(const std::vector<Journal *> &journals);
    void clear(); // forgets what is over: finished requests and closed connections

    // Finished requests.
    Row firstRow() const;
    Row endRow() const;
    quint64 size() const { return endRow() - firstRow(); }
    Record record(Row row) const;
    // The row of a finished request; searches from the newest.
    std::optional<Row> rowOf(quint64 id) const;
    // Cut to 512 bytes, or to 64 where many are long; valid until the row is forgotten.
    QByteArrayView target(Row row) const;
    KeptDetails details(Row row) const;
    // Rows that overlap [fromNs, toNs), oldest first, at most `most`.
    std::vector<Row> overlapping(qint64 fromNs, qint64 toNs, quint64 most = ~0ull) const;

    // Requests in flight, in the order of their ids.
    using InFlight = record::InFlight;
    const std::vector<InFlight> &inFlight() const;

    // Open connections and those closed lately, in the order in which they opened.
    const std::vector<Connection> &connections() const;
    const Connection *connection(quint32 id) const; // null: none of these
    quint64 opened() const;                         // connections ever; but for those dropped
    quint64 stillOpen() const;                      // of these
    quint64 ended(http::CloseReason why) const;     // likewise

    const ConcurrencyCurve &steps() const; // how many were in flight at each instant
    const Lanes &lanes() const;            // which lane each request was drawn in
    // The event loops, by journal.
    const std::vector<LoopLoad> &loops() const;
    quint64 total() const;                // requests ever finished
    quint64 errors() const;               // of these, 4xx, 5xx or not answered
    quint64 dropped() const;              // by the journals absorbed last, as they count it
    const std::vector<Gap> &gaps() const; // in the order of time
    quint64 forgotten() const;            // by the cap, not by clear()

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace overlap::record
