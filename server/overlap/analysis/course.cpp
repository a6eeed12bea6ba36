#include "overlap/analysis/course.h"

#include "overlap/text/format.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace overlap::analysis {

using namespace Qt::StringLiterals;
using record::Phase;
using record::Record;
using text::durationText;

namespace {

constexpr qint64 always = std::numeric_limits<qint64>::max();
constexpr double tolerated = 0.1;

// Which request of the burst it is, from 1: as its target says. 0: none of them.
int numberOf(QByteArrayView target)
{
    const qsizetype at = target.lastIndexOf("n=");
    return at < 0 ? 0 : target.sliced(at + 2).toInt();
}

Course::Bar barOf(const Record &record, qint64 beganNs, qint64 nowNs)
{
    Course::Bar bar;
    for (Piece piece : piecesOf(record, nowNs)) {
        piece.fromNs -= beganNs;
        piece.toNs -= beganNs;
        bar.push_back(piece);
    }
    return bar;
}

// What comes before the server read a request, it can't know; its client does.
void precede(Course::Bar &bar, qint64 sentNs, qint64 nowNs)
{
    const qint64 readNs = bar.empty() ? nowNs : bar.front().fromNs;
    if (readNs > sentNs)
        bar.insert(bar.begin(),
                   {sentNs, readNs, Phase::WaitingForLoop, Shape::Hatched, bar.empty()});
}

qint64 ranNs(const Record &record)
{
    const record::Ticks ticks = record.phases[std::size_t(Phase::Running)];
    return ticks == record::unknownTicks ? 0 : qint64(ticks) * record::nsPerTick;
}

void takeRecords(Course &course, const Trial &trial)
{
    const record::Store &store = trial.session().store();
    const qint64 nowNs = trial.session().nowNs();
    const auto take = [&](const Record &record, QByteArrayView target) {
        const int number = numberOf(target);
        if (number < 1 || number > int(course.bars.size()))
            return;
        course.bars[size_t(number) - 1] = barOf(record, trial.beganNs(), nowNs);
        course.computedNs += ranNs(record);
    };
    for (record::Row row = store.firstRow(); row != store.endRow(); ++row)
        take(store.record(row), store.target(row));
    for (const record::InFlight &flight : store.inFlight())
        take(flight.record, flight.target);
}

void takeLoop(Course &course, const Trial &trial)
{
    const qint64 fromNs = trial.beganNs();
    const qint64 toNs = fromNs + (course.measuredNs < 0 ? course.nowNs : course.measuredNs);
    qint64 busyNs = 0;
    qint64 blockedNs = 0;
    for (const record::Occupancy &loop : trial.session().store().loops()) {
        busyNs += loop.busyIn(fromNs, toNs);
        for (const record::Occupancy::Turn &turn : loop.blockedIn(fromNs, toNs))
            blockedNs += turn.ns();
    }
    if (course.busySinceNs && *course.busySinceNs < toNs) {
        const qint64 lastsNs = toNs - std::max(*course.busySinceNs, fromNs);
        busyNs += lastsNs;
        if (lastsNs >= record::Occupancy::alarmNs)
            blockedNs += lastsNs;
    }
    course.loopShare = toNs > fromNs ? std::min(1.0, double(busyNs) / double(toNs - fromNs)) : 0;
    course.isBlocked = 2 * blockedNs > busyNs && blockedNs >= record::Occupancy::alarmNs;
}

void takeAnswers(Course &course, const Trial &trial)
{
    for (const load::Result &result : trial.answers()) {
        const auto index = size_t(result.number) - 1;
        if (result.sentNs >= 0 && index < course.bars.size())
            precede(course.bars[index], result.sentNs - trial.beganNs(), course.nowNs);
        if (result.answeredNs < 0)
            ++course.failed;
        else
            course.measuredNs = std::max(course.measuredNs, result.answeredNs - trial.beganNs());
    }
    std::vector<qint64> took;
    for (const load::Result &result : trial.probes()) {
        if (result.sentNs < 0)
            continue;
        const qint64 answeredNs = result.answeredNs < 0 ? -1 : result.answeredNs - trial.beganNs();
        course.probes.push_back({result.sentNs - trial.beganNs(), answeredNs});
        took.push_back(result.answeredNs < 0 ? always : result.answeredNs - result.sentNs);
    }
    course.nowNs = course.measuredNs; // what came later is of no interest
    for (const Course::Probe &probe : course.probes)
        course.nowNs = std::max(course.nowNs, probe.answeredNs);
    std::ranges::sort(took);
    if (!took.empty())
        course.probeP99Ns = took[size_t(std::ceil(0.99 * double(took.size()))) - 1];
}

} // namespace

Course courseOf(const Trial *trial, const Burst &burst)
{
    Course course;
    if (!trial || trial->beganNs() < 0)
        return course;
    course.bars.resize(size_t(burst.count));
    course.beganNs = trial->beganNs();
    course.nowNs = trial->session().nowNs() - trial->beganNs();
    course.loops = &trial->session().store().loops();
    course.busySinceNs = trial->session().loopBusySinceNs();
    takeRecords(course, *trial);
    if (trial->isFinished()) {
        takeAnswers(course, *trial);
    } else {
        for (Course::Bar &bar : course.bars)
            precede(bar, 0, course.nowNs);
    }
    takeLoop(course, *trial);
    return course;
}

QString differenceOf(const Course &course, const Burst &burst)
{
    if (course.measuredNs < 0)
        return {};
    if (course.failed > 0)
        return u"%1 of %2 got no answer"_s.arg(course.failed).arg(burst.count);
    const double ratio =
        double(course.measuredNs) / double(std::max<qint64>(1, course.predictedNs));
    if (std::abs(ratio - 1) <= tolerated)
        return {};
    const QString difference = u"%1 % %2 than predicted"_s.arg(qRound(100 * std::abs(ratio - 1)))
                                   .arg(ratio > 1 ? "longer"_L1 : "shorter"_L1);
    const qint64 expectedNs = burst.count * burst.computing.count();
    if (ratio > 1 && burst.computing.count() > 0 && course.computedNs > expectedNs)
        return u"%1: the cores were shared, so %2 of computing held threads for %3"_s.arg(
            difference, durationText(expectedNs), durationText(course.computedNs));
    if (std::abs(course.measuredNs - course.predictedNs) < 20'000'000)
        return u"%1: connecting and handling take time too"_s.arg(difference);
    return difference;
}

} // namespace overlap::analysis
