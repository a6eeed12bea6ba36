#include "windowscurl.h"

#include <algorithm>

namespace overlap::ui {

using namespace Qt::StringLiterals;

namespace {

// Characters. A line of cmd has at most 8191.
constexpr qsizetype lineMost = 8000;
constexpr qsizetype base64Line = 1024;
// Bytes of a body among the options. curl reads lines of 100 KB.
constexpr qsizetype inlineMost = 40'000;

using Options = std::vector<CurlCall::Option>;

bool isPrintable(char c)
{
    return c >= ' ' && c <= '~';
}

bool isCmdWord(QByteArrayView bytes)
{
    return std::all_of(bytes.begin(), bytes.end(), [](char c) { return isPrintable(c); });
}

// Versions of PowerShell pass on double quotes and empty words differently.
bool isPowerShellWord(QByteArrayView bytes)
{
    return !bytes.isEmpty() && isCmdWord(bytes) && !bytes.contains('"') && !bytes.endsWith('\\');
}

// A config file has escapes for the ends of lines and for tabs.
bool isConfigText(QByteArrayView bytes)
{
    return std::all_of(bytes.begin(), bytes.end(), [](char c) {
        return isPrintable(c) || c == '\n' || c == '\r' || c == '\t';
    });
}

bool allOf(const Options &options, bool (*holds)(QByteArrayView))
{
    return std::ranges::all_of(options, [&](const CurlCall::Option &option) {
        return option.value.isNull() || holds(option.value);
    });
}

// Escapes what cmd reads outside of quotes. A caret behind "%" makes a name of which there is no
// variable; then it is removed.
QString caretEscaped(QByteArrayView bytes)
{
    constexpr QByteArrayView special("\"^&|<>()");
    QString text;
    bool isAfterPercent = false;
    for (const char c : bytes) {
        if (isAfterPercent || special.contains(c))
            text += u'^';
        text += QLatin1Char(c);
        isAfterPercent = c == '%';
    }
    return text;
}

QString base64Lines(const QByteArray &bytes, const QString &before)
{
    const QByteArray coded = bytes.toBase64();
    QString text;
    for (qsizetype at = 0; at < coded.size(); at += base64Line)
        text += before + QLatin1StringView(coded.mid(at, base64Line)) + u'\n';
    return text;
}

// Text that writes a file to the folder for temporary ones, and goes on only if that worked.
QString cmdFile(const QString &name, const QByteArray &bytes)
{
    return u"> \"%TEMP%\\overlap.b64\" (\n"_s + base64Lines(bytes, u"echo "_s) +
           u") && certutil -f -decode \"%TEMP%\\overlap.b64\" \"%TEMP%\\"_s + name +
           u"\" > nul && "_s;
}

QString powerShellFile(const QString &name, const QByteArray &bytes)
{
    return u"[IO.File]::WriteAllBytes(\"$env:TEMP\\"_s + name +
           u"\", [Convert]::FromBase64String('\n"_s + base64Lines(bytes, {}) + u"'))\n"_s;
}

// The same for lines of a config file of curl; null if echo can't write them: "/?" anywhere may ask
// it for its help, and carets make a line up to twice as long.
QString cmdConfig(const QByteArrayList &lines)
{
    QString text = u"> \"%TEMP%\\overlap.curl\" (\n"_s;
    for (const QByteArray &line : lines) {
        if (line.contains("/?") || line.size() > lineMost / 2)
            return {};
        text += u"echo("_s + caretEscaped(line) + u'\n';
    }
    return text + u") && "_s;
}

// Such a string has no escapes. It ends at a line that begins with '@, which no option does.
QString powerShellConfig(const QByteArrayList &lines)
{
    return u"[IO.File]::WriteAllText(\"$env:TEMP\\overlap.curl\", @'\n"_s +
           QLatin1StringView(lines.join('\n')) + u"\n'@)\n"_s;
}

struct Dialect
{
    QString comment;
    QString lineEnd; // within a command
    QString temporary;
    QString (*word)(QByteArrayView);
    bool (*isWord)(QByteArrayView);
    QString (*config)(const QByteArrayList &lines); // of text; null: it can't write them
    QString (*file)(const QString &name, const QByteArray &bytes);
    // Around a command with files, which may hold passwords: they are removed.
    QString beginFiles, endFiles;
    // Around a command that reads the body from a file of the user, and the word for the file.
    // Without it, the shell says so in its own words.
    QString ifBody, ownBody, elseNothing;
};

const Dialect &cmd()
{
    static const Dialect dialect{
        .comment = u"rem "_s,
        .lineEnd = u" ^\n  "_s,
        .temporary = u"%TEMP%"_s,
        .word = cmdWord,
        .isWord = isCmdWord,
        .config = cmdConfig,
        .file = cmdFile,
        .beginFiles = {},
        .endFiles = u" & del \"%TEMP%\\overlap.*\""_s,
        .ifBody = {},
        .ownBody = u"@- < body.bin"_s,
        .elseNothing = {},
    };
    return dialect;
}

const Dialect &powerShell()
{
    static const Dialect dialect{
        .comment = u"# "_s,
        .lineEnd = u" `\n  "_s,
        .temporary = u"$env:TEMP"_s,
        .word = powerShellWord,
        .isWord = isPowerShellWord,
        .config = powerShellConfig,
        .file = powerShellFile,
        .beginFiles = u"& { $ErrorActionPreference = 'Stop'\n"_s,
        .endFiles = u"\nRemove-Item \"$env:TEMP\\overlap.*\" }"_s,
        .ifBody = u"if (Test-Path body.bin) {\n"_s,
        .ownBody = u"'@body.bin'"_s,
        .elseNothing = u"\n} else { Get-Item body.bin }"_s,
    };
    return dialect;
}

// The text before curl's words that writes its config file.
QString configFile(const Dialect &dialect, const Options &options)
{
    QByteArrayList lines;
    for (const CurlCall::Option &option : options)
        lines += configLine(option);
    const QString text = allOf(options, isConfigText) ? dialect.config(lines) : QString();
    return !text.isEmpty() ? text : dialect.file(u"overlap.curl"_s, lines.join('\n') + '\n');
}

QString windowsCurl(const Dialect &dialect, const CurlCall &call)
{
    QString notes;
    for (const QString &note : call.notes)
        notes += dialect.comment + note + u'\n';
    if (call.options.empty())
        return notes;
    const QString bodyOption = dialect.lineEnd + u"--data-binary "_s;
    Options options = call.options;
    QString files, tail;
    if (call.isBodyMissing) {
        tail = bodyOption + dialect.ownBody;
    } else if (call.hasBody && isConfigText(call.body) && call.body.size() <= inlineMost &&
               !call.body.startsWith('@')) { // "@…" names a file to curl
        options.push_back({"--data-binary", call.body.isNull() ? "" : call.body});
    } else if (call.hasBody) {
        files = dialect.file(u"overlap.body"_s, call.body);
        tail = bodyOption + u"\"@"_s + dialect.temporary + u"\\overlap.body\""_s;
    }
    QString words = allOf(options, dialect.isWord)
                        ? curlWords(u"curl.exe"_s, options, dialect.word, dialect.lineEnd)
                        : QString();
    if (words.isEmpty() || words.size() > lineMost) {
        files += configFile(dialect, options);
        words = u"curl.exe -K \""_s + dialect.temporary + u"\\overlap.curl\""_s;
    }
    QString text = files + words + tail;
    if (!files.isEmpty())
        text = dialect.beginFiles + text + dialect.endFiles;
    if (call.isBodyMissing)
        text = dialect.ifBody + text + dialect.elseNothing;
    return notes + text;
}

} // namespace

QString cmdWord(QByteArrayView bytes)
{
    // C programs take backslashes before a double quote in pairs.
    QByteArray quoted("\"");
    qsizetype backslashes = 0;
    for (const char c : bytes) {
        if (c == '"')
            quoted += QByteArray(backslashes + 1, '\\');
        quoted += c;
        backslashes = c == '\\' ? backslashes + 1 : 0;
    }
    return caretEscaped(quoted + QByteArray(backslashes, '\\') + '"');
}

QString powerShellWord(QByteArrayView bytes)
{
    QString text = QString::fromLatin1(bytes.data(), bytes.size());
    return u'\'' + text.replace(u'\'', u"''"_s) + u'\'';
}

QByteArray configLine(const CurlCall::Option &option)
{
    if (option.value.isNull())
        return option.name;
    QByteArray text = option.value;
    text.replace('\\', "\\\\").replace('"', "\\\"");
    text.replace('\n', "\\n").replace('\r', "\\r").replace('\t', "\\t");
    return option.name + QByteArray(" \"") + text + '"';
}

QString cmdCurl(const CurlCall &call)
{
    return windowsCurl(cmd(), call);
}

QString powerShellCurl(const CurlCall &call)
{
    return windowsCurl(powerShell(), call);
}

} // namespace overlap::ui
