#include "secrets.h"

#include <algorithm>
#include <array>

namespace overlap::ui {

namespace {

// Parts of names, without what may separate their words: "X-Api-Key" and "apikey" are the same.
constexpr std::array<QByteArrayView, 20> words = {
    "authorization", "cookie",    "token",      "apikey",  "secret",    "password", "passwd",
    "passphrase",    "signature", "credential", "session", "sessid",    "authkey",  "accesskey",
    "privatekey",    "clientkey", "bearer",     "saml",    "assertion", "oauth"};
// Ends of names, and names as a whole: parts of many harmless ones.
constexpr std::array<QByteArrayView, 2> ends = {"subscriptionkey", "functionskey"};
constexpr std::array<QByteArrayView, 10> names = {"key", "sig", "auth",       "xauth", "pwd",
                                                  "jwt", "sid", "connectsid", "pass",  "otp"};

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

qsizetype endOfQuoted(QByteArrayView text, qsizetype at, char quote)
{
    for (; at < text.size() && text[at] != quote; ++at)
        at += text[at] == '\\' ? 1 : 0;
    return qMin(at, text.size());
}

// Of a value behind '='. A semicolon separates parameters, or is a part of one.
qsizetype endOfParameter(QByteArrayView text, qsizetype at)
{
    constexpr QByteArrayView stops = "&# \t\"'<>;";
    at = endOf(text, at, stops);
    while (at < text.size() && text[at] == ';') {
        const qsizetype next = endOf(text, at + 1, stops);
        if (text.sliced(at, next - at).contains('='))
            return at;
        at = next;
    }
    return at;
}

qsizetype skipBlanks(QByteArrayView text, qsizetype at)
{
    while (at < text.size() && isOneOf(" \t", text[at]))
        ++at;
    return at;
}

// The name that ends at `end`.
QByteArrayView nameBefore(QByteArrayView text, qsizetype end)
{
    qsizetype from = end;
    while (from > 0 && !isOneOf("?&;=#/ \t\"'{},<>", text[from - 1]))
        --from;
    return text.sliced(from, end - from);
}

// The secret whose value begins at or behind this place of a line; none: to < from.
Span secretAt(QByteArrayView line, qsizetype at)
{
    constexpr Span none{0, -1};
    if (line.sliced(at).startsWith("://")) {
        const qsizetype end = endOf(line, at + 3, "@/?# \t\"'");
        return end < line.size() && line[end] == '@' ? Span{at + 3, end} : none;
    }
    if (line[at] == '=')
        return isSecret(nameBefore(line, at)) ? Span{at + 1, endOfParameter(line, at + 1)} : none;
    if (line[at] != '"' || !isSecret(nameBefore(line, at)))
        return none;
    const qsizetype colon = skipBlanks(line, at + 1);
    if (colon == line.size() || line[colon] != ':')
        return none;
    const qsizetype value = skipBlanks(line, colon + 1);
    if (value < line.size() && line[value] == '"')
        return {value + 1, endOfQuoted(line, value + 1, '"')};
    return {value, endOf(line, value, ",} \t")};
}

void addSecretsOfLine(std::vector<Span> &secrets, QByteArrayView line, qsizetype offset)
{
    const qsizetype colon = line.indexOf(':');
    if (colon > 0 && nameBefore(line, colon).size() == colon && isSecret(line.first(colon))) {
        secrets.push_back({offset + skipBlanks(line, colon + 1), offset + line.size()});
        return;
    }
    for (qsizetype at = 0; at < line.size(); ++at) {
        const Span secret = secretAt(line, at);
        if (secret.to < secret.from)
            continue;
        secrets.push_back({offset + secret.from, offset + secret.to});
        at = secret.to - 1;
    }
}

// For QByteArray and QString alike.
template <typename Text, typename View>
Text masked(View text, const std::vector<Span> &secrets, Span part, const Text &instead)
{
    Text all;
    qsizetype at = part.from;
    for (const Span &secret : secrets) {
        if (secret.from > part.to || secret.to < part.from ||
            (secret.from < secret.to && (secret.from == part.to || secret.to == part.from)))
            continue;
        all += text.sliced(at, qMax(secret.from, at) - at);
        all += instead;
        at = qMin(secret.to, part.to);
    }
    all += text.sliced(at, part.to - at);
    return all;
}

} // namespace

bool isSecret(QByteArrayView name)
{
    QByteArray plain = QByteArray::fromPercentEncoding(name.toByteArray()).toLower();
    plain.removeIf([](char c) { return isOneOf("-_.+ ", c); });
    return std::ranges::find(names, QByteArrayView(plain)) != names.end() ||
           std::ranges::any_of(words, [&](QByteArrayView word) { return plain.contains(word); }) ||
           std::ranges::any_of(ends, [&](QByteArrayView end) { return plain.endsWith(end); });
}

std::vector<Span> secretsIn(QByteArrayView text)
{
    std::vector<Span> secrets;
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype end = endOf(text, at, "\r\n");
        addSecretsOfLine(secrets, text.sliced(at, end - at), at);
        at = end + 1;
    }
    return secrets;
}

QByteArray withoutSecrets(QByteArrayView text)
{
    return masked(text, secretsIn(text), {0, text.size()}, QByteArray(mask));
}

QString withoutSecrets(const QString &text)
{
    return withoutSecrets(text, {0, text.size()});
}

QString withoutSecrets(const QString &text, Span part)
{
    // A byte for each unit, so that places are the same; what is not Latin 1 is part of no name.
    return masked(QStringView(text), secretsIn(text.toLatin1()), part,
                  QString(QLatin1StringView(mask)));
}

} // namespace overlap::ui
