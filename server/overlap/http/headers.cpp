#include "overlap/http/headers.h"

#include "overlap/http/chars.h"

#include <limits>

namespace overlap::http {

Headers::Headers(QByteArray text, QList<Field> fields)
    : m_text(std::move(text))
    , m_fields(std::move(fields))
{
}

void Headers::append(QByteArrayView name, QByteArrayView value)
{
    const bool valid =
        chars::isToken(name) && chars::skipValue(value.begin(), value.end()) == value.end();
    Q_ASSERT_X(valid, "Headers::append", "not a header field");
    if (!valid)
        return;
    const auto begin = qint32(m_text.size());
    const auto valueBegin = qint32(begin + name.size() + 2);
    m_text.append(name).append(": ").append(value).append("\r\n");
    m_fields.push_back({begin, qint32(name.size()), valueBegin, qint32(value.size())});
}

QByteArrayView Headers::name(qsizetype index) const
{
    const Field &field = m_fields.at(index);
    return QByteArrayView(m_text).sliced(field.name, field.nameSize);
}

QByteArrayView Headers::value(qsizetype index) const
{
    const Field &field = m_fields.at(index);
    return QByteArrayView(m_text).sliced(field.value, field.valueSize);
}

std::optional<QByteArrayView> Headers::find(QByteArrayView wanted) const
{
    for (qsizetype i = 0; i < size(); ++i) {
        if (equalsIgnoringCase(name(i), wanted))
            return value(i);
    }
    return std::nullopt;
}

qsizetype Headers::count(QByteArrayView wanted) const
{
    qsizetype found = 0;
    for (qsizetype i = 0; i < size(); ++i)
        found += equalsIgnoringCase(name(i), wanted) ? 1 : 0;
    return found;
}

bool equalsIgnoringCase(QByteArrayView a, QByteArrayView b)
{
    return a.size() == b.size() && a.compare(b, Qt::CaseInsensitive) == 0;
}

QByteArrayView takeListElement(QByteArrayView &list)
{
    bool quoted = false;
    qsizetype end = 0;
    for (; end < list.size() && (quoted || list[end] != ','); ++end) {
        if (list[end] == '"')
            quoted = !quoted;
        else if (quoted && list[end] == '\\' && end + 1 < list.size())
            ++end;
    }
    const QByteArrayView element = list.first(end).trimmed();
    list = list.sliced(qMin(end + 1, list.size()));
    return element;
}

QByteArrayView takeToken(QByteArrayView &list)
{
    const qsizetype comma = list.indexOf(',');
    const QByteArrayView token = comma < 0 ? list : list.first(comma);
    list = comma < 0 ? QByteArrayView() : list.sliced(comma + 1);
    return token.trimmed();
}

qint64 lengthFrom(QByteArrayView value)
{
    qint64 length = value.isEmpty() ? -1 : 0;
    for (const char c : value) {
        const int digit = c - '0';
        if (!chars::is(c, chars::Digit) ||
            length > (std::numeric_limits<qint64>::max() - digit) / 10)
            return -1;
        length = length * 10 + digit;
    }
    return length;
}

} // namespace overlap::http
