#include "overlap/analysis/diagnosis.h"

#include "overlap/analysis/refusal.h"
#include "overlap/record/names.h"
#include "overlap/text/format.h"

#include <QHash>

#include <algorithm>

namespace overlap::analysis {

using namespace Qt::StringLiterals;
using Kind = Diagnosis::Kind;
using record::ConcurrencyCurve;
using record::LoopLoad;
using record::Phase;
using record::phaseNs;
using record::Row;
using record::Store;
using text::countText;
using text::plainText;

namespace {

constexpr qint64 msNs = 1'000'000;
// Nobody notices a wait below it.
constexpr qint64 slowNs = 100 * msNs;
// Below the time in which people react: nobody decided in between to send another.
constexpr qint64 promptNs = 250 * msNs;
// What a loop has not told yet are turns shorter than this.
constexpr qint64 untoldNs = 10 * msNs;
constexpr qint64 roundingNs = 2 * record::nsPerTick;
constexpr size_t browserConnections = 6;

// One that the server took long to answer, from its first byte to its answer.
struct Slow
{
    Row row;
    qint64 fromNs, toNs;
    quint32 connection, ordinal;
    bool isGet;
    bool wasHeld; // its first byte was there before the answer before it had left
    bool ran;     // held a thread
};

// What the burst's rows say, in one pass.
struct Evidence
{
    std::vector<Slow> slow; // in the order of their first bytes
    quint64 queued = 0;     // requests that waited for their turn for long
    qint64 queuedNs = 0, totalNs = 0, runningNs = 0, sleepingNs = 0;
    bool allAnswered = true; // of the slow ones
};

Evidence evidenceIn(std::span<const Row> rows, std::span<const record::Record> records)
{
    Evidence evidence;
    for (size_t i = 0; i < rows.size(); ++i) {
        const record::Record &record = records[i];
        const qint64 queuedNs = phaseNs(record, Phase::Queued);
        evidence.queuedNs += queuedNs;
        evidence.queued += queuedNs >= slowNs;
        evidence.totalNs += record::totalNs(record);
        evidence.runningNs += phaseNs(record, Phase::Running);
        evidence.sleepingNs += phaseNs(record, Phase::Sleeping);
        const qint64 handledNs = phaseNs(record, Phase::Running) +
                                 phaseNs(record, Phase::Sleeping) +
                                 phaseNs(record, Phase::TimerLateness);
        if (handledNs < slowNs)
            continue;
        const bool wasHeld = record.ordinal > 1 && record.phases[size_t(Phase::KeepAliveIdle)] == 0;
        evidence.slow.push_back(
            {rows[i], record.startNs, record.phaseSinceNs - phaseNs(record, Phase::Writing),
             record.connection, record.ordinal, record::methodName(record) == "GET"_L1, wasHeld,
             phaseNs(record, Phase::Running) >= LoopLoad::blockedNs});
        evidence.allAnswered = evidence.allAnswered && record.outcome == record::Outcome::Answered;
    }
    std::ranges::sort(evidence.slow, {}, &Slow::fromNs);
    return evidence;
}

// The server's loop.

// The turns of the loop that was blocked the longest.
struct Blockage
{
    const LoopLoad *loop = nullptr;
    std::vector<LoopLoad::Iteration> turns;
    qint64 ns = 0;
};

Blockage blockageIn(const Store &store, qint64 fromNs, qint64 toNs)
{
    Blockage longest;
    for (const LoopLoad &loop : store.loops()) {
        Blockage found{&loop, loop.blockedIn(fromNs, toNs)};
        for (const LoopLoad::Iteration &turn : found.turns)
            found.ns += std::min(turn.toNs, toNs) - std::max(turn.fromNs, fromNs);
        if (found.ns > longest.ns)
            longest = std::move(found);
    }
    return longest;
}

qsizetype pathSize(QByteArrayView target)
{
    const qsizetype query = target.indexOf('?');
    return query < 0 ? target.size() : query;
}

QString nameOf(const record::Record &record, QByteArrayView target)
{
    return record::methodName(record) + u' ' + plainText(target);
}

// " by 8 × GET /compute/1s", where requests of one path did half of it at least.
QString culpritsIn(const Store &store, std::span<const Row> rows,
                   std::span<const record::Record> records, const Blockage &blockage)
{
    struct Share
    {
        qint64 ns = 0;
        quint64 count = 0;
    };
    QHash<QString, Share> shares;
    for (size_t i = 0; i < rows.size(); ++i) {
        const record::Record &record = records[i];
        const qint64 ranNs = phaseNs(record, Phase::Running);
        const auto turn = std::ranges::upper_bound(blockage.turns, record.startNs, {},
                                                   &LoopLoad::Iteration::toNs);
        if (ranNs < untoldNs || turn == blockage.turns.end() || turn->fromNs > record.phaseSinceNs)
            continue;
        // What ran for longer than the loop did ran elsewhere.
        if (ranNs > blockage.loop->busyIn(record.startNs - untoldNs, record.phaseSinceNs) + msNs)
            continue;
        const QByteArrayView target = store.target(rows[i]);
        Share &share = shares[nameOf(record, target.first(pathSize(target)))];
        share.ns += ranNs;
        ++share.count;
    }
    for (const auto &[name, share] : shares.asKeyValueRange()) {
        if (share.ns * 2 < blockage.ns)
            continue;
        const QString times = share.count > 1 ? countText(share.count) + u" × "_s : QString();
        return u" by "_s + times + name;
    }
    return {};
}

// Whether all the while something that had been sent would have been read at once: what came only
// after it was sent only then.
bool loopsWereFree(const Store &store, qint64 fromNs, qint64 toNs)
{
    return std::ranges::none_of(store.loops(), [&](const LoopLoad &loop) {
        return loop.busyIn(fromNs, toNs) * 2 > toNs - fromNs ||
               !loop.blockedIn(toNs - slowNs, toNs).empty();
    });
}

// Whether the loops have told what they did until then. One that did nothing tells nothing; but
// where requests ran, it may still be at it.
bool loopsHaveTold(const Store &store, qint64 untilNs, bool ran)
{
    const auto hasTold = [&](const LoopLoad &loop) {
        return !loop.isEmpty() && loop.lastNs() >= untilNs - untoldNs;
    };
    return ran ? !store.loops().empty() && std::ranges::all_of(store.loops(), hasTold)
               : std::ranges::any_of(store.loops(), hasTold);
}

// The client.

// Whether at most so many were in flight: the first ones at once, and another only as the server
// was done with one.
bool wentBy(const Store &store, const std::vector<Slow> &slow, size_t most)
{
    std::vector<Slow> ended = slow;
    std::ranges::sort(ended, {}, &Slow::toNs);
    if (slow.size() <= most || slow[most - 1].fromNs >= ended[0].toNs)
        return false;
    for (size_t i = most; i < slow.size(); ++i) {
        const Slow &before = ended[i - most];
        const qint64 gapNs = slow[i].fromNs - before.toNs;
        if (gapNs < -roundingNs || gapNs > promptNs ||
            !loopsWereFree(store, before.fromNs, slow[i].fromNs))
            return false;
    }
    return true;
}

// Another target for the same: with a query that makes it differ.
QByteArray differing(const QByteArray &target)
{
    const QByteArray path = target.first(pathSize(target));
    const QByteArray query = target.sliced(path.size());
    if (query.isEmpty() || (query.startsWith("?n=") && !query.contains('&')))
        return path + (query == "?n=2" ? "?n=3" : "?n=2");
    return target + "&n=2";
}

bool areIdentical(const Store &store, const std::vector<Slow> &slow)
{
    return std::ranges::all_of(slow, [&](const Slow &one) {
        return one.isGet && store.target(one.row) == store.target(slow.front().row);
    });
}

Diagnosis oneByOne(const Store &store, const std::vector<Slow> &slow)
{
    quint64 follow = 0, held = 0;
    for (size_t i = 1; i < slow.size(); ++i) {
        const bool follows = slow[i].connection == slow[i - 1].connection &&
                             slow[i].ordinal == slow[i - 1].ordinal + 1;
        follow += follows;
        held += follows && slow[i].wasHeld;
    }
    Diagnosis diagnosis;
    diagnosis.count = slow.size();
    const bool onOne = follow == slow.size() - 1;
    if (held > 0) {
        if (!onOne || held * 2 < follow)
            return {};
        diagnosis.kind = Kind::Pipelined;
        diagnosis.text = u"pipelined on one connection, answered in order: give each its own"_s;
    } else if (areIdentical(store, slow)) {
        diagnosis.kind = Kind::Identical;
        diagnosis.target = differing(store.target(slow.front().row).toByteArray());
        diagnosis.text = u"identical requests were sent one by one, as browsers do: try %1"_s.arg(
            plainText(diagnosis.target));
    } else if (onOne || slow.size() > 2) {
        diagnosis.kind = Kind::OneByOne;
        diagnosis.text =
            u"the client waited for each answer: send them at once, on a connection each"_s;
    } else {
        return {};
    }
    return diagnosis;
}

Diagnosis blameOf(const Store &store, const Evidence &evidence)
{
    const std::vector<Slow> &slow = evidence.slow;
    if (slow.size() < 2 || !evidence.allAnswered || evidence.queuedNs >= slowNs)
        return {};
    const bool ran = std::ranges::any_of(slow, &Slow::ran);
    if (!loopsHaveTold(store, slow.back().toNs, ran))
        return {};
    if (wentBy(store, slow, 1))
        return oneByOne(store, slow);
    if (!wentBy(store, slow, browserConnections))
        return {};
    return {Kind::SixConnections,
            u"six at a time, as browsers do for one host: use 127.0.0.1 beside localhost"_s,
            {},
            slow.size()};
}

bool wereDropped(const Store &store, const ConcurrencyCurve::Span &burst)
{
    return std::ranges::any_of(store.gaps(), [&](const record::Gap &gap) {
        return gap.fromNs < burst.toNs && gap.toNs > burst.fromNs;
    });
}

Diagnosis noOverlapIn(const Store &store, const ConcurrencyCurve::Span &burst,
                      std::span<const Row> rows, std::span<const record::Record> records,
                      bool isCut)
{
    if (burst.busyNs < 2 * slowNs || rows.size() < 2)
        return {};
    const Blockage blockage = blockageIn(store, burst.fromNs, burst.toNs);
    if (blockage.ns * 5 >= burst.busyNs) {
        return {Kind::LoopBlocked,
                u"the event loop was blocked%1: choose Thread pool"_s.arg(
                    culpritsIn(store, rows, records, blockage)),
                {},
                rows.size()};
    }
    const Evidence evidence = evidenceIn(rows, records);
    if (evidence.queued > 0 && evidence.queuedNs * 10 >= evidence.totalNs) {
        const bool forThreads = evidence.runningNs > evidence.sleepingNs;
        return {Kind::Queued,
                forThreads ? u"they queued for a free thread: choose more threads"_s
                           : u"they queued for their turn: choose Concurrent"_s,
                {},
                evidence.queued};
    }
    return isCut || wereDropped(store, burst) ? Diagnosis() : blameOf(store, evidence);
}

} // namespace

Diagnosis diagnose(const Store &store, const ConcurrencyCurve::Span &burst,
                   std::span<const Row> rows, std::span<const record::Record> records, bool isCut)
{
    const Diagnosis diagnosis = noOverlapIn(store, burst, rows, records, isCut);
    return diagnosis.isKnown() || isCut ? diagnosis : refusalIn(store, rows, records);
}

} // namespace overlap::analysis
