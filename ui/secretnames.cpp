#include "secretnames.h"

#include <QByteArray>

#include <algorithm>
#include <array>

namespace overlap::ui {

namespace {

// Secret wherever they occur in a name. Separators are removed before: "X-Api-Key" is "xapikey".
constexpr std::array<QByteArrayView, 22> words = {
    "authorization", "cookie",     "token",      "apikey",      "secret",  "password",
    "passwd",        "passphrase", "signature",  "credential",  "session", "sessid",
    "authkey",       "accesskey",  "privatekey", "clientkey",   "bearer",  "saml",
    "assertion",     "oauth",      "hmac",       "codeverifier"};
// Secret only at the end of a name, or as the whole name. Elsewhere they are harmless.
constexpr std::array<QByteArrayView, 2> ends = {"subscriptionkey", "functionskey"};
constexpr std::array<QByteArrayView, 20> names = {
    "key",        "sig", "auth", "xauth", "pwd", "jwt",  "sid", "connectsid", "pass",     "otp",
    "devicecode", "pin", "dpop", "cvv",   "cvc", "totp", "mfa", "authcode",   "passcode", "pw"};

QByteArray plain(QByteArrayView name)
{
    QByteArray text = QByteArray::fromPercentEncoding(name.toByteArray()).toLower();
    text.removeIf([](char c) { return QByteArrayView("-_.+ ").contains(c); });
    return text;
}

} // namespace

bool isSecret(QByteArrayView name)
{
    const QByteArray text = plain(name);
    return std::ranges::find(names, QByteArrayView(text)) != names.end() ||
           std::ranges::any_of(words, [&](QByteArrayView word) { return text.contains(word); }) ||
           std::ranges::any_of(ends, [&](QByteArrayView end) { return text.endsWith(end); });
}

bool isSecretCode(QByteArrayView name, QByteArrayView value)
{
    constexpr qsizetype least = 10;
    return value.size() >= least && plain(name) == "code" &&
           std::ranges::any_of(value, [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace overlap::ui
