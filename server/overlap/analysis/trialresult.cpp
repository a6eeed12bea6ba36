#include "overlap/analysis/trialresult.h"

#include "overlap/record/percentile.h"
#include "overlap/text/format.h"

#include <algorithm>
#include <limits>

namespace overlap::analysis {

using namespace Qt::StringLiterals;
using record::Phase;
using record::Record;
using text::durationText;

namespace {

constexpr qint64 always = std::numeric_limits<qint64>::max();
constexpr double tolerated = 0.1;

// The number of the request, from 1, which is in its target. 0: it is not of this workload.
int numberOf(QByteArrayView target)
{
    const qsizetype at = target.lastIndexOf("n=");
    return at < 0 ? 0 : target.sliced(at + 2).toInt();
}

TrialResult::Bar barOf(const Record &record, qint64 beganNs, qint64 nowNs)
{
    TrialResult::Bar bar;
    for (Piece piece : piecesOf(record, nowNs)) {
        piece.fromNs -= beganNs;
        piece.toNs -= beganNs;
        bar.push_back(piece);
    }
    return bar;
}

// Adds the time before the server read the request. Only the client knows when it was sent.
void precede(TrialResult::Bar &bar, qint64 sentNs, qint64 nowNs)
{
    const qint64 readNs = bar.empty() ? nowNs : bar.front().fromNs;
    if (readNs > sentNs)
        bar.insert(bar.begin(), {sentNs, readNs, Phase::Queued, Shape::Hatched, bar.empty()});
}

void takeRecords(TrialResult &result, const Trial &trial)
{
    const record::Store &store = trial.session().store();
    const qint64 nowNs = trial.session().nowNs();
    const auto take = [&](const Record &record, QByteArrayView target) {
        const int number = numberOf(target);
        if (number < 1 || number > int(result.bars.size()))
            return;
        result.bars[size_t(number) - 1] = barOf(record, trial.beganNs(), nowNs);
        result.computedNs += record::phaseNs(record, Phase::Running);
    };
    for (record::Row row = store.firstRow(); row != store.endRow(); ++row)
        take(store.record(row), store.target(row));
    for (const record::InFlight &request : store.inFlight())
        take(request.record, request.target);
}

void takeLoop(TrialResult &result, const Trial &trial)
{
    const qint64 fromNs = trial.beganNs();
    const qint64 toNs = fromNs + (result.measuredNs < 0 ? result.nowNs : result.measuredNs);
    qint64 busyNs = 0;
    qint64 blockedNs = 0;
    for (const record::LoopLoad &loop : trial.session().store().loops()) {
        busyNs += loop.busyIn(fromNs, toNs);
        for (const record::LoopLoad::Iteration &iteration : loop.blockedIn(fromNs, toNs))
            blockedNs += iteration.ns();
    }
    if (result.busySinceNs && *result.busySinceNs < toNs) {
        const qint64 lastsNs = toNs - std::max(*result.busySinceNs, fromNs);
        busyNs += lastsNs;
        if (lastsNs >= record::LoopLoad::alarmNs)
            blockedNs += lastsNs;
    }
    result.loopShare = toNs > fromNs ? std::min(1.0, double(busyNs) / double(toNs - fromNs)) : 0;
    result.isBlocked = 2 * blockedNs > busyNs && blockedNs >= record::LoopLoad::alarmNs;
}

void takeAnswers(TrialResult &result, const Trial &trial)
{
    for (const load::Result &answer : trial.answers()) {
        const auto index = size_t(answer.number) - 1;
        if (answer.sentNs >= 0 && index < result.bars.size())
            precede(result.bars[index], answer.sentNs - trial.beganNs(), result.nowNs);
        if (answer.answeredNs < 0)
            result.unanswered.push_back(index);
        else
            result.measuredNs = std::max(result.measuredNs, answer.answeredNs - trial.beganNs());
    }
    std::vector<qint64> took;
    for (const load::Result &answer : trial.probes()) {
        if (answer.sentNs < 0)
            continue;
        const qint64 answeredNs = answer.answeredNs < 0 ? -1 : answer.answeredNs - trial.beganNs();
        result.probes.push_back({answer.sentNs - trial.beganNs(), answeredNs});
        took.push_back(answer.answeredNs < 0 ? always : answer.answeredNs - answer.sentNs);
    }
    result.nowNs = std::max<qint64>(0, result.measuredNs); // later events do not matter
    for (const std::size_t index : result.unanswered) {
        if (const TrialResult::Bar &bar = result.bars[index]; !bar.empty())
            result.nowNs = std::max(result.nowNs, bar.back().toNs);
    }
    for (const TrialResult::Probe &probe : result.probes)
        result.nowNs = std::max({result.nowNs, probe.sentNs, probe.answeredNs});
    if (!took.empty())
        result.probeP99Ns = record::percentile(took, 99);
}

} // namespace

TrialResult resultOf(const Trial *trial, const Workload &burst)
{
    TrialResult result;
    if (!trial || trial->beganNs() < 0)
        return result;
    result.bars.resize(size_t(burst.count));
    result.beganNs = trial->beganNs();
    result.nowNs = trial->session().nowNs() - trial->beganNs();
    result.loops = &trial->session().store().loops();
    result.busySinceNs = trial->session().loopBusySinceNs();
    takeRecords(result, *trial);
    if (trial->isFinished()) {
        takeAnswers(result, *trial);
    } else {
        for (TrialResult::Bar &bar : result.bars)
            precede(bar, 0, result.nowNs);
    }
    takeLoop(result, *trial);
    return result;
}

QString differenceOf(const TrialResult &result, const Workload &burst)
{
    if (!result.isFinished() || result.predictedNs < 0)
        return {};
    if (!result.unanswered.empty())
        return u"%1 of %2 got no answer"_s.arg(result.unanswered.size()).arg(burst.count);
    const double ratio =
        double(result.measuredNs) / double(std::max<qint64>(1, result.predictedNs));
    if (std::abs(ratio - 1) <= tolerated)
        return {};
    const QString difference = u"%1 % %2 than predicted"_s.arg(qRound(100 * std::abs(ratio - 1)))
                                   .arg(ratio > 1 ? "longer"_L1 : "shorter"_L1);
    const qint64 expectedNs = burst.count * burst.computing.count();
    if (ratio > 1 && burst.computing.count() > 0 && result.computedNs > expectedNs)
        return u"%1: the cores were shared, so %2 of computing held threads for %3"_s.arg(
            difference, durationText(expectedNs), durationText(result.computedNs));
    if (std::abs(result.measuredNs - result.predictedNs) < 20'000'000)
        return u"%1: connecting and handling take time too"_s.arg(difference);
    return difference;
}

} // namespace overlap::analysis
