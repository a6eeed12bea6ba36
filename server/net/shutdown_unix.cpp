#include "net/shutdown.h"

#include <sys/socket.h>
#include <unistd.h>

namespace overlap::net {

void shutdownWrite(qintptr descriptor)
{
    ::shutdown(int(descriptor), SHUT_WR);
}

void closeDescriptor(qintptr descriptor)
{
    ::close(int(descriptor));
}

} // namespace overlap::net
