#pragma once

#include "overlap/http/bodylength.h"
#include "overlap/http/chunked.h"
#include "overlap/http/fieldlines.h"
#include "overlap/http/framing.h"
#include "overlap/http/headers.h"
#include "overlap/http/method.h"
#include "overlap/upstream/flaw.h"

namespace overlap::upstream {

// Pure. The limits of answers: those of requests, but for bodies, which are passed on as they come
// and so may have any length.
http::Limits limitsOfAnswers(const http::Limits &ofRequests);

// Pure. A strict parser for the answer to one request (RFC 9112 §4, §6). The input may be split
// anywhere; the result does not depend on it. Stops behind each head and behind the answer, and for
// good at the first wrong byte. Never allocates by an announced size.
class ResponseParser
{
public:
    // What the request says about how its answer is read (RFC 9112 §6.3). It is not CONNECT.
    struct Asked
    {
        http::Method method = http::Method::Get;
        bool webSocket = false; // it asks to become one, the only protocol that is passed on
    };
    enum class Step : quint8 {
        More,     // all bytes were used; the answer is not complete
        Head,     // a head is complete: call parse() with the rest, also if there is none
        Complete, // the answer is complete; bytes behind it belong to no request
        Switched, // bytes from here on belong to the protocol that was asked for (101)
        Failed,   // see flaw(); nothing more is read
    };
    enum class End : quint8 { Fin, Reset };
    // More interim heads than a server sends (RFC 9110 §15.2).
    static constexpr int mostInterims = 32;

    explicit ResponseParser(Asked asked) : m_asked(asked) {}

    // Removes from `bytes` what belongs to the answer, if it failed up to and with the wrong byte.
    // Appends what it has of the body, decoded, to `content`: take it out between two calls.
    Step parse(QByteArrayView &bytes, QByteArray &content, const http::Limits &limits);
    // The connection has ended: Complete, Switched or Failed.
    Step finish(End how);
    Flaw flaw() const { return m_flaw; }
    bool hasBegun() const { return !m_head.isEmpty(); } // any byte was read, also of interim ones

    // Of the head that was read last: of an interim answer until the next one begins.
    int status() const { return m_status; } // 0: not read yet
    bool isInterim() const { return m_status >= 100 && m_status < 200; }
    int minorVersion() const { return m_minorVersion; } // of HTTP/1.x
    QByteArrayView reason() const;                    // in head(); not to be trusted (RFC 9112 §4)
    const QByteArray &head() const { return m_head; } // as far as it was read
    http::Headers fields() const { return {m_head, m_fieldsAt}; }
    bool hasBody() const; // maybe an empty one
    // What the head announces. The answer to HEAD announces the length that GET would get.
    http::BodyLength length() const;

    // Once complete.
    http::Headers trailers() const { return {m_trailers, 0}; }
    // Whether the connection may be used for another request, if no byte follows (RFC 9112 §9.3).
    bool keepsAlive() const;

private:
    enum class State : quint8 {
        StatusLine, // → Behind
        Behind,     // the status → Reason, LineLf
        Reason,     // → LineLf
        LineLf,     // → Fields
        Fields,     // → Interim, Body, Chunks, UntilClose, Complete, Switched
        Interim,    // → StatusLine
        Body,       // → Complete
        Chunks,     // → Complete
        UntilClose, // → Complete
        Complete,
        Switched,
        Failed, // from any
    };

    void readHead(QByteArrayView &bytes, const http::Limits &limits);
    void run(QByteArrayView head, qint32 &at, const http::Limits &limits);
    void readStatusLine(QByteArrayView head, qint32 &at);
    void readReason(QByteArrayView head, qint32 &at, const http::Limits &limits);
    void readFields(QByteArrayView head, qint32 &at, const http::Limits &limits);
    http::Fault add(QByteArrayView name, QByteArrayView value);
    void finishHead();
    void finishInterim();
    void readBody(QByteArrayView &bytes, QByteArray &content, const http::Limits &limits);
    Step step() const;
    void fail(Flaw flaw);
    bool expect(char wanted, QByteArrayView head, qint32 &at);

    QByteArray m_head;
    QByteArray m_trailers;
    qint64 m_left = 0; // bytes of a body with a Content-Length
    http::BodyFraming m_framing;
    http::Chunked m_chunked;
    http::FieldLines m_lines;
    qint32 m_fieldsAt = 0; // in m_head
    qint32 m_interims = 0;
    quint16 m_status = 0;
    quint8 m_minorVersion = 0;
    bool m_isWebSocket = false; // says the field Upgrade
    Asked m_asked;
    State m_state = State::StatusLine;
    Flaw m_flaw = Flaw::None;
};

} // namespace overlap::upstream
