#include "overlap/http/encoder.h"

#include <array>
#include <charconv>
#include <cstring>

namespace overlap::http {

namespace {

// A number as decimal digits, without an allocation.
class Digits
{
public:
    explicit Digits(qint64 number)
        : m_end(std::to_chars(m_text.data(), m_text.data() + m_text.size(), number).ptr)
    {
    }
    QByteArrayView view() const { return {m_text.data(), m_end}; }

private:
    std::array<char, 20> m_text;
    const char *m_end;
};

// The parts of the head that the encoder adds. They are collected first: then the size is known,
// and the text is allocated once.
struct Head
{
    QByteArrayView code, reason, date, length, coding, connection; // an empty one is left out
};

} // namespace

static constexpr QByteArrayView version = "HTTP/1.1 ";
static constexpr QByteArrayView dateName = "\r\nDate: ";
static constexpr QByteArrayView lengthName = "Content-Length: ";
static constexpr QByteArrayView chunkedLine = "Transfer-Encoding: chunked\r\n";
static constexpr QByteArrayView lineEnd = "\r\n";

static QByteArrayView connectionLine(Persistence persistence)
{
    switch (persistence) {
    case Persistence::Implied: break;
    case Persistence::KeepAlive: return "Connection: keep-alive\r\n";
    case Persistence::Close: return "Connection: close\r\n";
    }
    return {};
}

static void put(char *&to, QByteArrayView text)
{
    if (!text.isEmpty())
        std::memcpy(to, text.data(), std::size_t(text.size()));
    to += text.size();
}

static qsizetype sizeOf(const Head &head, const Headers &fields)
{
    qsizetype size = version.size() + head.code.size() + 1 + head.reason.size() + lineEnd.size() +
                     fields.text().size() + head.coding.size() + head.connection.size() +
                     lineEnd.size();
    if (!head.date.isEmpty())
        size += dateName.size() + head.date.size();
    if (!head.length.isEmpty())
        size += lengthName.size() + head.length.size() + lineEnd.size();
    return size;
}

static void putHead(char *&to, const Head &head, const Headers &fields)
{
    put(to, version);
    put(to, head.code);
    put(to, " ");
    put(to, head.reason);
    if (!head.date.isEmpty()) {
        put(to, dateName);
        put(to, head.date);
    }
    put(to, lineEnd);
    put(to, fields.text()); // already in wire format
    if (!head.length.isEmpty()) {
        put(to, lengthName);
        put(to, head.length);
        put(to, lineEnd);
    }
    put(to, head.coding);
    put(to, head.connection);
    put(to, lineEnd);
}

bool mayHaveBody(Status status)
{
    return quint16(status) >= 200 && status != Status::NoContent && status != Status::NotModified;
}

QByteArray headOf(const Response &response, Persistence persistence, QByteArrayView date)
{
    Q_ASSERT(mayHaveBody(response.status) || response.body.isEmpty());
    return headOf(response, BodyLength::known(response.body.size()), persistence, date);
}

QByteArray headOf(const Response &response, BodyLength length, Persistence persistence,
                  QByteArrayView date)
{
    const bool hasBody = mayHaveBody(response.status);
    const bool hasLength = hasBody && length.kind == BodyLength::Kind::Known;
    const bool isChunked = hasBody && length.kind == BodyLength::Kind::Chunked;
    const Digits code(quint16(response.status));
    const Digits digits(length.bytes);
    const Head head{code.view(),
                    reasonPhrase(response.status),
                    response.dated ? QByteArrayView() : date,
                    hasLength ? digits.view() : QByteArrayView(),
                    isChunked ? chunkedLine : QByteArrayView(),
                    connectionLine(persistence)};
    QByteArray text(sizeOf(head, response.headers), Qt::Uninitialized);
    char *to = text.data();
    putHead(to, head, response.headers);
    Q_ASSERT(to == text.data() + text.size());
    return text;
}

QByteArray ResponseHeads::headOf(const Response &response, Persistence persistence, Time now)
{
    const qint64 second = m_date.second(now);
    if (m_second != second || m_status != response.status || m_persistence != persistence ||
        m_bodySize != response.body.size() || !m_fields.isSharedWith(response.headers.text())) {
        m_head = http::headOf(response, persistence, m_date.at(now));
        m_fields = response.headers.text(); // shared, so nobody writes to it
        m_bodySize = response.body.size();
        m_second = second;
        m_status = response.status;
        m_persistence = persistence;
    }
    return m_head;
}

} // namespace overlap::http
