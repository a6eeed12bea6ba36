#pragma once

#include "overlap/record/clientrequest.h"

#include <mutex>
#include <vector>

namespace overlap::record {

// Any thread. Client requests on their way from the client's thread, which adds them, to the main
// thread, which takes them. Bounded: when it is full, new requests are dropped and counted.
class ClientLog
{
public:
    static constexpr size_t capacity = 65'536; // entries that were not taken

    // Adds a new request, and sets its id. If the log is full, the id stays 0, and update() ignores
    // the request. Both return true if the log was empty before: then somebody should take().
    bool begin(ClientRequest &clientRequest);
    bool update(const ClientRequest &clientRequest);
    std::vector<ClientRequest> take(); // in the order in which they were added
    quint64 dropped() const;

private:
    bool add(const ClientRequest &clientRequest);

    mutable std::mutex m_mutex;
    std::vector<ClientRequest> m_entries;
    quint64 m_begun = 0;
    quint64 m_dropped = 0;
};

} // namespace overlap::record
