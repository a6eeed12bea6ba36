// Bodies of requests that are taken in pieces.
#include "overlap/http/exchange.h"

#include <algorithm>

namespace overlap::http {

void Exchange::streamUpload(Time now)
{
    if (!std::exchange(m_isUndecided, false))
        return;
    m_upload = std::make_unique<Upload>();
    m_parser.streamBody();
    m_arrival.bodyRead = now;
    m_state = State::Handling;
    m_taken = false;
    readPipelined(now);
}

void Exchange::holdUpload(Time now)
{
    if (!std::exchange(m_isUndecided, false))
        return;
    readOn(now); // also if there is nothing: the body may be announced as too long
    readPipelined(now);
}

QByteArray Exchange::takeUpload(Time now)
{
    if (m_state == State::Tunnelling)
        return takeTunnelled(now);
    if (!m_upload)
        return {};
    const bool wanted = wantsUpload();
    QByteArray piece = m_parser.takeBody();
    if (!wanted) { // the client was made to wait until now
        m_since = now;
        m_windowFrom = m_bytesIn;
    }
    readPipelined(now);
    return piece;
}

bool Exchange::hasMoreUpload() const
{
    if (m_state == State::Tunnelling)
        return !m_peerFinished || m_pipelined.size() > m_pipelinedFrom;
    return m_upload && (!m_parser.isComplete() || !m_parser.body().isEmpty());
}

qint64 Exchange::uploaded() const
{
    if (m_state == State::Tunnelling)
        return m_bytesIn + m_peerFinished;
    return m_upload ? m_upload->size + m_parser.isComplete() : 0;
}

void Exchange::readUpload(QByteArrayView &bytes, Time now)
{
    const qsizetype had = m_parser.body().size();
    const qsizetype before = bytes.size();
    const Parser::Step step = m_parser.parse(bytes, limits());
    m_wantsContinue = m_wantsContinue && before == 0;
    m_bytesIn += before - bytes.size();
    const QByteArrayView more = QByteArrayView(m_parser.body()).sliced(had);
    m_upload->size += more.size();
    const qsizetype room = Transaction::maxKeptBody - m_upload->kept.size();
    m_upload->kept.append(more.first(std::min(more.size(), room)));
    if (step == Parser::Step::Failed)
        endUpload(Transaction::End::Refused, CloseReason::Refused, m_parser.fault(), now);
}

// The body will never be whole. If its answer has not begun, and there is a fault, that is the
// answer; nobody waits for the handler's any more.
void Exchange::endUpload(Transaction::End end, CloseReason why, Fault fault, Time now)
{
    if (m_state == State::Handling && fault != Fault::None)
        return refuse(fault, end, now);
    if (end == Transaction::End::AbortedByClient && m_state == State::Answering)
        return peerGone(now);
    noteCloseReason(why);
    if (m_state == State::Handling)
        return endUnanswered(end, now);
    // A reset, as an answer without a length would look whole.
    m_resetOnceDelivered = true;
    endStream(end == Transaction::End::Refused ? Transaction::End::Reset : end, now, fault);
    close(now);
}

} // namespace overlap::http
