#include "overlap/scenario/filereader.h"
#include "overlap/scenario/nearest.h"
#include "overlap/script/duration.h"
#include "overlap/text/format.h"

#include <QDir>

#include <array>

namespace overlap::scenario {

using namespace Qt::StringLiterals;

// With slashes, without "." and "..". A colon would begin one of Qt's resources.
QString absolutePath(const QString &dir, const QString &path)
{
    const QString below = path.startsWith(u':') ? u"./"_s + path : path;
    return QDir::cleanPath(QDir(dir).absoluteFilePath(below));
}

std::span<const FileReader::Key> FileReader::folderKeys()
{
    static constexpr Key keys[] = {{"folder", &FileReader::takeFolder},
                                   {"listing", &FileReader::takeListing},
                                   {"fallback", &FileReader::takeFallback}};
    return keys;
}

std::span<const FileReader::Key> FileReader::upstreamKeys()
{
    static constexpr Key keys[] = {{"upstream", &FileReader::takeUpstream},
                                   {"host", &FileReader::takeHostField},
                                   {"connections", &FileReader::takeConnections},
                                   {"timeout", &FileReader::takeTimeout},
                                   {"ca", &FileReader::takeCa},
                                   {"insecure", &FileReader::takeInsecure}};
    return keys;
}

bool FileReader::takeTo(const Json &value)
{
    if (value.kind == Json::Kind::String)
        return takeShortTo(value);
    if (value.find("folder")) {
        rule().to = Folder{};
        return takeKeys(value, folderKeys(), u"a folder"_s);
    }
    if (const Json *const url = value.find("upstream")) {
        rule().to = Upstream{};
        if (!takeKeys(value, upstreamKeys(), u"an upstream"_s))
            return false;
        const bool isSecure = upstream().url.scheme() == "https"_L1;
        return isSecure || (upstream().ca.isEmpty() && !upstream().isInsecure) ||
               fail(url->begin, u"“ca” and “insecure” go with an https URL."_s);
    }
    return takes(value, u"\"folder DIR\", \"upstream URL\", \"built-in\", or an object with "
                        "“folder” or “upstream”"_s);
}

bool FileReader::takeShortTo(const Json &value)
{
    const qsizetype blank = value.text.indexOf(' ');
    const QByteArrayView word = blank < 0 ? value.text : QByteArrayView(value.text).first(blank);
    const QByteArrayView rest =
        blank < 0 ? QByteArrayView() : QByteArrayView(value.text).sliced(blank + 1).trimmed();
    if (value.text == "built-in") {
        rule().to = BuiltIn{};
        return true;
    }
    if (word == "folder") {
        rule().to = Folder{};
        return takeDir(value, rest);
    }
    if (word == "upstream") {
        rule().to = Upstream{};
        return takeUrl(value, rest);
    }
    constexpr std::array<QByteArrayView, 3> known = {"built-in", "folder", "upstream"};
    if (word.startsWith("http:") || word.startsWith("https:"))
        return fail(value.begin, u"Another server is “upstream %1”."_s.arg(text::shortText(word)));
    if (word.startsWith('.') || word.startsWith('/'))
        return fail(value.begin, u"Files are in “folder %1”."_s.arg(text::shortText(word)));
    return fail(value.begin,
                u"“%1” is nothing that a rule can lead to"_s.arg(text::shortText(word)) +
                    orNearest(word, known));
}

static bool isFileName(const Json &value, QByteArrayView path)
{
    return value.kind == Json::Kind::String && !path.isEmpty() && !path.contains('\0');
}

bool FileReader::takeDir(const Json &value, QByteArrayView path)
{
    folder().dir = absolutePath(m_dir, QString::fromUtf8(path));
    return isFileName(value, path) ||
           takes(value, u"a folder, relative to this file, as in \"folder ./public\""_s);
}

bool FileReader::takeFolder(const Json &value)
{
    return takeDir(value, value.text);
}

// Checked here, as a folder that serves nothing else than what is in it must not be left by it.
bool FileReader::takeFallback(const Json &value)
{
    const QString path = QDir::cleanPath(QString::fromUtf8(value.text));
    folder().fallback = path;
    const bool isHidden = path.startsWith(u'.') || path.contains("/."_L1); // as ".." is
    return (isFileName(value, value.text) && QDir::isRelativePath(path) && !isHidden) ||
           takes(value, u"the name of a file in the folder, as in \"index.html\""_s);
}

bool FileReader::takeUrl(const Json &value, QByteArrayView url)
{
    if (value.kind != Json::Kind::String)
        return takes(value, u"the URL of a server, as in \"http://localhost:3000\""_s);
    const auto read = upstreamFrom(QString::fromUtf8(url));
    if (const auto *wrong = std::get_if<QString>(&read))
        return fail(value.begin, *wrong);
    upstream().url = std::get<QUrl>(read);
    return true;
}

bool FileReader::takeUpstream(const Json &value)
{
    return takeUrl(value, value.text);
}

bool FileReader::takeHostField(const Json &value)
{
    upstream().keepsHost = value.text == "keep";
    return (value.kind == Json::Kind::String &&
            (value.text == "keep" || value.text == "upstream")) ||
           takes(value, u"\"keep\", the Host field of the client, or \"upstream\", that of the "
                        "URL"_s);
}

bool FileReader::takeTimeout(const Json &value)
{
    const auto timeout = script::parseDuration(value.text);
    upstream().timeout = timeout.value_or(std::chrono::nanoseconds(0));
    return (value.kind == Json::Kind::String && upstream().timeout.count() > 0) ||
           takes(value, u"how long its answer may take to begin, as in \"30s\" or \"500ms\""_s);
}

bool FileReader::takeCa(const Json &value)
{
    upstream().ca = absolutePath(m_dir, QString::fromUtf8(value.text));
    return isFileName(value, value.text) ||
           takes(value, u"a file of certificates (PEM), relative to this file"_s);
}

} // namespace overlap::scenario
