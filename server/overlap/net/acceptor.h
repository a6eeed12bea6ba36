#pragma once

#include "overlap/net/transport.h"

#include <functional>

namespace overlap::net {

// Loop thread. Takes connections off a listening descriptor, a few at each turn of the loop, so
// that a flood of them keeps nobody else waiting; begins enabled.
class Acceptor
{
public:
    struct Listener
    {
        std::function<void(qintptr descriptor, const Transport::Peer &peer)> accepted; // takes it
        std::function<void()> failed; // the process or the system is out of descriptors
    };

    Acceptor() = default;
    Q_DISABLE_COPY_MOVE(Acceptor)
    virtual ~Acceptor() = default;

    virtual void setEnabled(bool enabled) = 0;
    virtual void acceptAll() = 0; // that wait now
};

} // namespace overlap::net
