#pragma once

#include <QString>

#include <cstdio>
#include <system_error>

namespace overlap::app {

// To be called first: makes the console one that can be written to whatever was done with it.
void prepareConsole();

// Main thread. Writes UTF-8, all of it, and waits for as long as that takes; but once a StopSignal
// was received, where nobody takes any of it for a second, it ends with std::errc::timed_out.
std::error_code print(std::FILE *file, const QString &text);

enum class Said {
    All,
    Unread, // whoever read it has gone, as "| head" does: no mistake
    Lost,   // said so on standard error
};

// To standard output.
Said say(const QString &text);

} // namespace overlap::app
