#include "overlap/net/platform/dispatcher.h"

#include "overlap/net/platform/epolldispatcher_linux.h"

#include <QThread>

#include <memory>

namespace overlap::net {

void useDispatcher(QThread &thread)
{
    // Without descriptors left it is not valid; Qt's own dispatcher may still work.
    if (auto dispatcher = std::make_unique<EpollDispatcher>(); dispatcher->isValid())
        thread.setEventDispatcher(dispatcher.release());
}

} // namespace overlap::net
