#include "lessons/runwatch.h"

#include "overlap/record/store.h"
#include "timeline/timelineview.h"

#include <algorithm>
#include <utility>

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
    if (!std::exchange(m_isRunning, false) || !m_timeline.isLive() || !m_store.inFlight().empty())
        return;
    const auto span = requests();
    const qint64 tookNs = span ? span->toNs - span->fromNs : m_widthNs;
    if (tookNs < m_widthNs / 10) // the present is too far away to be in the same picture
        m_timeline.showRange(span->fromNs - tookNs / 8, span->toNs + tookNs / 8);
}

std::optional<RunWatch::Span> RunWatch::requests() const
{
    std::optional<Span> span;
    const auto look = [&](const record::Record &request) {
        if (request.startNs < m_begunNs)
            return;
        const Span whole = span.value_or(Span{request.startNs, request.phaseSinceNs});
        span = {std::min(whole.fromNs, request.startNs),
                std::max(whole.toNs, request.phaseSinceNs)};
    };
    for (const record::InFlight &each : m_store.inFlight())
        look(each.record);
    for (auto row = m_store.endRow(); row > m_store.firstRow(); --row) {
        const record::Record &request = m_store.record(row - 1);
        if (request.phaseSinceNs < m_begunNs)
            break; // rows are in the order of their ends
        look(request);
    }
    return span;
}

// A picture that somebody moved stays there.
void RunWatch::follow()
{
    if (!m_isRunning)
        return;
    if (!m_fromNs) {
        if (const auto span = requests()) {
            m_fromNs = span->fromNs;
            m_timeline.watch(*m_fromNs, m_widthNs);
        }
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
