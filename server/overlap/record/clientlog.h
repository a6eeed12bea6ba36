#pragma once

#include "overlap/record/clientrequest.h"

#include <mutex>
#include <vector>

namespace overlap::record {

// Any thread. The trips of one session's client on their way to the main thread: written by the
// client's thread as they get on, taken by the main thread. Bounded: where nobody takes, trips
// that begin are not told of, and counted.
class ClientLog
{
public:
    static constexpr size_t most = 65'536; // told and not taken

    // A trip that begins, with id 0, is given its id; it stays 0 where there is no room, and
    // then nothing more is to be told of it. True: somebody should take, as this is the first since
    // it was done.
    bool begin(ClientRequest &clientRequest);
    bool tell(const ClientRequest &clientRequest);
    std::vector<ClientRequest> take(); // in the order of telling
    quint64 dropped() const;

private:
    bool add(const ClientRequest &clientRequest);

    mutable std::mutex m_mutex;
    std::vector<ClientRequest> m_told;
    quint64 m_begun = 0;
    quint64 m_dropped = 0;
};

} // namespace overlap::record
