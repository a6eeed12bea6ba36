#include "overlap/upstream/responseparser.h"

#include "overlap/http/chars.h"
#include "overlap/http/encoder.h"

#include <limits>

namespace overlap::upstream {

using http::Fault;
using http::Limits;
using http::Status;

namespace chars = http::chars;

Limits limitsOfAnswers(const Limits &ofRequests)
{
    Limits limits = ofRequests;
    limits.body = std::numeric_limits<qint64>::max();
    limits.chunkFraming = std::numeric_limits<qint32>::max() - 1; // it is counted one beyond
    return limits;
}

ResponseParser::Step ResponseParser::parse(QByteArrayView &bytes, QByteArray &content,
                                           const Limits &limits)
{
    if (m_state <= State::Interim && !bytes.isEmpty()) {
        readHead(bytes, limits);
        if (m_state >= State::Interim && m_state != State::Failed)
            return Step::Head;
    }
    if (m_state >= State::Body && m_state <= State::UntilClose)
        readBody(bytes, content, limits);
    return step();
}

ResponseParser::Step ResponseParser::finish(End how)
{
    if (m_state == State::UntilClose && how == End::Fin)
        m_state = State::Complete;
    else if (m_state <= State::Interim)
        fail(m_head.isEmpty() || m_state == State::Interim ? Flaw::NoAnswer : Flaw::CutInHead);
    else if (m_state <= State::UntilClose)
        fail(Flaw::CutInBody);
    return step();
}

ResponseParser::Step ResponseParser::step() const
{
    switch (m_state) {
    case State::Complete: return Step::Complete;
    case State::Switched: return Step::Switched;
    case State::Failed: return Step::Failed;
    default: return Step::More;
    }
}

// A head that arrives in one piece is read in place and copied once. Otherwise it is collected in
// m_head and read there; bytes of the body are cut off at the end.
void ResponseParser::readHead(QByteArrayView &bytes, const Limits &limits)
{
    if (m_state == State::Interim) {
        const qint32 interims = m_interims;
        *this = ResponseParser(m_asked);
        m_interims = interims;
    }
    const qsizetype before = m_head.size();
    if (before > 0)
        m_head.append(bytes);
    const QByteArrayView head = before > 0 ? QByteArrayView(m_head) : bytes;
    auto at = qint32(before);
    run(head, at, limits);
    if (before == 0 || m_state >= State::Interim)
        m_head = QByteArray(head.data(), at);
    bytes = bytes.sliced(at - before);
}

void ResponseParser::run(QByteArrayView head, qint32 &at, const Limits &limits)
{
    while (at < head.size() && m_state < State::Interim) {
        switch (m_state) {
        case State::StatusLine: readStatusLine(head, at); break;
        case State::Behind: // the blank may be missing if the reason is
            if (head[at] == ' ')
                m_state = State::Reason;
            else if (head[at] == '\r')
                m_state = State::LineLf;
            else
                fail(head[at] == '\n' ? Flaw::BareLf : Flaw::StatusLine);
            ++at;
            break;
        case State::Reason: readReason(head, at, limits); break;
        case State::LineLf:
            if (!expect('\n', head, at))
                break;
            m_fieldsAt = at;
            m_lines = http::FieldLines(at);
            m_state = State::Fields;
            break;
        default: readFields(head, at, limits); break;
        }
    }
}

void ResponseParser::readStatusLine(QByteArrayView head, qint32 &at)
{
    constexpr QByteArrayView pattern = "HTTP/0.0 000"; // 0: any digit
    while (at < head.size() && at < pattern.size()) {
        const char byte = head[at];
        const bool fits = pattern[at] == '0' ? chars::is(byte, chars::Digit) : byte == pattern[at];
        ++at;
        if (!fits) {
            // A TLS server answers plain text by an alert (RFC 8446 §6), an HTTP/2 server by its
            // settings, whose length begins with a zero (RFC 9113 §3.4, §4.1).
            if (at == 1 && (byte == '\x15' || byte == '\0'))
                return fail(byte == '\0' ? Flaw::Http2 : Flaw::Tls);
            return fail(byte == '\n' ? Flaw::BareLf : Flaw::StatusLine);
        }
        if (at == 9 && head[5] != '1')
            return fail(Flaw::VersionUnsupported);
        if (at == 10 && (byte < '1' || byte > '5')) // RFC 9110 §15
            return fail(Flaw::StatusCode);
    }
    if (at < pattern.size())
        return;
    m_minorVersion = quint8(head[7] - '0');
    m_status = quint16((head[9] - '0') * 100 + (head[10] - '0') * 10 + (head[11] - '0'));
    m_state = State::Behind;
}

void ResponseParser::readReason(QByteArrayView head, qint32 &at, const Limits &limits)
{
    const char *const stop = head.data() + qMin<qsizetype>(head.size(), limits.requestLine);
    at = qint32(chars::skipValue(head.data() + at, stop) - head.data());
    if (at == head.size())
        return;
    const char byte = head[at];
    if (++at > limits.requestLine)
        return fail(Flaw::StatusLineLength);
    if (byte != '\r')
        return fail(byte == '\n' ? Flaw::BareLf : Flaw::StatusLine);
    m_state = State::LineLf;
}

void ResponseParser::readFields(QByteArrayView head, qint32 &at, const Limits &limits)
{
    using Lines = http::FieldLines::Step;
    switch (m_lines.read(head, at, limits)) {
    case Lines::More: return;
    case Lines::Field:
        if (const Fault fault = add(m_lines.name(head), m_lines.value(head)); fault != Fault::None)
            fail(flawOf(fault));
        return;
    case Lines::End: return finishHead();
    case Lines::Failed: return fail(flawOf(m_lines.fault()));
    }
}

Fault ResponseParser::add(QByteArrayView name, QByteArrayView value)
{
    // By the name's size first, so that most fields cost one jump and no comparison.
    switch (name.size()) {
    case 7:
        if (http::equalsIgnoringCase(name, "Upgrade"))
            m_isWebSocket = http::equalsIgnoringCase(value, "websocket");
        break;
    case 10:
        if (http::equalsIgnoringCase(name, "Connection"))
            m_framing.addConnection(value);
        break;
    case 14:
        if (http::equalsIgnoringCase(name, "Content-Length"))
            return m_framing.addLength(value);
        break;
    case 17:
        if (http::equalsIgnoringCase(name, "Transfer-Encoding"))
            m_framing.addCodings(value);
        break;
    default: break;
    }
    return Fault::None;
}

void ResponseParser::finishHead()
{
    if (const Fault fault = m_framing.finish(m_minorVersion); fault != Fault::None)
        return fail(flawOf(fault));
    if (isInterim())
        return finishInterim();
    m_left = m_framing.contentLength();
    if (!hasBody() || (m_framing.hasLength() && m_left == 0))
        m_state = State::Complete;
    else if (m_framing.isChunked())
        m_state = State::Chunks;
    else
        m_state = m_framing.hasLength() ? State::Body : State::UntilClose;
}

// A body behind it would be read as the next head: whoever sends one does not know what it means.
void ResponseParser::finishInterim()
{
    if (m_framing.isChunked() || m_framing.hasLength())
        return fail(Flaw::InterimWithBody);
    if (m_status == 101) {
        const bool wasAsked = m_asked.webSocket && m_isWebSocket && m_framing.namesUpgrade();
        if (!wasAsked)
            return fail(Flaw::UnaskedSwitch);
        m_state = State::Switched;
        return;
    }
    if (++m_interims > mostInterims)
        return fail(Flaw::InterimCount);
    m_state = State::Interim;
}

void ResponseParser::readBody(QByteArrayView &bytes, QByteArray &content, const Limits &limits)
{
    if (m_state == State::Chunks) {
        const Fault fault = m_chunked.read(bytes, content, limits, &m_trailers);
        if (fault != Fault::None)
            fail(flawOf(fault));
        else if (m_chunked.isComplete())
            m_state = State::Complete;
        return;
    }
    const bool hasEnd = m_state == State::Body;
    const auto size = qsizetype(hasEnd ? qMin<qint64>(m_left, bytes.size()) : bytes.size());
    if (content.isEmpty())
        content = QByteArray(bytes.data(), size); // appending to nothing costs more
    else
        content.append(bytes.first(size));
    bytes = bytes.sliced(size);
    m_left -= hasEnd ? size : 0;
    if (hasEnd && m_left == 0)
        m_state = State::Complete;
}

QByteArrayView ResponseParser::reason() const
{
    constexpr qsizetype begin = 13; // behind "HTTP/1.1 200 "
    return m_fieldsAt < begin + 2 ? QByteArrayView()
                                  : QByteArrayView(m_head).sliced(begin, m_fieldsAt - begin - 2);
}

bool ResponseParser::hasBody() const
{
    return m_asked.method != http::Method::Head && http::mayHaveBody(Status(m_status));
}

http::BodyLength ResponseParser::length() const
{
    if (m_framing.hasLength())
        return http::BodyLength::known(m_framing.contentLength());
    return {m_framing.isChunked() ? http::BodyLength::Kind::Chunked
                                  : http::BodyLength::Kind::UntilClose};
}

bool ResponseParser::keepsAlive() const
{
    // A 204 has no body, but this one may come with one (RFC 9110 §15.3.5).
    const bool misleads =
        m_status == 204 && (m_framing.isChunked() || m_framing.contentLength() > 0);
    const bool hasEnd = !hasBody() || m_framing.isChunked() || m_framing.hasLength();
    return m_framing.keepsAlive(m_minorVersion) && hasEnd && !misleads;
}

void ResponseParser::fail(Flaw flaw)
{
    m_flaw = flaw;
    m_state = State::Failed;
}

// Whether it was there; what was there instead is the wrong byte.
bool ResponseParser::expect(char wanted, QByteArrayView head, qint32 &at)
{
    if (head[at++] == wanted)
        return true;
    fail(Flaw::BareCr);
    return false;
}

} // namespace overlap::upstream
