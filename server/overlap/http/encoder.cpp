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
// and the output is allocated once.
struct Head
{
    QByteArrayView code, reason, date, length, connection;
};

} // namespace

static constexpr QByteArrayView version = "HTTP/1.1 ";
static constexpr QByteArrayView dateName = "\r\nDate: ";
static constexpr QByteArrayView lengthName = "Content-Length: ";
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
    qsizetype size = version.size() + head.code.size() + 1 + head.reason.size() + dateName.size() +
                     head.date.size() + lineEnd.size() + fields.text().size() +
                     head.connection.size() + lineEnd.size();
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
    put(to, dateName);
    put(to, head.date);
    put(to, lineEnd);
    put(to, fields.text()); // already in wire format
    if (!head.length.isEmpty()) {
        put(to, lengthName);
        put(to, head.length);
        put(to, lineEnd);
    }
    put(to, head.connection);
    put(to, lineEnd);
}

qsizetype appendResponse(QByteArray &out, const Response &response, bool forHead,
                         Persistence persistence, QByteArrayView date)
{
    const bool bodiless = quint16(response.status) < 200 || response.status == Status::NoContent;
    Q_ASSERT(!bodiless || response.body.isEmpty());
    const Digits code(quint16(response.status));
    const Digits length(response.body.size());
    const Head head{code.view(), reasonPhrase(response.status), date,
                    bodiless ? QByteArrayView() : length.view(), connectionLine(persistence)};
    const qsizetype headSize = sizeOf(head, response.headers);
    const qsizetype bodySize = bodiless || forHead ? 0 : response.body.size();

    const qsizetype before = out.size();
    const qsizetype after = before + headSize + bodySize;
    if (before > 0 && out.capacity() < after)
        out.reserve(qMax(after, 2 * before)); // resize() alone would reallocate for each answer
    out.resize(after);
    char *to = out.data() + before;
    putHead(to, head, response.headers);
    put(to, QByteArrayView(response.body).first(bodySize));
    Q_ASSERT(to == out.data() + after);
    return headSize;
}

} // namespace overlap::http
