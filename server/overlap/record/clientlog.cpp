#include "overlap/record/clientlog.h"

#include <utility>

namespace overlap::record {

bool ClientLog::begin(ClientRequest &clientRequest)
{
    const std::lock_guard lock(m_mutex);
    if (m_entries.size() >= capacity) {
        ++m_dropped;
        return false;
    }
    clientRequest.id = ++m_begun;
    return add(clientRequest);
}

bool ClientLog::update(const ClientRequest &clientRequest)
{
    if (clientRequest.id == 0)
        return false;
    const std::lock_guard lock(m_mutex);
    return add(clientRequest);
}

bool ClientLog::add(const ClientRequest &clientRequest)
{
    m_entries.push_back(clientRequest);
    return m_entries.size() == 1;
}

std::vector<ClientRequest> ClientLog::take()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_entries, {});
}

quint64 ClientLog::dropped() const
{
    const std::lock_guard lock(m_mutex);
    return m_dropped;
}

} // namespace overlap::record
