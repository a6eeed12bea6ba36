#include "overlap/folder/names.h"

#include "overlap/http/chars.h"

#include <QOperatingSystemVersion>

#include <algorithm>

namespace overlap::folder {

using namespace Qt::StringLiterals;

namespace {

// Windows takes these for devices, in any folder, and with any extension.
bool isDevice(QStringView name)
{
    const QString base = name.first(name.indexOf(u'.') < 0 ? name.size() : name.indexOf(u'.'))
                             .toString()
                             .trimmed()
                             .toUpper();
    static const QStringList devices{u"CON"_s,    u"PRN"_s,     u"AUX"_s,   u"NUL"_s,
                                     u"CONIN$"_s, u"CONOUT$"_s, u"CLOCK$"_s};
    if (devices.contains(base))
        return true;
    const bool isPort = base.startsWith("COM"_L1) || base.startsWith("LPT"_L1);
    return isPort && base.size() == 4 && u"0123456789\u00b9\u00b2\u00b3"_s.contains(base[3]);
}

// "GIT~1" stands for ".git".
bool isShortName(QStringView name)
{
    const qsizetype tilde = name.indexOf(u'~');
    return tilde >= 0 && tilde + 1 < name.size() && name[tilde + 1] >= u'0' &&
           name[tilde + 1] <= u'9';
}

bool isShownOnWindows(QStringView name)
{
    static const QString reserved = u"<>:\"|?*"_s;
    const bool isReserved = std::ranges::any_of(name, [](QChar c) { return reserved.contains(c); });
    const bool isStripped = name.back() == u'.' || name.back() == u' ';
    return !isReserved && !isStripped && !isShortName(name) && !isDevice(name);
}

// Some file systems ignore characters that nobody sees.
bool isDotFile(QStringView name)
{
    const auto first =
        std::ranges::find_if(name, [](QChar c) { return c.category() != QChar::Other_Format; });
    return first == name.end() || *first == u'.';
}

// Nothing: no text, or an escape that is none. A byte order mark stays what it is.
std::optional<QString> decoded(QByteArrayView segment)
{
    QByteArray bytes;
    for (qsizetype i = 0; i < segment.size(); ++i) {
        char c = segment[i];
        if (c == '%') {
            using http::chars::Hex;
            if (segment.size() - i < 3 || !http::chars::is(segment[i + 1], Hex) ||
                !http::chars::is(segment[i + 2], Hex))
                return std::nullopt;
            c = char(http::chars::hexValue(segment[i + 1]) * 16 +
                     http::chars::hexValue(segment[i + 2]));
            i += 2;
        }
        bytes += c;
    }
    QString text = QString::fromUtf8(bytes);
    return text.toUtf8() == bytes ? std::optional(std::move(text)) : std::nullopt;
}

} // namespace

Names ownNames()
{
    return QOperatingSystemVersion::currentType() == QOperatingSystemVersion::Windows
               ? Names::Windows
               : Names::Unix;
}

bool isShown(QStringView name, Names rules)
{
    const auto isSafe = [](QChar c) {
        return c != u'/' && c != u'\\' && c.category() != QChar::Other_Control;
    };
    return !isDotFile(name) && std::ranges::all_of(name, isSafe) &&
           (rules == Names::Unix || isShownOnWindows(name));
}

std::optional<Way> wayOf(QByteArrayView path, Names rules)
{
    Way way;
    while (!path.isEmpty()) {
        const qsizetype slash = path.indexOf('/');
        const auto name = decoded(slash < 0 ? path : path.first(slash));
        if (!name || !isShown(*name, rules))
            return std::nullopt;
        way.names += *name;
        path = slash < 0 ? QByteArrayView() : path.sliced(slash + 1);
        way.isFolder = slash >= 0;
    }
    way.isFolder = way.isFolder || way.names.isEmpty();
    return way;
}

} // namespace overlap::folder
