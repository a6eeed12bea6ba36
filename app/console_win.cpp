#include "app/console.h"

#include "app/stopsignal.h"

#include <algorithm>
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

constexpr qsizetype mostAtOnce = 4096; // a console takes a limited number of characters

qsizetype lengthAtOnce(const QByteArray &text, qsizetype at)
{
    return std::min(text.size() - at, mostAtOnce);
}

qsizetype lengthAtOnce(const QString &text, qsizetype at) // without half a character
{
    const qsizetype length = std::min(text.size() - at, mostAtOnce);
    return text[at + length - 1].isHighSurrogate() && length > 1 ? length - 1 : length;
}

// `put` writes some of what there is, and tells how much.
template <typename Text, typename Put>
std::error_code writeAll(const Text &text, Put put)
{
    for (qsizetype at = 0; at < text.size();) {
        DWORD written = 0;
        if (!put(text.constData() + at, DWORD(lengthAtOnce(text, at)), &written)) {
            const DWORD error = ::GetLastError();
            return error == ERROR_NO_DATA ? std::make_error_code(std::errc::broken_pipe)
                                          : std::error_code(int(error), std::system_category());
        }
        at += written;
    }
    return {};
}

// A console has a code page, which may lack characters, but takes UTF-16, too. Files and pipes get
// the bytes as they are, without carriage returns.
std::error_code write(HANDLE handle, const QString &text)
{
    DWORD mode = 0;
    if (::GetConsoleMode(handle, &mode))
        return writeAll(text, [&](const QChar *from, DWORD size, DWORD *written) {
            return ::WriteConsoleW(handle, from, size, written, nullptr);
        });
    return writeAll(text.toUtf8(), [&](const char *from, DWORD size, DWORD *written) {
        return ::WriteFile(handle, from, size, written, nullptr);
    });
}

} // namespace

void prepareConsole() {}

std::error_code print(std::FILE *file, const QString &text)
{
    const HANDLE handle = ::GetStdHandle(file == stdout ? STD_OUTPUT_HANDLE : STD_ERROR_HANDLE);
    if (!handle || handle == INVALID_HANDLE_VALUE)
        return {}; // the process has no console
    // WriteFile() may block, and there is no way to ask before. So a thread calls it, which can be
    // abandoned.
    auto promise = std::make_shared<std::promise<std::error_code>>();
    std::future<std::error_code> result = promise->get_future();
    std::thread([=] { promise->set_value(write(handle, text)); }).detach();
    for (auto waited = 0ms; waited < patience;) {
        if (result.wait_for(tick) == std::future_status::ready)
            return result.get();
        if (StopSignal::isReceived())
            waited += tick;
    }
    return std::make_error_code(std::errc::timed_out);
}

} // namespace overlap::app
