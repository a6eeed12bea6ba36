#pragma once

#include "overlap/http/response.h"

namespace overlap::http {

// Pure. Why the server refuses a request before it gets to a handler.
enum class Fault : quint8 {
    None,
    EmptyLines,
    BareCr,
    BareLf,
    Method,
    TargetByte,
    TargetEscape,
    TargetForm,
    Version,
    VersionUnsupported,
    RequestLineLength,
    FieldFolded,
    FieldName,
    FieldValue,
    SectionLength,
    FieldCount,
    HostMissing,
    HostTwice,
    HostSyntax,
    LengthSyntax,
    LengthTwice,
    LengthAndCoding,
    CodingSyntax,
    CodingUnknown,
    CodingInOldVersion,
    Expectation,
    BodyLength,
    ChunkSize,
    ChunkExtension,
    ChunkLineLength,
    ChunkFraming,
    ChunkEnd,
    TrailersLength,
    HeadLate,
    BodyLate,
    Overload,
    Memory,
    // Not HTTP/1.1, but the first bytes of another protocol.
    Tls,
    Http2,
    Ssh,
    Smtp,
    Ftp,
    Socks,
    Proxy,
    Rdp,
    Redis,
};
inline constexpr int faultCount = int(Fault::Redis) + 1;

// 4xx or 5xx.
Status statusOf(Fault fault);

// One sentence for people, in plain text. It never repeats bytes of the request.
QByteArrayView sentenceOf(Fault fault);

// The answer, in plain text, after which the connection is closed.
Response refusal(Fault fault);

} // namespace overlap::http
