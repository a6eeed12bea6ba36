#include "values.h"

namespace overlap::ui::values {

namespace {

// The quote of a string. Within another string, `escapes` backslashes stand before it.
struct Quote
{
    char mark = 0; // 0: none
    qsizetype escapes = 0;
    qsizetype size() const { return mark ? escapes + 1 : 0; }
};

Quote quoteAt(QByteArrayView text, qsizetype at)
{
    const qsizetype mark = skip(text, at, "\\");
    if (mark == text.size() || !isOneOf("\"'", text[mark]))
        return {};
    return {text[mark], mark - at};
}

// The end of a JSON string (RFC 8259 §7), which may be escaped several times.
qsizetype endOfQuoted(QByteArrayView text, qsizetype at, Quote quote)
{
    for (;; ++at) {
        const qsizetype mark = skip(text, at, "\\");
        if (mark == text.size() || text[mark] == '\n')
            return mark;
        const qsizetype more = mark - at - quote.escapes;
        if (text[mark] == quote.mark && (more <= 0 || more / (quote.escapes + 1) % 2 == 0))
            return qMax(at, mark - quote.escapes);
        at = mark;
    }
}

// The position after the bracket that closes the one at `at`. Strings are skipped.
qsizetype endOfBrackets(QByteArrayView text, qsizetype at)
{
    for (int depth = 0; at < text.size();) {
        if (const Quote quote = quoteAt(text, at); quote.mark == '"') {
            const qsizetype end = endOfQuoted(text, at + quote.size(), quote);
            at = qMin(text.size(), end + quote.size());
            continue;
        }
        depth += isOneOf("[{", text[at]) ? 1 : isOneOf("]}", text[at]) ? -1 : 0;
        at = qMax(at + 1, skip(text, at, "\\"));
        if (depth == 0)
            return at;
    }
    return at;
}

} // namespace

bool isOneOf(QByteArrayView set, char c)
{
    return set.contains(c);
}

qsizetype endOf(QByteArrayView text, qsizetype at, QByteArrayView stops)
{
    while (at < text.size() && !isOneOf(stops, text[at]))
        ++at;
    return at;
}

qsizetype skip(QByteArrayView text, qsizetype at, QByteArrayView set)
{
    while (at < text.size() && isOneOf(set, text[at]))
        ++at;
    return at;
}

qsizetype find(QByteArrayView text, QByteArrayView what, qsizetype at)
{
    const qsizetype found = text.indexOf(what, at);
    return found < 0 ? text.size() : found;
}

QByteArrayView inRange(QByteArrayView text, TextRange range)
{
    return text.sliced(range.from, range.to - range.from);
}

QByteArrayView nameBefore(QByteArrayView text, qsizetype end)
{
    qsizetype from = end;
    while (from > 0 && !isOneOf("?&;=#/ \t\r\n\"'{}(),<>", text[from - 1]))
        --from;
    return text.sliced(from, end - from);
}

qsizetype endOfParameter(QByteArrayView text, qsizetype at)
{
    constexpr QByteArrayView stops = "&# \t\r\n\"'<>;";
    at = endOf(text, at, stops);
    while (at < text.size() && text[at] == ';') {
        const qsizetype next = endOf(text, at + 1, stops);
        if (text.sliced(at, next - at).contains('='))
            return at;
        at = next;
    }
    return at;
}

qsizetype quoteSize(QByteArrayView text, qsizetype at)
{
    return quoteAt(text, at).size();
}

TextRange delimitedAt(QByteArrayView text, qsizetype at)
{
    if (const Quote quote = quoteAt(text, at); quote.mark) {
        const QByteArray block = text.sliced(at, quote.size()).toByteArray().repeated(3);
        const qsizetype from = at + quote.size();
        if (quote.mark == '"' && text.sliced(at).startsWith(block)) // a GraphQL block string
            return {at + block.size(), find(text, block, at + block.size())};
        return {from, endOfQuoted(text, from, quote)};
    }
    if (at < text.size() && isOneOf("[{", text[at]))
        return {at, endOfBrackets(text, at)};
    return none;
}

} // namespace overlap::ui::values
