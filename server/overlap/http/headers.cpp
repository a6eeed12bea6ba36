#include "overlap/http/headers.h"

#include "overlap/http/chars.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace overlap::http {

Headers::Headers(QByteArray text, qsizetype begin) : m_text(std::move(text)), m_begin(begin) {}

void Headers::append(QByteArrayView name, QByteArrayView value)
{
    const bool valid =
        chars::isToken(name) && chars::skipValue(value.begin(), value.end()) == value.end();
    Q_ASSERT_X(valid, "Headers::append", "not a header field");
    if (!valid)
        return;
    // Four times append() would cost four times as much.
    const qsizetype before = m_text.size();
    m_text.resize(before + name.size() + value.size() + 4);
    char *to = m_text.data() + before;
    for (const QByteArrayView piece : {name, QByteArrayView(": "), value, QByteArrayView("\r\n")})
        to = std::copy(piece.begin(), piece.end(), to);
}

void Headers::Iterator::read()
{
    m_field = {};
    const char *const name = m_rest.begin();
    const char *const end = m_rest.end();
    if (name == end || *name == '\r') // the last line may be empty
        return;
    const auto find = [end](const char *from, char wanted) {
        return static_cast<const char *>(std::memchr(from, wanted, std::size_t(end - from)));
    };
    const char *const colon = find(name, ':'); // a name has none
    const char *const value = chars::skip(colon + 1, end, chars::Blank);
    const char *valueEnd = find(value, '\r'); // nor has a value a CR
    m_rest = {valueEnd + 2, end};
    while (valueEnd != value && chars::is(valueEnd[-1], chars::Blank))
        --valueEnd;
    m_field = {{name, colon}, {value, valueEnd}};
}

qsizetype Headers::size() const
{
    qsizetype count = 0;
    for (Iterator at = begin(); at != end(); ++at)
        ++count;
    return count;
}

std::optional<QByteArrayView> Headers::find(QByteArrayView wanted) const
{
    for (const Field &field : *this) {
        if (equalsIgnoringCase(field.name, wanted))
            return field.value;
    }
    return std::nullopt;
}

qsizetype Headers::count(QByteArrayView wanted) const
{
    qsizetype found = 0;
    for (const Field &field : *this)
        found += equalsIgnoringCase(field.name, wanted) ? 1 : 0;
    return found;
}

bool equalsIgnoringCase(QByteArrayView a, QByteArrayView b)
{
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
               return x == y || ((x ^ y) == 0x20 && (x | 0x20) >= 'a' && (x | 0x20) <= 'z');
           });
}

QByteArrayView valueIn(QByteArrayView head, QByteArrayView name)
{
    qsizetype from = head.indexOf("\r\n") + 2;
    for (qsizetype end; (end = head.indexOf("\r\n", from)) >= from; from = end + 2) {
        const QByteArrayView line = head.sliced(from, end - from);
        const qsizetype colon = line.indexOf(':');
        if (colon >= 0 && equalsIgnoringCase(line.first(colon), name))
            return line.sliced(colon + 1).trimmed();
    }
    return {};
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
