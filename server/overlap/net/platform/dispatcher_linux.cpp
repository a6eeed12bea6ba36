#include "overlap/net/platform/dispatcher.h"

#include "overlap/net/platform/epolldispatcher_linux.h"

#include <QThread>

#include <memory>

namespace overlap::net {

void useDispatcher(QThread &thread)
{
    // Where descriptors have run out, Qt may still find a way.
    if (auto dispatcher = std::make_unique<EpollDispatcher>(); dispatcher->isValid())
        thread.setEventDispatcher(dispatcher.release());
}

} // namespace overlap::net
