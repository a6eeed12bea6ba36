// How a connection keeps the call that waits.
#include "overlap/net/connection.h"
#include "overlap/net/loop.h"

namespace overlap::net {

using http::Time;
using record::Phase;

void Connection::park(Call &&call, Phase phase, Call::Continuation then,
                      std::optional<Time> duration)
{
    Q_ASSERT(!m_parked);
    const Time now = m_loop.now();
    Time from = now;
    if (phase == Phase::Sending && duration) {
        HandlerTimes &times = currentTimes();
        if (times.streamDue != Time{} && now - times.streamDue < *duration)
            from = times.streamDue;
        times.streamDue = http::later(from, *duration);
    }
    const Time until =
        duration ? std::min(http::later(from, *duration), http::never - Time(1)) : http::never;
    if (duration && until > m_loop.abandonedAt()) {
        std::move(call).closeConnection();
        return;
    }
    if (phase == Phase::Queued)
        currentTimes().started = {}; // its handler has not run yet
    if (phase == Phase::Held)
        m_exchange.hold(now);
    m_parked =
        std::make_unique<Parked>(Parked{std::move(call), std::move(then), now, until, phase});
    if (duration)
        m_loop.waits().add(m_id, until);
    else if (std::exchange(m_resumedEarly, false))
        m_loop.mailbox()->post({m_id, m_dispatched},
                               [](Connection &connection) { connection.resume(); });
    m_loop.inFlightChanged(m_id);
}

void Connection::parkUntilRoom(Call &&call, Call::Continuation then)
{
    Q_ASSERT(!m_parked);
    m_parked = std::make_unique<Parked>(
        Parked{std::move(call), std::move(then), m_loop.now(), http::never, Phase::Sending, true});
    advance();
}

void Connection::resume()
{
    if (!m_parked)
        m_resumedEarly = true;
    else if (m_parked->attended.attendant)
        attendantHasNews();
    else if (!m_parked->isTimed() && !m_parked->forRoom)
        wake();
}

void Connection::resumeWhenRoom()
{
    m_threadWantsRoom = true;
    advance();
}

void Connection::sendNow()
{
    while (send())
        ;
}

bool Connection::waitForRoom()
{
    sendNow();
    if (!m_exchange.hasRoom())
        m_transport->waitSent();
    return m_exchange.hasRoom();
}

void Connection::wake()
{
    if (m_parked->attended.attendant) {
        m_parked->until = http::never;
        return attendantHasNews();
    }
    if (m_parked->phase == Phase::Sending && m_parked->isTimed() && !m_exchange.hasRoom()) {
        m_parked->until = http::never;
        m_parked->forRoom = true;
        return;
    }
    std::unique_ptr<Parked> parked = std::move(m_parked);
    const Time now = m_loop.now();
    HandlerTimes &times = currentTimes();
    const Time end = parked->isTimed() ? parked->until : now;
    m_exchange.letGo(now);
    if (parked->phase == Phase::Queued)
        times.started = now;
    if (times.begun == Time{})
        times.addWait(parked->phase, end - parked->since);
    if (times.begun == Time{})
        times.addWait(Phase::TimerLateness, now - end);
    run(parked->then, std::move(parked->call));
    parked.reset();
    advance();
}

void Connection::beginHeldQueue()
{
    currentTimes().started = {}; // its handler has not run yet
}

void Connection::endHeldQueue(Time waited)
{
    currentTimes().started = m_loop.now();
    currentTimes().addWait(Phase::Queued, waited);
}

void Connection::holdThread()
{
    m_holdsThread = true;
    m_loop.mailbox()->threads().add({m_id, m_dispatched});
}

Time Connection::heldTime() const
{
    return m_holdsThread ? m_loop.mailbox()->threads().waited({m_id, m_dispatched}) : Time();
}

void Connection::releaseThread()
{
    if (std::exchange(m_holdsThread, false))
        m_loop.mailbox()->threads().remove({m_id, m_dispatched});
}

void Connection::dropCall()
{
    if (m_parked && m_parked->isTimed())
        m_loop.waits().remove(m_id, m_parked->until);
    m_parked.reset();
    m_threadWantsRoom = false;
    releaseThread();
}

bool Connection::goOnIfRoom()
{
    if (m_parked && m_parked->attended.attendant)
        return attendIfNews();
    if (!m_exchange.hasRoom())
        return false;
    if (std::exchange(m_threadWantsRoom, false))
        m_loop.mailbox()->threads().resume({m_id, m_dispatched});
    if (!m_parked || !m_parked->forRoom)
        return false;
    wake();
    return true;
}

} // namespace overlap::net
