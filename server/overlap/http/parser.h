#pragma once

#include "overlap/http/chunked.h"
#include "overlap/http/framing.h"
#include "overlap/http/limits.h"
#include "overlap/http/request.h"

#include <utility>

namespace overlap::http {

// Pure. A strict parser for one request at a time (RFC 9112 §2.2). The input may be split anywhere;
// the result does not depend on it. Stops after each head and each request, and for good at the
// first wrong byte. Allocates nothing before a request begins, and never by an announced size.
class Parser
{
public:
    enum class Step : quint8 {
        More,     // all bytes were used; the request is not complete
        Head,     // the head is complete and a body follows: call parse() with the rest, if any
        Complete, // the request is complete: reset() before the next one
        Failed,   // see fault(); nothing more is read
    };

    // Removes from `bytes` what belongs to the request. If it failed: up to and with the wrong
    // byte.
    Step parse(QByteArrayView &bytes, const Limits &limits);
    void reset() { *this = Parser(); }
    // After Step::Head: the body may have any length, as it is taken out in pieces.
    void streamBody() { m_streams = true; }
    QByteArray takeBody() { return std::exchange(m_body, {}); } // what has arrived

    bool isComplete() const { return m_state == State::Complete; }
    bool hasBegun() const { return m_state > State::EmptyLineLf; } // empty lines don't count
    Fault fault() const { return m_fault; }

    // As far as it was read. The texts share memory with request().
    Method method() const { return m_method; }
    const QByteArray &head() const { return m_text; }
    QByteArrayView target() const;     // in head(); empty until the request line is valid
    QByteArrayView targetRead() const; // also from a request line that is invalid or incomplete
    const QByteArray &body() const { return m_body; } // that was not taken

    // Once the head is complete.
    int minorVersion() const { return m_minorVersion; }
    bool keepsAlive() const { return m_framing.keepsAlive(m_minorVersion); }
    bool expectsContinue() const { return m_framing.expectsContinue(m_minorVersion); }

    Request request() const; // the complete one

private:
    enum class State : quint8 {
        Start,       // → EmptyLineLf, Method
        EmptyLineLf, // → Start
        Method,      // → Target
        Target,      // → TargetHex1, Query, Version
        TargetHex1,  // → TargetHex2
        TargetHex2,  // → Target
        Query,       // → Version
        Version,     // → LineLf
        LineLf,      // → FieldStart
        FieldStart,  // → Name, HeadLf
        Name,        // → Blanks
        Blanks,      // → Value
        Value,       // → ValueLf
        ValueLf,     // → FieldStart
        HeadLf,      // → Body, Chunks, Complete
        Body,        // → Complete
        Chunks,      // → Complete
        Complete,
        Failed, // from any
    };
    struct Cursor;

    void skipEmptyLines(QByteArrayView &bytes, const Limits &limits);
    void readHead(QByteArrayView &bytes, const Limits &limits);
    void run(Cursor &c);
    void readMethod(Cursor &c);
    void readTarget(Cursor &c);
    void readVersion(Cursor &c);
    void finishRequestLine(Cursor &c);
    void readFieldStart(Cursor &c);
    void readName(Cursor &c);
    void readBlanks(Cursor &c);
    void readValue(Cursor &c);
    void finishField(Cursor &c);
    void finishHead(Cursor &c);
    void readBody(QByteArrayView &bytes, const Limits &limits);
    void fail(Cursor &c, Fault fault);
    void failSyntax(Cursor &c, Fault fault);
    void overrun(Cursor &c, Fault fault);

    QByteArray m_text; // the head as far as it was read, without the empty lines before it
    QByteArray m_body;
    qint64 m_left = 0; // bytes of a body with a Content-Length
    Framing m_framing;
    Chunked m_chunked;
    // Offsets in m_text and sizes.
    qint32 m_target = 0, m_targetSize = 0; // the size once the request line is valid
    qint32 m_mark = 0;                     // where the version or the header section begins
    qint32 m_name = 0, m_nameSize = 0;     // of the current field
    qint32 m_value = 0, m_valueSize = 0;
    qint32 m_fields = 0; // how many, with the current one
    qint16 m_emptyLines = 0;
    State m_state = State::Start;
    Fault m_fault = Fault::None;
    Method m_method = Method::Unknown;
    quint8 m_majorVersion = 0;
    quint8 m_minorVersion = 0;
    bool m_streams = false; // see streamBody()
};

} // namespace overlap::http
