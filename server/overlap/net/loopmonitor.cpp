#include "overlap/net/loopmonitor.h"

#include <algorithm>

namespace overlap::net {

namespace {

// Iterations of this length are written one by one, shorter ones as a sum, at most this often.
constexpr http::Time granularity = std::chrono::milliseconds(5);
// Usual iterations end before, so where the dispatcher tells it, this costs nothing.
constexpr http::Time longIteration = std::chrono::milliseconds(2);

} // namespace

LoopMonitor::LoopMonitor(record::Journal &journal, Means means)
    : m_journal(journal)
    , m_means(std::move(means))
{
}

void LoopMonitor::atDue(http::Time now)
{
    m_due = now + longIteration;
    if (m_begin == idle) {
        begin(now);
        if (!m_waits) { // it may deliver sockets for ever, and nothing else
            postEnd();
            m_means.interrupt();
        }
    } else if (m_isEndPosted) {
        m_means.interrupt();
    } else {
        postEnd();
    }
}

void LoopMonitor::postEnd()
{
    m_isEndPosted = true;
    m_means.postEnd();
}

void LoopMonitor::begin(http::Time now)
{
    m_begin = m_waits ? now : m_ended; // the dispatcher was busy between
    ++m_number;
    m_journal.setBusySince(m_begin.count());
    if (m_sum.longestNs > 0 && m_begin.count() - m_sum.fromNs >= granularity.count())
        report();
}

void LoopMonitor::end(http::Time now, EndedBy by)
{
    m_waits = by == EndedBy::Waiting;
    if (!m_waits)
        m_isEndPosted = false;
    if (m_begin == idle)
        return;
    const http::Time length = std::max(http::Time(1), now - m_begin);
    if (length >= granularity && m_sum.longestNs > 0)
        report();
    if (m_sum.longestNs == 0)
        m_sum.fromNs = m_begin.count();
    m_sum.toNs = (m_begin + length).count();
    m_sum.busyNs += length.count();
    m_sum.longestNs = std::max<qint64>(m_sum.longestNs, length.count());
    if (now - m_reportedAt >= granularity)
        report();
    m_begin = m_due = idle;
    m_ended = now;
    m_journal.setBusySince(record::Journal::notBusy);
}

void LoopMonitor::report()
{
    m_journal.write(m_sum);
    m_reportedAt = http::Time(m_sum.toNs);
    m_sum = {};
}

} // namespace overlap::net
