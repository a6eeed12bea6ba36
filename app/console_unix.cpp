#include "app/console.h"

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace overlap::app {

void prepareConsole()
{
    // Or a socket gets the number of a stream that was closed, and what is printed.
    int descriptor = 0;
    while (descriptor >= 0 && descriptor <= STDERR_FILENO)
        descriptor = ::open("/dev/null", O_RDWR);
    if (descriptor >= 0)
        ::close(descriptor);
    std::signal(SIGPIPE, SIG_IGN); // print() tells, rather than that requests are cut off
}

} // namespace overlap::app
