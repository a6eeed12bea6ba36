#pragma once

#include "overlap/http/bodylength.h"
#include "overlap/http/date.h"
#include "overlap/http/response.h"

namespace overlap::http {

// Pure. The Connection field of a response (RFC 9112 §9.3, §9.6).
enum class Persistence : quint8 {
    Implied,   // no field: HTTP/1.1 stays open by default
    KeepAlive, // for HTTP/1.0 clients that asked for it
    Close,
};

// Pure. Whether such a response may have a body, and so has a Content-Length (RFC 9110 §15.2,
// §15.3.5, §15.4.5).
bool mayHaveBody(Status status);

// Pure. The head of a response: status line, Date, the response's own fields, Content-Length,
// Connection, empty line. The version is HTTP/1.1 for HTTP/1.0 clients too (RFC 9110 §6.2).
QByteArray headOf(const Response &response, Persistence persistence, QByteArrayView date);
// Of an answer in pieces, without its own body: Transfer-Encoding (RFC 9112 §6.1), a length or
// none.
QByteArray headOf(const Response &response, BodyLength length, Persistence persistence,
                  QByteArrayView date);

// Pure. The heads of a loop's responses. If a handler gives the same response again within a
// second, the head is the same, and shared.
class ResponseHeads
{
public:
    Date &date() { return m_date; }
    QByteArray headOf(const Response &response, Persistence persistence, Time now);

private:
    Date m_date;
    // The last head, and what it was made of.
    QByteArray m_head;
    QByteArray m_fields;
    qsizetype m_bodySize = 0;
    qint64 m_second = -1;
    Status m_status{};
    Persistence m_persistence{};
};

inline constexpr QByteArrayView continueResponse = "HTTP/1.1 100 Continue\r\n\r\n";

} // namespace overlap::http
