#pragma once

#include "overlap/scenario/scenario.h"
#include "overlap/session.h"

#include <QCommandLineOption>
#include <QStringList>

#include <optional>
#include <variant>

namespace overlap::app {

// Pure. The options of the command line.
struct Options
{
    bool headless = false;
    bool verbose = false;
    bool start = false;
    std::optional<int> lesson; // its number
    bool asInTheBook = false;  // the lesson takes as long as there
    Overrides server;          // nothing: as last time, or the default
    // Who answers: by a file, or by the only rule. Nothing: the server's routes.
    std::variant<std::monostate, QString, scenario::Scenario> scenario;
};

// Pure. What to print, and the exit status, if there is nothing to run.
struct ExitMessage
{
    QString text;
    int status = 0; // 0: for standard output; 2: a bad option, for standard error
};

// Pure. What --help and the manual page tell.
QString description();
QList<QCommandLineOption> allOptions();

// Pure. Whether the arguments ask for a window. Then Qt must remove its own options from them.
bool areForWindow(const QStringList &arguments);

// Pure. The arguments with which a session manager restarts the program: all except -session.
QStringList restartArguments(QStringList arguments);

// `arguments` begin with the program's name. Pure, but that it looks for the folder of --folder.
std::variant<Options, ExitMessage> parseOptions(const QStringList &arguments);

} // namespace overlap::app
