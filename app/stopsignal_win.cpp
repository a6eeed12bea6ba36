#include "app/stopsignal.h"

#include <atomic>
#include <windows.h>

namespace overlap::app {

namespace {

// Globals, as the console's handler gets only the event. It runs on a thread of its own.
std::atomic<StopSignal *> receiver = nullptr;
std::atomic<bool> wasWoken = false;

BOOL WINAPI wake(DWORD event)
{
    StopSignal *const signal = receiver.load();
    if (!signal)
        return FALSE;
    wasWoken = true;
    QMetaObject::invokeMethod(signal, &StopSignal::received, Qt::QueuedConnection);
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
    receiver = this;
    ::SetConsoleCtrlHandler(wake, TRUE);
}

bool StopSignal::isReceived()
{
    return wasWoken;
}

StopSignal::~StopSignal()
{
    ::SetConsoleCtrlHandler(wake, FALSE);
    receiver = nullptr;
}

} // namespace overlap::app
