#pragma once

#include "overlap/net/connector.h"

namespace overlap::net {

// Loop thread. A non-blocking connect(), for a DescriptorTransport.
std::unique_ptr<Connector> connectDescriptor(const ConnectTo &to, Connector::Done done);

} // namespace overlap::net
