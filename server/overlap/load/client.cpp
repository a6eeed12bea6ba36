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
        if (m_untold)
            tell();
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
        const auto wait = untilNext(now);
        if (wait > 0ns) {
            if (wait != std::chrono::nanoseconds::max())
                m_pause.start(std::chrono::ceil<std::chrono::milliseconds>(wait));
            return;
        }
        sendOne(now);
    }
}

std::chrono::nanoseconds Client::untilNext(http::Time now) const
{
    const Plan &plan = m_setup.plan;
    const auto inFlight = int(m_carrying.size());
    const bool isRoundOver = m_sent % plan.count == 0;
    if (inFlight >= std::max(1, plan.atOnce) || (isRoundOver && inFlight > 0))
        return std::chrono::nanoseconds::max();
    // One may be in flight at once; another from each of atOnce - 1 equal parts of the ramp on.
    const http::Time ramped =
        inFlight == 0 ? now : m_roundBegan + plan.ramp * inFlight / (plan.atOnce - 1);
    return std::max(m_next, ramped) - now;
}

void Client::sendOne(http::Time now)
{
    if (m_sent % m_setup.plan.count == 0)
        m_roundBegan = now;
    m_next = now + m_setup.plan.pause;
    if (m_idle.empty()) {
        Link *link = new Link(m_setup, this);
        // Queued: a refused connection may be told at once, and the next would nest in it.
        connect(
            link, &Link::ended, this, [this, link] { take(link->result().number); },
            Qt::QueuedConnection);
        connect(link, &Link::told, this, &Client::told);
        m_idle.push_back(link);
    }
    Link *link = m_idle.back();
    m_idle.pop_back();
    m_carrying.insert(++m_sent, link);
    link->carry(m_sent);
}

void Client::take(int number)
{
    if (m_state != State::Running)
        return;
    settle(number, m_carrying.take(number));
    if (m_answered + m_failed == m_results.size()) {
        finish();
        return;
    }
    m_untold = true;
    if (!m_progress.isActive())
        tell();
    sendMore();
}

void Client::settle(int number, Link *link)
{
    const Result &result = m_results[number - 1] = link->result();
    ++(result.error.isEmpty() ? m_answered : m_failed);
    m_idle.push_back(link);
}

void Client::tell()
{
    m_untold = false;
    m_progress.start();
    Q_EMIT progressed(m_answered, m_failed, int(m_results.size()));
}

void Client::cancel()
{
    if (m_state != State::Running)
        return;
    const auto carrying = std::exchange(m_carrying, {});
    for (auto at = carrying.begin(); at != carrying.end(); ++at) {
        at.value()->abort();
        settle(at.key(), at.value());
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
