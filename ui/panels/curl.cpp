#include "curl.h"

#include "curlcall.h"
#include "shelltext.h"
#include "windowscurl.h"

namespace overlap::ui {

using namespace Qt::StringLiterals;

namespace {

// Bytes. A command line on Windows has at most 32 Ki characters.
constexpr qsizetype wordMost = 8 * 1024;
const QString lineEnd = u" \\\n  "_s;

// Not every shell accepts "#" at its prompt; ":" is a command that does nothing.
QString comment(const QString &text)
{
    return u": "_s + shellQuoted(text.toUtf8()) + u'\n';
}

// curl takes "@…" as the name of a file. Such a body, and one that is not plain text, comes by a
// pipe.
QString withBody(const QString &command, const CurlCall &call)
{
    const QString option = lineEnd + u"--data-binary "_s;
    if (!call.hasBody)
        return command;
    if (call.isBodyMissing)
        return command + option + u"@- < body.bin"_s;
    if (call.body.size() <= wordMost && isVisible(call.body) && !call.body.startsWith('@'))
        return command + option + shellQuoted(call.body);
    return shellPrintf(call.body) + u" | \\\n"_s + command + option + u"@-"_s;
}

QString posixCurl(const CurlCall &call)
{
    QString text;
    for (const QString &note : call.notes)
        text += comment(note);
    if (call.options.empty())
        return text;
    return text + withBody(curlWords(u"curl"_s, call.options, shellWord, lineEnd), call);
}

} // namespace

QString curlCommand(Shell shell, QByteArrayView origin, const record::KeptDetails &request,
                    bool withSecrets)
{
    const CurlCall call = curlCall(origin, request, withSecrets);
    switch (shell) {
    case Shell::Posix: return posixCurl(call);
    case Shell::Cmd: return cmdCurl(call);
    case Shell::PowerShell: return powerShellCurl(call);
    }
    Q_UNREACHABLE();
}

} // namespace overlap::ui
