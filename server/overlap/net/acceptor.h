#pragma once

#include "overlap/net/transport.h"

#include <functional>

namespace overlap::net {

// Loop thread. Accepts connections on a listening descriptor. Accepts only some in each iteration
// of the loop, so that a flood of connections does not block it. Enabled at first.
class Acceptor
{
public:
    struct Listener
    {
        // The listener owns the descriptor.
        std::function<void(qintptr descriptor, const Transport::Peer &peer)> accepted;
        std::function<void()> failed; // the process or the system is out of descriptors
    };

    Acceptor() = default;
    Q_DISABLE_COPY_MOVE(Acceptor)
    virtual ~Acceptor() = default;

    virtual void setEnabled(bool enabled) = 0;
    virtual void acceptAll() = 0; // all connections that wait now
};

} // namespace overlap::net
