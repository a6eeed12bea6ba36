#pragma once

#include "overlap/http/fault.h"
#include "overlap/http/limits.h"

namespace overlap::http {

// Pure. Decodes the chunked transfer coding (RFC 9112 §7.1). The input may be split anywhere.
// Extensions are checked and dropped, and so are trailers that nobody wants.
class Chunked
{
public:
    // Removes from `bytes` what belongs to the body, and appends the decoded content to `body`.
    // After a fault `bytes` begins behind the wrong byte. Limits::body counts what is in `body`:
    // who takes it out meanwhile counts for himself. The lines of trailers are appended to
    // `trailers`, unless that is null.
    Fault read(QByteArrayView &bytes, QByteArray &body, const Limits &limits,
               QByteArray *trailers = nullptr);
    bool isComplete() const { return m_state == State::Complete; }

private:
    enum class State : quint8 {
        // The rows of ExtensionTable, in its order. → each other, LineLf
        BeforeSemicolon,
        BeforeName,
        Name,
        AfterName,
        BeforeValue,
        Value,
        Quoted,
        Escape,
        AfterQuoted,
        Wrong,        // only an entry of that table, never the state
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
    qint64 m_remaining = 0; // bytes of the chunk's data; in Size, the size read so far
    qint32 m_lineBytes = 0; // of the current chunk's size and extensions
    qint32 m_overhead = 0;  // bytes of extensions and leading zeros in the whole body
    qint32 m_trailerBytes = 0;
};

} // namespace overlap::http
