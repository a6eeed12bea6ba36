#pragma once

#include "overlap/http/fault.h"
#include "overlap/http/limits.h"

namespace overlap::http {

// Pure. Decodes the chunked transfer coding (RFC 9112 §7.1), split anywhere. Extensions and
// trailers are checked and dropped.
class Chunked
{
public:
    // Cuts off `bytes` what belongs to the body, and appends its content to `body`. After a fault
    // `bytes` begins behind the byte that was wrong.
    Fault read(QByteArrayView &bytes, QByteArray &body, const Limits &limits);
    bool isComplete() const { return m_state == State::Complete; }

private:
    enum class State : quint8 {
        // In the order of the rows of the table of extensions. → each other, LineLf
        BeforeSemicolon,
        BeforeName,
        Name,
        AfterName,
        BeforeValue,
        Value,
        Quoted,
        Escape,
        AfterQuoted,
        Wrong,        // a place in that table, never the state
        Size,         // → BeforeSemicolon, BeforeName, LineLf
        LineLf,       // → Data, TrailerStart
        Data,         // → DataCr
        DataCr,       // → DataLf
        DataLf,       // → Size
        TrailerStart, // → TrailerName, EndLf
        TrailerName,  // → TrailerValue
        TrailerValue, // → TrailerLf
        TrailerLf,    // → TrailerStart
        EndLf,        // → Complete
        Complete,
    };
    friend struct ExtensionTable;

    Fault readByte(char c, qint64 bodySize, const Limits &limits);
    Fault readSize(char c, qint64 bodySize, const Limits &limits);
    Fault readExtension(State row, char c, const Limits &limits);
    Fault readTrailer(char c, const Limits &limits);
    Fault expect(char wanted, char c, State next, Fault otherwise);

    State m_state = State::Size;
    qint64 m_left = 0;     // of the chunk's data, or its size as far as it was read
    qint32 m_line = 0;     // bytes of the chunk's line
    qint32 m_surplus = 0;  // bytes of extensions and of zeros before sizes, in the whole body
    qint32 m_trailers = 0; // bytes
};

} // namespace overlap::http
