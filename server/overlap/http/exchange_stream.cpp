// Answers in pieces.
#include "overlap/http/cors.h"
#include "overlap/http/exchange.h"

#include <utility>

namespace overlap::http {

// A longer piece goes out without being copied, between the lines of its chunk.
static constexpr qsizetype copiedAtMost = 4096;

void Exchange::interim(const QByteArray &head)
{
    if (m_state == State::Handling && m_taken && m_parser.minorVersion() > 0)
        put(head);
}

void Exchange::begin(Response &&head, BodyLength length, Time now)
{
    Q_ASSERT(m_state == State::Handling && m_taken && head.body.isEmpty());
    if (m_state != State::Handling)
        return;
    if (m_watch)
        m_watch->postpone(now - m_arrival.bodyRead, limits(), now);
    if (length.kind == BodyLength::Kind::Chunked && m_parser.minorVersion() == 0)
        length = {BodyLength::Kind::UntilClose};
    const bool hasBody = m_parser.method() != Method::Head && mayHaveBody(head.status);
    head.close = head.close || closesAfterAnswer() ||
                 (hasBody && length.kind == BodyLength::Kind::UntilClose);
    const Persistence persistence = persistenceOf(head);
    if (m_currentCors && !head.ownOriginOnly)
        allowOrigin(head, m_parser.head());
    const bool hasLength = hasBody && length.kind == BodyLength::Kind::Known;
    m_stream = std::make_unique<Stream>(Stream{
        headOf(head, length, persistence, m_workspace->heads.date().at(now)), QByteArray(), length,
        hasLength ? length.bytes : 0, head.status, head.close, std::make_shared<PieceTimes>(now)});
    m_state = State::Answering;
    put(m_stream->head);
    if (!hasBody)
        endWhole(now);
}

void Exchange::write(const QByteArray &piece, Time now)
{
    if (!isAnswering() || m_tunnelIsShut)
        return;
    QByteArray data = piece;
    if (m_stream->length.kind == BodyLength::Kind::Known) {
        data.truncate(qMin<qint64>(data.size(), m_stream->left));
        m_stream->left -= data.size();
    }
    if (data.isEmpty()) // an empty chunk would be the last one
        return;
    m_stream->pieces->add(now);
    QByteArray &kept = m_stream->keptBody;
    const qsizetype room = Transaction::maxKeptPieces - kept.size();
    kept.append(QByteArrayView(data).first(qMin(data.size(), room)));
    if (m_stream->length.kind != BodyLength::Kind::Chunked)
        return put(data);
    QByteArray line = QByteArray::number(data.size(), 16) + "\r\n";
    if (data.size() <= copiedAtMost)
        return put(line + data + "\r\n");
    put(line);
    put(data);
    put("\r\n");
}

void Exchange::hold(Time now)
{
    if (m_stream)
        m_stream->pieces->hold(now);
}

void Exchange::letGo(Time now)
{
    if (m_stream)
        m_stream->pieces->letGo(now);
}

void Exchange::complete(Time now, const Headers &trailers)
{
    if (m_state == State::Tunnelling)
        return shutTunnel(now);
    if (m_state != State::Answering)
        return;
    if (m_stream->left > 0)
        return breakOff(BreakOff::Close, now);
    if (m_stream->length.kind == BodyLength::Kind::Chunked)
        put(trailers.text().isEmpty() ? "0\r\n\r\n" : "0\r\n" + trailers.text() + "\r\n");
    endWhole(now);
}

void Exchange::endWhole(Time now)
{
    const bool close = m_stream->close || closesAfterAnswer();
    endStream(Transaction::End::Answered, now);
    goOn(close, now);
}

void Exchange::breakOff(BreakOff how, Time now)
{
    if (!isWithHandler())
        return;
    using End = Transaction::End;
    End end = End::CutShort;
    if (how == BreakOff::Reset) {
        end = End::Reset;
        m_resetOnceDelivered = true;
    } else if (how == BreakOff::Garbage) {
        end = End::Garbled;
        put("\x16\x03\x01 this is not HTTP\r\n\r\n");
    }
    if (isAnswering()) {
        endStream(end, now);
    } else {
        endRequest(end, now);
        m_ledger.added(now);
    }
    noteCloseReason(CloseReason::BrokenOff);
    close(now);
}

void Exchange::endStream(Transaction::End end, Time now, Fault fault)
{
    letGo(now);
    const std::unique_ptr<Stream> stream = std::move(m_stream);
    Transaction &transaction = endRequest(end, now);
    transaction.fault = fault;
    transaction.status = quint16(stream->status);
    transaction.responseHead = stream->head;
    transaction.responseBody = stream->keptBody;
    transaction.pieces = stream->pieces;
    m_ledger.added(now);
}

} // namespace overlap::http
