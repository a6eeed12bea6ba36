#include "app/manual.h"

#include "app/options.h"

namespace overlap::app {

using namespace Qt::StringLiterals;

namespace {

// As running text: roff has its own meaning for backslashes, hyphens, and dots that begin a line.
QByteArray escaped(const QString &text)
{
    QByteArray bytes = text.toUtf8();
    bytes.replace('\\', "\\e").replace('-', "\\-");
    return bytes.startsWith('.') || bytes.startsWith('\'') ? "\\&" + bytes : bytes;
}

QByteArray entry(const QCommandLineOption &option)
{
    QByteArrayList names;
    for (const QString &name : option.names())
        names += "\\fB" + escaped((name.size() == 1 ? u"-"_s : u"--"_s) + name) + "\\fR";
    QByteArray line = names.join(", ");
    if (!option.valueName().isEmpty())
        line += " \\fI" + escaped(option.valueName()) + "\\fR";
    return ".TP\n" + line + '\n' + escaped(option.description()) + '\n';
}

} // namespace

QByteArray manualPage()
{
    QByteArray page = ".TH OVERLAP 1 \"\" \"Overlap " OVERLAP_VERSION "\" \"User Commands\"\n"
                      ".SH NAME\n"
                      "overlap \\- a local HTTP server that you can watch\n"
                      ".SH SYNOPSIS\n"
                      ".B overlap\n[\\fIoption\\fR ...]\n"
                      ".SH DESCRIPTION\n" +
                      escaped(description()) +
                      "\n.PP\n"
                      "Press Start, send requests, and see every connection and request live on a\n"
                      "timeline: which ones waited, slept or ran, and how many overlapped.\n"
                      ".SH OPTIONS\n";
    for (const QCommandLineOption &option : allOptions())
        page += entry(option);
    return page + ".SH SIGNALS\n"
                  "SIGINT, SIGTERM and SIGHUP stop the server: requests in flight are still\n"
                  "answered. After a second one the program ends within a second.\n"
                  ".SH EXIT STATUS\n"
                  "0 after a stop or a lesson, 1 if it can not serve or print, or if the lesson\n"
                  "did not show what it should, 2 for a bad option.\n"
                  ".SH EXAMPLES\n"
                  ".nf\n"
                  "overlap \\-\\-start\n"
                  "overlap \\-\\-headless \\-\\-port 8080 \\-\\-verbose\n"
                  "curl http://localhost:7878/sleep\n"
                  ".fi\n";
}

} // namespace overlap::app
