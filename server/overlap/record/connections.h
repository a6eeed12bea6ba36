#pragma once

#include "overlap/record/record.h"

#include <QString>

#include <array>
#include <vector>

namespace overlap::record {

// Pure. What is known of one connection, in 64 bytes: thousands may be open.
struct Connection
{
    quint32 id = 0;
    quint16 peerPort = 0;
    http::CloseReason closeReason = http::CloseReason::None;
    qint64 openedNs = 0;
    qint64 closedNs = -1;                 // -1: open
    std::array<quint8, 16> peerAddress{}; // IPv6, or IPv4-mapped
    quint64 bytesIn = 0, bytesOut = 0;    // of finished requests
    quint32 requests = 0;                 // finished
    bool isOpen() const { return closedNs < 0; }
    QString peer() const; // "127.0.0.1:50123", "[::1]:50123"
};
static_assert(sizeof(Connection) <= 64);

// Pure. Open connections and recently closed ones, sorted by id, which is the order in which they
// opened.
class Connections
{
public:
    explicit Connections(quint64 maxClosed);

    void open(const ConnectionOpened &opened);
    void close(const ConnectionClosed &closed);
    void count(const Record &finished);
    // Forgets the oldest closed ones if there are an eighth more than maxClosed, so that it rarely
    // has to. Returns whether it did.
    bool trim();
    void clear();   // closed ones, but keeps them for restore() until the next clear() or trim()
    void restore(); // the closed ones that clear() kept
    void releaseCleared() { m_cleared = {}; }

    const std::vector<Connection> &all() const { return m_all; }
    // Null if it is unknown, or forgotten. Costs O(1), but O(log n) among gaps.
    const Connection *find(quint32 id) const;
    quint64 opened() const { return m_opened; } // ever
    quint64 stillOpen() const { return m_all.size() - m_closed; }
    quint64 ended(http::CloseReason why) const { return m_ended[size_t(why)]; }

private:
    quint64 mostClosed() const { return m_maxClosed + m_maxClosed / 8; }
    Connection *latest(quint32 id);
    void forgetClosed(quint64 most);

    std::vector<Connection> m_all;
    quint64 m_opened = 0;
    std::array<quint64, http::closeReasonCount> m_ended{};
    std::vector<Connection> m_cleared; // sorted by id, too
    quint64 m_closed = 0;
    quint64 m_maxClosed;
};

} // namespace overlap::record
