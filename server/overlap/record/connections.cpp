#include "overlap/record/connections.h"

#include <QHostAddress>

#include <algorithm>

namespace overlap::record {

namespace {

QString peerText(const ConnectionOpened &opened)
{
    QHostAddress address(opened.peerAddress.data());
    bool isIPv4 = false;
    const quint32 v4 = address.toIPv4Address(&isIPv4);
    if (isIPv4)
        address = QHostAddress(v4);
    const QString text = isIPv4 ? address.toString() : u'[' + address.toString() + u']';
    return text + u':' + QString::number(opened.peerPort);
}

} // namespace

void Connections::open(const ConnectionOpened &opened)
{
    const Connection connection{
        opened.connection, opened.peerPort, opened.atNs, -1, peerText(opened), 0, 0, 0, {}};
    // Journals are read one after the other, so ids arrive nearly sorted.
    auto place = m_all.end();
    while (place != m_all.begin() && std::prev(place)->id > connection.id)
        --place;
    m_all.insert(place, connection);
    ++m_opened;
}

void Connections::close(const ConnectionClosed &closed)
{
    Connection *connection = latest(closed.connection);
    if (!connection || !connection->isOpen())
        return;
    connection->closedNs = closed.atNs;
    connection->closeReason = closed.closeReason;
    ++m_ended[size_t(closed.closeReason)];
    ++m_closed;
}

void Connections::count(const Record &finished)
{
    Connection *connection = latest(finished.connection);
    if (!connection)
        return;
    ++connection->requests;
    connection->bytesIn += finished.bytesIn;
    connection->bytesOut += finished.bytesOut;
}

bool Connections::trim()
{
    if (m_closed <= m_maxClosed + m_maxClosed / 8)
        return false;
    forgetClosed(m_closed - m_maxClosed);
    return true;
}

void Connections::forgetClosed(quint64 most)
{
    std::erase_if(m_all, [this, &most](const Connection &connection) {
        if (connection.isOpen() || most == 0)
            return false;
        --most;
        --m_closed;
        return true;
    });
}

const Connection *Connections::find(quint32 id) const
{
    const auto place = std::ranges::lower_bound(m_all, id, {}, &Connection::id);
    return place != m_all.end() && place->id == id ? &*place : nullptr;
}

// Consecutive entries are often about the same connection.
Connection *Connections::latest(quint32 id)
{
    if (m_lastFound >= m_all.size() || m_all[m_lastFound].id != id) {
        const Connection *found = find(id);
        if (!found)
            return nullptr;
        m_lastFound = size_t(found - m_all.data());
    }
    return &m_all[m_lastFound];
}

} // namespace overlap::record
