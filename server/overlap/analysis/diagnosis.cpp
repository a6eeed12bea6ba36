#include "overlap/analysis/diagnosis.h"

#include "overlap/analysis/bestcase.h"
#include "overlap/analysis/refusal.h"
#include "overlap/analysis/retries.h"
#include "overlap/analysis/upstream.h"
#include "overlap/record/names.h"
#include "overlap/text/approximate.h"
#include "overlap/text/format.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>
#include <set>

namespace overlap::analysis {

using namespace Qt::StringLiterals;
using Kind = Diagnosis::Kind;
using record::ConcurrencyCurve;
using record::LoopLoad;
using record::Phase;
using record::phaseNs;
using record::Row;
using record::Store;
using text::approximateDuration;
using text::countText;
using text::plainText;

namespace {

constexpr qint64 msNs = 1'000'000;
// People do not notice a shorter wait.
constexpr qint64 slowNs = 100 * msNs;
// Faster than people react: the program sent the next request, not a person.
constexpr qint64 promptNs = ConcurrencyCurve::burstGapNs;
// A LoopMonitor may not have reported iterations shorter than this yet.
constexpr qint64 unreportedNs = 10 * msNs;
constexpr qint64 roundingNs = 2 * record::nsPerTick;
constexpr size_t browserConnections = 6;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Diagnosis)
};

// A request that the server took long to answer.
struct Slow
{
    Row row;
    qint64 fromNs, toNs; // its first byte, and its answer
    quint32 connection, ordinal;
    bool isGet;
    bool wasPipelined; // its first byte came before the previous answer was sent
    bool ran;          // its handler held a thread for blockedNs or longer
};

// What the burst's rows prove, collected in one pass.
struct Evidence
{
    std::vector<Slow> slow; // in the order of their first bytes
    quint64 queued = 0;     // requests that were queued for long
    qint64 queuedNs = 0, totalNs = 0;
    qint64 queuedAtRuleNs = 0; // of queuedNs
    std::set<quint16> rules;   // where they were queued for long
    qint64 waitedNs = 0, computedNs = 0, heldNs = 0;
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
        if (record.queuedAtRule) {
            evidence.queuedAtRuleNs += queuedNs;
            if (queuedNs >= slowNs)
                evidence.rules.insert(record.rule);
        }
        evidence.totalNs += record::totalNs(record);
        evidence.waitedNs += waitedNs(record);
        evidence.computedNs += computedNs(record);
        evidence.heldNs += qint64(record.held) * record::nsPerTick;
        const qint64 handledNs = phaseNs(record, Phase::Running) +
                                 phaseNs(record, Phase::Sleeping) + phaseNs(record, Phase::Held) +
                                 phaseNs(record, Phase::TimerLateness) +
                                 phaseNs(record, Phase::Upstream) + phaseNs(record, Phase::Sending);
        if (handledNs < slowNs)
            continue;
        const bool wasPipelined =
            record.ordinal > 1 && record.phases[size_t(Phase::KeepAliveIdle)] == 0;
        evidence.slow.push_back(
            {rows[i], record.startNs, record.phaseSinceNs - phaseNs(record, Phase::Writing),
             record.connection, record.ordinal, record::methodName(record) == "GET"_L1,
             wasPipelined, phaseNs(record, Phase::Running) >= LoopLoad::blockedNs});
        evidence.allAnswered = evidence.allAnswered && record.outcome == record::Outcome::Answered;
    }
    std::ranges::sort(evidence.slow, {}, &Slow::fromNs);
    return evidence;
}

// The server's loop.

// The blocked iterations of the loop that was blocked longest in all.
struct Blockage
{
    const LoopLoad *loop = nullptr;
    std::vector<LoopLoad::Iteration> iterations;
    qint64 ns = 0;
};

Blockage blockageIn(const Store &store, qint64 fromNs, qint64 toNs)
{
    Blockage longest;
    for (const LoopLoad &loop : store.loops()) {
        Blockage found{&loop, loop.blockedIn(fromNs, toNs)};
        for (const LoopLoad::Iteration &iteration : found.iterations)
            found.ns += std::min(iteration.toNs, toNs) - std::max(iteration.fromNs, fromNs);
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

// The requests that blocked the loop.
struct Culprits
{
    QString name; // "8 × GET /compute/1s" if those with one path caused at least half of it
    qint64 waitedNs = 0, computedNs = 0;
};

Culprits culpritsIn(const Store &store, std::span<const Row> rows,
                    std::span<const record::Record> records, const Blockage &blockage,
                    bool withSending = false)
{
    struct Share
    {
        qint64 ns = 0;
        quint64 count = 0;
    };
    QHash<QString, Share> shares;
    Culprits culprits;
    for (size_t i = 0; i < rows.size(); ++i) {
        const record::Record &record = records[i];
        const qint64 ranNs =
            phaseNs(record, Phase::Running) + (withSending ? phaseNs(record, Phase::Sending) : 0);
        const auto iteration = std::ranges::upper_bound(blockage.iterations, record.startNs, {},
                                                        &LoopLoad::Iteration::toNs);
        if (ranNs < unreportedNs || iteration == blockage.iterations.end() ||
            iteration->fromNs > record.phaseSinceNs)
            continue;
        // If it ran longer than the loop was busy, it ran on another loop.
        if (ranNs >
            blockage.loop->busyIn(record.startNs - unreportedNs, record.phaseSinceNs) + msNs)
            continue;
        const QByteArrayView target = store.target(rows[i]);
        Share &share = shares[nameOf(record, target.first(pathSize(target)))];
        share.ns += ranNs;
        ++share.count;
        culprits.computedNs += computedNs(record);
        culprits.waitedNs += ranNs - computedNs(record);
    }
    for (const auto &[name, share] : shares.asKeyValueRange()) {
        if (share.ns * 2 >= blockage.ns)
            culprits.name = share.count > 1 ? countText(share.count) + u" × "_s + name : name;
    }
    return culprits;
}

// Whether the loops would have read a request at once in this time. Then a request that was read
// only at the end was sent only then.
bool loopsWereFree(const Store &store, qint64 fromNs, qint64 toNs)
{
    return std::ranges::none_of(store.loops(), [&](const LoopLoad &loop) {
        return loop.busyIn(fromNs, toNs) * 2 > toNs - fromNs ||
               !loop.blockedIn(toNs - slowNs, toNs).empty();
    });
}

// Whether the loops have reported until untilNs. A loop that does nothing reports nothing, so one
// loop is enough; but if requests `ran`, a loop may still be busy with one, so all must have.
bool loopsHaveReported(const Store &store, qint64 untilNs, bool ran)
{
    const auto hasReported = [&](const LoopLoad &loop) {
        return !loop.isEmpty() && loop.lastNs() >= untilNs - unreportedNs;
    };
    return ran ? !store.loops().empty() && std::ranges::all_of(store.loops(), hasReported)
               : std::ranges::any_of(store.loops(), hasReported);
}

// The client.

// Whether the client kept `most` requests in flight: it sent the first ones together, and then one
// more promptly after each answer.
bool keptLimit(const Store &store, const std::vector<Slow> &slow, size_t most)
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

// The target with a query that makes it different.
QByteArray withQuery(const QByteArray &target)
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
    quint64 follow = 0, pipelined = 0;
    for (size_t i = 1; i < slow.size(); ++i) {
        const bool follows = slow[i].connection == slow[i - 1].connection &&
                             slow[i].ordinal == slow[i - 1].ordinal + 1;
        follow += follows;
        pipelined += follows && slow[i].wasPipelined;
    }
    Diagnosis diagnosis;
    diagnosis.count = slow.size();
    const bool onOne = follow == slow.size() - 1;
    if (pipelined > 0) {
        if (!onOne || pipelined * 2 < follow)
            return {};
        diagnosis.kind = Kind::Pipelined;
        diagnosis.text = u"pipelined on one connection, answered in order: give each its own"_s;
    } else if (areIdentical(store, slow)) {
        diagnosis.kind = Kind::Identical;
        diagnosis.target = withQuery(store.target(slow.front().row).toByteArray());
        diagnosis.text = Text::tr("the client waited for each of identical requests (browsers do, "
                                  "to cache them): send them at once, or try %1")
                             .arg(plainText(diagnosis.target));
    } else if (onOne || slow.size() > 2) {
        diagnosis.kind = Kind::OneByOne;
        diagnosis.text =
            u"the client waited for each answer: send them at once, on a connection each"_s;
    } else {
        return {};
    }
    return diagnosis;
}

Diagnosis diagnoseClient(const Store &store, const Evidence &evidence)
{
    const std::vector<Slow> &slow = evidence.slow;
    if (slow.size() < 2 || !evidence.allAnswered || evidence.queuedNs >= slowNs)
        return {};
    const bool ran = std::ranges::any_of(slow, &Slow::ran);
    if (!loopsHaveReported(store, slow.back().toNs, ran))
        return {};
    if (keptLimit(store, slow, 1))
        return oneByOne(store, slow);
    if (!keptLimit(store, slow, browserConnections))
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

// A burst, and what is needed to say what to try.
struct Burst
{
    const Store &store;
    const ConcurrencyCurve::Span &span;
    std::span<const Row> rows;
    std::span<const record::Record> records;
    std::span<const PassedOn> passedOn;
    bool isWhole; // neither cut, nor were records dropped
    int cores;

    BestCase best(const std::vector<LoopLoad::Iteration> &blocked = {}) const
    {
        return {records, span.fromNs, blocked};
    }
    bool isGain(qint64 ns) const { return ns * 10 < (span.toNs - span.fromNs) * 9; }
};

// "choose Concurrent, 1.0 s at best". `otherwise` is said if the requests themselves gain nothing.
QString chooseConcurrent(const Burst &burst, const BestCase &best, const QString &otherwise = {})
{
    const QString choose = Text::tr("choose Concurrent");
    const qint64 ns = best.concurrentNs(burst.store.loops().size());
    if (!burst.isWhole)
        return choose;
    return choose +
           (burst.isGain(ns) ? Text::tr(", %1 at best").arg(approximateDuration(ns)) : otherwise);
}

QString chooseThreads(const Burst &burst, const BestCase &best, const QString &choose,
                      const QString &otherwise)
{
    const qint64 ns = best.threadsNs(burst.cores);
    if (!burst.isWhole)
        return choose;
    if (!burst.isGain(ns))
        return otherwise;
    const QString atBest = approximateDuration(ns);
    return choose + (burst.cores == 1
                         ? Text::tr(", %1 at best on one core").arg(atBest)
                         : Text::tr(", %1 at best on %2 cores").arg(atBest).arg(burst.cores));
}

Diagnosis blockedLoop(const Burst &burst, const Blockage &blockage)
{
    Culprits culprits = culpritsIn(burst.store, burst.rows, burst.records, blockage);
    const auto explains = [&] {
        return (culprits.waitedNs + culprits.computedNs) * 2 >= blockage.ns;
    };
    // A handler that holds the loop holds it between the pieces of its answer, too. Else sending
    // blocks nobody: so it counts only if nothing that ran is the reason.
    if (!explains())
        culprits = culpritsIn(burst.store, burst.rows, burst.records, blockage, true);
    const QString by = culprits.name.isEmpty() ? Text::tr("requests") : culprits.name;
    const QString others = Text::tr(", and others need not wait");
    QString text;
    if (!explains())
        text = Text::tr("the event loop was blocked, by more than these requests");
    else if (culprits.waitedNs >= culprits.computedNs)
        text = Text::tr("the event loop was blocked by %1, which waited: %2")
                   .arg(by, chooseConcurrent(burst, burst.best(blockage.iterations), others));
    else
        text = Text::tr("the event loop was blocked by %1, which computed: %2")
                   .arg(by, chooseThreads(burst, burst.best(blockage.iterations),
                                          Text::tr("choose Thread pool"),
                                          Text::tr("choose Thread pool") + others));
    return {Kind::LoopBlocked, text, {}, burst.rows.size()};
}

// Only threads of a pool hold them while they wait; and if the loops were idle while requests ran,
// these ran on such threads.
Diagnosis queueOfStrategy(const Burst &burst, const Evidence &evidence)
{
    qint64 loopsNs = 0;
    for (const LoopLoad &loop : burst.store.loops())
        loopsNs += loop.busyIn(burst.span.fromNs, burst.span.toNs);
    const bool waited = evidence.waitedNs >= evidence.computedNs;
    const bool forThreads = evidence.heldNs > 0 || (!waited && loopsNs * 2 < evidence.computedNs);
    QString text;
    if (waited)
        text = (forThreads ? Text::tr("they queued for a free thread, on which others waited: %1")
                           : Text::tr("they queued for their turn: %1"))
                   .arg(chooseConcurrent(burst, burst.best()));
    else if (forThreads)
        text = Text::tr("they queued for a free thread: %1")
                   .arg(chooseThreads(burst, burst.best(), Text::tr("choose more threads"),
                                      Text::tr("all cores computed, more threads would not help")));
    else
        text = Text::tr("they queued for their turn, and computed: %1")
                   .arg(chooseThreads(burst, burst.best(), Text::tr("choose Thread pool"),
                                      Text::tr("the cores were the limit")));
    return {Kind::Queued, text, {}, evidence.queued};
}

Diagnosis queueAtRule(const Evidence &evidence)
{
    const QString text =
        evidence.rules.size() == 1
            ? Text::tr("they queued for their turn at rule %1: raise its “at-once”")
                  .arg(*evidence.rules.begin())
            : Text::tr("they queued for their turn at their rules: raise “at-once”");
    return {Kind::QueuedAtRule, text, {}, evidence.queued};
}

// Nothing, if both queues were the reason.
Diagnosis queued(const Burst &burst, const Evidence &evidence)
{
    if (evidence.queuedAtRuleNs * 10 <= evidence.queuedNs)
        return queueOfStrategy(burst, evidence);
    return evidence.queuedAtRuleNs * 10 >= evidence.queuedNs * 9 ? queueAtRule(evidence)
                                                                 : Diagnosis();
}

Diagnosis noOverlapIn(const Burst &burst)
{
    if (burst.span.busyNs < 2 * slowNs || burst.rows.size() < 2)
        return {};
    const Blockage blockage = blockageIn(burst.store, burst.span.fromNs, burst.span.toNs);
    if (blockage.ns * 5 >= burst.span.busyNs)
        return blockedLoop(burst, blockage);
    // Two cannot have been with it at once if the strategy or the client did not let them.
    if (const Diagnosis limit = limitDiagnosis(burst.passedOn); limit.isKnown() && burst.isWhole)
        return limit;
    const Evidence evidence = evidenceIn(burst.rows, burst.records);
    if (evidence.queued > 0 && evidence.queuedNs * 10 >= evidence.totalNs)
        return queued(burst, evidence);
    if (const Diagnosis waits = connectionsDiagnosis(burst.passedOn); waits.isKnown())
        return waits;
    return burst.isWhole ? diagnoseClient(burst.store, evidence) : Diagnosis();
}

// Even if a client sends them again: first their handlers must run.
Diagnosis neverRunIn(std::span<const record::Record> records)
{
    const auto count =
        quint64(std::ranges::count(records, record::Outcome::NeverRun, &record::Record::outcome));
    if (count == 0)
        return {};
    const QString text =
        count == 1 ? Text::tr("a handler was made, but nobody awaited it, so it never ran: choose "
                              "Concurrent")
                   : Text::tr("%1 handlers were made, but nobody awaited them, so they never ran: "
                              "choose Concurrent")
                         .arg(countText(count));
    return {Kind::NeverRun, text, {}, count};
}

// Pauses between attempts part bursts, so that those of earlier ones are told of, too.
Diagnosis retriesIn(const Store &store, std::span<const record::Record> records)
{
    if (records.empty())
        return {};
    const auto last = std::ranges::max_element(records, {}, &record::Record::startNs);
    const std::vector<Attempt> attempts = attemptsOf(store, last->id);
    if (attempts.size() < 2)
        return {};
    return {Kind::Retried, retriesText(attempts), {}, attempts.size()};
}

} // namespace

Diagnosis diagnose(const Store &store, const ConcurrencyCurve::Span &burst,
                   std::span<const Row> rows, std::span<const record::Record> records,
                   std::span<const PassedOn> passedOn, bool isCut, int cores)
{
    const bool isWhole = !isCut && !wereDropped(store, burst);
    Diagnosis diagnosis = neverRunIn(records);
    if (!diagnosis.isKnown())
        diagnosis = noOverlapIn({store, burst, rows, records, passedOn, isWhole, cores});
    if (diagnosis.isKnown() || isCut)
        return diagnosis;
    const Diagnosis retries = retriesIn(store, records);
    return retries.isKnown() ? retries : refusalIn(store, rows, records);
}

} // namespace overlap::analysis
