#include "overlap/record/connections.h"

#include "overlap/record/growth.h"

#include <QHostAddress>

#include <algorithm>
#include <functional>
#include <iterator>

namespace overlap::record {

QString Connection::peer() const
{
    QHostAddress address(peerAddress.data());
    bool isIPv4 = false;
    const quint32 v4 = address.toIPv4Address(&isIPv4);
    if (isIPv4)
        address = QHostAddress(v4);
    const QString text = isIPv4 ? address.toString() : u'[' + address.toString() + u']';
    return text + u':' + QString::number(peerPort);
}

// Untouched memory takes no room. Growing step by step would copy, and touch eight times as much.
Connections::Connections(quint64 maxClosed) : m_maxClosed(maxClosed)
{
    m_all.reserve(mostClosed() + 1);
}

void Connections::open(const ConnectionOpened &opened)
{
    const Connection connection{.id = opened.connection,
                                .peerPort = opened.peerPort,
                                .openedNs = opened.atNs,
                                .peerAddress = opened.peerAddress};
    reserveOneMore(m_all);
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

void Connections::clear()
{
    releaseCleared();
    std::ranges::copy_if(m_all, std::back_inserter(m_cleared), std::not_fn(&Connection::isOpen));
    forgetClosed(m_closed);
}

void Connections::restore()
{
    const auto restored = m_all.insert(m_all.end(), m_cleared.begin(), m_cleared.end());
    std::ranges::inplace_merge(m_all, restored, {}, &Connection::id);
    m_closed += m_cleared.size();
    releaseCleared();
}

bool Connections::trim()
{
    if (m_closed + m_cleared.size() <= mostClosed())
        return false;
    releaseCleared(); // these go first
    if (m_closed <= mostClosed())
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

// Ids grow by 1, so without gaps they tell the places, from the front as well as from the back.
// Gaps are left by forgotten connections between old ones that are still open and the latest ones,
// and by dropped entries.
const Connection *Connections::find(quint32 id) const
{
    if (m_all.empty() || id < m_all.front().id || id > m_all.back().id)
        return nullptr;
    const size_t most = std::min(m_all.size() - 1, size_t(id - m_all.front().id));
    if (m_all[most].id == id)
        return &m_all[most];
    const size_t behind = std::min(m_all.size() - 1, size_t(m_all.back().id - id));
    const size_t least = m_all.size() - 1 - behind;
    if (m_all[least].id == id)
        return &m_all[least];
    const auto place = std::ranges::lower_bound(
        m_all.begin() + qsizetype(least), m_all.begin() + qsizetype(most), id, {}, &Connection::id);
    return place->id == id ? &*place : nullptr;
}

Connection *Connections::latest(quint32 id)
{
    const Connection *found = find(id);
    return found ? &m_all[size_t(found - m_all.data())] : nullptr;
}

} // namespace overlap::record
