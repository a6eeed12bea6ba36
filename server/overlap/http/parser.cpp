#include "overlap/http/parser.h"

#include "overlap/http/chars.h"
#include "overlap/http/greeting.h"
#include "overlap/http/target.h"

#include <cstring>
#include <limits>

namespace overlap::http {

// A position in the head, which lies in one piece.
struct Parser::Cursor
{
    const char *base; // the head's first byte
    const char *p;    // the next byte to read
    const char *end;  // of what has arrived
    const Limits &limits;

    qint32 offset() const { return qint32(p - base); }
    QByteArrayView view(qint32 from, qint32 size) const { return {base + from, size}; }
    // The end of what may be read: of what has arrived, or `limit` bytes behind `from`. So loops
    // need one check only.
    const char *stop(qint32 from, qint32 limit) const
    {
        return end - base - from > limit ? base + from + limit : end;
    }
    const char *lineStop() const { return stop(0, limits.requestLine); }
    const char *sectionStop(qint32 from) const { return stop(from, limits.headerSection); }
};

Parser::Step Parser::parse(QByteArrayView &bytes, const Limits &limits)
{
    if (m_state <= State::EmptyLineLf)
        skipEmptyLines(bytes, limits);
    if (m_state < State::Body && m_state >= State::Method && !bytes.isEmpty()) {
        readHead(bytes, limits);
        if (m_state == State::Body || m_state == State::Chunks)
            return Step::Head;
    }
    if (m_state == State::Body || m_state == State::Chunks)
        readBody(bytes, limits);
    switch (m_state) {
    case State::Complete: return Step::Complete;
    case State::Failed: return Step::Failed;
    default: return Step::More;
    }
}

// Not part of readHead(), as empty lines are not kept.
void Parser::skipEmptyLines(QByteArrayView &bytes, const Limits &limits)
{
    while (!bytes.isEmpty() && m_state <= State::EmptyLineLf) {
        const char c = bytes.front();
        Fault fault = Fault::None;
        if (m_state == State::EmptyLineLf) {
            m_state = State::Start;
            fault = c == '\n' ? Fault::None : Fault::BareCr;
        } else if (c == '\r') {
            m_state = State::EmptyLineLf;
            fault = ++m_emptyLines > limits.emptyLines ? Fault::EmptyLines : Fault::None;
        } else {
            m_state = State::Method;
            return;
        }
        bytes = bytes.sliced(1);
        if (fault != Fault::None) {
            m_fault = fault;
            m_state = State::Failed;
        }
    }
}

// A head that arrives in one piece is read in place and copied once. Otherwise it is collected in
// m_text and read there; bytes of the body are cut off at the end.
void Parser::readHead(QByteArrayView &bytes, const Limits &limits)
{
    const qsizetype before = m_text.size();
    if (before > 0)
        m_text.append(bytes);
    const QByteArrayView text = before > 0 ? QByteArrayView(m_text) : bytes;
    Cursor c{text.begin(), text.begin() + before, text.end(), limits};
    run(c);
    const qsizetype size = c.p - c.base;
    if (before == 0 || m_state >= State::Body)
        m_text = QByteArray(c.base, size);
    bytes = bytes.sliced(size - before);
}

void Parser::run(Cursor &c)
{
    while (c.p != c.end && m_state < State::Body) {
        switch (m_state) {
        case State::Method: readMethod(c); break;
        case State::Target:
        case State::TargetHex1:
        case State::TargetHex2:
        case State::Query: readTarget(c); break;
        case State::Version: readVersion(c); break;
        case State::LineLf:
            if (*c.p != '\n')
                return fail(c, Fault::BareCr);
            ++c.p;
            m_mark = c.offset();
            m_state = State::FieldStart;
            break;
        case State::FieldStart: readFieldStart(c); break;
        case State::Name: readName(c); break;
        case State::Blanks: readBlanks(c); break;
        case State::Value: readValue(c); break;
        case State::ValueLf: finishField(c); break;
        case State::HeadLf: finishHead(c); break;
        default: Q_UNREACHABLE();
        }
    }
}

void Parser::readMethod(Cursor &c)
{
    const char *stop = c.lineStop();
    c.p = chars::skip(c.p, stop, chars::Token);
    if (c.p == stop)
        return overrun(c, Fault::RequestLineLength);
    if (*c.p != ' ' || c.p == c.base)
        return failSyntax(c, Fault::Method);
    m_method = methodFromName(c.view(0, c.offset()));
    ++c.p;
    m_target = c.offset();
    m_state = State::Target;
}

// In a query, % need not begin an escape: browsers send it as typed (URL Standard, query state).
void Parser::readTarget(Cursor &c)
{
    const char *stop = c.lineStop();
    if (m_state == State::Target)
        c.p = chars::skip(c.p, stop, chars::Path);
    else if (m_state == State::Query)
        c.p = chars::skip(c.p, stop, chars::Query);
    if (c.p == stop)
        return overrun(c, Fault::RequestLineLength);
    if (m_state == State::TargetHex1 || m_state == State::TargetHex2) {
        if (!chars::is(*c.p, chars::Hex))
            return failSyntax(c, Fault::TargetEscape);
        m_state = m_state == State::TargetHex1 ? State::TargetHex2 : State::Target;
    } else if (*c.p == '%') {
        m_state = State::TargetHex1;
    } else if (*c.p == '?') {
        m_state = State::Query;
    } else if (*c.p == ' ' && c.offset() > m_target) {
        m_mark = c.offset() + 1;
        m_state = State::Version;
    } else { // a CR here is HTTP/0.9: only the version is missing
        return failSyntax(c, *c.p == '\r' ? Fault::Version : Fault::TargetByte);
    }
    ++c.p;
}

void Parser::readVersion(Cursor &c)
{
    constexpr QByteArrayView pattern = "HTTP/0.0"; // 0: any digit
    const char *stop = c.lineStop();
    // Nearly always it is this one, and has arrived as a whole.
    const char *begin = c.base + m_mark;
    if (stop - begin > pattern.size() && std::memcmp(begin, "HTTP/1.1", 8) == 0) {
        m_majorVersion = m_minorVersion = 1;
        c.p = begin + pattern.size();
        return finishRequestLine(c);
    }
    for (qint32 i = c.offset() - m_mark; i < pattern.size(); ++i, ++c.p) {
        if (c.p == stop)
            return overrun(c, Fault::RequestLineLength);
        const bool digit = pattern[i] == '0';
        if (digit ? !chars::is(*c.p, chars::Digit) : *c.p != pattern[i])
            return failSyntax(c, Fault::Version);
        if (digit)
            (i == 5 ? m_majorVersion : m_minorVersion) = quint8(*c.p - '0');
    }
    if (c.p != c.end)
        finishRequestLine(c);
}

// The version is complete only at the CR. Then it is known which rules the target must follow.
void Parser::finishRequestLine(Cursor &c)
{
    if (*c.p != '\r')
        return failSyntax(c, Fault::Version);
    if (m_majorVersion != 1) { // RFC 9113 §3.4: the preface of HTTP/2 begins with PRI
        const bool isPreface = c.view(0, m_mark) == "PRI * " && m_majorVersion == 2;
        return fail(c, isPreface ? Fault::Http2 : Fault::VersionUnsupported);
    }
    const QByteArrayView target = c.view(m_target, m_mark - 1 - m_target);
    if (!pathOfTarget(m_method, target))
        return fail(c, Fault::TargetForm);
    m_targetSize = qint32(target.size());
    ++c.p;
    m_state = State::LineLf;
}

void Parser::readFieldStart(Cursor &c)
{
    const char byte = *c.p;
    if (byte == '\r') {
        ++c.p;
        m_state = State::HeadLf;
    } else if (c.offset() - m_mark >= c.limits.headerSection) {
        fail(c, Fault::SectionLength);
    } else if (!chars::is(byte, chars::Token)) {
        failSyntax(c, chars::is(byte, chars::Blank) ? Fault::FieldFolded : Fault::FieldName);
    } else if (m_fields >= c.limits.headerFields) {
        fail(c, Fault::FieldCount);
    } else {
        ++m_fields;
        m_name = c.offset();
        m_state = State::Name;
        readName(c);
    }
}

void Parser::readName(Cursor &c)
{
    const char *stop = c.sectionStop(m_mark);
    c.p = chars::skip(c.p, stop, chars::Token);
    if (c.p == stop)
        return overrun(c, Fault::SectionLength);
    if (*c.p != ':')
        return failSyntax(c, Fault::FieldName);
    m_nameSize = c.offset() - m_name;
    ++c.p;
    m_state = State::Blanks;
    readBlanks(c);
}

void Parser::readBlanks(Cursor &c)
{
    const char *stop = c.sectionStop(m_mark);
    c.p = chars::skip(c.p, stop, chars::Blank);
    if (c.p == stop)
        return overrun(c, Fault::SectionLength);
    m_value = c.offset();
    m_state = State::Value;
    readValue(c);
}

void Parser::readValue(Cursor &c)
{
    const char *stop = c.sectionStop(m_mark);
    c.p = chars::skipValue(c.p, stop);
    if (c.p == stop)
        return overrun(c, Fault::SectionLength);
    if (*c.p != '\r')
        return failSyntax(c, Fault::FieldValue);
    const char *valueEnd = c.p;
    while (valueEnd != c.base + m_value && chars::is(valueEnd[-1], chars::Blank))
        --valueEnd;
    m_valueSize = qint32(valueEnd - c.base) - m_value;
    ++c.p;
    m_state = State::ValueLf;
}

void Parser::finishField(Cursor &c)
{
    if (c.p == c.sectionStop(m_mark))
        return overrun(c, Fault::SectionLength);
    if (*c.p != '\n')
        return fail(c, Fault::BareCr);
    const Fault fault = m_framing.add(c.view(m_name, m_nameSize), c.view(m_value, m_valueSize));
    if (fault != Fault::None)
        return fail(c, fault);
    ++c.p;
    m_state = State::FieldStart;
}

void Parser::finishHead(Cursor &c)
{
    if (*c.p != '\n')
        return fail(c, Fault::BareCr);
    if (const Fault fault = m_framing.finish(m_minorVersion); fault != Fault::None)
        return fail(c, fault);
    ++c.p;
    m_left = m_framing.contentLength();
    if (m_framing.isChunked())
        m_state = State::Chunks;
    else
        m_state = m_left > 0 ? State::Body : State::Complete;
}

static Limits forAnyBody(Limits limits)
{
    limits.body = std::numeric_limits<qint64>::max();
    return limits;
}

void Parser::readBody(QByteArrayView &bytes, const Limits &limits)
{
    if (m_state == State::Chunks) {
        m_fault = m_streams ? m_chunked.read(bytes, m_body, forAnyBody(limits))
                            : m_chunked.read(bytes, m_body, limits);
        if (m_fault != Fault::None)
            m_state = State::Failed;
        else if (m_chunked.isComplete())
            m_state = State::Complete;
        return;
    }
    if (!m_streams && m_left > limits.body - m_body.size()) { // as announced
        m_fault = Fault::BodyLength;
        m_state = State::Failed;
        return;
    }
    const auto size = qsizetype(qMin(m_left, qint64(bytes.size())));
    m_body.append(bytes.first(size));
    bytes = bytes.sliced(size);
    m_left -= size;
    if (m_left == 0)
        m_state = State::Complete;
}

QByteArrayView Parser::target() const
{
    return QByteArrayView(m_text).sliced(m_target, m_targetSize);
}

QByteArrayView Parser::targetRead() const
{
    if (m_targetSize > 0 || m_target == 0)
        return target();
    const char *begin = m_text.begin() + m_target;
    return {begin, chars::skip(begin, m_text.end(), chars::Query)};
}

Request Parser::request() const
{
    Request request;
    request.method = m_method;
    request.minorVersion = m_minorVersion;
    request.headers = Headers(m_text, m_mark);
    request.target = target();
    request.path = *pathOfTarget(m_method, request.target);
    request.body = m_body;
    return request;
}

// The wrong byte counts as read.
void Parser::fail(Cursor &c, Fault fault)
{
    ++c.p;
    m_fault = fault;
    m_state = State::Failed;
}

void Parser::failSyntax(Cursor &c, Fault fault)
{
    const bool inLine = m_state <= State::Version;
    const Fault greeting =
        inLine ? greetingIn(c.view(0, c.offset() + 1), m_emptyLines) : Fault::None;
    if (greeting != Fault::None)
        fault = greeting;
    else if (*c.p == '\n')
        fault = Fault::BareLf;
    fail(c, fault);
}

// At Cursor::stop(): a fault if the limit was reached, nothing if more bytes may arrive.
void Parser::overrun(Cursor &c, Fault fault)
{
    if (c.p != c.end)
        fail(c, fault);
}

} // namespace overlap::http
