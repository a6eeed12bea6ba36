#pragma once

#include "overlap/net/acceptor.h"

#include <memory>

namespace overlap::net {

// Null where this platform leaves it to QTcpServer.
std::unique_ptr<Acceptor> makeAcceptor(qintptr descriptor, Acceptor::Listener listener);

} // namespace overlap::net
