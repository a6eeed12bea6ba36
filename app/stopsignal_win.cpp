#include "app/stopsignal.h"

#include <atomic>
#include <mutex>
#include <windows.h>

namespace overlap::app {

namespace {

// Globals, as the console's handler gets only the event. It runs on a thread of its own.
std::mutex mutex;
StopSignal *receiver = nullptr; // guarded by the mutex
std::atomic<int> count = 0;

BOOL WINAPI wake(DWORD event)
{
    {
        const std::lock_guard lock(mutex);
        if (!receiver)
            return FALSE;
        ++count;
        QMetaObject::invokeMethod(receiver, &StopSignal::received, Qt::QueuedConnection);
    }
    if (count > 1) { // the main thread may be stuck
        ::Sleep(1000);
        ::TerminateProcess(::GetCurrentProcess(), STATUS_CONTROL_C_EXIT);
    }
    // For other events, Windows ends the process as soon as this returns.
    if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT)
        ::Sleep(INFINITE);
    return TRUE;
}

} // namespace

struct StopSignal::Private
{
};

StopSignal::StopSignal(QObject *parent) : QObject(parent)
{
    // It stays: removing it would wait for a call that waits for the end of the process.
    static const bool isThere = ::SetConsoleCtrlHandler(wake, TRUE);
    Q_UNUSED(isThere)
    const std::lock_guard lock(mutex);
    receiver = this;
}

bool StopSignal::isReceived()
{
    return count > 0;
}

StopSignal::~StopSignal()
{
    const std::lock_guard lock(mutex);
    receiver = nullptr;
}

} // namespace overlap::app
