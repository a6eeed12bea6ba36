#include "lessons/runwatch.h"

#include "overlap/record/store.h"
#include "timeline/timelineview.h"

namespace overlap::ui {

RunWatch::RunWatch(const record::Store &store, TimelineView &timeline)
    : m_store(store)
    , m_timeline(timeline)
{
}

void RunWatch::take()
{
    m_before = {m_timeline.isLive(), m_timeline.fromNs(), m_timeline.toNs()};
}

void RunWatch::giveBack()
{
    end();
    if (!m_before.isLive)
        return m_timeline.showRange(m_before.fromNs, m_before.toNs);
    m_timeline.setLive(true);
    m_timeline.zoom(double(m_timeline.toNs() - m_timeline.fromNs()) /
                        double(m_before.toNs - m_before.fromNs),
                    m_timeline.headNs());
}

void RunWatch::begin(qint64 nowNs, qint64 widthNs)
{
    m_isRunning = true;
    m_begunNs = nowNs;
    m_widthNs = widthNs;
    m_fromNs.reset();
}

void RunWatch::end()
{
    follow();
    m_isRunning = false;
}

std::optional<qint64> RunWatch::firstRequestNs() const
{
    std::optional<qint64> first;
    const auto look = [&](const record::Record &request) {
        if (request.startNs >= m_begunNs)
            first = std::min(first.value_or(request.startNs), request.startNs);
    };
    for (const record::InFlight &each : m_store.inFlight())
        look(each.record);
    for (auto row = m_store.endRow(); row > m_store.firstRow(); --row) {
        const record::Record &request = m_store.record(row - 1);
        if (request.phaseSinceNs < m_begunNs)
            break; // rows are in the order of their ends
        look(request);
    }
    return first;
}

// A picture that somebody moved stays there.
void RunWatch::follow()
{
    if (!m_isRunning)
        return;
    if (!m_fromNs) {
        m_fromNs = firstRequestNs();
        if (m_fromNs)
            m_timeline.watch(*m_fromNs, m_widthNs);
        return;
    }
    if (!m_timeline.isLive())
        return;
    while (m_timeline.headNs() - *m_fromNs > m_widthNs / 10 * 9) {
        m_widthNs *= 2;
        m_timeline.watch(*m_fromNs, m_widthNs);
    }
}

} // namespace overlap::ui
