#include "timeline/foldedscale.h"

#include <algorithm>

namespace overlap::ui {

using record::ConcurrencyCurve;

namespace {

constexpr int partLeast = 4;               // pixels between two folds
constexpr int shareLeast = 20;             // an idle time is folded if it takes a 20th of the axis
constexpr qint64 besideNs = 1'000'000'000; // stays unfolded beside each burst

// The longest come first: what is folded makes room for the rest, which may be too long then.
std::vector<ConcurrencyCurve::Span> foldsIn(const Scale &whole, const ConcurrencyCurve &curve)
{
    const size_t most = size_t(std::max(0, whole.width / (4 * FoldedScale::foldWidth)));
    qint64 leftNs = whole.toNs - whole.fromNs;
    auto spans = curve.idleSpans(std::max(FoldedScale::leastNs, leftNs / 1000));
    std::erase_if(spans, [&](const ConcurrencyCurve::Span &span) {
        return span.fromNs < whole.fromNs || span.toNs > whole.toNs; // now may lag behind
    });
    const auto length = [](const ConcurrencyCurve::Span &span) { return span.toNs - span.fromNs; };
    std::ranges::sort(spans, std::greater(), length);
    size_t count = 0;
    while (count < std::min(most, spans.size()) && length(spans[count]) >= leftNs / shareLeast)
        leftNs -= length(spans[count++]);
    spans.resize(count);
    std::ranges::sort(spans, {}, &ConcurrencyCurve::Span::fromNs);
    return spans;
}

} // namespace

FoldedScale::FoldedScale(const Scale &whole, const ConcurrencyCurve &curve)
{
    const auto folds = foldsIn(whole, curve);
    m_parts.clear();
    qint64 fromNs = whole.fromNs;
    qint64 unfoldedNs = 0;
    const auto add = [&](qint64 toNs, bool isFold) {
        m_parts.push_back({{fromNs, toNs, 0, foldWidth}, isFold});
        unfoldedNs += isFold ? 0 : toNs - fromNs;
        fromNs = toNs;
    };
    for (const ConcurrencyCurve::Span &fold : folds) {
        add(fold.fromNs + besideNs, false);
        add(fold.toNs - besideNs, true);
    }
    add(whole.toNs, false);

    const auto count = int(folds.size());
    const int room = std::max(0, whole.width - count * foldWidth - (count + 1) * partLeast);
    int x = whole.left;
    qint64 doneNs = 0;
    int donePixels = 0;
    for (Part &part : m_parts) {
        part.scale.left = x;
        if (!part.isFold) {
            doneNs += part.scale.toNs - part.scale.fromNs;
            const int pixels =
                int(double(room) * double(doneNs) / double(std::max<qint64>(1, unfoldedNs)));
            part.scale.width = partLeast + pixels - std::exchange(donePixels, pixels);
        }
        x = part.scale.right();
    }
}

const FoldedScale::Part *FoldedScale::foldAt(int x) const
{
    const auto at = std::ranges::find_if(m_parts, [x](const Part &part) {
        return part.isFold && x >= part.scale.left && x < part.scale.right();
    });
    return at == m_parts.end() ? nullptr : &*at;
}

int FoldedScale::x(qint64 ns) const
{
    auto part =
        std::ranges::upper_bound(m_parts, ns, {}, [](const Part &p) { return p.scale.fromNs; });
    if (part != m_parts.begin())
        --part;
    const int x = part->scale.x(ns);
    // A part ends where the next one begins, whatever rounding says.
    const bool isLast = part + 1 == m_parts.end();
    const int first = part == m_parts.begin() ? x : std::max(x, part->scale.left);
    return isLast ? first : std::min(first, part->scale.right());
}

qint64 FoldedScale::ns(int x) const
{
    auto part =
        std::ranges::upper_bound(m_parts, x, {}, [](const Part &p) { return p.scale.left; });
    if (part != m_parts.begin())
        --part;
    const qint64 ns = part->scale.ns(x);
    // A part begins where the one before ends, whatever rounding says.
    if (part->isFold || (hasFolds() && x >= left() && x < right()))
        return std::clamp(ns, part->scale.fromNs, part->scale.toNs);
    return ns;
}

} // namespace overlap::ui
