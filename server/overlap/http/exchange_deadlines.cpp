// Deadlines of a connection, and what happens at them.
#include "overlap/http/exchange.h"

namespace overlap::http {

// How often an answer that ends with a reset is looked at, whether the client has it.
static constexpr Time betweenLooks = std::chrono::milliseconds(5);

void Exchange::undelivered(qint64 bytes, Time now)
{
    m_undelivered = bytes;
    if (!isDelivering())
        m_watch.reset();
    else if (!m_watch)
        m_watch = std::make_unique<ReaderWatch>(m_ledger.queued(), confirmed(), limits(), now);
}

void Exchange::expire(Time now)
{
    if (now < deadline())
        return;
    using End = Transaction::End;
    if (m_state == State::ReadingHead && headDeadline() <= now)
        return refuse(Fault::HeadLate, End::TimedOut, now);
    if (m_watch && m_watch->nextCheck() <= now &&
        !m_watch->check(m_ledger.queued(), confirmed(), limits(), now)) {
        noteCloseReason(CloseReason::TimedOut);
        return abortWith(End::TimedOut, now);
    }
    // The peer's time for its next request begins only when it has received the last answer.
    if (m_state == State::Lingering) {
        if (isDelivering())
            m_since = m_lingerFrom = now;
        else if (lingerDeadline() <= now)
            finish();
    } else if (m_state == State::Idle) {
        if (isDelivering())
            m_arrival = {now, now, now, now};
        else if (idleDeadline() <= now)
            closeIdle(now);
    } else if ((m_state == State::ReadingBody || wantsUpload()) && bodyDeadline() <= now) {
        checkBodyRate(now);
    } else if (m_resetOnceDelivered) {
        m_since = now;
        if (!isDelivering())
            resetNow();
    }
}

void Exchange::closeIdle(Time now)
{
    m_arrival = {now, now, now, now};
    noteCloseReason(m_first ? CloseReason::TimedOut : CloseReason::Idle);
    close(now);
}

void Exchange::checkBodyRate(Time now)
{
    if (m_draining) {
        if (m_upload)
            return endUpload(Transaction::End::AbortedByServer, CloseReason::Stopped, {}, now);
        noteCloseReason(CloseReason::Stopped);
        endUnanswered(Transaction::End::AbortedByServer, now);
        if (m_state == State::Lingering && !isDelivering())
            finish(); // the peer has already been silent for drainSilence
        return;
    }
    const auto seconds = std::chrono::duration<double>(limits().bodyWindow).count();
    if (double(m_bytesIn - m_windowFrom) < double(limits().bodyRate) * seconds)
        return m_upload ? endUpload(Transaction::End::TimedOut, CloseReason::TimedOut,
                                    Fault::BodyLate, now)
                        : refuse(Fault::BodyLate, Transaction::End::TimedOut, now);
    m_since = now;
    m_windowFrom = m_bytesIn;
}

void Exchange::drain(Time now)
{
    m_draining = true;
    if (m_state == State::ReadingBody || isUploading())
        m_since = now;
    if (m_state == State::Lingering)
        m_lingerFrom = now;
    // Two kinds of requests are still answered: one whose body is being read, and pipelined ones
    // that wait behind too much output.
    const bool isPipelined = m_state == State::Idle && !m_pipelined.isEmpty();
    if (m_state > State::ReadingHead || isPipelined)
        return;
    noteCloseReason(CloseReason::Stopped);
    if (m_state == State::ReadingHead)
        endUnanswered(Transaction::End::AbortedByServer, now);
    else if (isDelivering())
        close(now);
    else
        finish(); // the peer has everything: no need to linger
}

Time Exchange::deadline() const
{
    const Time check = m_watch ? m_watch->nextCheck() : never;
    switch (m_state) {
    case State::Idle: return m_watch ? check : idleDeadline();
    case State::ReadingHead: return qMin(check, headDeadline());
    case State::ReadingBody: return qMin(check, bodyDeadline());
    case State::Tunnelling: return check;
    case State::Answering: return wantsUpload() ? qMin(check, bodyDeadline()) : check;
    case State::Closing: return m_resetOnceDelivered ? later(m_since, betweenLooks) : check;
    case State::Lingering: return qMin(check, lingerDeadline());
    case State::Handling: return wantsUpload() ? bodyDeadline() : never;
    case State::Finished: break;
    }
    return never;
}

// For the first request the time begins when the connection is accepted. Otherwise a client that
// sends nothing would have no limit.
Time Exchange::headDeadline() const
{
    return later(m_first ? m_arrival.idleSince : m_arrival.firstByte, limits().headWithin);
}

Time Exchange::idleDeadline() const
{
    return m_first ? headDeadline() : later(m_arrival.idleSince, limits().keepAliveIdle);
}

Time Exchange::bodyDeadline() const
{
    return later(m_since, m_draining ? limits().drainSilence : limits().bodyWindow);
}

Time Exchange::lingerDeadline() const
{
    return qMin(later(m_since, limits().lingerSilence),
                later(m_lingerFrom, m_draining ? limits().drainSilence : limits().lingerWithin));
}

} // namespace overlap::http
