// Bytes both ways, behind a 101.
#include "overlap/http/exchange.h"

namespace overlap::http {

void Exchange::tunnel(const QByteArray &head, Time now)
{
    Q_ASSERT(m_state == State::Handling && m_taken && !isUploading());
    if (m_state != State::Handling || isUploading())
        return;
    if (m_watch)
        m_watch->postpone(now - m_arrival.bodyRead, limits(), now);
    m_stream = std::make_unique<Stream>(Stream{head,
                                               QByteArray(),
                                               {BodyLength::Kind::UntilClose},
                                               0,
                                               Status::SwitchingProtocols,
                                               true,
                                               std::make_shared<PieceTimes>(now)});
    m_state = State::Tunnelling;
    m_bytesIn += m_pipelined.size() - m_pipelinedFrom; // they came behind the request
    put(head);
}

QByteArray Exchange::takeTunnelled(Time now)
{
    QByteArray taken = std::exchange(m_pipelined, QByteArray());
    taken.remove(0, std::exchange(m_pipelinedFrom, 0));
    endTunnelIfOver(now);
    return taken;
}

void Exchange::shutTunnel(Time now)
{
    m_tunnelIsShut = true;
    endTunnelIfOver(now);
}

// Both sides have ended, and what the client sent before was taken.
void Exchange::endTunnelIfOver(Time now)
{
    if (!m_tunnelIsShut || hasMoreUpload())
        return;
    endStream(Transaction::End::Answered, now);
    noteCloseReason(CloseReason::AfterAnswer);
    close(now);
}

} // namespace overlap::http
