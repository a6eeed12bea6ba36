#include "overlap/http/exchange.h"

#include <utility>

namespace overlap::http {

// Connections that sleep or idle are counted in tens of thousands.
static_assert(sizeof(void *) > 8 || sizeof(Exchange) <= 400);

Exchange::Exchange(const Limits &limits, Date &date, Time accepted)
    : m_limits(&limits)
    , m_date(&date)
    , m_arrival{accepted, accepted, accepted, accepted}
    , m_since(accepted)
{
}

void Exchange::receive(QByteArrayView bytes, Time now)
{
    if (isReading() && m_held.isEmpty() && (m_state != State::Idle || !isBlocked()))
        read(bytes, now);
    if (m_draining && m_state == State::ReadingBody)
        m_since = now;
    if (bytes.isEmpty())
        return;
    if (m_state >= State::Closing) {
        m_bytesIn += bytes.size();
        m_since = now;
        return;
    }
    if (m_heldFrom > 0)
        m_held.remove(0, std::exchange(m_heldFrom, 0));
    m_held.append(bytes);
}

void Exchange::peerFinished(Time now)
{
    m_peerFinished = true;
    if (m_state == State::Lingering)
        finish();
    else
        readHeld(now);
}

void Exchange::peerGone(Time now)
{
    if (hasUnsent())
        m_ending = Ending::None; // whatever it was to end with did not reach the client
    endWith(Ending::ResetByClient);
    cutOff(Transaction::End::AbortedByClient, now);
}

void Exchange::respond(Response response, Time now)
{
    Q_ASSERT(m_state == State::Handling && m_taken);
    if (m_state != State::Handling)
        return;
    if (m_watch)
        m_watch->putOff(now - m_arrival.bodyRead, *m_limits, now);
    response.close = response.close || m_draining || !m_parser.keepsAlive() ||
                     (m_peerFinished && m_held.isEmpty());
    send(response, Transaction::End::Answered, now);
    if (response.close) {
        if (m_peerFinished)
            endWith(Ending::HalfClosed);
        endWith(m_draining ? Ending::Stopped : Ending::AfterAnswer);
        return close(now);
    }
    m_state = State::Idle;
    readHeld(now);
}

void Exchange::giveUp(Time now)
{
    if (m_state == State::Handling && m_peerFinished)
        endUnanswered(Transaction::End::AbortedByClient, now);
}

void Exchange::goAhead()
{
    if (!std::exchange(m_wantsGoAhead, false))
        return;
    m_output.append(continueResponse);
    m_ledger.queue(continueResponse.size());
}

void Exchange::decline(Response response, Time now)
{
    if (!m_wantsGoAhead)
        return;
    response.close = true; // or its body would have to be read
    send(response, Transaction::End::Answered, now);
    endWith(Ending::AfterAnswer);
    close(now);
}

void Exchange::wrote(qint64 bytes, Time now)
{
    if (m_state == State::Finished)
        return;
    m_undelivered = 0;
    m_ledger.handOver(bytes, now);
    if (m_state == State::Idle && !hasUnsent())
        m_arrival = {now, now, now, now};
    if (m_state == State::Closing)
        close(now);
    else
        readHeld(now);
}

void Exchange::undelivered(qint64 bytes, Time now)
{
    m_undelivered = bytes;
    if (!isDelivering())
        m_watch.reset();
    else if (!m_watch)
        m_watch = std::make_unique<ReaderWatch>(m_ledger.queued(), confirmed(), *m_limits, now);
}

void Exchange::expire(Time now)
{
    if (now < deadline())
        return;
    using End = Transaction::End;
    if (m_state == State::ReadingHead && headDeadline() <= now)
        return refuse(Fault::HeadLate, End::TimedOut, now);
    if (m_watch && m_watch->next() <= now &&
        !m_watch->look(m_ledger.queued(), confirmed(), *m_limits, now)) {
        endWith(Ending::TimedOut);
        return cutOff(End::TimedOut, now);
    }
    // As long as the peer takes what it was sent, the time for what it does next has not begun.
    if (m_state == State::Lingering) {
        if (isDelivering())
            m_since = m_lingerFrom = now;
        else if (lingerDeadline() <= now)
            finish();
    } else if (m_state == State::Idle) {
        if (isDelivering())
            m_arrival = {now, now, now, now};
        else if (idleDeadline() <= now)
            endIdle(now);
    } else if (m_state == State::ReadingBody && bodyDeadline() <= now) {
        judgeBody(now);
    }
}

void Exchange::endIdle(Time now)
{
    m_arrival = {now, now, now, now};
    endWith(m_first ? Ending::TimedOut : Ending::Idle);
    close(now);
}

void Exchange::judgeBody(Time now)
{
    if (m_draining) {
        endWith(Ending::Stopped);
        endUnanswered(Transaction::End::AbortedByServer, now);
        if (m_state == State::Lingering && !isDelivering())
            finish(); // it was silent for as long already
        return;
    }
    const auto seconds = std::chrono::duration<double>(m_limits->bodyWindow).count();
    if (double(m_bytesIn - m_windowFrom) < double(m_limits->bodyRate) * seconds)
        return refuse(Fault::BodyLate, Transaction::End::TimedOut, now);
    m_since = now;
    m_windowFrom = m_bytesIn;
}

void Exchange::turnAway(Fault why, Time now)
{
    if (isReading())
        refuse(why, Transaction::End::Refused, now);
}

void Exchange::drain(Time now)
{
    m_draining = true;
    if (m_state == State::ReadingBody)
        m_since = now;
    if (m_state == State::Lingering)
        m_lingerFrom = now;
    // A body that is on its way is a request in flight; and behind too much output, requests wait.
    const bool waits = m_state == State::Idle && !m_held.isEmpty();
    if (m_state > State::ReadingHead || waits)
        return;
    endWith(Ending::Stopped);
    if (m_state == State::ReadingHead)
        endUnanswered(Transaction::End::AbortedByServer, now);
    else if (isDelivering())
        close(now);
    else
        finish(); // the peer has everything, and nobody need wait for it
}

void Exchange::abort(Time now)
{
    endWith(Ending::Stopped);
    cutOff(Transaction::End::AbortedByServer, now);
}

std::optional<Request> Exchange::takeRequest()
{
    if (m_state != State::Handling || std::exchange(m_taken, true))
        return std::nullopt;
    Request request = m_parser.takeRequest();
    request.cors = m_corsAtHand;
    return request;
}

QByteArray Exchange::takeOutput()
{
    return std::exchange(m_output, QByteArray());
}

bool Exchange::wantsInput() const
{
    if (m_state >= State::Closing)
        return m_state != State::Finished && m_bytesIn < m_limits->lingerBytes;
    return m_held.size() - m_heldFrom < m_limits->readAhead;
}

Time Exchange::deadline() const
{
    const Time look = m_watch ? m_watch->next() : never;
    switch (m_state) {
    case State::Idle: return m_watch ? look : idleDeadline();
    case State::ReadingHead: return qMin(look, headDeadline());
    case State::ReadingBody: return qMin(look, bodyDeadline());
    case State::Closing: return look;
    case State::Lingering: return qMin(look, lingerDeadline());
    case State::Handling:
    case State::Finished: break;
    }
    return never;
}

qint64 Exchange::held() const
{
    return m_parser.head().capacity() + m_parser.body().capacity() + m_held.capacity() +
           m_ledger.weight();
}

bool Exchange::isBlocked() const
{
    return m_ledger.weight() > m_limits->writeHighWater;
}

// The first request's time begins with the connection: one that sends nothing has no other limit.
Time Exchange::headDeadline() const
{
    return later(m_first ? m_arrival.idleSince : m_arrival.firstByte, m_limits->headWithin);
}

Time Exchange::idleDeadline() const
{
    return m_first ? headDeadline() : later(m_arrival.idleSince, m_limits->keepAliveIdle);
}

Time Exchange::bodyDeadline() const
{
    return later(m_since, m_draining ? m_limits->drainSilence : m_limits->bodyWindow);
}

Time Exchange::lingerDeadline() const
{
    return qMin(later(m_since, m_limits->lingerSilence),
                later(m_lingerFrom, m_draining ? m_limits->drainSilence : m_limits->lingerWithin));
}

} // namespace overlap::http
