#pragma once

#include "overlap/http/response.h"

namespace overlap::http {

// Pure. What can be wrong with a request before it gets to a handler.
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
    // Not HTTP/1.1 at all, but what another protocol's client says first.
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

// The status that it gets: 4xx or 5xx.
Status statusOf(Fault fault);

// One sentence for people that says what was wrong, in plain text. Says nothing of what was sent.
QByteArrayView sentenceOf(Fault fault);

// The page that refuses the request.
Response refusal(Fault fault);

} // namespace overlap::http
