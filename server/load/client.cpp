#include "load/client.h"

#include "load/trip.h"

namespace overlap::load {

using namespace std::chrono_literals;

Client::Client(Plan plan, Clock now, QObject *parent)
    : QObject(parent)
    , m_plan(std::move(plan))
    , m_now(std::move(now))
    , m_pause(this)
    , m_progress(this)
{
    m_pause.setSingleShot(true);
    m_pause.setTimerType(Qt::PreciseTimer);
    m_progress.setSingleShot(true);
    m_progress.setInterval(34ms);
    wire();
}

Client::~Client() = default;

void Client::wire()
{
    connect(&m_pause, &QTimer::timeout, this, &Client::sendMore);
    connect(&m_progress, &QTimer::timeout, this, [this] {
        if (m_untold)
            tell();
    });
}

void Client::start()
{
    if (m_state != State::Ready)
        return;
    m_state = State::Running;
    const int count = qMax(0, m_plan.count);
    m_trips.resize(count);
    m_results.resize(count);
    for (int i = 0; i < count; ++i)
        m_results[i].number = i + 1;
    if (count == 0)
        finish();
    else
        sendMore();
}

void Client::sendMore()
{
    const int atOnce = qMax(1, m_plan.atOnce);
    while (m_sent < m_plan.count && m_sent - m_answered - m_failed < atOnce) {
        if (const http::Time early = m_next - m_now(); early > http::Time(0)) {
            m_pause.start(std::chrono::ceil<std::chrono::milliseconds>(early));
            return;
        }
        sendOne();
    }
}

void Client::sendOne()
{
    const int number = ++m_sent;
    Trip *trip = new Trip(m_plan, number, m_now, this);
    m_trips[number - 1] = trip;
    // Queued: a refused connection may end its trip at once, and the next would nest in it.
    connect(
        trip, &Trip::ended, this, [this, number] { take(number); }, Qt::QueuedConnection);
    trip->begin();
    m_next = m_now() + m_plan.pause;
}

void Client::take(int number)
{
    if (m_state != State::Running)
        return;
    settle(number);
    if (m_answered + m_failed == m_plan.count) {
        finish();
        return;
    }
    m_untold = true;
    if (!m_progress.isActive())
        tell();
    sendMore();
}

void Client::settle(int number)
{
    Trip *&trip = m_trips[number - 1];
    const Result &result = m_results[number - 1] = trip->result();
    ++(result.error.isEmpty() ? m_answered : m_failed);
    trip->deleteLater();
    trip = nullptr;
}

void Client::tell()
{
    m_untold = false;
    m_progress.start();
    Q_EMIT progressed(m_answered, m_failed, m_plan.count);
}

void Client::cancel()
{
    if (m_state != State::Running)
        return;
    for (int number = 1; number <= m_sent; ++number) {
        if (Trip *trip = m_trips[number - 1]) {
            trip->abort();
            settle(number);
        }
    }
    for (; m_sent < m_plan.count; ++m_sent, ++m_failed)
        m_results[m_sent].error = Trip::cancelled();
    finish();
}

void Client::finish()
{
    m_state = State::Finished;
    m_pause.stop();
    m_progress.stop();
    Q_EMIT progressed(m_answered, m_failed, m_plan.count);
    Q_EMIT finished(m_results);
}

} // namespace overlap::load
