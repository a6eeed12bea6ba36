#pragma once

#include <QtGlobal>

#include <vector>

namespace overlap::record {

// Pure. What the wall clock said at the times of the records. It may be set, and their clock may
// stand still while a machine sleeps: what happened before keeps the time that it happened at.
class WallTimes
{
public:
    // `nowNs` on the records' clock is `wallNs` since the Unix epoch.
    WallTimes(qint64 nowNs, qint64 wallNs) : m_spans{{nowNs, wallNs - nowNs}}, m_anchoredNs(nowNs)
    {
    }

    // To be repeated whenever there is news. Where the two have moved apart, they did so right
    // after the last time.
    void anchor(qint64 nowNs, qint64 wallNs);

    qint64 at(qint64 ns) const; // in ns since the Unix epoch

private:
    struct Span
    {
        qint64 fromNs;
        qint64 aheadNs;
    };
    std::vector<Span> m_spans; // at least one; the first begins with all time
    qint64 m_anchoredNs;
};

} // namespace overlap::record
