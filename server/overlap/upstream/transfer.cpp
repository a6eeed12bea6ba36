#include "overlap/upstream/transfer.h"

namespace overlap::upstream {

using http::BodyLength;

// A longer piece goes out without being copied, between the lines of its chunk.
static constexpr qsizetype copiedAtMost = 4096;

void Transfer::begin(const QByteArray &head, std::optional<BodyLength> body,
                     ResponseParser::Asked asked)
{
    Q_ASSERT(mayBegin());
    m_answer = ResponseParser(asked);
    m_content.clear();
    m_began = m_queued;
    m_isChunked = body && body->kind == BodyLength::Kind::Chunked;
    m_left = body && !m_isChunked ? body->bytes : 0;
    m_body = m_isChunked || m_left > 0 ? Body::Open : Body::Whole;
    m_isBusy = true;
    ++m_requests;
    put(head);
}

void Transfer::write(const QByteArray &piece)
{
    if (piece.isEmpty()) // an empty chunk would be the last one
        return;
    if (m_isTunnel)
        return put(piece);
    if (m_body != Body::Open)
        return;
    if (m_isChunked) {
        const QByteArray line = QByteArray::number(piece.size(), 16) + "\r\n";
        if (piece.size() <= copiedAtMost)
            return put(line + piece + "\r\n");
        put(line);
        put(piece);
        return put("\r\n");
    }
    put(piece.size() <= m_left ? piece : piece.first(m_left));
    m_left = qMax<qint64>(0, m_left - piece.size());
    if (m_left == 0)
        m_body = Body::Whole;
}

void Transfer::finishBody(const http::Headers &trailers)
{
    if (m_body != Body::Open)
        return;
    if (!m_isChunked)
        return leaveBody();
    put("0\r\n" + trailers.text() + "\r\n");
    m_body = Body::Whole;
}

void Transfer::leaveBody()
{
    if (m_body != Body::Open)
        return;
    m_body = Body::Left;
    m_isUsable = false;
}

void Transfer::wrote(qint64 bytes)
{
    Q_ASSERT(bytes <= unsent());
    m_written += bytes;
}

Transfer::Step Transfer::receive(QByteArrayView &bytes)
{
    if (m_isTunnel) {
        m_content.append(bytes);
        bytes = {};
        return Step::Switched;
    }
    if (!m_isBusy) { // nobody asked
        m_isUsable = m_isUsable && bytes.isEmpty();
        return Step::Complete;
    }
    const Step step = ended(m_answer.parse(bytes, m_content, m_limits));
    if (step == Step::Complete && !bytes.isEmpty())
        m_isUsable = false;
    return step;
}

Transfer::Step Transfer::finish(End how)
{
    m_isUsable = false;
    if (m_isTunnel)
        return Step::Complete;
    return m_isBusy ? ended(m_answer.finish(how)) : Step::Complete;
}

// An answer that is complete ends the request, also one that is not whole yet: what would follow
// is not wanted (RFC 9112 §9.5).
Transfer::Step Transfer::ended(Step step)
{
    if (step == Step::Switched) {
        m_isTunnel = true;
        m_isUsable = false;
    } else if (step == Step::Complete || step == Step::Failed) {
        leaveBody();
        m_isUsable = m_isUsable && step == Step::Complete && m_answer.keepsAlive() && isSent();
        m_isBusy = false;
    }
    return step;
}

void Transfer::put(const QByteArray &piece)
{
    m_output.push_back(piece);
    m_queued += piece.size();
}

} // namespace overlap::upstream
