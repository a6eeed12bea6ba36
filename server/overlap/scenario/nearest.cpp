#include "overlap/scenario/nearest.h"

#include <QStringList>

#include <algorithm>
#include <numeric>
#include <vector>

namespace overlap::scenario {

using namespace Qt::StringLiterals;

namespace {

// The optimal string alignment distance.
qsizetype distance(QByteArrayView a, QByteArrayView b)
{
    const auto width = std::size_t(b.size()) + 1;
    std::vector<qsizetype> before(width), last(width), row(width);
    std::iota(last.begin(), last.end(), 0);
    for (qsizetype i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (qsizetype j = 1; j <= b.size(); ++j) {
            const auto at = std::size_t(j);
            const bool isSame = a[i - 1] == b[j - 1];
            row[at] = std::min({last[at] + 1, row[at - 1] + 1, last[at - 1] + (isSame ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[at] = std::min(row[at], before[at - 2] + 1);
        }
        before.swap(last);
        last.swap(row);
    }
    return last.back();
}

} // namespace

QByteArrayView nearest(QByteArrayView word, std::span<const QByteArrayView> known)
{
    constexpr qsizetype longest = 64; // that anybody would have meant
    const QByteArray lower = word.first(std::min(word.size(), longest)).toByteArray().toLower();
    QByteArrayView found;
    qsizetype least = std::max<qsizetype>(1, lower.size() / 3) + 1;
    for (const QByteArrayView candidate : known) {
        const qsizetype changes = distance(lower, candidate.toByteArray().toLower());
        if (changes < least) {
            least = changes;
            found = candidate;
        }
    }
    return found;
}

QString orNearest(QByteArrayView word, std::span<const QByteArrayView> known)
{
    if (const QByteArrayView near = nearest(word, known); !near.isEmpty())
        return u": did you mean “%1”?"_s.arg(QLatin1StringView(near));
    QStringList all;
    for (const QByteArrayView candidate : known)
        all += QLatin1StringView(candidate);
    return u": these are: %1."_s.arg(all.join(u", "_s));
}

} // namespace overlap::scenario
