#include "app/console.h"

#include "app/stopsignal.h"

#include <chrono>
#include <future>
#include <memory>
#include <thread>
#include <windows.h>

namespace overlap::app {

using namespace std::chrono_literals;

namespace {

constexpr auto tick = 100ms;
constexpr auto patience = 1000ms; // counts only once a StopSignal was received

std::error_code write(HANDLE handle, const QByteArray &bytes)
{
    for (qsizetype at = 0; at < bytes.size();) {
        DWORD written = 0;
        if (!::WriteFile(handle, bytes.constData() + at, DWORD(bytes.size() - at), &written,
                         nullptr)) {
            const DWORD error = ::GetLastError();
            return error == ERROR_NO_DATA ? std::make_error_code(std::errc::broken_pipe)
                                          : std::error_code(int(error), std::system_category());
        }
        at += written;
    }
    return {};
}

} // namespace

void prepareConsole() {}

std::error_code print(std::FILE *file, const QString &text)
{
    const HANDLE handle = ::GetStdHandle(file == stdout ? STD_OUTPUT_HANDLE : STD_ERROR_HANDLE);
    if (!handle || handle == INVALID_HANDLE_VALUE)
        return {}; // the process has no console
    const QByteArray bytes = text.toUtf8().replace("\n", "\r\n");
    // WriteFile() may block, and there is no way to ask before. So a thread calls it, which can be
    // abandoned.
    auto promise = std::make_shared<std::promise<std::error_code>>();
    std::future<std::error_code> result = promise->get_future();
    std::thread([=] { promise->set_value(write(handle, bytes)); }).detach();
    for (auto waited = 0ms; waited < patience;) {
        if (result.wait_for(tick) == std::future_status::ready)
            return result.get();
        if (StopSignal::isReceived())
            waited += tick;
    }
    return std::make_error_code(std::errc::timed_out);
}

} // namespace overlap::app
