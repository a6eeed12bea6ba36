#include "overlap/analysis/findings.h"
#include "timelinefeed.h"

#include <QtTest>

using namespace overlap;
using namespace overlap::analysis;
using namespace overlap::ui;
using namespace Qt::StringLiterals;
using Kind = Diagnosis::Kind;
using Phase = record::Phase;

// The diagnosis of bursts, from records made by hand. Each reason on the client's side stands
// beside a case with the same times and a reason on the server's side.
class TestDiagnosis : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void client_data();
    void client();
    void clientIsNotBlamedForTheServer_data();
    void clientIsNotBlamedForTheServer();
    void clientTriesAgain();
    void saysWhoSerialises_data();
    void saysWhoSerialises();
    void serverIsNamed_data();
    void serverIsNamed();
    void nothingIsSaid_data();
    void nothingIsSaid();
    void lateNewsOfTheLoop();
    void differingTarget_data();
    void differingTarget();
    void queuedTimeIsNoWork();
    void queuedInALongBurst();
    void costIsBounded();
    void whatWasDroppedMayTellOtherwise();
};

namespace {

using Fill = std::function<void(TimelineFeed &)>;

constexpr qint64 firstNs = 10 * secondNs;
constexpr qint64 gapNs = 3 * msNs;

record::Record request(quint64 id, qint64 fromNs, quint32 connection, quint32 ordinal,
                       qint64 sleptNs = secondNs)
{
    record::Record r = TimelineFeed::slept(id, fromNs, sleptNs);
    r.connection = connection;
    r.ordinal = ordinal;
    TimelineFeed::setPhase(r, Phase::KeepAliveIdle, ordinal > 1 ? gapNs : 0);
    return r;
}

// Requests one after the other, each a moment after the previous answer.
struct Sequence
{
    int count = 4;
    QByteArray target = "/sleep/1s";
    bool differs = false;
    bool onOneConnection = true;
    qint64 apartNs = gapNs;
    qint64 sleptNs = secondNs;

    std::vector<record::Record> records() const
    {
        std::vector<record::Record> all;
        qint64 fromNs = firstNs;
        for (quint32 i = 0; i < quint32(count); ++i) {
            all.push_back(request(i + 1, fromNs, onOneConnection ? 1 : i + 1,
                                  onOneConnection ? i + 1 : 1, sleptNs));
            fromNs = all.back().phaseSinceNs + apartNs;
        }
        return all;
    }
    QByteArray targetOf(const record::Record &r) const
    {
        return differs ? target + "?n=" + QByteArray::number(r.id) : target;
    }
};

void add(TimelineFeed &feed, const Sequence &sequence,
         const std::function<void(record::Record &)> &change = {})
{
    for (record::Record r : sequence.records()) {
        if (change)
            change(r);
        feed.add(r, sequence.targetOf(r));
    }
}

// Six connections. On each, the next request begins when the previous one is answered.
void addBySix(TimelineFeed &feed, int count, quint32 lanes = 6,
              const std::function<void(record::Record &)> &change = {})
{
    for (quint32 i = 0; i < quint32(count); ++i) {
        const qint64 fromNs =
            firstNs + (i / lanes) * (secondNs + gapNs + msNs) + (i % lanes) * msNs;
        record::Record r = request(i + 1, fromNs, i % lanes + 1, i / lanes + 1);
        if (change)
            change(r);
        feed.add(r, "/sleep/1s?n=" + QByteArray::number(i));
    }
}

void addPipelined(TimelineFeed &feed, int count)
{
    qint64 fromNs = firstNs;
    for (quint32 i = 0; i < quint32(count); ++i) {
        record::Record r = request(i + 1, fromNs, 1, i + 1);
        TimelineFeed::setPhase(r, Phase::KeepAliveIdle, 0);
        feed.add(r, "/sleep/1s");
        fromNs = r.phaseSinceNs - 80 * usNs; // when it was answered, before the answer was written
    }
}

void addIteration(TimelineFeed &feed, qint64 fromNs, qint64 toNs)
{
    feed.journal.write(record::LoopSpan{fromNs, toNs, toNs - fromNs, toNs - fromNs});
}

// The loop has only short iterations, long beyond the burst.
void loopIsFree(TimelineFeed &feed)
{
    feed.journal.write(record::LoopSpan{0, 90 * secondNs, 90 * msNs, msNs});
}

record::ConcurrencyCurve::Span burstIn(TimelineFeed &feed)
{
    feed.absorb();
    return feed.store.concurrency().lastBurst(100 * secondNs);
}

Diagnosis whyOf(TimelineFeed &feed)
{
    const auto burst = burstIn(feed);
    constexpr int cores = 2;
    return findIn(feed.store, burst, cores).diagnosis;
}

void column(const char *name, const Fill &fill)
{
    QTest::newRow(name) << fill;
}

void ranInstead(record::Record &r)
{
    TimelineFeed::setPhase(r, Phase::Sleeping, 0);
    TimelineFeed::setPhase(r, Phase::Running, secondNs);
}

void queuedFirst(record::Record &r, qint64 ns)
{
    TimelineFeed::setPhase(r, Phase::Queued, ns);
    r.phaseSinceNs += ns;
}

} // namespace

void TestDiagnosis::client_data()
{
    QTest::addColumn<Fill>("fill");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *name, const Fill &fill, Kind kind, const QString &text) {
        QTest::newRow(name) << fill << kind << text;
    };
    const QString identical =
        u"the client waited for each of identical requests (browsers do, to cache them): send them at once, or try /sleep/1s?n=2"_s;
    const QString waited =
        u"the client waited for each answer: send them at once, on a connection each"_s;
    const auto sequence = [](const Sequence &of) {
        return Fill([of](TimelineFeed &feed) { add(feed, of); });
    };
    row("two tabs", sequence({.count = 2}), Kind::Identical, identical);
    row("two tabs, two connections", sequence({.count = 2, .onOneConnection = false}),
        Kind::Identical, identical);
    row("a loop in the shell", sequence({.onOneConnection = false}), Kind::Identical, identical);
    row("wrk with one connection", sequence({.count = 40, .sleptNs = 100 * msNs}), Kind::Identical,
        identical);
    row("one connection", sequence({.differs = true}), Kind::OneByOne, waited);
    row("a connection each", sequence({.differs = true, .onOneConnection = false}), Kind::OneByOne,
        waited);
    row(
        "posts",
        [](TimelineFeed &feed) {
            add(feed, {}, [](record::Record &r) { r.method = quint8(http::Method::Post); });
        },
        Kind::OneByOne, waited);
    row(
        "with short ones meanwhile",
        [](TimelineFeed &feed) {
            add(feed, {});
            for (quint64 i = 0; i < 9; ++i)
                feed.add(TimelineFeed::quick(20 + i, firstNs + qint64(i) * 300 * msNs), "/");
        },
        Kind::Identical, identical);
    row(
        "pipelined", [](TimelineFeed &feed) { addPipelined(feed, 4); }, Kind::Pipelined,
        u"pipelined on one connection, answered in order: give each its own"_s);
    const QString six =
        u"six at a time, as browsers do for one host: use 127.0.0.1 beside localhost"_s;
    row(
        "six, then six", [](TimelineFeed &feed) { addBySix(feed, 12); }, Kind::SixConnections, six);
    row(
        "a seventh", [](TimelineFeed &feed) { addBySix(feed, 7); }, Kind::SixConnections, six);
}

void TestDiagnosis::client()
{
    QFETCH(Fill, fill);
    TimelineFeed feed;
    fill(feed);
    loopIsFree(feed);
    const Diagnosis diagnosis = whyOf(feed);
    QTEST(diagnosis.text, "text");
    QTEST(diagnosis.kind, "kind");
}

void TestDiagnosis::clientIsNotBlamedForTheServer_data()
{
    QTest::addColumn<Fill>("fill");
    column("all of it on a blocked loop", [](TimelineFeed &feed) {
        add(feed, {}, ranInstead);
        for (int i = 0; i < 4; ++i)
            addIteration(feed, firstNs + i * 1004 * msNs, firstNs + i * 1004 * msNs + secondNs);
        addIteration(feed, 90 * secondNs, 90 * secondNs + msNs);
    });
    column("the loop was blocked as one was answered", [](TimelineFeed &feed) {
        add(feed, {.apartNs = 60 * msNs});
        addIteration(feed, firstNs + 950 * msNs, firstNs + 1050 * msNs);
        addIteration(feed, 90 * secondNs, 90 * secondNs + msNs);
    });
    column("the loop was busy all the while, with short iterations", [](TimelineFeed &feed) {
        add(feed, {});
        feed.journal.write(record::LoopSpan{0, 90 * secondNs, 80 * secondNs, 20 * msNs});
    });
    column("nothing is known of the loop", [](TimelineFeed &feed) { add(feed, {}); });
    column("the loop has not told yet", [](TimelineFeed &feed) {
        add(feed, {}, ranInstead);
        addIteration(feed, firstNs - msNs, firstNs);
    });
    column("another loop has not told yet", [](TimelineFeed &feed) {
        static record::Journal other;
        other.write(record::LoopSpan{0, secondNs, msNs, msNs});
        add(feed, {}, ranInstead);
        loopIsFree(feed);
        feed.store.absorb({&feed.journal, &other});
    });
    column("they queued", [](TimelineFeed &feed) {
        qint64 queuedNs = 0;
        for (record::Record r : Sequence{.onOneConnection = false}.records()) {
            r.startNs = firstNs;
            TimelineFeed::setPhase(r, Phase::Queued, queuedNs);
            queuedNs += secondNs;
            feed.add(r);
        }
        loopIsFree(feed);
    });
    column("six at a time queued", [](TimelineFeed &feed) {
        addBySix(feed, 12, 6, [](record::Record &r) { queuedFirst(r, 120 * msNs); });
        loopIsFree(feed);
    });
    column("six at a time on a blocked loop", [](TimelineFeed &feed) {
        addBySix(feed, 12);
        addIteration(feed, firstNs + 500 * msNs, firstNs + 1001 * msNs);
        addIteration(feed, 90 * secondNs, 90 * secondNs + msNs);
    });
    column("pipelined on a blocked loop", [](TimelineFeed &feed) {
        addPipelined(feed, 4);
        addIteration(feed, firstNs, firstNs + 4 * secondNs);
        addIteration(feed, 90 * secondNs, 90 * secondNs + msNs);
    });
    column("the server did not answer", [](TimelineFeed &feed) {
        add(feed, {}, [](record::Record &r) { r.outcome = record::Outcome::AbortedByServer; });
        loopIsFree(feed);
    });
}

void TestDiagnosis::clientIsNotBlamedForTheServer()
{
    QFETCH(Fill, fill);
    TimelineFeed feed;
    fill(feed);
    const Diagnosis diagnosis = whyOf(feed);
    QVERIFY2(diagnosis.kind < Kind::Pipelined, qPrintable(diagnosis.text));
}

void TestDiagnosis::clientTriesAgain()
{
    TimelineFeed feed;
    add(feed, {.onOneConnection = false},
        [](record::Record &r) { r.outcome = record::Outcome::AbortedByClient; });
    const Diagnosis diagnosis = whyOf(feed);
    QCOMPARE(diagnosis.kind, Kind::Retried);
    QCOMPARE(diagnosis.text, u"4 attempts within 3.0 s: it does not back off"_s);
}

// The client, Overlap, or the upstream: with the same times, but for who had the requests when.
void TestDiagnosis::saysWhoSerialises_data()
{
    QTest::addColumn<Fill>("fill");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *name, const Fill &fill, Kind kind, const QString &text) {
        const Fill whole = [=](TimelineFeed &feed) {
            fill(feed);
            if (kind != Kind::LoopBlocked)
                loopIsFree(feed);
        };
        QTest::newRow(name) << whole << kind << text;
    };
    constexpr qint64 eachNs = 210 * msNs;
    using Change = std::function<void(record::Record &, record::UpstreamTimes &)>;
    // The upstream has each of eight when it has answered the one before, or all at once.
    const auto eight = [](bool atOnce, bool isLimited, const Change &change = {}) {
        return [=](TimelineFeed &feed) {
            for (quint64 i = 0; i < 8; ++i) {
                const qint64 waitedNs = isLimited ? qint64(i) * eachNs : 0;
                const qint64 fromNs = atOnce ? firstNs : firstNs + qint64(i) * (eachNs + 5 * msNs);
                record::Record r = TimelineFeed::passedOn(
                    i + 1, fromNs, (atOnce ? eachNs * qint64(i + 1) : eachNs) - msNs);
                record::UpstreamTimes times = TimelineFeed::upstreamOf(r);
                times.given = times.connected = times.secured = record::upstreamMoment(waitedNs);
                if (change)
                    change(r, times);
                feed.addPassedOn(r, "/items?n=" + QByteArray::number(i), times);
            }
        };
    };
    const QString upstream =
        u"8 requests were with the upstream at once, and it answered them one after the other, 210 ms each: it handles one at a time"_s;
    row("the upstream", eight(true, false), Kind::UpstreamLimit, upstream);
    row("the client", eight(false, false), Kind::OneByOne,
        u"the client waited for each answer: send them at once, on a connection each"_s);
    row("Overlap, by the connections of the rule", eight(true, true), Kind::UpstreamConnections,
        u"they waited for the one connection to the upstream that their rule allows: raise its “connections”"_s);
    row("Overlap, by its strategy",
        eight(true, false,
              [](record::Record &r, record::UpstreamTimes &times) {
                  const qint64 queuedNs = qint64(r.id - 1) * eachNs;
                  TimelineFeed::setPhase(r, Phase::Queued, queuedNs);
                  TimelineFeed::setPhase(r, Phase::Upstream, eachNs - msNs);
                  const qint64 askedNs = times.askedNs + queuedNs;
                  times = TimelineFeed::upstreamOf(r);
                  times.askedNs = askedNs;
              }),
        Kind::Queued, u"they queued for their turn: choose Concurrent, 210 ms at best"_s);
    row(
        "a browser's six, of which the upstream handles one",
        [](TimelineFeed &feed) {
            for (quint32 i = 0; i < 12; ++i) {
                const qint64 fromNs = firstNs + std::max(0, int(i) - 5) * eachNs;
                record::Record r = TimelineFeed::passedOn(
                    i + 1, fromNs, eachNs * std::min<qint64>(i + 1, 6) - msNs);
                r.connection = i % 6 + 1;
                r.ordinal = i / 6 + 1;
                feed.addPassedOn(r, "/items", TimelineFeed::upstreamOf(r));
            }
        },
        Kind::UpstreamLimit,
        u"6 requests were with the upstream at once, and it answered them one after the other, 210 ms each: it handles one at a time"_s);
    // Mixtures: the upstream would let them wait also without what held back half of them.
    const QString four =
        u"4 requests were with the upstream at once, and it answered them one after the other, 210 ms each: it handles one at a time"_s;
    row("four by the connections of the rule, of which the upstream handles one",
        eight(true, false,
              [](record::Record &r, record::UpstreamTimes &times) {
                  const qint64 waitedNs = std::max<qint64>(0, qint64(r.id) - 4) * eachNs;
                  times.given = times.connected = times.secured = record::upstreamMoment(waitedNs);
              }),
        Kind::UpstreamLimit, four);
    row("four by the strategy, of which the upstream handles one",
        eight(true, false,
              [](record::Record &r, record::UpstreamTimes &times) {
                  const qint64 queuedNs = std::max<qint64>(0, qint64(r.id) - 4) * eachNs;
                  TimelineFeed::setPhase(r, Phase::Queued, queuedNs);
                  TimelineFeed::setPhase(r, Phase::Upstream,
                                         qint64(r.id) * eachNs - queuedNs - msNs);
                  times = TimelineFeed::upstreamOf(r);
                  times.askedNs += queuedNs;
              }),
        Kind::UpstreamLimit, four);
    row(
        "the loop was blocked, and read the answers one after the other",
        [=](TimelineFeed &feed) {
            eight(true, false)(feed);
            for (int i = 0; i < 8; ++i)
                addIteration(feed, firstNs + i * eachNs, firstNs + (i + 1) * eachNs - msNs);
        },
        Kind::LoopBlocked, u"the event loop was blocked, by more than these requests"_s);
    row("nobody: they overlapped",
        eight(true, false,
              [](record::Record &r, record::UpstreamTimes &times) {
                  r = TimelineFeed::passedOn(r.id, firstNs, eachNs);
                  times = TimelineFeed::upstreamOf(r);
              }),
        Kind::Unclear, {});
    row("nobody knows: the upstream's side was not recorded",
        [](TimelineFeed &feed) {
            for (quint64 i = 0; i < 8; ++i)
                feed.add(TimelineFeed::passedOn(i + 1, firstNs, eachNs * qint64(i + 1)), "/items");
        },
        Kind::Unclear, {});
}

void TestDiagnosis::saysWhoSerialises()
{
    QFETCH(Fill, fill);
    TimelineFeed feed;
    fill(feed);
    const Diagnosis diagnosis = whyOf(feed);
    QTEST(diagnosis.text, "text");
    QTEST(diagnosis.kind, "kind");
}

void TestDiagnosis::serverIsNamed_data()
{
    QTest::addColumn<Fill>("fill");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *name, const Fill &fill, Kind kind, const QString &text) {
        QTest::newRow(name) << fill << kind << text;
    };
    row(
        "a handler that nobody awaited",
        [](TimelineFeed &feed) { feed.add(TimelineFeed::neverRun(1, firstNs)); }, Kind::NeverRun,
        u"a handler was made, but nobody awaited it, so it never ran: choose Concurrent"_s);
    row(
        "handlers that nobody awaited, although their client tries again",
        [](TimelineFeed &feed) {
            for (quint64 i = 0; i < 3; ++i)
                feed.add(TimelineFeed::neverRun(i + 1, firstNs + qint64(i) * 100 * msNs));
        },
        Kind::NeverRun,
        u"3 handlers were made, but nobody awaited them, so they never ran: choose Concurrent"_s);
    const auto computed = [](quint64 id, qint64 fromNs, qint64 toNs) {
        record::Record r = TimelineFeed::slept(id, fromNs, 0);
        TimelineFeed::setPhase(r, Phase::Running, toNs - fromNs - msNs);
        TimelineFeed::setPhase(r, Phase::TimerLateness, 0);
        r.phaseSinceNs = toNs;
        return r;
    };
    row(
        "one computes",
        [=](TimelineFeed &feed) {
            feed.add(computed(1, firstNs, firstNs + secondNs), "/compute/1s?n=1");
            feed.add(TimelineFeed::quick(2, firstNs + secondNs + usNs), "/");
            addIteration(feed, firstNs, firstNs + secondNs);
        },
        Kind::LoopBlocked,
        u"the event loop was blocked by GET /compute/1s, which computed: choose Thread pool, and "
        "others need not wait"_s);
    row(
        "many compute in one iteration",
        [=](TimelineFeed &feed) {
            for (quint64 i = 0; i < 4; ++i)
                feed.add(computed(i + 1, firstNs + qint64(i) * secondNs,
                                  firstNs + qint64(i + 1) * secondNs),
                         "/compute/1s?n=" + QByteArray::number(i));
            addIteration(feed, firstNs, firstNs + 4 * secondNs);
        },
        Kind::LoopBlocked,
        u"the event loop was blocked by 4 × GET /compute/1s, which computed: choose Thread pool, "
        "2.0 s at best on 2 cores"_s);
    const auto held = [=](quint64 id, qint64 fromNs, qint64 ns, quint32 connection = 0) {
        record::Record r = computed(id, fromNs, fromNs + ns + msNs);
        r.held = r.phases[size_t(Phase::Running)];
        r.connection = connection == 0 ? quint32(id) : connection;
        return r;
    };
    row(
        "eight wait, and hold the loop",
        [=](TimelineFeed &feed) {
            for (quint64 i = 0; i < 8; ++i) {
                const qint64 fromNs = firstNs + qint64(i) * (secondNs + 2 * msNs);
                feed.add(held(i + 1, fromNs, secondNs), "/sleep/1s");
                addIteration(feed, fromNs, fromNs + secondNs + msNs);
            }
        },
        Kind::LoopBlocked,
        u"the event loop was blocked by 8 × GET /sleep/1s, which waited: choose Concurrent, "
        "1.0 s at best"_s);
    const auto drips = [](quint64 id, qint64 fromNs, qint64 ns) {
        record::Record r = TimelineFeed::sent(id, fromNs, ns);
        TimelineFeed::setPhase(r, Phase::ReadingHead, msNs);
        r.phaseSinceNs += msNs;
        return r;
    };
    row(
        "answers in pieces hold the loop",
        [=](TimelineFeed &feed) {
            for (quint64 i = 0; i < 4; ++i) {
                const qint64 fromNs = firstNs + qint64(i) * (secondNs + 2 * msNs);
                feed.add(drips(i + 1, fromNs, secondNs), "/drip");
                addIteration(feed, fromNs, fromNs + secondNs + msNs);
            }
        },
        Kind::LoopBlocked,
        u"the event loop was blocked by 4 × GET /drip, which waited: choose Concurrent, "
        "1.0 s at best"_s);
    row(
        "an answer in pieces beside what computes is not the culprit",
        [=](TimelineFeed &feed) {
            feed.add(computed(1, firstNs, firstNs + secondNs), "/compute/1s");
            feed.add(drips(2, firstNs, secondNs), "/drip");
            addIteration(feed, firstNs, firstNs + secondNs + msNs);
        },
        Kind::LoopBlocked,
        u"the event loop was blocked by GET /compute/1s, which computed: choose Thread pool, and "
        "others need not wait"_s);
    row(
        "they wait one by one, on one connection",
        [=](TimelineFeed &feed) {
            for (quint64 i = 0; i < 4; ++i) {
                const qint64 fromNs = firstNs + qint64(i) * (secondNs + 2 * msNs);
                feed.add(held(i + 1, fromNs, secondNs, 1), "/sleep/1s");
                addIteration(feed, fromNs, fromNs + secondNs + msNs);
            }
        },
        Kind::LoopBlocked,
        u"the event loop was blocked by 4 × GET /sleep/1s, which waited: choose Concurrent, and "
        "others need not wait"_s);
    row(
        "what came when the loop was free came then",
        [=](TimelineFeed &feed) {
            for (quint64 i = 0; i < 4; ++i) {
                const qint64 fromNs =
                    firstNs + qint64(i / 2) * 2200 * msNs + qint64(i % 2) * (secondNs + 2 * msNs);
                feed.add(held(i + 1, fromNs, secondNs), "/sleep/" + QByteArray::number(i));
                addIteration(feed, fromNs, fromNs + secondNs + msNs);
            }
        },
        Kind::LoopBlocked,
        u"the event loop was blocked by requests, which waited: choose Concurrent, 3.2 s at best"_s);
    row(
        "what ran on another thread is not the culprit",
        [=](TimelineFeed &feed) {
            feed.add(computed(1, firstNs, firstNs + 5 * secondNs), "/compute/5s");
            feed.add(TimelineFeed::slept(2, firstNs, secondNs), "/sleep/1s");
            addIteration(feed, firstNs + 100 * msNs, firstNs + 2 * secondNs);
        },
        Kind::LoopBlocked, u"the event loop was blocked, by more than these requests"_s);
    const auto queued = [](Phase handled, int atOnce = 1, bool holds = false,
                           const std::function<void(record::Record &)> &change = {}) {
        return [=](TimelineFeed &feed) {
            for (quint64 i = 0; i < 8; ++i) {
                record::Record r = TimelineFeed::slept(i + 1, firstNs, secondNs);
                TimelineFeed::setPhase(r, Phase::Sleeping, 0);
                TimelineFeed::setPhase(r, handled, secondNs);
                if (holds)
                    r.held = r.phases[size_t(Phase::Running)];
                queuedFirst(r, qint64(i) / atOnce * secondNs);
                if (change)
                    change(r);
                feed.add(r);
            }
        };
    };
    row("one at a time", queued(Phase::Sleeping), Kind::Queued,
        u"they queued for their turn: choose Concurrent, 1.0 s at best"_s);
    row("one at a time, and answered in pieces", queued(Phase::Sending), Kind::Queued,
        u"they queued for their turn: choose Concurrent, 1.0 s at best"_s);
    // The last ones for a rule's turn.
    const auto queuedAtRule = [queued](quint64 last, quint64 rules = 1) {
        return queued(Phase::Sleeping, 1, false, [=](record::Record &r) {
            r.rule = quint16(2 + r.id % rules);
            r.queuedAtRule = r.id > 8 - last;
        });
    };
    row("a rule", queuedAtRule(7), Kind::QueuedAtRule,
        u"they queued for their turn at rule 2: raise its “at-once”"_s);
    row("two rules", queuedAtRule(7, 2), Kind::QueuedAtRule,
        u"they queued for their turn at their rules: raise “at-once”"_s);
    row("a rule and the strategy", queuedAtRule(3), Kind::Unclear, QString());
    row("the strategy, and a rule for a little",
        queued(Phase::Sleeping, 1, false,
               [](record::Record &r) {
                   r.rule = 2;
                   r.queuedAtRule = r.id == 2;
               }),
        Kind::Queued, u"they queued for their turn: choose Concurrent, 1.0 s at best"_s);
    row("few threads, on which they wait", queued(Phase::Running, 2, true), Kind::Queued,
        u"they queued for a free thread, on which others waited: choose Concurrent, 1.0 s at "
        "best"_s);
    row("too few threads", queued(Phase::Running), Kind::Queued,
        u"they queued for a free thread: choose more threads, 4.0 s at best on 2 cores"_s);
    row("as many threads as cores", queued(Phase::Running, 2), Kind::Queued,
        u"they queued for a free thread: all cores computed, more threads would not help"_s);
}

void TestDiagnosis::serverIsNamed()
{
    QFETCH(Fill, fill);
    TimelineFeed feed;
    fill(feed);
    addIteration(feed, 90 * secondNs, 90 * secondNs + msNs);
    const Diagnosis diagnosis = whyOf(feed);
    QTEST(diagnosis.text, "text");
    QTEST(diagnosis.kind, "kind");
}

void TestDiagnosis::nothingIsSaid_data()
{
    QTest::addColumn<Fill>("fill");
    const auto row = [](const char *name, const Sequence &sequence) {
        column(name, [sequence](TimelineFeed &feed) { add(feed, sequence); });
    };
    row("a single one", {.count = 1});
    row("short ones", {.count = 400, .sleptNs = 20 * msNs});
    row("somebody browses", {.apartNs = 400 * msNs});
    row("two that differ, a connection each",
        {.count = 2, .differs = true, .onOneConnection = false});
    column("never asked", [](TimelineFeed &) {});
    column("eight at once", [](TimelineFeed &feed) { addBySix(feed, 8, 8); });
    column("twelve by four", [](TimelineFeed &feed) { addBySix(feed, 12, 4); });
    column("sixteen by eight", [](TimelineFeed &feed) { addBySix(feed, 16, 8); });
    column("six", [](TimelineFeed &feed) { addBySix(feed, 6); });
    column("six, and later some more", [](TimelineFeed &feed) {
        addBySix(feed, 12, 6, [](record::Record &r) {
            const qint64 laterNs = r.ordinal > 1 ? 400 * msNs : 0;
            r.startNs += laterNs;
            r.phaseSinceNs += laterNs;
        });
    });
    column("a slow client", [](TimelineFeed &feed) {
        add(feed, {}, [](record::Record &r) {
            TimelineFeed::setPhase(r, Phase::Sleeping, 0);
            TimelineFeed::setPhase(r, Phase::ReadingHead, secondNs);
        });
    });
}

void TestDiagnosis::nothingIsSaid()
{
    QFETCH(Fill, fill);
    TimelineFeed feed;
    fill(feed);
    loopIsFree(feed);
    QCOMPARE(whyOf(feed).text, QString());
}

void TestDiagnosis::lateNewsOfTheLoop()
{
    TimelineFeed feed;
    add(feed, {});
    QVERIFY(!whyOf(feed).isKnown());
    loopIsFree(feed);
    QCOMPARE(whyOf(feed).kind, Kind::Identical);
}

void TestDiagnosis::differingTarget_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("other");
    const auto row = [](const char *target, const char *other) {
        QTest::newRow(target) << QByteArray(target) << QByteArray(other);
    };
    row("/sleep", "/sleep?n=2");
    row("/sleep?n=1", "/sleep?n=2");
    row("/sleep?n=2", "/sleep?n=3");
    row("/sleep?x=1", "/sleep?x=1&n=2");
    row("/sleep?n=1&x=1", "/sleep?n=1&x=1&n=2");
}

void TestDiagnosis::differingTarget()
{
    QFETCH(QByteArray, target);
    TimelineFeed feed;
    add(feed, {.target = target});
    loopIsFree(feed);
    QTEST(whyOf(feed).target, "other");
}

void TestDiagnosis::whatWasDroppedMayTellOtherwise()
{
    const auto diagnosis = [](quint64 others) {
        TimelineFeed feed;
        feed.add(TimelineFeed::quick(1000, secondNs));
        feed.absorb();
        add(feed, {});
        loopIsFree(feed);
        for (quint64 i = 0; i < others; ++i)
            feed.add(TimelineFeed::quick(2000 + i, 2 * secondNs + qint64(i) * 2 * usNs, 200, usNs));
        const Diagnosis found = whyOf(feed);
        return std::pair(feed.store.dropped() > 0, found.isKnown());
    };
    QCOMPARE(diagnosis(10), std::pair(false, true));
    QCOMPARE(diagnosis(200'000), std::pair(true, false)); // more than the journal has room for
}

void TestDiagnosis::queuedTimeIsNoWork()
{
    TimelineFeed feed;
    qint64 handledNs = 0;
    for (quint64 i = 0; i < 8; ++i) {
        record::Record r = TimelineFeed::slept(i + 1, firstNs, secondNs);
        queuedFirst(r, qint64(i) * record::totalNs(r));
        handledNs += record::totalNs(r) - record::phaseNs(r, Phase::Queued);
        feed.add(r);
    }
    const auto burst = burstIn(feed);
    const qint64 mostNs = 8 * (50 * usNs + record::nsPerTick); // reading, and rounding up
    QVERIFY(burst.handledNs() <= handledNs && burst.handledNs() > handledNs - mostNs);
    QCOMPARE(burst.peak, 8);
    QCOMPARE(burst.handledPeak, 1);
}

void TestDiagnosis::queuedInALongBurst()
{
    TimelineFeed feed;
    std::vector<record::Record> records;
    for (quint64 i = 0; i < 20'001; ++i) {
        records.push_back(TimelineFeed::slept(i + 1, firstNs + qint64(i) * 300 * msNs, 100 * msNs));
        queuedFirst(records.back(), 100 * msNs);
    }
    feed.addMany(records);
    const Findings findings =
        findIn(feed.store, feed.store.concurrency().lastBurst(9000 * secondNs));
    QCOMPARE(findings.diagnosis.kind, Kind::Queued);
}

void TestDiagnosis::costIsBounded()
{
    TimelineFeed feed;
    std::vector<record::Record> records;
    for (quint64 i = 0; i < 21'000; ++i)
        records.push_back(TimelineFeed::quick(i + 1, firstNs + qint64(i) * 300 * usNs));
    feed.addMany(records);
    loopIsFree(feed);
    const auto burst = burstIn(feed);
    QBENCHMARK
    {
        QVERIFY(!findIn(feed.store, burst).diagnosis.isKnown());
    }
}

QTEST_GUILESS_MAIN(TestDiagnosis)
#include "tst_diagnosis.moc"
