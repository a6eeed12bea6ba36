#include "overlap/net/attendant.h"

#include "overlap/net/connection.h"
#include "overlap/net/loop.h"
#include "overlap/record/upstreamtimes.h"

namespace overlap::net {

using State = http::Exchange::State;

const http::Request &Serving::request() const
{
    return m_connection.m_parked->call.request();
}

const CallAddress &Serving::address() const
{
    return m_connection.m_parked->call.address();
}

Transport::Peer Serving::peer() const
{
    return m_connection.peer();
}

const ConnectionOptions &Serving::options() const
{
    return m_connection.m_loop.options();
}

void Serving::wakeAt(http::Time time)
{
    m_connection.proceedAt(time);
}

QByteArray Serving::takeBody()
{
    if (hasEnded())
        return {};
    if (http::Exchange &exchange = m_connection.m_exchange; exchange.hasUpload())
        return exchange.takeUpload(now());
    const bool tookBody = std::exchange(m_connection.m_parked->attended.tookBody, true);
    return tookBody ? QByteArray() : request().body;
}

bool Serving::isUploading() const
{
    if (hasEnded())
        return false;
    if (const http::Exchange &exchange = m_connection.m_exchange; exchange.hasUpload())
        return exchange.hasMoreUpload();
    return !m_connection.m_parked->attended.tookBody && !request().body.isEmpty();
}

bool Serving::wantsContinue() const
{
    return !hasEnded() && m_connection.m_exchange.wantsContinue();
}

void Serving::sendContinue()
{
    if (!hasEnded())
        m_connection.m_exchange.sendContinue();
}

void Serving::interim(const QByteArray &head)
{
    m_connection.m_exchange.interim(head);
}

void Serving::respond(http::Response &&response)
{
    if (hasEnded())
        return;
    m_connection.endAttendedWait();
    m_connection.respond(std::move(response));
}

void Serving::begin(http::Response &&head, http::BodyLength length)
{
    if (hasEnded() || m_connection.m_exchange.state() != State::Handling)
        return;
    m_connection.endAttendedWait();
    m_connection.begin(std::move(head), length);
}

void Serving::write(const QByteArray &piece)
{
    m_connection.write(piece);
}

bool Serving::hasRoom()
{
    if (hasEnded())
        return false;
    const bool hasRoom = m_connection.m_exchange.hasRoom();
    m_connection.m_parked->attended.wantsRoom = !hasRoom;
    return hasRoom;
}

void Serving::complete(const http::Headers &trailers)
{
    if (m_connection.m_exchange.state() == State::Answering)
        m_connection.complete(trailers);
    else if (m_connection.m_exchange.state() == State::Tunnelling)
        m_connection.m_exchange.complete(now());
}

void Serving::tunnel(const QByteArray &head)
{
    if (hasEnded() || m_connection.m_exchange.state() != State::Handling)
        return;
    if (m_connection.m_exchange.isUploading()) // what follows would be ambiguous
        return breakOff(http::BreakOff::Reset);
    m_connection.endAttendedWait();
    m_connection.tunnel(head);
}

void Serving::breakOff(http::BreakOff how)
{
    if (hasEnded())
        return;
    m_connection.endAttendedWait();
    m_connection.breakOff(how);
}

void Serving::upstreamChanged()
{
    if (!hasEnded())
        m_connection.upstreamChanged();
}

void Serving::recordUpstream(const record::UpstreamTimes &times)
{
    if (!hasEnded())
        m_connection.recordUpstream(times);
}

bool Serving::hasEnded() const
{
    return !m_connection.isHandling(address().id.ordinal);
}

} // namespace overlap::net
