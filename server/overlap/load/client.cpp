#include "overlap/load/client.h"

#include <algorithm>

namespace overlap::load {

using namespace std::chrono_literals;

Client::Client(Plan plan, Clock now, record::ClientLog *log, QObject *parent)
    : QObject(parent)
    , m_setup{std::move(plan), std::move(now), log}
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
        if (m_progressPending)
            reportProgress();
    });
}

void Client::start()
{
    if (m_state != State::Ready)
        return;
    m_state = State::Running;
    const int total = std::max(0, m_setup.plan.total());
    m_results.resize(total);
    for (int i = 0; i < total; ++i)
        m_results[i].number = i + 1;
    if (total == 0)
        finish();
    else
        sendMore();
}

void Client::sendMore()
{
    while (m_sent < m_results.size()) {
        const http::Time now = m_setup.now();
        const auto wait = timeUntilNext(now);
        if (wait > 0ns) {
            if (wait != std::chrono::nanoseconds::max())
                m_pause.start(std::chrono::ceil<std::chrono::milliseconds>(wait));
            return;
        }
        sendOne(now);
    }
}

std::chrono::nanoseconds Client::timeUntilNext(http::Time now) const
{
    const Plan &plan = m_setup.plan;
    const auto inFlight = int(m_busy.size());
    const bool isRoundOver = m_sent % plan.count == 0;
    if (inFlight >= std::max(1, plan.atOnce) || (isRoundOver && inFlight > 0))
        return std::chrono::nanoseconds::max();
    // The first request is sent at once. After each of atOnce - 1 equal parts of the ramp, one more
    // may be in flight.
    const http::Time ramped =
        inFlight == 0 ? now : m_roundBegan + plan.ramp * inFlight / (plan.atOnce - 1);
    return std::max(m_nextAt, ramped) - now;
}

void Client::sendOne(http::Time now)
{
    if (m_sent % m_setup.plan.count == 0)
        m_roundBegan = now;
    m_nextAt = now + m_setup.plan.pause;
    if (m_idle.empty()) {
        Link *link = new Link(m_setup, this);
        // Queued: a refused connection may end before start() returns, and sending the next request
        // from there would recurse.
        connect(
            link, &Link::ended, this, [this, link] { finishOne(link->result().number); },
            Qt::QueuedConnection);
        connect(link, &Link::logReady, this, &Client::logReady);
        m_idle.push_back(link);
    }
    Link *link = m_idle.back();
    m_idle.pop_back();
    m_busy.insert(++m_sent, link);
    link->start(m_sent);
}

void Client::finishOne(int number)
{
    if (m_state != State::Running)
        return;
    storeResult(number, m_busy.take(number));
    if (m_answered + m_failed == m_results.size()) {
        finish();
        return;
    }
    m_progressPending = true;
    if (!m_progress.isActive())
        reportProgress();
    sendMore();
}

void Client::storeResult(int number, Link *link)
{
    const Result &result = m_results[number - 1] = link->result();
    ++(result.error.isEmpty() ? m_answered : m_failed);
    m_idle.push_back(link);
}

void Client::reportProgress()
{
    m_progressPending = false;
    m_progress.start();
    Q_EMIT progressed(m_answered, m_failed, int(m_results.size()));
}

void Client::cancel()
{
    if (m_state != State::Running)
        return;
    const auto busy = std::exchange(m_busy, {});
    for (auto at = busy.begin(); at != busy.end(); ++at) {
        at.value()->abort();
        storeResult(at.key(), at.value());
    }
    for (; m_sent < m_results.size(); ++m_sent, ++m_failed)
        m_results[m_sent].error = Link::cancelled();
    finish();
}

void Client::finish()
{
    m_state = State::Finished;
    m_pause.stop();
    m_progress.stop();
    for (Link *link : m_idle)
        link->deleteLater();
    m_idle.clear();
    Q_EMIT progressed(m_answered, m_failed, int(m_results.size()));
    Q_EMIT finished(m_results);
}

} // namespace overlap::load
