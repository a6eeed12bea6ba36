#pragma once

#include <QByteArray>
#include <QFile>
#include <QMap>
#include <QRegularExpression>
#include <QStringList>

#include <optional>
#include <utility>

namespace windows {

using namespace Qt::StringLiterals;

// Models of the two shells of Windows, as far as copied cURL commands need them: what curl gets.

struct CurlRun
{
    QStringList arguments;
    bool readsBodyFile = false; // body.bin is its standard input
};

// How C programs split their command line.
inline QStringList programArguments(const QString &line)
{
    QStringList words;
    QString word;
    bool isQuoted = false, isWord = false;
    for (qsizetype at = 0; at < line.size(); ++at) {
        qsizetype backslashes = 0;
        while (at < line.size() && line[at] == u'\\')
            ++backslashes, ++at;
        const bool beforeQuote = at < line.size() && line[at] == u'"';
        word += QString(beforeQuote ? backslashes / 2 : backslashes, u'\\');
        isWord |= backslashes > 0;
        if (at == line.size())
            break;
        if (beforeQuote && backslashes % 2 == 0) {
            isQuoted = !isQuoted;
            isWord = true;
        } else if (line[at].isSpace() && !isQuoted) {
            if (isWord)
                words += word;
            word.clear();
            isWord = false;
        } else {
            word += line[at];
            isWord = true;
        }
    }
    return isWord ? words << word : words;
}

// The prompt of cmd.
class Cmd
{
public:
    explicit Cmd(const QString &temporary)
        : m_variables{{u"TEMP"_s, temporary}, {u"PATH"_s, u"a=b"_s}, {u"HOME"_s, u"x & y"_s}}
    {
    }

    // None: it ran no curl, or left files behind.
    std::optional<CurlRun> run(const QString &text)
    {
        m_lines = text.split(u'\n');
        std::optional<CurlRun> curl;
        bool hasFiles = false;
        while (!m_lines.isEmpty()) {
            const Line line = nextLine();
            const QString command = line.text.section(u' ', 0, 0);
            if (line.opensBlock) {
                writeBlock(line.output);
                hasFiles = true;
            } else if (command == u"certutil") {
                const QStringList words = programArguments(line.text);
                QFile from(words.at(3)), to(words.at(4));
                if (words.at(2) == u"-decode" && from.open(QIODevice::ReadOnly) &&
                    to.open(QIODevice::WriteOnly))
                    to.write(QByteArray::fromBase64(from.readAll().replace('\n', "")));
            } else if (command == u"curl.exe") {
                curl = CurlRun{programArguments(line.text).mid(1), line.input == u"body.bin"};
            } else if (command == u"del") {
                hasFiles = false;
            } else if (command != u"rem") {
                return {};
            }
        }
        return hasFiles ? std::nullopt : curl;
    }

private:
    struct Line
    {
        QString text, input, output;
        bool opensBlock = false, closesBlock = false;
    };

    // At the prompt, an unknown name stays as it is.
    QString expanded(const QString &line) const
    {
        static const QRegularExpression name(u"%([^%:]+)(:[^%]*)?%"_s);
        QString text;
        qsizetype at = 0;
        for (;;) {
            const auto match = name.match(line, at);
            if (!match.hasMatch())
                return text + line.mid(at);
            text += line.mid(at, match.capturedStart() - at);
            if (const auto found = m_variables.find(match.captured(1));
                found != m_variables.end()) {
                text += *found;
                at = match.capturedEnd();
            } else {
                text += u'%';
                at = match.capturedStart() + 1;
            }
        }
    }

    Line nextLine()
    {
        Line line;
        QString *into = &line.text;
        bool isQuoted = false;
        QString rest = expanded(m_lines.takeFirst());
        const bool isRemark = rest.startsWith(u"rem ");
        for (qsizetype at = 0; at < rest.size(); ++at) {
            const QChar c = rest[at];
            if (c == u'"')
                isQuoted = !isQuoted;
            if (c == u'^' && !isQuoted && !isRemark) {
                if (++at == rest.size() && !m_lines.isEmpty()) {
                    rest = expanded(m_lines.takeFirst());
                    at = 0;
                }
                *into += rest.mid(at, 1);
            } else if ((c == u'<' || c == u'>') && !isQuoted && !isRemark) {
                into = c == u'<' ? &line.input : &line.output;
            } else if (c == u'(' && !isQuoted && line.text.isEmpty()) {
                line.opensBlock = true;
            } else if (c == u')' && !isQuoted) {
                line.closesBlock = true;
            } else if (c == u'&' && !isQuoted && !isRemark) { // another command
                at += rest.mid(at + 1).startsWith(u'&') ? 1 : 0;
                m_lines.prepend(rest.mid(at + 1).trimmed());
                break;
            } else {
                *into += c;
            }
        }
        for (QString *file : {&line.input, &line.output})
            *file = file->remove(u'"').trimmed();
        return line;
    }

    void writeBlock(const QString &name)
    {
        QFile file(name);
        if (!file.open(QIODevice::WriteOnly))
            return;
        while (!m_lines.isEmpty()) {
            const Line line = nextLine();
            if (line.closesBlock && line.text.trimmed().isEmpty())
                return;
            if (line.text.contains(u"/?")) // asks for help
                return;
            if (line.text.startsWith(u"echo(") || line.text.startsWith(u"echo "))
                file.write(line.text.mid(5).toLatin1() + "\r\n");
        }
    }

    const QMap<QString, QString> m_variables;
    QStringList m_lines;
};

// PowerShell: version 5 pastes words together as they are, version 7 quotes them.
class PowerShell
{
public:
    PowerShell(QString temporary, int version)
        : m_temporary(std::move(temporary))
        , m_version(version)
    {
    }

    // None: it ran no curl, or left files behind.
    std::optional<CurlRun> run(const QString &text)
    {
        m_text = text;
        m_at = 0;
        std::optional<CurlRun> curl;
        bool hasFiles = false;
        while (m_at < m_text.size()) {
            if (takes(u"# ")) {
                takeUntil(u"\n");
            } else if (takes(u"[IO.File]::WriteAll")) {
                writeFile(takeUntil(u"(") == u"Bytes");
                hasFiles = true;
            } else if (takes(u"curl.exe ")) {
                curl = CurlRun{arguments()};
                takes(u"\n");
            } else if (takes(u"Remove-Item \"$env:TEMP\\overlap.*\" }")) {
                hasFiles = false;
            } else if (takes(u"} else { ")) {
                takeUntil(u"}");
            } else if (!takes(u"if (Test-Path body.bin) {\n") &&
                       !takes(u"& { $ErrorActionPreference = 'Stop'\n") && !takes(u"\n")) {
                return {};
            }
        }
        return hasFiles ? std::nullopt : curl;
    }

private:
    bool takes(QStringView text)
    {
        const bool isNext = QStringView(m_text).mid(m_at).startsWith(text);
        if (isNext)
            m_at += text.size();
        return isNext;
    }

    QString takeUntil(QStringView end)
    {
        const qsizetype at = m_text.indexOf(end, m_at);
        const QString taken = m_text.mid(m_at, at - m_at);
        m_at = at < 0 ? m_text.size() : at + end.size();
        return taken;
    }

    // What is quoted, or a bare word.
    QString word()
    {
        QString text;
        if (takes(u"\""))
            return takeUntil(u"\"").replace(u"$env:TEMP"_s, m_temporary);
        if (!takes(u"'")) {
            while (m_at < m_text.size() && m_text[m_at] != u' ' && m_text[m_at] != u'\n')
                text += m_text[m_at++];
            return text;
        }
        for (;;) {
            text += takeUntil(u"'");
            if (!takes(u"'"))
                return text;
            text += u'\'';
        }
    }

    void writeFile(bool isCoded)
    {
        QFile file(word());
        QByteArray bytes;
        if (isCoded) {
            takeUntil(u"FromBase64String(");
            bytes = QByteArray::fromBase64(word().toLatin1().replace('\n', ""));
        } else {
            takeUntil(u"@'\n");
            bytes = takeUntil(u"\n'@)").replace(u"\n"_s, u"\r\n"_s).toUtf8();
        }
        if (file.open(QIODevice::WriteOnly))
            file.write(bytes);
        takeUntil(u"\n");
    }

    QStringList arguments()
    {
        QStringList words;
        do {
            words += word();
        } while (takes(u" `\n  ") || takes(u" "));
        if (m_version >= 7)
            return words;
        QString line;
        for (const QString &word : words)
            line += (word.contains(u' ') ? u'"' + word + u'"' : word) + u' ';
        return programArguments(line);
    }

    const QString m_temporary;
    const int m_version;
    QString m_text;
    qsizetype m_at = 0;
};

} // namespace windows
