#include "overlap/net/platform/acceptor.h"

namespace overlap::net {

std::unique_ptr<Acceptor> makeAcceptor(qintptr, Acceptor::Listener)
{
    return nullptr;
}

} // namespace overlap::net
