#pragma once

#include "overlap/upstream/responseparser.h"

#include <optional>
#include <utility>
#include <vector>

namespace overlap::upstream {

// Pure. The HTTP of one connection to an upstream, from our side (RFC 9112 §9): a request goes out,
// its body as it comes, and its answer comes in, also before the request is whole. One at a time.
// After each input, poll the output. No input calls back.
class Transfer
{
public:
    using Step = ResponseParser::Step;
    using End = ResponseParser::End;

    explicit Transfer(const http::Limits &ofRequests) : m_limits(limitsOfAnswers(ofRequests)) {}

    // Sends a head, which says how the body is framed; nothing: there is none. Asserts mayBegin().
    void begin(const QByteArray &head, std::optional<http::BodyLength> body,
               ResponseParser::Asked asked);
    // A piece of the body; what exceeds a known length is dropped. In a tunnel, bytes as they are.
    void write(const QByteArray &piece);
    // The body is whole. Trailers go behind the last chunk, if there are chunks. If the length is
    // known and more was announced, the request never becomes whole: close the connection.
    void finishBody(const http::Headers &trailers = {});
    // Nobody sends more of the body, though it is not whole, as the answer was enough.
    void leaveBody();
    // The memory of `spare` is used for what comes next.
    std::vector<QByteArray> takeOutput(std::vector<QByteArray> spare = {})
    {
        return std::exchange(m_output, std::move(spare));
    }
    void wrote(qint64 bytes); // so many more went to the kernel
    qint64 unsent() const { return m_queued - m_written; }
    bool isSent() const { return m_body == Body::Whole && unsent() == 0; }
    int requests() const { return m_requests; }                               // that were begun
    qint64 bytesSent() const { return qMax<qint64>(0, m_written - m_began); } // of the request
    bool wasSent() const { return m_written > m_began; } // any byte of the request

    // Removes from `bytes` what belongs to the answer: see ResponseParser::parse(). Once it is
    // complete, bytes behind it are not asked for. In a tunnel all bytes are content.
    Step receive(QByteArrayView &bytes);
    // The connection has ended. Into a tunnel bytes may still be written.
    Step finish(End how);
    QByteArray takeContent() { return std::exchange(m_content, {}); }
    const ResponseParser &answer() const { return m_answer; }

    bool isBusy() const { return m_isBusy; } // with a request, or as a tunnel
    bool isReused() const { return m_requests > 1; }
    // Whether it can carry a request now. Otherwise, unless it is busy: close it.
    bool mayBegin() const { return !m_isBusy && m_isUsable; }

private:
    enum class Body : quint8 { Open, Whole, Left };

    void put(const QByteArray &piece);
    Step ended(Step step);

    const http::Limits m_limits;
    ResponseParser m_answer{{}};
    std::vector<QByteArray> m_output;
    QByteArray m_content;
    qint64 m_queued = 0, m_written = 0; // bytes, since the connection began
    qint64 m_began = 0;                 // m_queued when the request began
    qint64 m_left = 0;                  // of a known length
    int m_requests = 0;
    Body m_body = Body::Whole;
    bool m_isChunked = false;
    bool m_isTunnel = false;
    bool m_isBusy = false;
    bool m_isUsable = true; // it did nothing that was not asked for, and stays open
};

} // namespace overlap::upstream
