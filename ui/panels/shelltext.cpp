#include "shelltext.h"

#include "overlap/text/format.h"

#include <algorithm>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using text::plainText;

namespace {

// The first UTF-8 character, which may be invalid.
QByteArrayView firstCharacter(QByteArrayView bytes)
{
    const auto first = uchar(bytes[0]);
    const qsizetype size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
    return bytes.first(std::min(size, bytes.size()));
}

// An escape in a printf format. "!" is escaped too: within double quotes it would be history
// expansion.
QString escaped(char c)
{
    switch (c) {
    case '\n': return u"\\n"_s;
    case '\r': return u"\\r"_s;
    case '\t': return u"\\t"_s;
    case '\\': return u"\\\\"_s;
    case '%': return u"%%"_s;
    default: return u'\\' + QString::number(uchar(c), 8).rightJustified(3, u'0');
    }
}

} // namespace

bool isVisible(QByteArrayView bytes)
{
    return bytes.isValidUtf8() && !bytes.contains('\t') && !bytes.contains('\r') &&
           plainText(bytes, true) == QString::fromUtf8(bytes.data(), bytes.size());
}

QString shellQuoted(QByteArrayView bytes)
{
    QString text = QString::fromUtf8(bytes.data(), bytes.size());
    text.replace(u'\'', u"'\\''"_s);
    if (text.contains(u'\n')) // after a line break, some shells expand history even in quotes
        text.replace(u'!', u"'\\!'"_s).replace(u"\n^"_s, u"\n''^"_s);
    return u'\'' + text + u'\'';
}

QString shellWord(QByteArrayView bytes)
{
    return isVisible(bytes) ? shellQuoted(bytes) : u"\"$("_s + shellPrintf(bytes) + u")\""_s;
}

QString shellPrintf(QByteArrayView bytes)
{
    constexpr QByteArrayView special("'\\%!");
    QString text = u"printf '"_s;
    for (bool first = true; !bytes.isEmpty(); first = false) {
        const QByteArrayView next = firstCharacter(bytes);
        const bool isOption = first && next == "-";
        if (next != "\n" && !special.contains(next[0]) && !isOption && isVisible(next)) {
            text += QString::fromUtf8(next.data(), next.size());
            bytes = bytes.sliced(next.size());
            continue;
        }
        text += escaped(next[0]);
        bytes = bytes.sliced(1);
        if (next == "\n" && !bytes.isEmpty())
            text += u"'\\\n'"_s; // breaks the line in the command, too
    }
    return text + u'\'';
}

} // namespace overlap::ui
