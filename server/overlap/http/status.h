#pragma once

#include <QByteArrayView>

namespace overlap::http {

// Pure. The status codes that this server sends by itself (RFC 9110 §15). A script may send others.
enum class Status : quint16 {
    Continue = 100,
    Ok = 200,
    NoContent = 204,
    NotModified = 304,
    BadRequest = 400,
    NotFound = 404,
    MethodNotAllowed = 405,
    RequestTimeout = 408,
    ContentTooLarge = 413,
    UriTooLong = 414,
    ExpectationFailed = 417,
    RequestHeaderFieldsTooLarge = 431,
    InternalServerError = 500,
    NotImplemented = 501,
    ServiceUnavailable = 503,
    VersionNotSupported = 505,
};

// The registered reason phrase (RFC 9110 §16.2), such as "Not Found"; empty if there is none.
QByteArrayView reasonPhrase(Status status);

} // namespace overlap::http
