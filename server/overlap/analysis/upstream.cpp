#include "overlap/analysis/upstream.h"

#include "overlap/analysis/upstreampieces.h"
#include "overlap/text/approximate.h"
#include "overlap/text/format.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>
#include <limits>

namespace overlap::analysis {

using record::Phase;
using record::UpstreamTimes;
using text::approximateDuration;
using text::countText;

namespace {

// People do not notice a shorter wait.
constexpr qint64 noticedNs = 100'000'000;
// An answer that takes longer may be a long poll, which waits for something else than its turn.
constexpr qint64 longNs = 10'000'000'000;
constexpr quint64 fewest = 4;       // requests
constexpr quint64 mostHandled = 64; // at a time, that are looked for
constexpr qint64 foreverNs = std::numeric_limits<qint64>::max();

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Upstream)
};

using Kind = std::pair<quint16, QByteArray>; // the upstream, and what was asked but for numbers

// The time in which a request was with the upstream.
struct Stay
{
    qint64 fromNs, toNs;
    QByteArrayView what;
    Kind kind;
    std::vector<double> numbers; // in its target
    bool isOther;                // it failed, or was meant to be long
    qint64 ns() const { return toNs - fromNs; }
};

// "GET /items/17?n=2" → "GET /items/#?n=#"
QByteArray withoutNumbers(QByteArrayView what, std::vector<double> &numbers)
{
    const auto isPart = [](char c) { return (c >= '0' && c <= '9') || c == '.'; };
    QByteArray kind;
    for (qsizetype i = 0; i < what.size(); ++i) {
        qsizetype end = i;
        while (end < what.size() && isPart(what[end]))
            ++end;
        if (end == i) {
            kind += what[i];
            continue;
        }
        kind += '#';
        numbers.push_back(what.sliced(i, end - i).toByteArray().toDouble());
        i = end - 1;
    }
    return kind;
}

bool isAbout(double value, double wanted)
{
    return value >= 0.75 * wanted && value <= 1.25 * wanted;
}

// Whether a number in each target tells how long its answer took, in s or ms.
bool timesAreTold(std::span<const Stay> stays)
{
    for (size_t i = 0; i < stays.front().numbers.size(); ++i) {
        for (const double unit : {1e9, 1e6}) {
            if (std::ranges::all_of(stays, [&](const Stay &stay) {
                    return isAbout(double(stay.ns()), stay.numbers[i] * unit);
                }))
                return true;
        }
    }
    return false;
}

quint64 mostAtOnce(std::span<const qint64> begins, std::span<const qint64> ends)
{
    size_t most = 0;
    size_t ended = 0;
    for (size_t begun = 0; begun < begins.size(); ++begun) {
        while (ended < ends.size() && ends[ended] <= begins[begun])
            ++ended;
        most = std::max(most, begun + 1 - ended);
    }
    return most;
}

// What each took if so many are handled at a time, if that is about the same for all. Few may have
// taken longer, but none can have been quicker.
std::optional<qint64> eachNs(std::span<const qint64> begins, std::span<const qint64> ends,
                             size_t handled)
{
    std::vector<qint64> each;
    each.reserve(begins.size());
    for (size_t i = 0; i < begins.size(); ++i)
        each.push_back(ends[i] -
                       (i < handled ? begins[i] : std::max(begins[i], ends[i - handled])));
    const auto middle = each.begin() + qsizetype(each.size() / 2);
    std::ranges::nth_element(each, middle);
    const qint64 median = *middle;
    const qint64 spread = median * 15 / 100;
    const auto quicker =
        std::ranges::count_if(each, [=](qint64 ns) { return ns < median - spread; });
    const auto slower =
        std::ranges::count_if(each, [=](qint64 ns) { return ns > median + spread; });
    if (median <= 0 || quicker > 0 || slower > qsizetype(each.size() / 8))
        return std::nullopt;
    return median;
}

std::optional<UpstreamLimit> limitOf(std::span<const Stay> stays)
{
    std::vector<qint64> begins, ends;
    begins.reserve(stays.size());
    ends.reserve(stays.size());
    for (const Stay &stay : stays) {
        begins.push_back(stay.fromNs);
        ends.push_back(stay.toNs);
    }
    std::ranges::sort(begins);
    std::ranges::sort(ends);
    const quint64 count = stays.size();
    const quint64 atOnce = mostAtOnce(begins, ends);
    for (quint64 handled = 1; handled <= mostHandled; ++handled) {
        if (count < std::max(fewest, 3 * handled) || atOnce < 2 * handled + 1)
            break;
        if (const auto each = eachNs(begins, ends, handled))
            return UpstreamLimit{atOnce, handled, *each, 0, {}};
    }
    return std::nullopt;
}

// Those that took about the same time did not wait for each other, however they came and went.
bool differInLength(std::span<const Stay> stays)
{
    const auto [shortest, longest] = std::ranges::minmax(stays, {}, &Stay::ns);
    return longest.ns() >= noticedNs && longest.ns() * 2 >= shortest.ns() * 5;
}

// The others that stayed with the upstream for most of the time. Nothing: some that came and went
// may have taken turns, too.
std::optional<quint64> openBeside(std::span<const Stay> stays, std::span<const Stay> others,
                                  qint64 eachNs)
{
    const qint64 fromNs = std::ranges::min(stays, {}, &Stay::fromNs).fromNs;
    const qint64 toNs = std::ranges::max(stays, {}, &Stay::toNs).toNs;
    quint64 open = 0;
    for (const Stay &other : others) {
        const qint64 ns = std::min(other.toNs, toNs) - std::max(other.fromNs, fromNs);
        if (ns * 2 >= toNs - fromNs)
            ++open;
        else if (ns * 4 >= eachNs)
            return std::nullopt;
    }
    return open;
}

qint64 waitedNs(const UpstreamTimes &times)
{
    // The wait of one that was sent again began with the first attempt.
    return times.given == record::notYet || times.isRetry ? 0
                                                          : qint64(times.given) * record::nsPerTick;
}

std::vector<Stay> staysOf(std::span<const PassedOn> requests)
{
    std::vector<Stay> stays;
    stays.reserve(requests.size());
    for (const auto &[what, times] : requests) {
        Stay stay{momentNs(times, times.secured, foreverNs),
                  momentNs(times, times.received, foreverNs),
                  what,
                  {times.origin, {}},
                  {},
                  times.isTunnel || times.isEventStream || times.trouble != 0 ||
                      times.received == record::notYet};
        if (stay.fromNs == foreverNs)
            continue; // it never reached the upstream
        stay.kind.second = withoutNumbers(what, stay.numbers);
        stays.push_back(std::move(stay));
    }
    return stays;
}

} // namespace

std::optional<UpstreamLimit> upstreamLimitIn(std::span<const PassedOn> requests)
{
    std::vector<Stay> stays = staysOf(requests);
    QHash<Kind, qint64> sums;
    for (const Stay &stay : stays) {
        if (!stay.isOther)
            sums[stay.kind] += stay.ns();
    }
    const auto chief = std::max_element(sums.cbegin(), sums.cend());
    if (chief == sums.cend())
        return std::nullopt;
    const Kind &kind = chief.key();
    const bool isOneOfSeveral =
        std::erase_if(stays, [&](const Stay &stay) { return stay.kind.first != kind.first; }) > 0;
    const auto end = std::partition(stays.begin(), stays.end(), [&](const Stay &stay) {
        return !stay.isOther && stay.kind == kind;
    });
    const std::span alike(stays.begin(), end);
    std::optional<UpstreamLimit> limit = limitOf(alike);
    if (!limit || limit->eachNs > longNs || !differInLength(alike) || timesAreTold(alike))
        return std::nullopt;
    const auto open = openBeside(alike, std::span(end, stays.end()), limit->eachNs);
    if (!open)
        return std::nullopt;
    limit->open = *open;
    if (isOneOfSeveral)
        limit->what = alike.front().what.toByteArray();
    return limit;
}

std::optional<ConnectionWaits> connectionWaitsIn(std::span<const PassedOn> requests)
{
    ConnectionWaits waits;
    qint64 waitedSumNs = 0, sumNs = 0;
    std::vector<qint64> begins, ends;
    for (const PassedOn &request : requests) {
        const UpstreamTimes &times = request.times;
        if (times.given == record::notYet || times.received == record::notYet)
            continue;
        begins.push_back(momentNs(times, times.given, 0));
        ends.push_back(momentNs(times, times.received, 0));
        const qint64 ns = waitedNs(times);
        waits.count += ns >= noticedNs;
        waitedSumNs += ns;
        sumNs += ends.back() - times.askedNs;
    }
    std::ranges::sort(begins);
    std::ranges::sort(ends);
    waits.allowed = mostAtOnce(begins, ends);
    if (waits.count == 0 || waitedSumNs * 10 < sumNs)
        return std::nullopt;
    return waits;
}

Diagnosis limitDiagnosis(std::span<const PassedOn> requests)
{
    const auto limit = upstreamLimitIn(requests);
    if (!limit)
        return {};
    const QString each = approximateDuration(limit->eachNs);
    const QString handled = countText(limit->handled);
    const QString upstream = limit->what.isEmpty()
                                 ? Text::tr("the upstream")
                                 : Text::tr("the upstream of %1").arg(text::shortText(limit->what));
    QString text =
        limit->handled == 1
            ? Text::tr("%1 requests were with %2 at once, and it answered them one after the "
                       "other, %3 each: it handles one at a time")
                  .arg(countText(limit->atOnce), upstream, each)
            : Text::tr("%1 requests were with %2 at once, and it answered them in turns of %3, %4 "
                       "each: it handles %3 at a time")
                  .arg(countText(limit->atOnce), upstream, handled, each);
    if (limit->open == 1)
        text += Text::tr(", beside one that stays open");
    else if (limit->open > 1)
        text += Text::tr(", beside %1 that stay open").arg(countText(limit->open));
    return {Diagnosis::Kind::UpstreamLimit, text, {}, limit->atOnce};
}

Diagnosis connectionsDiagnosis(std::span<const PassedOn> requests)
{
    const auto waits = connectionWaitsIn(requests);
    if (!waits)
        return {};
    const QString text =
        waits->allowed == 1
            ? Text::tr("they waited for the one connection to the upstream that their rule allows: "
                       "raise its “connections”")
            : Text::tr("they waited for one of the %1 connections to the upstream that their rule "
                       "allows: raise its “connections”")
                  .arg(countText(waits->allowed));
    return {Diagnosis::Kind::UpstreamConnections, text, {}, waits->count};
}

} // namespace overlap::analysis
