#include "app/stopsignal.h"

#include <QSocketNotifier>

#include <array>
#include <atomic>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace overlap::app {

namespace {

// Globals, as a signal handler gets no argument. It may do little more than write to a descriptor.
std::atomic<int> wakeDescriptor = -1;
std::atomic<int> count = 0;

extern "C" void wake(int)
{
    // The second signal. The main thread may be stuck, for example in a write that nobody reads.
    if (count.fetch_add(1) > 0)
        ::alarm(1);
    const char byte = 0;
    [[maybe_unused]] const auto written = ::write(wakeDescriptor.load(), &byte, 1);
}

constexpr std::array stopSignals{SIGINT, SIGTERM, SIGHUP};

} // namespace

struct StopSignal::Private
{
    int pipe[2] = {-1, -1};
    std::unique_ptr<QSocketNotifier> notifier;
    std::array<struct sigaction, stopSignals.size()> old = {};
};

StopSignal::StopSignal(QObject *parent) : QObject(parent), d(std::make_unique<Private>())
{
    if (::pipe(d->pipe) != 0)
        return;
    for (const int descriptor : d->pipe) {
        ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
        ::fcntl(descriptor, F_SETFL, O_NONBLOCK);
    }
    wakeDescriptor = d->pipe[1];
    d->notifier = std::make_unique<QSocketNotifier>(d->pipe[0], QSocketNotifier::Read);
    connect(d->notifier.get(), &QSocketNotifier::activated, this, [this] {
        char byte = 0;
        while (::read(d->pipe[0], &byte, 1) == 1)
            Q_EMIT received();
    });
    struct sigaction action = {};
    action.sa_handler = wake;
    action.sa_flags = SA_RESTART;
    for (std::size_t i = 0; i < stopSignals.size(); ++i) {
        ::sigaction(stopSignals[i], nullptr, &d->old[i]);
        if (d->old[i].sa_handler != SIG_IGN) // set by nohup, and by a shell's &
            ::sigaction(stopSignals[i], &action, nullptr);
    }
}

bool StopSignal::isReceived()
{
    return count > 0;
}

StopSignal::~StopSignal()
{
    if (d->pipe[0] < 0)
        return;
    for (std::size_t i = 0; i < stopSignals.size(); ++i)
        ::sigaction(stopSignals[i], &d->old[i], nullptr);
    d->notifier.reset();
    wakeDescriptor = -1;
    ::close(d->pipe[0]);
    ::close(d->pipe[1]);
}

} // namespace overlap::app
