#include "overlap/analysis/messagehead.h"

#include "overlap/text/format.h"

#include <QByteArray>

#include <algorithm>

namespace overlap::analysis {

using namespace Qt::StringLiterals;

namespace {

// Removes the first line with its CR LF or LF, and returns it without them.
QByteArrayView takeLine(QByteArrayView &bytes)
{
    const qsizetype end = bytes.indexOf('\n');
    QByteArrayView line = end < 0 ? bytes : bytes.first(end);
    bytes = end < 0 ? QByteArrayView() : bytes.sliced(end + 1);
    if (line.endsWith('\r'))
        line.chop(1);
    return line;
}

} // namespace

MessageHead splitMessageHead(QByteArrayView bytes)
{
    MessageHead head;
    while (!bytes.isEmpty() && head.startLine.isEmpty()) // empty lines may come before it
        head.startLine = takeLine(bytes);
    while (!bytes.isEmpty()) {
        const QByteArrayView line = takeLine(bytes);
        if (line.isEmpty())
            break;
        const qsizetype colon = line.indexOf(':');
        if (colon < 0)
            head.fields.push_back({{}, line});
        else
            head.fields.push_back({line.first(colon), line.sliced(colon + 1).trimmed()});
    }
    return head;
}

bool isNamed(const MessageHead::Field &field, QByteArrayView name)
{
    return field.name.compare(name, Qt::CaseInsensitive) == 0;
}

bool isText(QByteArrayView bytes)
{
    return !bytes.contains('\0') && std::all_of(bytes.begin(), bytes.end(), [](char c) {
        return uchar(c) >= 0x20 || c == '\t' || c == '\r' || c == '\n';
    }) && bytes.isValidUtf8();
}

QString hexText(QByteArrayView bytes)
{
    constexpr qsizetype width = 16;
    QString text;
    for (qsizetype at = 0; at < bytes.size(); at += width) {
        const QByteArrayView line = bytes.sliced(at, std::min(width, bytes.size() - at));
        QString characters;
        for (const char c : line)
            characters += c >= 0x20 && c < 0x7f ? QLatin1Char(c) : QLatin1Char('.');
        const QByteArray digits = line.toByteArray().toHex(' ').leftJustified(3 * width - 1);
        text += QString::number(at, 16).rightJustified(4, u'0') + u"  "_s +
                QString::fromLatin1(digits) + u"  "_s + characters + u'\n';
    }
    return text;
}

} // namespace overlap::analysis
