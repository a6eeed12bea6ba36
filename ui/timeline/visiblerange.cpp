#include "timeline/visiblerange.h"

#include <algorithm>

namespace overlap::ui {

void VisibleRange::restart()
{
    m_live = true;
    m_started = false;
    m_fromNs = 0;
}

void VisibleRange::follow(qint64 headNs, qint64 beginNs)
{
    if (!m_live)
        return;
    const qint64 scrolled = following(headNs);
    const bool nothingStays = scrolled - m_fromNs > m_widthNs;
    const bool headIsBefore = headNs < m_fromNs;
    if (!m_started || nothingStays || headIsBefore)
        m_fromNs = std::max({qint64(0), beginNs - margin(), scrolled});
    else
        m_fromNs = std::max(m_fromNs, scrolled);
    m_started = true;
}

void VisibleRange::goLive(qint64 headNs, qint64 firstNs)
{
    m_live = true;
    m_started = true;
    m_widthNs = m_liveWidthNs;
    m_fromNs = std::max({qint64(0), firstNs - margin(), following(headNs)});
}

void VisibleRange::watch(qint64 fromNs, qint64 widthNs)
{
    m_live = true;
    m_started = true;
    m_widthNs = m_liveWidthNs = std::clamp(widthNs, narrowestNs, widestNs);
    m_fromNs = std::max<qint64>(0, fromNs - margin());
}

void VisibleRange::show(qint64 fromNs, qint64 toNs)
{
    m_live = false;
    m_widthNs = std::clamp(toNs - fromNs, narrowestNs, widestNs);
    m_fromNs = fromNs + (toNs - fromNs - m_widthNs) / 2;
}

void VisibleRange::zoom(double factor, qint64 aroundNs, qint64 headNs)
{
    if (!(factor > 0))
        return;
    const auto before = double(m_widthNs);
    const double wanted = std::clamp(before / factor, double(narrowestNs), double(widestNs));
    m_live = m_live && aroundNs >= headNs;
    const qint64 around = m_live ? headNs : aroundNs;
    m_fromNs = around - qint64(double(around - m_fromNs) * (wanted / before));
    m_widthNs = qint64(wanted);
    if (m_live)
        m_liveWidthNs = m_widthNs;
}

void VisibleRange::pan(qint64 byNs, qint64 firstNs, qint64 headNs)
{
    if (m_live && byNs >= 0)
        return;
    m_live = false;
    const qint64 least = firstNs - m_widthNs / 2;
    const qint64 most = std::max(least, headNs - m_widthNs / 2);
    // A range that is already outside of these limits must not jump.
    m_fromNs = std::clamp(m_fromNs + byNs, std::min(least, m_fromNs), std::max(most, m_fromNs));
}

} // namespace overlap::ui
