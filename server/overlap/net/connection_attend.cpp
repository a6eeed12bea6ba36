// How a connection lets an attendant serve a call.
#include "overlap/net/connection.h"
#include "overlap/net/loop.h"

namespace overlap::net {

using http::Time;
using record::Phase;

void Connection::attend(Call &&call, Phase phase, std::unique_ptr<Attendant> attendant)
{
    Q_ASSERT(!m_parked);
    m_parked = std::make_unique<Parked>(Parked{
        std::move(call), {}, m_loop.now(), http::never, phase, false, {std::move(attendant)}});
    m_loop.inFlightChanged(m_id);
    advance();
}

void Connection::attendantHasNews()
{
    if (!m_parked)
        return; // it has not begun, and will proceed then
    m_parked->attended.hasNews = true;
    advance();
}

// Only advance() leads here. So what the attendant does changes the exchange alone: nothing is sent
// and no other request begins before it returns.
bool Connection::attendIfNews()
{
    if (!isHandling(m_dispatched))
        return false; // the call has ended
    Attended &attended = m_parked->attended;
    const qint64 known = std::exchange(attended.uploaded, m_exchange.uploaded());
    if ((attended.wantsRoom && m_exchange.hasRoom()) || attended.uploaded != known)
        attended.hasNews = true;
    if (!std::exchange(attended.hasNews, false))
        return false;
    attended.wantsRoom = false;
    Serving serving(*this, m_loop.now());
    bool failed = true;
    try {
        attended.attendant->proceed(serving);
        failed = false;
    } catch (const std::exception &error) {
        qWarning("An attendant failed: %s", error.what());
    } catch (...) {
        qWarning("An attendant failed.");
    }
    if (failed && !serving.hasEnded())
        endAttendedWait(); // the end of the call answers
    if (failed || serving.hasEnded()) {
        if (m_responded < m_dispatched) // not by the attendant, which would have told
            writeLastTimes(idOf(currentTimes()));
        dropCall();
    }
    return true;
}

void Connection::proceedAt(Time time)
{
    if (m_parked->isTimed())
        m_loop.waits().remove(m_id, m_parked->until);
    m_parked->until = time;
    if (m_parked->isTimed())
        m_loop.waits().add(m_id, time);
}

// Its answer begins.
void Connection::endAttendedWait()
{
    const Time now = m_loop.now();
    HandlerTimes &times = currentTimes();
    if (times.begun == Time{})
        times.addWait(m_parked->phase, now - m_parked->since);
    m_parked->phase = Phase::Sending;
    m_parked->since = now;
}

} // namespace overlap::net
