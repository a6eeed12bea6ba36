#pragma once

#include "overlap/http/fault.h"
#include "overlap/http/limits.h"

namespace overlap::http {

// Pure. Collects from a request's fields what they say about its host, the framing of its body and
// its connection (RFC 9112 §3.2, §6, §9; RFC 9110 §10.1.1).
class Framing
{
public:
    // Adds one field. `value` has no surrounding blanks.
    Fault add(QByteArrayView name, QByteArrayView value);
    // Checks the complete head of a request of HTTP/1.`minorVersion`.
    Fault finish(int minorVersion, const Limits &limits) const;

    bool isChunked() const { return m_chunked; }
    qint64 contentLength() const { return qMax(m_length, qint64(0)); }
    // Whether the connection may be used for another request. `close` wins; HTTP/1.0 must ask.
    bool keepsAlive(int minorVersion) const
    {
        return !m_close && (minorVersion > 0 || m_keepAlive);
    }
    // Whether the client waits for a 100 before it sends its body. Never for HTTP/1.0, which must
    // not get a 100.
    bool expectsContinue(int minorVersion) const { return m_continue && minorVersion > 0; }

private:
    Fault addHost(QByteArrayView value);
    Fault addLength(QByteArrayView value);
    void addExpectations(QByteArrayView value);
    void addConnection(QByteArrayView value);
    void addCodings(QByteArrayView value);

    qint64 m_length = -1; // none
    bool m_host = false;
    bool m_coding = false; // there is a Transfer-Encoding field
    bool m_chunked = false;
    bool m_codingUnknown = false;
    bool m_codingBroken = false;
    bool m_close = false;
    bool m_keepAlive = false;
    bool m_continue = false;
    bool m_expectationUnknown = false;
};

} // namespace overlap::http
