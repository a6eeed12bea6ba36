#include "timeline/lanesshown.h"

#include <algorithm>
#include <queue>
#include <vector>

namespace overlap::ui {

using record::Connection;
using record::InFlight;
using record::Row;
using record::Store;

struct LanesShown::ByConnection
{
    struct Closing
    {
        qint64 atNs;
        quint32 connection;
        bool operator<(const Closing &other) const { return atNs > other.atNs; } // earliest on top
    };

    void add(const Store &store, Row firstAdded);
    void closeKnown(const Store &store);
    Lane laneOf(const Store &store, quint32 id, qint64 startNs);
    void release(qint64 untilNs);

    record::Lanes lanes;
    QHash<quint32, Lane> held;           // by connection
    std::priority_queue<Closing> closed; // closed connections that still hold their lane
    std::vector<quint32> open;           // open connections that hold a lane
    std::vector<quint32> latest;         // the latest connection of each lane
};

void LanesShown::ByConnection::add(const Store &store, Row firstAdded)
{
    closeKnown(store);
    for (Row row = std::max(firstAdded, store.firstRow()); row < store.endRow(); ++row) {
        const record::Record record = store.record(row);
        const Lane lane = laneOf(store, record.connection, record.startNs);
        // A pipelined request begins before the previous one ends. Bars of a lane must not overlap.
        const record::LaneBars &bars = lanes.lane(lane);
        const qint64 freeNs = bars.empty() ? record.startNs : bars.toNs(bars.size() - 1);
        const qint64 endNs = std::max(freeNs, record.phaseSinceNs);
        lanes.append(lane, {row, std::max(freeNs, record.startNs), endNs,
                            record::DominantPhase::of(record)});
    }
    for (const InFlight &flight : store.inFlight())
        laneOf(store, flight.record.connection, flight.record.startNs);
}

void LanesShown::ByConnection::closeKnown(const Store &store)
{
    std::erase_if(open, [&](quint32 id) {
        const Connection *connection = store.connection(id);
        if (connection && connection->isOpen())
            return false;
        closed.push({connection ? connection->closedNs : 0, id});
        return true;
    });
}

LanesShown::Lane LanesShown::ByConnection::laneOf(const Store &store, quint32 id, qint64 startNs)
{
    const auto known = held.constFind(id);
    if (known != held.cend())
        return *known;
    const Connection *connection = store.connection(id); // null: forgotten, so it is closed
    const qint64 openedNs = connection ? std::min(connection->openedNs, startNs) : startNs;
    release(openedNs);
    const Lane lane = lanes.occupy(openedNs);
    held.insert(id, lane);
    latest.resize(std::max<size_t>(latest.size(), lane + 1));
    latest[lane] = id;
    if (connection && connection->isOpen())
        open.push_back(id);
    else
        closed.push({connection ? connection->closedNs : startNs, id});
    return lane;
}

void LanesShown::ByConnection::release(qint64 untilNs)
{
    for (; !closed.empty() && closed.top().atNs <= untilNs; closed.pop()) {
        const Lane lane = held.take(closed.top().connection);
        const record::LaneBars &bars = lanes.lane(lane);
        const qint64 endNs = bars.empty() ? 0 : bars.toNs(bars.size() - 1);
        lanes.release(lane, std::max(closed.top().atNs, endNs));
    }
}

LanesShown::LanesShown(const Store &store) : m_store(store) {}

LanesShown::~LanesShown() = default;

void LanesShown::setByConnection(bool byConnection)
{
    m_byConnection.reset();
    if (!byConnection)
        return;
    m_byConnection = std::make_unique<ByConnection>();
    m_byConnection->lanes.forgetRowsBefore(m_store.firstRow());
    m_byConnection->add(m_store, m_store.firstRow());
}

void LanesShown::update(const record::StoreChange &change)
{
    if (!m_byConnection)
        return;
    if (change.rowsRestored)
        return setByConnection(true); // makes them anew
    m_byConnection->lanes.forgetRowsBefore(m_store.firstRow());
    m_byConnection->add(m_store, change.firstAdded);
}

const record::Lanes &LanesShown::lanes() const
{
    return m_byConnection ? m_byConnection->lanes : m_store.lanes();
}

LanesShown::Lane LanesShown::laneOf(const InFlight &flight) const
{
    return m_byConnection ? m_byConnection->held.value(flight.record.connection) : flight.lane;
}

std::vector<LanesShown::Lane> LanesShown::inView(qint64 fromNs, qint64 toNs) const
{
    std::vector<bool> isUsed(count(), false);
    for (const InFlight &flight : m_store.inFlight()) {
        if (const Lane lane = laneOf(flight); lane < isUsed.size() && flight.record.startNs < toNs)
            isUsed[lane] = true;
    }
    std::vector<Lane> inView;
    for (Lane lane = 0; lane < isUsed.size(); ++lane) {
        if (isUsed[lane] || isInView(lane, fromNs, toNs))
            inView.push_back(lane);
    }
    return inView;
}

// Whether it has a bar there, or the line of an idle connection.
bool LanesShown::isInView(Lane lane, qint64 fromNs, qint64 toNs) const
{
    const record::LaneBars &bars = this->lane(lane);
    const qsizetype next = bars.firstEndingAfter(fromNs);
    if (next == bars.size())
        return !bars.empty() && isIdling(lane);
    if (bars.fromNs(next) < toNs)
        return true;
    if (!m_byConnection)
        return false;
    const record::Record record = m_store.record(bars.rowAt(next));
    return record.startNs - record::phaseNs(record, record::Phase::KeepAliveIdle) < toNs;
}

std::pair<quint32, quint32> LanesShown::connectionsIn(Lane lane, qint64 fromNs, qint64 toNs) const
{
    if (!m_byConnection || lane >= m_byConnection->latest.size())
        return {};
    const record::LaneBars &bars = this->lane(lane);
    const quint32 latest = m_byConnection->latest[lane];
    const auto connectionOf = [&](qsizetype bar) {
        return bar < bars.size() ? m_store.record(bars.rowAt(bar)).connection : latest;
    };
    const qsizetype first = bars.firstEndingAfter(fromNs);
    qsizetype last = bars.firstEndingAfter(toNs); // or the one before, if it begins later
    if (last < bars.size() && bars.fromNs(last) >= toNs && last > first)
        --last;
    return {connectionOf(first), connectionOf(last)};
}

bool LanesShown::isIdling(Lane lane) const
{
    if (!m_byConnection || lane >= m_byConnection->latest.size())
        return false;
    const Connection *connection = m_store.connection(m_byConnection->latest[lane]);
    return connection && connection->isOpen();
}

} // namespace overlap::ui
