#pragma once

#include <QByteArray>

#include <variant>

namespace overlap::upstream {

// Pure. Where an upstream is: the URL of a rule, such as http://127.0.0.1:3000/api, taken apart.
struct Origin
{
    bool isTls = false; // https
    QByteArray host{};  // in lower case; an IPv6 address without brackets
    quint16 port = 80;
    QByteArray basePath{}; // empty, or it begins with a slash and does not end with one

    // As in a Host field (RFC 9110 §7.2): "127.0.0.1:3000", "[::1]", without the scheme's own port.
    QByteArray authority() const;

    bool operator==(const Origin &) const = default;
};

// Pure. Why a text is no URL of an upstream.
enum class OriginError : quint8 { Scheme, User, Host, Query, Path };

std::variant<Origin, OriginError> originFrom(QByteArrayView url);

// One sentence for people, which says what to write.
QByteArrayView sentenceOf(OriginError error);

// Pure. What a reference in an answer (RFC 3986 §4.1; a Location or Content-Location) is for our
// clients, who know us as `ownHost`, as in a Host field. If it leads to the upstream, it leads to
// us. Otherwise it is the same. Names and addresses of this machine are one host.
QByteArray ownReference(QByteArrayView reference, const Origin &origin, QByteArrayView ownHost);

} // namespace overlap::upstream
