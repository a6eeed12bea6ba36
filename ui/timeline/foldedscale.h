#pragma once

#include "overlap/record/concurrencycurve.h"
#include "timeline/scale.h"

#include <vector>

namespace overlap::ui {

// Pure. A time axis on which long idle times are folded: each takes a few pixels, so that bursts
// that are hours apart keep their shape. Between the folds it is linear, in one scale for all.
class FoldedScale
{
public:
    static constexpr int foldWidth = 11;              // pixels
    static constexpr qint64 leastNs = 60'000'000'000; // shorter idle times are not folded

    struct Part
    {
        Scale scale;
        bool isFold = false;
    };

    FoldedScale() = default;
    // Folds idle times that would take a large share of the axis.
    FoldedScale(const Scale &whole, const record::ConcurrencyCurve &curve);
    explicit FoldedScale(const Scale &whole) : m_parts{{whole}} {} // nothing is folded

    const std::vector<Part> &parts() const { return m_parts; } // from left to right
    bool hasFolds() const { return m_parts.size() > 1; }
    const Part *foldAt(int x) const; // null: there is none
    int left() const { return m_parts.front().scale.left; }
    int right() const { return m_parts.back().scale.right(); }
    int x(qint64 ns) const;
    qint64 ns(int x) const;

private:
    std::vector<Part> m_parts{{}};
};

} // namespace overlap::ui
