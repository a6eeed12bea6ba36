#include "net/dispatcher.h"

namespace overlap::net {

QAbstractEventDispatcher *makeDispatcher()
{
    return nullptr;
}

} // namespace overlap::net
