#include "net/dispatcher.h"

#include "net/epolldispatcher_linux.h"

#include <memory>

namespace overlap::net {

QAbstractEventDispatcher *makeDispatcher()
{
    auto dispatcher = std::make_unique<EpollDispatcher>();
    return dispatcher->isValid() ? dispatcher.release() : nullptr;
}

} // namespace overlap::net
