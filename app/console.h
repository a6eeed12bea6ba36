#pragma once

#include <QString>

#include <cstdio>
#include <system_error>

namespace overlap::app {

// Main thread. Call it first. After it, writing is safe even if standard streams are closed or
// their reader has gone.
void prepareConsole();

// Main thread. Writes all of the text, to files and pipes as UTF-8, and waits as long as that
// takes. But once a StopSignal was received, it returns std::errc::timed_out if nobody reads for a
// second.
std::error_code print(std::FILE *file, const QString &text);

// Pure. What became of a text for standard output.
enum class WriteResult {
    Complete,
    ReaderGone, // no error: "| head" does that
    Failed,     // an error was printed to standard error
};

// Main thread. Prints to standard output, like print().
WriteResult printOutput(const QString &text);

} // namespace overlap::app
