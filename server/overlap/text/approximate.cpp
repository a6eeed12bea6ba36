#include "overlap/text/approximate.h"

#include "overlap/text/format.h"

#include <algorithm>

namespace overlap::text {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 secondNs = 1'000'000'000;

} // namespace

QString approximateDuration(qint64 ns)
{
    return ns >= secondNs && ns < 60 * secondNs ? ageText(ns) : durationText(ns);
}

QString ageText(qint64 ns)
{
    if (ns >= 60 * secondNs)
        return durationText(ns);
    return QString::number(double(std::max<qint64>(ns, 0)) / secondNs, 'f', 1) + u" s"_s;
}

} // namespace overlap::text
