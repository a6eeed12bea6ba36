#pragma once

#include "overlap/http/method.h"
#include "overlap/record/store.h"
#include "timeline/lanesshown.h"

#include <QByteArray>

#include <vector>

namespace overlap {

inline constexpr qint64 usNs = 1'000;
inline constexpr qint64 msNs = 1'000'000;
inline constexpr qint64 secondNs = 1'000'000'000;

// A store that tests fill with records of their own.
class TimelineFeed
{
public:
    using Phase = record::Phase;

    // A request that slept, with short phases around that, as in practice.
    static record::Record slept(quint64 id, qint64 startNs, qint64 sleptNs)
    {
        record::Record r;
        r.id = id;
        r.startNs = startNs;
        r.connection = quint32(id);
        r.ordinal = 1;
        r.status = 200;
        r.method = quint8(http::Method::Get);
        r.outcome = record::Outcome::Answered;
        setPhase(r, Phase::ReadingHead, 50 * usNs);
        setPhase(r, Phase::Running, 100 * usNs);
        setPhase(r, Phase::Sleeping, sleptNs);
        setPhase(r, Phase::TimerLateness, 400 * usNs);
        setPhase(r, Phase::Writing, 80 * usNs);
        r.phaseSinceNs = startNs + sleptNs + 630 * usNs;
        return r;
    }

    // A request that was answered at once.
    static record::Record quick(quint64 id, qint64 startNs, quint16 status = 200,
                                qint64 tookNs = 400 * usNs)
    {
        record::Record r = slept(id, startNs, 0);
        r.phases = {};
        setPhase(r, Phase::ReadingHead, tookNs / 4);
        setPhase(r, Phase::Writing, tookNs - tookNs / 4);
        r.phaseSinceNs = startNs + tookNs;
        r.status = status;
        return r;
    }

    // A request whose handler never ran.
    static record::Record neverRun(quint64 id, qint64 startNs)
    {
        record::Record r = quick(id, startNs, 0);
        setPhase(r, Phase::Writing, 0);
        r.outcome = record::Outcome::NeverRun;
        return r;
    }

    // A request that was answered in pieces, until `outcome`.
    static record::Record sent(quint64 id, qint64 startNs, qint64 sentNs,
                               record::Outcome outcome = record::Outcome::Answered)
    {
        record::Record r = slept(id, startNs, 0);
        r.phases = {};
        setPhase(r, Phase::Sending, sentNs);
        r.phaseSinceNs = startNs + sentNs;
        r.outcome = outcome;
        return r;
    }

    // The same, and held at gates before it and within, for so long altogether.
    static record::Record heldAndSent(quint64 id, qint64 startNs, qint64 heldNs, qint64 sentNs)
    {
        record::Record r = sent(id, startNs, sentNs);
        setPhase(r, Phase::Held, heldNs);
        r.phaseSinceNs += heldNs;
        return r;
    }

    // A request that was passed on: so long until the answer of the upstream began, and so long
    // until it was whole.
    static record::Record passedOn(quint64 id, qint64 startNs, qint64 waitedNs,
                                   qint64 sentNs = msNs)
    {
        record::Record r = sent(id, startNs, sentNs);
        setPhase(r, Phase::ReadingHead, 50 * usNs);
        setPhase(r, Phase::Running, 100 * usNs);
        setPhase(r, Phase::Upstream, waitedNs);
        r.phaseSinceNs += 150 * usNs + waitedNs;
        return r;
    }

    // Its upstream's side, on a connection that was there.
    static record::UpstreamTimes upstreamOf(const record::Record &r)
    {
        record::UpstreamTimes times;
        times.request = r.id;
        times.askedNs = r.startNs + 150 * usNs;
        times.connection = quint32(r.id);
        times.ordinal = 2;
        times.given = times.connected = times.secured = 0;
        times.sent = record::upstreamMoment(20 * usNs);
        times.firstByte = r.phases[size_t(Phase::Upstream)];
        times.received = times.firstByte + r.phases[size_t(Phase::Sending)];
        times.status = 200;
        times.isReused = true;
        return times;
    }

    static record::Record inFlight(quint64 id, qint64 startNs, Phase phase = Phase::Sleeping)
    {
        record::Record r = slept(id, startNs, 0);
        r.phases[size_t(Phase::TimerLateness)] = 0;
        r.phases[size_t(Phase::Writing)] = 0;
        r.outcome = record::Outcome::InFlight;
        r.status = 0;
        r.phase = phase;
        r.phaseSinceNs = startNs + 150 * usNs;
        return r;
    }

    static void setPhase(record::Record &r, Phase phase, qint64 ns)
    {
        r.phases[size_t(phase)] = record::Ticks(ns / record::nsPerTick);
    }

    void add(const record::Record &r, const QByteArray &target = "/sleep")
    {
        record::Details details;
        details.target = target;
        journal.write(r, details);
    }

    // With pieces after so many ns each, and held meanwhile from then to then.
    void add(const record::Record &r, const QByteArray &target, const std::vector<qint64> &piecesNs,
             const std::vector<std::pair<qint64, qint64>> &heldNs = {})
    {
        http::PieceTimes pieces{{}};
        for (const qint64 ns : piecesNs)
            pieces.add(http::Time(ns));
        for (const auto &[from, to] : heldNs) {
            pieces.hold(http::Time(from));
            pieces.letGo(http::Time(to));
        }
        const QByteArray packed = record::pack(pieces);
        record::Details details;
        details.target = target;
        details.pieces = packed;
        journal.write(r, details);
    }

    void addPassedOn(const record::Record &r, const QByteArray &target,
                     const record::UpstreamTimes &times)
    {
        journal.write(times);
        add(r, target);
    }

    record::StoreChange absorb() { return store.absorb({&journal}); }

    // Adds many records, in portions for which the journal has room.
    void addMany(const std::vector<record::Record> &records)
    {
        size_t written = 0;
        for (const record::Record &r : records) {
            add(r, "/");
            if (++written % 16'384 == 0)
                absorb();
        }
        absorb();
    }

    record::Journal journal;
    record::Store store;
    ui::LanesShown lanes{store};
    mutable std::vector<record::Lanes::Lane> lanesInView; // of the latest scene
};

} // namespace overlap
