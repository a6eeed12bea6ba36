#include "net/shutdown.h"

#include <winsock2.h>

namespace overlap::net {

void shutdownWrite(qintptr descriptor)
{
    ::shutdown(SOCKET(descriptor), SD_SEND);
}

void closeDescriptor(qintptr descriptor)
{
    ::closesocket(SOCKET(descriptor));
}

} // namespace overlap::net
