#pragma once

#include <QtGlobal>

#include <vector>

namespace overlap::record {

// Pure. The wall-clock time of a record. The wall clock may be set, and the records' clock may
// stand still while the machine sleeps; earlier records keep their wall-clock time then.
class WallTimes
{
public:
    // `nowNs` on the records' clock is `wallNs` since the Unix epoch.
    WallTimes(qint64 nowNs, qint64 wallNs) : m_spans{{nowNs, wallNs - nowNs}}, m_anchoredNs(nowNs)
    {
    }

    // Call it whenever records arrive. If the difference of the clocks has changed, the change
    // counts from the last call on.
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
