#include "secretscan.h"

#include "secretnames.h"
#include "values.h"

#include <algorithm>

namespace overlap::ui {

using namespace values;

namespace {

bool isIdentifier(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

qsizetype endOfLine(QByteArrayView text, qsizetype at)
{
    const qsizetype end = text.indexOf('\n', at);
    return end < 0 ? text.size() : end;
}

// Whether the value that begins at `at` is secret because of its name.
bool isSecretAt(QByteArrayView name, QByteArrayView text, qsizetype at)
{
    if (isSecret(name))
        return true;
    const QByteArrayView start = text.sliced(at).first(qMin<qsizetype>(64, text.size() - at));
    const qsizetype from = skip(start, 0, "\\\"'");
    return isSecretCode(name,
                        inRange(start, {from, endOf(start, from, "&#;,<>{}[]()\\\"' \t\r\n")}));
}

bool isStartLine(QByteArrayView line)
{
    return line.startsWith("HTTP/1.") ||
           line.chopped(qMin<qsizetype>(line.size(), 1)).endsWith(" HTTP/1.");
}

// Whether this Content-Disposition field names a secret form part (RFC 7578 §4.2).
bool describesSecret(QByteArrayView line)
{
    constexpr QByteArrayView parameter = "name=";
    for (qsizetype at = line.indexOf(parameter); at >= 0; at = line.indexOf(parameter, at + 1)) {
        if (at == 0 || !isOneOf("; \t", line[at - 1]))
            continue;
        const qsizetype from = at + parameter.size();
        const TextRange quoted = delimitedAt(line, from);
        return isSecret(quoted.to < quoted.from ? inRange(line, {from, endOf(line, from, "; \t")})
                                                : inRange(line, quoted));
    }
    return false;
}

bool startsWith(QByteArrayView text, QByteArrayView what)
{
    return text.size() >= what.size() &&
           text.first(what.size()).compare(what, Qt::CaseInsensitive) == 0;
}

} // namespace

std::vector<TextRange> SecretScan::run()
{
    for (qsizetype at = 0; at < m_text.size();) {
        if (at == 0 || m_text[at - 1] == '\n') {
            const qsizetype next = takeLine(at);
            if (next != at) {
                at = next;
                continue;
            }
        }
        const TextRange secret = secretAt(at);
        if (secret.to >= secret.from)
            add(secret.from, secret.to);
        at = qMax(at + 1, secret.to);
    }
    return std::move(m_secrets);
}

qsizetype SecretScan::takeLine(qsizetype at)
{
    const qsizetype next = endOfLine(m_text, at);
    QByteArrayView line = m_text.sliced(at, next - at);
    if (line.endsWith('\r'))
        line.chop(1);
    takePart(line);
    if (m_part == Part::SecretValue) {
        if (!line.isEmpty())
            add(at, at + line.size());
        return qMin(next + 1, m_text.size());
    }
    const qsizetype colon = line.indexOf(':');
    const bool isField = colon > 0 && nameBefore(line, colon).size() == colon;
    m_limit = isField || isStartLine(line) ? at + line.size() : m_text.size();
    if (!isField)
        return at;
    const qsizetype value = skip(line, colon + 1);
    const bool isList = startsWith(line, "Sec-WebSocket-Protocol:");
    if (!isList && !isSecret(line.first(colon)))
        return at;
    addField(line.sliced(value), at + value, isList);
    return qMin(next + 1, m_text.size());
}

// Whether the line separates two parts of a form.
bool SecretScan::isDelimiter(QByteArrayView line) const
{
    if (!line.startsWith("--") || !line.startsWith(m_delimiter))
        return false;
    const QByteArrayView rest = line.sliced(m_delimiter.size()).trimmed();
    return m_delimiter.isEmpty() || rest.isEmpty() || rest == "--";
}

// Updates m_part. Is called before the secrets of the line itself are searched.
void SecretScan::takePart(QByteArrayView line)
{
    if (m_part == Part::SecretValue) {
        if (isDelimiter(line))
            m_part = Part::None;
    } else if (m_part == Part::SecretHead && line.isEmpty()) {
        m_part = Part::SecretValue;
    } else if (line.startsWith("--")) {
        m_delimiter = line.trimmed();
        m_part = Part::None;
    } else if (startsWith(line, "Content-Disposition:") && line.contains("form-data") &&
               describesSecret(line)) {
        m_part = Part::SecretHead;
    }
}

// Adds the value of a secret field. A list of protocols may contain a token: then only the elements
// that cannot be protocol names.
void SecretScan::addField(QByteArrayView value, qsizetype from, bool isList)
{
    if (!isList)
        return add(from, from + value.size());
    constexpr qsizetype nameMost = 24; // protocol names with a digit are shorter
    bool isNamed = false;              // the previous element says that this one is a secret
    for (qsizetype at = 0; at < value.size();) {
        at = skip(value, at, ", \t");
        const QByteArrayView element = inRange(value, {at, endOf(value, at, ", \t")});
        const bool isLong = element.size() >= nameMost && std::ranges::any_of(element, [](char c) {
                                return c >= '0' && c <= '9';
                            });
        if (!element.isEmpty() && (isNamed || isLong))
            add(from + at, from + at + element.size());
        isNamed = !isNamed && isSecret(element);
        at += element.size();
    }
}

void SecretScan::add(qsizetype from, qsizetype to)
{
    if (!m_secrets.empty()) // botToken() looks back, perhaps into the previous secret
        from = qMax(from, m_secrets.back().to);
    m_secrets.push_back({from, to});
}

// The secret that the character at this place announces; or `none`.
TextRange SecretScan::secretAt(qsizetype at)
{
    const QByteArrayView text = m_text.first(m_limit);
    if (at >= text.size())
        return none;
    TextRange secret = none;
    switch (text[at]) {
    case '=': secret = parameter(text, at); break;
    case '"': secret = member(text, at); break;
    case ':': secret = argument(text, at); break;
    case '>': secret = element(text, at); break;
    case '-': secret = privateKey(text, at); break;
    default: break;
    }
    if (secret.to >= secret.from)
        return secret;
    const TokenShapes::Token token = m_shapes.at(at);
    return token.isEmpty() ? none : TextRange{token.from, qMin(token.to, m_limit)};
}

// name=value, name="value". In a query, quotes have no meaning.
TextRange SecretScan::parameter(QByteArrayView text, qsizetype equals) const
{
    const QByteArrayView name = nameBefore(text, equals);
    const qsizetype from = equals + 1;
    if (name.isEmpty() || !isSecretAt(name, text, from))
        return none;
    const qsizetype before = equals - name.size() - 1;
    const bool isOfQuery = before >= 0 && isOneOf("?&", text[before]);
    if (!isOfQuery && quoteSize(text, from) > 0)
        return delimitedAt(text, from);
    return {from, endOfParameter(text, isOfQuery ? skip(text, from, "'") : from)};
}

// "name": value of JSON, also inside a JSON string, with escaped quotes.
TextRange SecretScan::member(QByteArrayView text, qsizetype quote) const
{
    QByteArrayView name = nameBefore(text, quote);
    while (name.endsWith('\\'))
        name.chop(1);
    const qsizetype colon = skip(text, quote + 1);
    if (name.isEmpty() || colon == text.size() || text[colon] != ':')
        return none;
    const qsizetype from = skip(text, colon + 1, " \t\r\n");
    if (!isSecretAt(name, text, from))
        return none;
    const TextRange value = delimitedAt(text, from);
    return value.to < value.from ? TextRange{from, endOf(text, from, ",}]\\ \t\r\n")} : value;
}

// name: "value" of GraphQL and scripts, and ://user@ of URLs.
TextRange SecretScan::argument(QByteArrayView text, qsizetype colon) const
{
    if (text.sliced(colon).startsWith("://")) {
        const qsizetype end = endOf(text, colon + 3, "@/?# \t\r\n\"'");
        return end < text.size() && text[end] == '@' ? TextRange{colon + 3, end} : none;
    }
    qsizetype end = colon;
    while (end > 0 && isOneOf(" \t", text[end - 1]))
        --end;
    qsizetype from = end;
    while (from > 0 && isIdentifier(text[from - 1]))
        --from;
    const qsizetype value = skip(text, colon + 1);
    const bool isOfType = from > 0 && text[from - 1] == '$'; // "$name: Type"
    if (from == end || isOfType || !isSecretAt(inRange(text, {from, end}), text, value))
        return none;
    if (value < text.size() && text[value] >= '0' && text[value] <= '9')
        return {value, endOf(text, value, ",)}]\\ \t\r\n")};
    return delimitedAt(text, value);
}

// <name …>value</name>. `end` is at the first >. parameter() finds the attributes.
TextRange SecretScan::element(QByteArrayView text, qsizetype end) const
{
    qsizetype from = end;
    while (from > 0 && !isOneOf("<>", text[from - 1]))
        --from;
    const QByteArrayView tag = inRange(text, {from, end});
    const QByteArrayView name = tag.first(endOf(tag, 0, " \t\r\n/="));
    if (from == 0 || text[from - 1] != '<' || tag.endsWith('/') ||
        !isSecret(name.sliced(name.lastIndexOf(':') + 1)))
        return none;
    return {end + 1, find(text, "</" + name.toByteArray(), end + 1)};
}

// -----BEGIN PRIVATE KEY-----…-----END (RFC 7468), possibly with escaped line breaks.
TextRange SecretScan::privateKey(QByteArrayView text, qsizetype dashes) const
{
    constexpr QByteArrayView begin = "-----BEGIN", end = "KEY-----";
    const QByteArrayView rest = text.sliced(dashes);
    if (!rest.startsWith(begin))
        return none;
    const QByteArrayView label = rest.first(qMin<qsizetype>(rest.size(), 64));
    const qsizetype labelEnd = label.indexOf(end);
    if (labelEnd < 0 || !label.first(labelEnd).contains("PRIVATE"))
        return none;
    const qsizetype from = dashes + labelEnd + end.size();
    return {from, find(text, "-----END", from)};
}

} // namespace overlap::ui
