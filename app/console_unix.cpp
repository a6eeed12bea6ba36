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
constexpr int patienceMs = 1000; // counts only once a StopSignal was received
// A pipe that is ready for writing takes this many bytes without blocking (POSIX).
#ifdef PIPE_BUF
constexpr qsizetype maxWrite = PIPE_BUF;
#else
constexpr qsizetype maxWrite = _POSIX_PIPE_BUF;
#endif

// Whether to write. True for errors, too: write() then reports them.
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
    // If a standard stream is closed, a socket could get its number, and then what is printed.
    int descriptor = 0;
    while (descriptor >= 0 && descriptor <= STDERR_FILENO)
        descriptor = ::open("/dev/null", O_RDWR);
    if (descriptor >= 0)
        ::close(descriptor);
    std::signal(SIGPIPE, SIG_IGN); // print() returns an error instead; the process must not die
}

std::error_code print(std::FILE *file, const QString &text)
{
    const QByteArray bytes = text.toUtf8();
    for (QByteArrayView rest = bytes; !rest.isEmpty();) {
        if (!waitToWrite(::fileno(file)))
            return std::make_error_code(std::errc::timed_out);
        const auto written =
            ::write(::fileno(file), rest.data(), std::size_t(std::min(rest.size(), maxWrite)));
        if (written >= 0)
            rest = rest.sliced(written);
        else if (errno != EINTR && errno != EAGAIN)
            return {errno, std::generic_category()};
    }
    return {};
}

} // namespace overlap::app
