#pragma once

#include "overlap/http/fault.h"

#include <QByteArrayView>

namespace overlap::http {

// Pure. Collects from a message's fields what they say about the framing of its body and about its
// connection (RFC 9112 §6, §9). Values have no surrounding blanks.
class BodyFraming
{
public:
    Fault addLength(QByteArrayView value);
    void addCodings(QByteArrayView value);
    void addConnection(QByteArrayView value);
    // Whether the complete head of a message of HTTP/1.`minorVersion` says it in one way only.
    Fault finish(int minorVersion) const
    {
        return m_coding ? finishCoded(minorVersion) : Fault::None;
    }

    bool isChunked() const { return m_chunked; }
    bool hasLength() const { return m_length >= 0; }
    qint64 contentLength() const { return qMax(m_length, qint64(0)); }
    // Whether the connection may be used for another request. `close` wins; HTTP/1.0 must ask.
    bool keepsAlive(int minorVersion) const
    {
        return !m_close && (minorVersion > 0 || m_keepAlive);
    }
    bool namesUpgrade() const { return m_upgrade; } // in Connection

private:
    Fault finishCoded(int minorVersion) const;

    qint64 m_length = -1;  // none
    bool m_coding = false; // there is a Transfer-Encoding field
    bool m_chunked = false;
    bool m_codingUnknown = false;
    bool m_codingBroken = false;
    bool m_close = false;
    bool m_keepAlive = false;
    bool m_upgrade = false;
};

// Pure. The same of a request, with its host and what it expects (RFC 9112 §3.2; RFC 9110 §10.1.1).
class Framing
{
public:
    // Adds one field. `value` has no surrounding blanks.
    Fault add(QByteArrayView name, QByteArrayView value);
    // Checks the complete head of a request of HTTP/1.`minorVersion`.
    Fault finish(int minorVersion) const;

    bool isChunked() const { return m_body.isChunked(); }
    qint64 contentLength() const { return m_body.contentLength(); }
    bool keepsAlive(int minorVersion) const { return m_body.keepsAlive(minorVersion); }
    // Whether the client waits for a 100 before it sends its body. Never for HTTP/1.0, which must
    // not get a 100.
    bool expectsContinue(int minorVersion) const { return m_continue && minorVersion > 0; }

private:
    Fault addHost(QByteArrayView value);
    void addExpectations(QByteArrayView value);

    BodyFraming m_body;
    bool m_host = false;
    bool m_continue = false;
    bool m_expectationUnknown = false;
};

} // namespace overlap::http
