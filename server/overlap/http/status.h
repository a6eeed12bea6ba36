#pragma once

#include <QByteArrayView>

namespace overlap::http {

// Pure. The status codes that this server sends by itself (RFC 9110 §15). Scripts may send any.
enum class Status : quint16 {
    Continue = 100,
    SwitchingProtocols = 101,
    Ok = 200,
    NoContent = 204,
    PartialContent = 206,
    NotModified = 304,
    TemporaryRedirect = 307,
    BadRequest = 400,
    Forbidden = 403,
    NotFound = 404,
    MethodNotAllowed = 405,
    RequestTimeout = 408,
    PreconditionFailed = 412,
    ContentTooLarge = 413,
    UriTooLong = 414,
    RangeNotSatisfiable = 416,
    ExpectationFailed = 417,
    RequestHeaderFieldsTooLarge = 431,
    InternalServerError = 500,
    NotImplemented = 501,
    BadGateway = 502,
    ServiceUnavailable = 503,
    GatewayTimeout = 504,
    VersionNotSupported = 505,
    LoopDetected = 508,
};

// The reason phrase that is registered for it at IANA, such as "Not Found". Empty if there is none.
QByteArrayView reasonPhrase(Status status);

} // namespace overlap::http
