#include "overlap/http/chunked.h"

#include "overlap/http/chars.h"

namespace overlap::http {

namespace {
// The classes of bytes in the grammar of chunk extensions: the columns of ExtensionTable.
enum Column { Blank, Semicolon, Equals, Quote, Backslash, Cr, TokenByte, Other, Forbidden };
} // namespace

static Column columnOf(char c)
{
    switch (c) {
    case ';': return Semicolon;
    case '=': return Equals;
    case '"': return Quote;
    case '\\': return Backslash;
    case '\r': return Cr;
    default: break;
    }
    if (chars::is(c, chars::Blank))
        return Blank;
    if (chars::is(c, chars::Token))
        return TokenByte;
    return chars::is(c, chars::Value) ? Other : Forbidden;
}

// chunk-ext = *( BWS ";" BWS name [ BWS "=" BWS ( token / quoted-string ) ] ), RFC 9112 §7.1.1.
struct ExtensionTable
{
    using S = Chunked::State;
    // Named like the states, in four letters. NOLINTBEGIN(readability-identifier-naming)
    static constexpr S Semi = S::BeforeSemicolon, Befo = S::BeforeName, Name = S::Name,
                       Afte = S::AfterName, Equa = S::BeforeValue, Valu = S::Value,
                       Quot = S::Quoted, Esca = S::Escape, Done = S::AfterQuoted, Line = S::LineLf,
                       x = S::Wrong;
    // NOLINTEND(readability-identifier-naming)
    // clang-format off
    static constexpr S next[9][9] = {
        // blank ;     =     "     \     CR    token other forbidden
        {  Semi, Befo, x,    x,    x,    x,    x,    x,    x }, // BeforeSemicolon
        {  Befo, x,    x,    x,    x,    x,    Name, x,    x }, // BeforeName
        {  Afte, Befo, Equa, x,    x,    Line, Name, x,    x }, // Name
        {  Afte, Befo, Equa, x,    x,    x,    x,    x,    x }, // AfterName
        {  Equa, x,    x,    Quot, x,    x,    Valu, x,    x }, // BeforeValue
        {  Semi, Befo, x,    x,    x,    Line, Valu, x,    x }, // Value
        {  Quot, Quot, Quot, Done, Esca, x,    Quot, Quot, x }, // Quoted
        {  Quot, Quot, Quot, Quot, Quot, x,    Quot, Quot, x }, // Escape
        {  Semi, Befo, x,    x,    x,    Line, x,    x,    x }, // AfterQuoted
    };
    // clang-format on
};

Fault Chunked::read(QByteArrayView &bytes, QByteArray &body, const Limits &limits,
                    QByteArray *trailers)
{
    while (!bytes.isEmpty() && m_state != State::Complete) {
        if (m_state == State::Data) {
            const qsizetype size = qsizetype(qMin(m_remaining, qint64(bytes.size())));
            body.append(bytes.first(size));
            bytes = bytes.sliced(size);
            m_remaining -= size;
            if (m_remaining == 0)
                m_state = State::DataCr;
            continue;
        }
        const char c = bytes.front();
        bytes = bytes.sliced(1);
        const qint32 trailerBytes = m_trailerBytes;
        if (const Fault fault = readByte(c, body.size(), limits); fault != Fault::None)
            return fault;
        if (trailers && m_trailerBytes > trailerBytes)
            trailers->append(c);
    }
    return Fault::None;
}

Fault Chunked::readByte(char c, qint64 bodySize, const Limits &limits)
{
    switch (m_state) {
    case State::Size: return readSize(c, bodySize, limits);
    case State::LineLf:
        return expect('\n', c, m_remaining > 0 ? State::Data : State::TrailerStart, Fault::BareCr);
    case State::DataCr: return expect('\r', c, State::DataLf, Fault::ChunkEnd);
    case State::DataLf: m_lineBytes = 0; return expect('\n', c, State::Size, Fault::ChunkEnd);
    case State::TrailerStart:
    case State::TrailerName:
    case State::TrailerValue:
    case State::TrailerLf: return readTrailer(c, limits);
    case State::EndLf: return expect('\n', c, State::Complete, Fault::BareCr);
    default: return readExtension(m_state, c, limits);
    }
}

Fault Chunked::readSize(char c, qint64 bodySize, const Limits &limits)
{
    if (!chars::is(c, chars::Hex)) {
        const bool noDigit = m_lineBytes == 0 && c != '\n'; // a line feed has its own fault
        return noDigit ? Fault::ChunkSize : readExtension(State::AfterQuoted, c, limits);
    }
    if (m_lineBytes > 0 && m_remaining == 0)
        ++m_overhead;
    if (++m_lineBytes > limits.chunkLine)
        return Fault::ChunkLineLength;
    if (m_overhead > limits.chunkFraming)
        return Fault::ChunkFraming;
    // Checked at each digit, so that the size cannot overflow.
    const qint64 room = limits.body - bodySize;
    const int digit = chars::hexValue(c);
    if (m_remaining > room / 16 || m_remaining * 16 > room - digit)
        return Fault::BodyLength;
    m_remaining = m_remaining * 16 + digit;
    return Fault::None;
}

Fault Chunked::readExtension(State row, char c, const Limits &limits)
{
    const State next = ExtensionTable::next[std::size_t(row)][columnOf(c)];
    if (next == State::Wrong) {
        if (c == '\n')
            return Fault::BareLf;
        return m_state == State::Size ? Fault::ChunkSize : Fault::ChunkExtension;
    }
    m_state = next;
    if (next == State::LineLf)
        return Fault::None;
    if (++m_lineBytes > limits.chunkLine)
        return Fault::ChunkLineLength;
    return ++m_overhead > limits.chunkFraming ? Fault::ChunkFraming : Fault::None;
}

Fault Chunked::readTrailer(char c, const Limits &limits)
{
    if (m_state == State::TrailerStart && c == '\r') {
        m_state = State::EndLf;
        return Fault::None;
    }
    if (++m_trailerBytes > limits.trailers)
        return Fault::TrailersLength;
    if (m_state == State::TrailerLf)
        return expect('\n', c, State::TrailerStart, Fault::BareCr);
    if (c == '\n')
        return Fault::BareLf;
    if (m_state == State::TrailerValue) {
        if (c == '\r')
            m_state = State::TrailerLf;
        return c == '\r' || chars::is(c, chars::Value) ? Fault::None : Fault::FieldValue;
    }
    if (m_state == State::TrailerName && c == ':')
        m_state = State::TrailerValue;
    else if (chars::is(c, chars::Token))
        m_state = State::TrailerName;
    else
        return chars::is(c, chars::Blank) && m_state == State::TrailerStart ? Fault::FieldFolded
                                                                            : Fault::FieldName;
    return Fault::None;
}

Fault Chunked::expect(char wanted, char c, State next, Fault otherwise)
{
    if (c != wanted)
        return otherwise;
    m_state = next;
    return Fault::None;
}

} // namespace overlap::http
