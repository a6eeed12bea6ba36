#include "app/console.h"

#include "app/stopsignal.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace overlap::app {

namespace {

constexpr int tickMs = 100;
constexpr int patienceMs = 1000; // once the program is to stop
// A pipe that takes anything takes this much without waiting.
#ifdef PIPE_BUF
constexpr qsizetype mostAtOnce = PIPE_BUF;
#else
constexpr qsizetype mostAtOnce = _POSIX_PIPE_BUF;
#endif

// Whether to go on: what is wrong with it, write() tells.
bool waitToWrite(int descriptor)
{
    for (int waitedMs = 0; waitedMs < patienceMs;) {
        pollfd polled{descriptor, POLLOUT, 0};
        const int ready = ::poll(&polled, 1, tickMs);
        if (ready > 0 || (ready < 0 && errno != EINTR))
            return true;
        if (StopSignal::isReceived())
            waitedMs += tickMs;
    }
    return false;
}

} // namespace

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

std::error_code print(std::FILE *file, const QString &text)
{
    const QByteArray bytes = text.toUtf8();
    for (QByteArrayView rest = bytes; !rest.isEmpty();) {
        if (!waitToWrite(::fileno(file)))
            return std::make_error_code(std::errc::timed_out);
        const auto written =
            ::write(::fileno(file), rest.data(), std::size_t(std::min(rest.size(), mostAtOnce)));
        if (written >= 0)
            rest = rest.sliced(written);
        else if (errno != EINTR && errno != EAGAIN)
            return {errno, std::generic_category()};
    }
    return {};
}

} // namespace overlap::app
