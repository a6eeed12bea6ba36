#pragma once

#include "overlap/http/fault.h"

#include <QByteArrayView>

namespace overlap::upstream {

// Pure. What is wrong with an upstream's answer, so that nothing of it is passed on any more.
enum class Flaw : quint8 {
    None,
    NoAnswer,
    CutInHead,
    CutInBody,
    StatusLine,
    StatusLineLength,
    VersionUnsupported,
    StatusCode,
    BareCr,
    BareLf,
    FieldFolded,
    FieldName,
    FieldValue,
    SectionLength,
    FieldCount,
    LengthSyntax,
    LengthTwice,
    LengthAndCoding,
    CodingSyntax,
    CodingUnknown,
    CodingInOldVersion,
    InterimWithBody,
    InterimCount,
    UnaskedSwitch,
    ChunkSize,
    ChunkTooLarge,
    ChunkExtension,
    ChunkLineLength,
    ChunkFraming,
    ChunkEnd,
    TrailersLength,
    // Not HTTP/1.1, but the first byte of another protocol.
    Tls,
    Http2,
};
inline constexpr int flawCount = int(Flaw::Http2) + 1;

// What a fault in the syntax of a message is in an answer. It must be one of fields, framing or
// chunks.
Flaw flawOf(http::Fault fault);

// One sentence for people, in plain text. It never repeats bytes of the answer.
QByteArrayView sentenceOf(Flaw flaw);

} // namespace overlap::upstream
