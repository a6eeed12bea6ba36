#include "overlap/upstream/flaw.h"

#include <algorithm>
#include <iterator>

namespace overlap::upstream {

using http::Fault;

namespace {
struct Row
{
    Flaw flaw;
    Fault fault; // which is the same; None: no message has it but an answer
    QByteArrayView sentence;
};
} // namespace

static constexpr Row rows[] = {
    {Flaw::None, Fault::None, "Nothing is wrong with the answer."},
    {Flaw::NoAnswer, Fault::None, "The connection was closed without an answer."},
    {Flaw::CutInHead, Fault::None, "The connection was closed within the head of the answer."},
    {Flaw::CutInBody, Fault::None, "The connection was closed within the body of the answer."},
    {Flaw::StatusLine, Fault::None,
     "An answer begins with HTTP/1.1, a space and a status of three digits; this one does not."},
    {Flaw::StatusLineLength, Fault::None, "The status line is too long."},
    {Flaw::VersionUnsupported, Fault::None,
     "The version of the answer is neither HTTP/1.1 nor HTTP/1.0."},
    {Flaw::StatusCode, Fault::None, "The status of the answer is not between 100 and 599."},
    {Flaw::BareCr, Fault::BareCr, "A carriage return was not followed by a line feed."},
    {Flaw::BareLf, Fault::BareLf,
     "A line ended with a line feed alone: HTTP ends lines with CR LF."},
    {Flaw::FieldFolded, Fault::FieldFolded,
     "A header line begins with a blank: folded lines are obsolete."},
    {Flaw::FieldName, Fault::FieldName,
     "A header line does not begin with a field name that is directly followed by a colon."},
    {Flaw::FieldValue, Fault::FieldValue, "A field value holds a control character."},
    {Flaw::SectionLength, Fault::SectionLength, "The header section is too long."},
    {Flaw::FieldCount, Fault::FieldCount, "There are too many header fields."},
    {Flaw::LengthSyntax, Fault::LengthSyntax, "The Content-Length is not one number of bytes."},
    {Flaw::LengthTwice, Fault::LengthTwice, "There is more than one Content-Length field."},
    {Flaw::LengthAndCoding, Fault::LengthAndCoding,
     "Content-Length and Transfer-Encoding exclude each other; both were sent."},
    {Flaw::CodingSyntax, Fault::CodingSyntax,
     "The Transfer-Encoding is malformed, or does not end with one chunked."},
    {Flaw::CodingUnknown, Fault::CodingUnknown,
     "The only Transfer-Encoding that can be passed on is chunked."},
    {Flaw::CodingInOldVersion, Fault::CodingInOldVersion, "HTTP/1.0 has no Transfer-Encoding."},
    {Flaw::InterimWithBody, Fault::None,
     "An answer with a status below 200 has no body, but this one announces one."},
    {Flaw::InterimCount, Fault::None, "Too many answers with a status below 200 came first."},
    {Flaw::UnaskedSwitch, Fault::None,
     "The answer changes to another protocol, which was not asked for."},
    {Flaw::ChunkSize, Fault::ChunkSize,
     "A chunk does not begin with its size as a hexadecimal number."},
    {Flaw::ChunkTooLarge, Fault::BodyLength, "A chunk is larger than any can be."},
    {Flaw::ChunkExtension, Fault::ChunkExtension, "A chunk extension is malformed."},
    {Flaw::ChunkLineLength, Fault::ChunkLineLength, "The line before a chunk is too long."},
    {Flaw::ChunkFraming, Fault::ChunkFraming, "The chunks carry too many extensions."},
    {Flaw::ChunkEnd, Fault::ChunkEnd, "A chunk does not end with CR LF after its data."},
    {Flaw::TrailersLength, Fault::TrailersLength, "The trailer section is too long."},
    {Flaw::Tls, Fault::Tls, "This looks like TLS: use https:// instead of http://."},
    {Flaw::Http2, Fault::Http2, "This looks like HTTP/2: only HTTP/1.1 can be passed on."},
};

static constexpr bool rowsAreInOrder()
{
    for (std::size_t i = 0; i < std::size(rows); ++i) {
        if (std::size_t(rows[i].flaw) != i)
            return false;
    }
    return std::size(rows) == flawCount;
}
static_assert(rowsAreInOrder());

Flaw flawOf(Fault fault)
{
    const Row *const row = std::ranges::find(rows, fault, &Row::fault);
    Q_ASSERT(row != std::end(rows));
    return row == std::end(rows) ? Flaw::StatusLine : row->flaw;
}

QByteArrayView sentenceOf(Flaw flaw)
{
    return rows[std::size_t(flaw)].sentence;
}

} // namespace overlap::upstream
