#pragma once

#include "overlap/session.h"

#include <QStringList>

#include <optional>
#include <variant>

namespace overlap::app {

// Pure. What the command line asks for.
struct Options
{
    bool headless = false;
    bool verbose = false;
    bool start = false;
    Overrides server; // none: as last time, or the default
};

// Nothing to run: what to print, and the status to end with.
struct CloseReason
{
    QString text;
    int status = 0; // 0: asked for, printed to standard output; 2: a bad option, to standard error
};

// Whether they are for a window, and Qt's own options to be taken out of them first.
bool areForWindow(const QStringList &arguments);

// The arguments to be given again when a session manager restarts the program: all but those that
// said which session that is.
QStringList restartArguments(QStringList arguments);

// `arguments` begin with the program's name.
std::variant<Options, CloseReason> parseOptions(const QStringList &arguments);

} // namespace overlap::app
