#pragma once

#include "overlap/net/acceptor.h"

#include <memory>

namespace overlap::net {

// Loop thread. Null on platforms where the QTcpServer accepts.
std::unique_ptr<Acceptor> makeAcceptor(qintptr descriptor, Acceptor::Listener listener);

} // namespace overlap::net
