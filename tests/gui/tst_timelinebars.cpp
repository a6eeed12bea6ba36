#include "timelinescene.h"

#include "overlap/record/names.h"
#include "timeline/bars.h"
#include "timeline/painter.h"
#include "timeline/retriesshown.h"
#include "widgets/shapes.h"

#include <QElapsedTimer>
#include <QPainter>
#include <QtTest>

#include <array>
#include <map>

using namespace overlap;
using namespace overlap::analysis;
using namespace overlap::ui;
using namespace Qt::StringLiterals;
using record::Phase;
using record::Record;

// Which bars are drawn, in which lanes, and with which labels.
class TestTimelineBars : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void barsShowEverything_data();
    void barsShowEverything();
    void barsInFlight();
    void answersInPieces();
    void answersThatAreHeld();
    void attemptsAreLinked();
    void attemptsAreLinkedToTheEdges();
    void tornEnds();
    void gatesAndCombs();
    void tiersOfTheUpstream_data();
    void tiersOfTheUpstream();
    void gaps();
    void lanesByConnection();
    void lanesHaveTheConnectionsNumbers();
    void idleLines();
    void errorsAreInProportion();
    void errorsObeyTheSearch();
    void rowsFitTheView();
    void namesKeepOutOfTheAxis();
    void peaksKeepOffNow();
    void labels();
    void labelsAreLegible();
    void labelsStandOnOneLine();
    void million();
};

void TestTimelineBars::barsShowEverything_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<qint64>("longestNs");
    QTest::addColumn<int>("height");
    QTest::addColumn<qint64>("most");
    QTest::newRow("few") << 100 << 500 * msNs << 420 << 20'000LL;
    QTest::newRow("dense") << 100'000 << msNs << 420 << 20'000LL;
    QTest::newRow("sparse and thin") << 1'000 << 200 * msNs << 420 << 20'000LL;
    QTest::newRow("density rows") << 3'000 << secondNs << 600 << 20'000LL;
    QTest::newRow("hardly any fills") << 20'000 << 5 * msNs << 420 << 600LL;
}

void TestTimelineBars::barsShowEverything()
{
    QFETCH(int, count);
    QFETCH(qint64, longestNs);
    QFETCH(int, height);
    QFETCH(qint64, most);
    TimelineFeed feed;
    feed.addMany(stream(count, 10 * secondNs, longestNs, 20));
    const Scene scene = sceneOf(feed, secondNs, 9 * secondNs, height);
    const LaneGrid grid = gridOf(scene);
    const Bars bars = Bars::of(scene, grid, most);
    QVERIFY2(qint64(bars.fills.size()) <= most, qPrintable(QString::number(bars.fills.size())));

    // For each pixel of each lane: it is painted where a bar begins or ends, and only near a bar.
    const int rows = grid.endVisible();
    std::vector<std::vector<bool>> painted(size_t(rows), std::vector<bool>(width, false));
    std::vector<std::vector<bool>> marked = painted;
    for (const Fill &fill : bars.fills) {
        QVERIFY(fill.rect.left() >= left && fill.rect.right() < left + width);
        const int row = grid.rowAt(fill.rect.center().y());
        for (int x = fill.rect.left(); x <= fill.rect.right(); ++x)
            painted[size_t(row)][size_t(x - left)] = true;
    }
    for (const ErrorMark &mark : bars.errorMarks)
        marked[size_t(grid.rowAt(mark.rect.top()))][size_t(mark.rect.left() - left)] = true;
    const bool coarse = most < 20'000;
    for (int row = 0; row < rows; ++row) {
        for (const auto &bar : feed.store.lanes().lane(grid.lanes[size_t(row)])) {
            const int from = std::max(left, scene.scale.x(bar.fromNs));
            const int to = std::min(left + width - 1, scene.scale.x(bar.toNs));
            if (bar.toNs <= scene.scale.fromNs || bar.fromNs >= scene.scale.toNs || to < from)
                continue;
            QVERIFY(painted[size_t(row)][size_t(from - left)]);
            if (!record::isError(feed.store.record(bar.row)) || coarse)
                continue;
            const auto &marks = marked[size_t(row)];
            bool found = false;
            for (int x = std::max(left, from - 2); x <= to + 1 && !found;
                 ++x) // it may be a pixel late
                found = marks[size_t(x - left)];
            QVERIFY2(found || scene.scale.x(bar.toNs) > left + width, "an error without its mark");
        }
    }
    if (coarse)
        QVERIFY(!bars.errorMarks.empty());
}

void TestTimelineBars::barsInFlight()
{
    TimelineFeed feed;
    feed.add(TimelineFeed::inFlight(1, secondNs));
    feed.add(TimelineFeed::inFlight(2, 2 * secondNs, Phase::Queued));
    feed.absorb();
    Scene scene = sceneOf(feed, 0, 10 * secondNs);
    scene.nowNs = 6 * secondNs;
    scene.selected = locate(feed.store, feed.lanes, 2);
    const LaneGrid grid = gridOf(scene);
    const Bars bars = Bars::of(scene, grid);
    const auto open = std::ranges::count_if(bars.fills, &Fill::open);
    QCOMPARE(open, 2);
    for (const Fill &fill : bars.fills) {
        if (fill.open)
            QCOMPARE(fill.rect.right() + 1, scene.scale.x(6 * secondNs));
    }
    QCOMPARE(bars.fills.back().shape, Shape::Hatched);
    QVERIFY(bars.selected.contains(bars.fills.back().rect));
    const QPoint inside = bars.fills.back().rect.center();
    QCOMPARE(requestAt(feed.store, feed.lanes, grid, scene.scale, inside, scene.nowNs), 2u);
    QCOMPARE(
        requestAt(feed.store, feed.lanes, grid, scene.scale, {left + 5, inside.y()}, scene.nowNs),
        0u);
}

void TestTimelineBars::answersInPieces()
{
    TimelineFeed feed;
    feed.add(TimelineFeed::sent(1, secondNs, 4 * secondNs), "/drip",
             {secondNs, 2 * secondNs, 2 * secondNs + msNs, 3 * secondNs});
    feed.add(TimelineFeed::sent(2, secondNs, 200 * msNs), "/drip", {100 * msNs}); // too short
    feed.absorb();
    const Scene scene = sceneOf(feed, 0, 10 * secondNs);
    const Bars bars = Bars::of(scene, gridOf(scene));
    std::vector<int> places;
    for (const AnswerTick &tick : bars.ticks)
        places.push_back(tick.rect.left());
    const int readingWidth = 3; // what took no time is drawn, too
    const std::vector<int> expected = {scene.scale.x(secondNs) + readingWidth,
                                       scene.scale.x(2 * secondNs), scene.scale.x(3 * secondNs),
                                       scene.scale.x(4 * secondNs)};
    QCOMPARE(places, expected); // two of them are too close
    QVERIFY(bars.ticks[0].isFirstByte && !bars.ticks[1].isFirstByte);
    // The picture may begin within the answer.
    const Scene later = sceneOf(feed, 3500 * msNs, 10 * secondNs);
    const Bars rest = Bars::of(later, gridOf(later));
    QCOMPARE(rest.ticks.size(), 1u);
    QCOMPARE(rest.ticks[0].rect.left(), later.scale.x(4 * secondNs));
    QVERIFY(!rest.ticks[0].isFirstByte);
}

// Within, at the place where it was, and with its teeth around that.
void TestTimelineBars::answersThatAreHeld()
{
    TimelineFeed feed;
    feed.add(TimelineFeed::heldAndSent(1, secondNs, 3 * secondNs, 4 * secondNs), "/do",
             {0, secondNs, 5 * secondNs}, {{secondNs, 4 * secondNs}});
    feed.absorb();
    const Scene scene = sceneOf(feed, 0, 10 * secondNs);
    const Bars bars = Bars::of(scene, gridOf(scene));
    std::vector<QRect> held;
    for (const Fill &fill : bars.fills) {
        if (fill.shape == Shape::Gate)
            held.push_back(fill.rect);
    }
    QCOMPARE(held.size(), 1u);
    QCOMPARE(held[0].left(), scene.scale.x(2 * secondNs));
    QCOMPARE(held[0].right() + 1, scene.scale.x(5 * secondNs));
    QCOMPARE(bars.ticks.size(), 3u); // that at 0 is the first byte
    QVERIFY(bars.ticks[0].isFirstByte);
    QVERIFY(bars.ticks[0].rect.right() < held[0].left());
    QCOMPARE(bars.ticks[2].rect.left(), scene.scale.x(6 * secondNs));
    const auto place = locate(feed.store, feed.lanes, 1);
    QCOMPARE(place->answer.holds.size(), 1u);
}

namespace {

// Two failures, and in the next lane what came of a third attempt.
void addAttempts(TimelineFeed &feed)
{
    feed.add(TimelineFeed::quick(1, secondNs, 503, 200 * msNs), "/flaky");
    feed.add(TimelineFeed::quick(2, 3 * secondNs, 503, 200 * msNs), "/flaky");
    feed.add(TimelineFeed::slept(3, 5 * secondNs, 3 * secondNs));
    feed.add(TimelineFeed::quick(4, 6 * secondNs, 200, 200 * msNs), "/flaky");
    feed.absorb();
}

Bars linked(const TimelineFeed &feed, qint64 fromNs, qint64 toNs, const Search *search = nullptr)
{
    RetriesShown retries(feed.store);
    retries.look(fromNs, toNs);
    Scene scene = sceneOf(feed, fromNs, toNs);
    scene.retries = retries.all();
    scene.search = search;
    return Bars::of(scene, gridOf(scene));
}

} // namespace

void TestTimelineBars::attemptsAreLinked()
{
    TimelineFeed feed;
    addAttempts(feed);
    const Scene scene = sceneOf(feed, 0, 10 * secondNs);
    const LaneGrid grid = gridOf(scene);
    std::array<QRect, 5> bar; // by id
    for (const quint64 id : {1, 2, 4})
        bar[id] = barOf(*locate(feed.store, feed.lanes, id), grid, scene.scale, scene.nowNs);
    QVERIFY(bar[4].top() > bar[2].bottom());
    QVERIFY(TrackStack::of(scene)
                .scrolling()
                .track->toolTip(scene, grid.area, bar[2].center())
                .contains(u"Attempt 2 of 3, 1.800 s after the failure of #1"_s));

    const auto isSecond = [&](const AttemptLink &link) { return link.rect.left() > bar[2].left(); };
    std::array<QRect, 2> all;
    for (const AttemptLink &link : linked(feed, 0, 10 * secondNs).links) {
        QVERIFY(!link.faded);
        QVERIFY(link.rect.width() == 1 || link.rect.height() == 1); // it is thin
        all[isSecond(link)] |= link.rect;
    }
    const int head = 2; // of an arrow, below the line
    QCOMPARE(all[0].left(), bar[1].right() + 1);
    QCOMPARE(all[0].right(), bar[2].left() - 1);
    QCOMPARE(all[0].bottom(), bar[2].bottom() + head);
    QCOMPARE(all[1].left(), bar[2].right() + 1);
    QCOMPARE(all[1].right(), bar[4].left() - 1);
    QCOMPARE(all[1].top(), bar[2].bottom());
    QCOMPARE(all[1].bottom(), bar[4].bottom() + head);

    Search search(feed.store, std::get<Filter>(Filter::parse(u"status:5xx"_s)));
    search.work(QDeadlineTimer(QDeadlineTimer::Forever));
    const auto searched = linked(feed, 0, 10 * secondNs, &search).links;
    QVERIFY(std::ranges::any_of(searched, isSecond));
    for (const AttemptLink &link : searched)
        QCOMPARE(link.faded, isSecond(link));                  // what came of it is not found
    QVERIFY(linked(feed, 0, 10'000 * secondNs).links.empty()); // the bars are merged
}

void TestTimelineBars::attemptsAreLinkedToTheEdges()
{
    TimelineFeed feed;
    addAttempts(feed);
    const auto links = linked(feed, 2 * secondNs, 4500 * msNs).links;
    QVERIFY(!links.empty());
    QCOMPARE(links.front().rect.left(), left);
    QCOMPARE(links.back().rect.right() + 1, left + width);
}

void TestTimelineBars::tornEnds()
{
    using record::Outcome;
    const std::vector whole = {Outcome::Answered, Outcome::Refused, Outcome::NeverRun};
    const std::vector torn = {Outcome::TimedOut, Outcome::AbortedByClient, Outcome::AbortedByServer,
                              Outcome::CutShort, Outcome::Reset,           Outcome::Garbled};
    TimelineFeed feed;
    quint64 id = 0;
    for (const Outcome outcome : torn)
        feed.add(TimelineFeed::sent(++id, secondNs, secondNs, outcome));
    for (const Outcome outcome : whole)
        feed.add(TimelineFeed::sent(++id, secondNs, secondNs, outcome));
    Record asleep = TimelineFeed::slept(++id, secondNs, secondNs); // no answer: nothing is torn
    asleep.status = 0;
    asleep.outcome = Outcome::AbortedByClient;
    feed.add(asleep);
    feed.absorb();
    const Scene scene = sceneOf(feed, 0, 10 * secondNs);
    const Bars bars = Bars::of(scene, gridOf(scene));
    QCOMPARE(std::ranges::count_if(bars.errorMarks, &ErrorMark::isTear), qsizetype(torn.size()));
    for (const ErrorMark &mark : bars.errorMarks) {
        if (mark.isTear)
            QCOMPARE(mark.rect.right() + 1, scene.scale.x(2 * secondNs));
    }
}

// Their shapes differ from all others, without colours.
void TestTimelineBars::gatesAndCombs()
{
    TimelineFeed feed;
    Record held = TimelineFeed::slept(1, secondNs, 0);
    held.phases = {};
    TimelineFeed::setPhase(held, Phase::Held, 2 * secondNs);
    held.phaseSinceNs = 3 * secondNs;
    feed.add(held);
    feed.add(TimelineFeed::sent(2, 4 * secondNs, 2 * secondNs));
    feed.absorb();
    const Layout layout = Layout::of(sceneOf(feed, 0, 10 * secondNs));
    std::map<Phase, std::vector<QRect>> rects;
    for (const Primitive &primitive : layout.displayList.primitives) {
        if (primitive.tone.role == Role::Phase && !primitive.tone.isInkOn)
            rects[primitive.tone.phase].push_back(primitive.rect);
    }
    QCOMPARE(rects[Phase::Held].size(), 4u); // two posts and two lines
    const int height = rects[Phase::Held][0].height();
    QCOMPARE(rects[Phase::Held][1].height(), height);
    QCOMPARE(rects[Phase::Held][2].height(), 1);
    QCOMPARE(rects[Phase::Sending].size(), 1u);
    QCOMPARE(rects[Phase::Sending][0].height(), height / 2);
    QCOMPARE(rects[Phase::Sending][0].bottom(), rects[Phase::Held][0].bottom());
}

void TestTimelineBars::tiersOfTheUpstream_data()
{
    QTest::addColumn<bool>("isInFlight");
    QTest::addColumn<bool>("isKnown");
    QTest::newRow("finished") << false << true;
    QTest::newRow("in flight") << true << true;
    QTest::newRow("not recorded") << false << false;
}

// Half of it waits for a connection, a quarter connects; then it is sent, and waits for an answer.
void TestTimelineBars::tiersOfTheUpstream()
{
    QFETCH(bool, isInFlight);
    QFETCH(bool, isKnown);
    TimelineFeed feed;
    Record record = TimelineFeed::passedOn(1, secondNs, 8 * secondNs);
    record::UpstreamTimes times = TimelineFeed::upstreamOf(record);
    times.given = record::upstreamMoment(4 * secondNs);
    times.connected = times.secured = record::upstreamMoment(6 * secondNs);
    times.sent = record::upstreamMoment(7 * secondNs);
    if (isInFlight) {
        record = TimelineFeed::inFlight(1, secondNs, Phase::Upstream);
        times.firstByte = times.received = record::notYet;
    }
    if (isKnown)
        feed.journal.write(times);
    feed.add(record);
    feed.absorb();
    const Scene scene = sceneOf(feed, 0, 9 * secondNs);
    const Bars bars = Bars::of(scene, gridOf(scene));
    QVERIFY(!bars.fills.empty());
    const auto tiers = std::ranges::find(bars.fills, Phase::Upstream, &Fill::phase);
    QVERIFY(tiers != bars.fills.end() && tiers->shape == Shape::Tiers);
    if (!isKnown) {
        QVERIFY(bars.steps.empty());
        return;
    }
    QCOMPARE(bars.steps.size(), 3u);
    QCOMPARE(bars.steps[0].step, UpstreamStep::WaitingForConnection);
    QCOMPARE(bars.steps[1].step, UpstreamStep::Connecting);
    QCOMPARE(bars.steps[2].step, UpstreamStep::Sending);
    for (size_t i = 0; i < 3; ++i)
        QVERIFY(tiers->rect.contains(bars.steps[i].rect));
    for (size_t i = 0; i < 2; ++i) {
        QCOMPARE(bars.steps[i + 1].rect.left(), bars.steps[i].rect.right() + 1);
        QCOMPARE(bars.steps[i + 1].rect.left(),
                 scene.scale.x(times.askedNs + qint64(4 + 2 * i) * secondNs));
    }
    // The upper tier is whole; the lower one differs from all other shapes.
    const QRect &rect = tiers->rect;
    const auto parts = partsOf(Shape::Tiers, rect);
    QCOMPARE(parts.size(), 4);
    QCOMPARE(parts[0].united(lowerTier(rect)).united(parts[3]), rect);
    QVERIFY(!parts[0].intersects(lowerTier(rect)) && !parts[3].intersects(lowerTier(rect)));
    QVERIFY(lowerTier(rect).contains(middleLine(lowerTier(rect))));
}

void TestTimelineBars::gaps()
{
    TimelineFeed feed;
    feed.add(TimelineFeed::quick(1, secondNs));
    feed.absorb();
    for (quint64 id = 2; id < 200'000; ++id)
        feed.add(TimelineFeed::quick(id, 3 * secondNs + qint64(id) * 10));
    feed.absorb();
    const auto gapsIn = [](const Layout &layout) {
        std::vector<QRect> gaps;
        for (const Primitive &primitive : layout.displayList.primitives) {
            if (primitive.style == Primitive::Style::Stripes)
                gaps.push_back(primitive.rect);
        }
        return gaps;
    };
    const Layout layout = Layout::of(sceneOf(feed, 0, 10 * secondNs));
    const auto gaps = gapsIn(layout);
    QCOMPARE(gaps.size(), 1u);
    QCOMPARE(gaps[0].left(), layout.scale.x(secondNs + 400 * usNs));
    QVERIFY(gaps[0].right() + 1 >= layout.scale.x(3 * secondNs));
    QCOMPARE(textsIn(layout).filter(QRegularExpression(u" not recorded$"_s)).size(), 1);
    QVERIFY(gapsIn(Layout::of(sceneOf(feed, 4 * secondNs, 5 * secondNs))).empty());
}

// Connections open and close at any time. Their requests come one after the other, some pipelined.
// Records arrive in many portions, before and after the lanes by connection are switched on. A
// request keeps its lane when it ends.
void TestTimelineBars::lanesByConnection()
{
    QRandomGenerator random(11);
    TimelineFeed feed;
    struct Life
    {
        qint64 openedNs, closedNs;
    };
    std::vector<Life> lives;
    quint64 id = 0;
    for (quint32 connection = 1; connection <= 300; ++connection) {
        Life life{qint64(connection) * 10 * msNs, 0};
        feed.journal.write(record::ConnectionOpened{connection, life.openedNs, {}, 0});
        qint64 at = life.openedNs;
        const int requests = 1 + int(random.bounded(20));
        for (int i = 0; i < requests; ++i) {
            at += qint64(random.bounded(10)) * msNs;
            Record r = TimelineFeed::quick(++id, at, 200, (1 + random.bounded(20)) * msNs);
            r.connection = connection;
            feed.add(r);
            at = r.phaseSinceNs - (random.bounded(8) == 0 ? msNs / 2 : 0);
        }
        life.closedNs = at + msNs;
        feed.journal.write(record::ConnectionClosed{connection, life.closedNs});
        lives.push_back(life);
        if (connection == 150)
            feed.lanes.setByConnection(true);
        if (connection % 7 == 0)
            feed.lanes.update(feed.absorb());
    }
    feed.lanes.update(feed.absorb());
    int peak = 0;
    for (const Life &one : lives)
        peak = std::max(peak, int(std::ranges::count_if(lives, [&](const Life &other) {
                            return other.openedNs <= one.openedNs && other.closedNs > one.openedNs;
                        })));
    QVERIFY(int(feed.lanes.count()) >= peak);
    QVERIFY(int(feed.lanes.count()) <= 2 * peak); // late records may cost a lane
    qsizetype bars = 0;
    std::map<quint32, record::Lanes::Lane> laneOf;
    for (record::Lanes::Lane lane = 0; lane < feed.lanes.count(); ++lane) {
        qint64 endNs = 0;
        for (const auto &bar : feed.lanes.lane(lane)) {
            QVERIFY(bar.fromNs >= endNs);
            endNs = bar.toNs;
            const Record r = feed.store.record(bar.row);
            QCOMPARE(laneOf.emplace(r.connection, lane).first->second, lane);
            QCOMPARE(locate(feed.store, feed.lanes, r.id)->lane, lane);
            ++bars;
        }
    }
    QCOMPARE(quint64(bars), feed.store.size());
    Record r = TimelineFeed::inFlight(++id, 20 * secondNs);
    r.connection = 1000;
    feed.add(r);
    feed.lanes.update(feed.absorb());
    const auto lane = feed.lanes.laneOf(feed.store.inFlight().front());
    Record ended = TimelineFeed::slept(id, 20 * secondNs, secondNs);
    ended.connection = 1000;
    feed.add(ended);
    feed.lanes.update(feed.absorb());
    QCOMPARE(locate(feed.store, feed.lanes, id)->lane, lane);
}

void TestTimelineBars::lanesHaveTheConnectionsNumbers()
{
    TimelineFeed feed;
    const auto add = [&feed](quint64 id, quint32 connection, qint64 fromNs) {
        Record r = TimelineFeed::quick(id, fromNs, 200, secondNs);
        r.connection = connection;
        feed.journal.write(record::ConnectionOpened{connection, fromNs - msNs, {}, 0});
        feed.add(r);
    };
    add(1, 70, secondNs);
    add(2, 80, secondNs);
    feed.journal.write(record::ConnectionClosed{70, 3 * secondNs});
    add(3, 90, 5 * secondNs); // in the lane of 70
    Record r = TimelineFeed::inFlight(4, 8 * secondNs);
    r.connection = 80;
    feed.add(r);
    feed.absorb();
    const auto namesIn = [&feed](qint64 fromNs, qint64 toNs) {
        const QStringList texts = textsIn(Layout::of(sceneOf(feed, fromNs, toNs)));
        return texts.filter(u"conn "_s) + texts.filter(u"lane "_s);
    };
    feed.lanes.setByConnection(true);
    QCOMPARE(namesIn(0, 10 * secondNs), (QStringList{u"conn 70 …"_s, u"conn 80"_s}));
    QCOMPARE(namesIn(0, 4 * secondNs), (QStringList{u"conn 70"_s, u"conn 80"_s}));
    QCOMPARE(namesIn(4 * secondNs, 10 * secondNs), (QStringList{u"conn 90"_s, u"conn 80"_s}));
    feed.lanes.setByConnection(false);
    QCOMPARE(namesIn(0, 4 * secondNs), (QStringList{u"lane 1"_s, u"lane 2"_s}));
}

void TestTimelineBars::idleLines()
{
    TimelineFeed feed;
    feed.journal.write(record::ConnectionOpened{1, secondNs, {}, 0});
    Record first = TimelineFeed::quick(1, 2 * secondNs, 200, secondNs);
    Record second = TimelineFeed::quick(2, 5 * secondNs, 200, secondNs);
    first.connection = second.connection = 1;
    TimelineFeed::setPhase(first, Phase::KeepAliveIdle, secondNs);
    TimelineFeed::setPhase(second, Phase::KeepAliveIdle, 2 * secondNs);
    feed.add(first);
    feed.add(second);
    feed.absorb();
    const auto linesNow = [&feed](bool byConnection) {
        feed.lanes.setByConnection(byConnection);
        Scene scene = sceneOf(feed, 0, 10 * secondNs);
        scene.nowNs = 8 * secondNs;
        QList<std::pair<int, int>> seconds;
        for (const QRect &line : Bars::of(scene, gridOf(scene)).idle) {
            const auto at = [&](int x) { return int((scene.scale.ns(x) + 50 * msNs) / secondNs); };
            seconds.emplace_back(at(line.left()), at(line.right() + 1));
        }
        return seconds;
    };
    QVERIFY(linesNow(false).isEmpty()); // packed lanes belong to no connection
    using Lines = QList<std::pair<int, int>>;
    QCOMPARE(linesNow(true), (Lines{{1, 2}, {3, 5}, {6, 8}}));
    feed.journal.write(record::ConnectionClosed{1, 7 * secondNs});
    feed.absorb();
    QCOMPARE(linesNow(true), (Lines{{1, 2}, {3, 5}}));
}

// Merged bars show how many of their requests failed, by area.
void TestTimelineBars::errorsAreInProportion()
{
    TimelineFeed feed;
    std::vector<record::Record> records;
    for (quint64 id = 1; id <= 15'000; ++id) // 15 a pixel
        records.push_back(
            TimelineFeed::quick(id, qint64(id) * 100 * usNs, id % 15 == 0 ? 500 : 200, 90 * usNs));
    feed.addMany(records);
    const Scene scene = sceneOf(feed, 0, 1500 * msNs * width / 1000);
    const Bars bars = Bars::of(scene, gridOf(scene));
    qint64 red = 0, all = 0;
    for (const Fill &fill : bars.fills)
        all += qint64(fill.rect.width()) * fill.rect.height();
    for (const ErrorMark &mark : bars.errorMarks)
        red += qint64(mark.rect.width()) * mark.rect.height();
    QVERIFY2(red > all / 30 && red < all / 8, qPrintable(u"%1 of %2"_s.arg(red).arg(all)));
}

// Errors that the search did not find are faded, or do not count in a merged bar.
void TestTimelineBars::errorsObeyTheSearch()
{
    TimelineFeed feed;
    feed.add(TimelineFeed::quick(1, secondNs, 500, 100 * msNs), "/a");
    for (quint64 id = 2; id < 12; ++id)
        feed.add(TimelineFeed::quick(id, 2 * secondNs + qint64(id) * 20 * usNs, 500, 10 * usNs),
                 id == 2 ? "/b" : "/a");
    feed.absorb();
    const auto marksOf = [&](const QString &text) {
        Search search(feed.store, std::get<Filter>(Filter::parse(text)));
        search.work(QDeadlineTimer(QDeadlineTimer::Forever));
        Scene scene = sceneOf(feed, 0, 10 * secondNs);
        scene.search = &search;
        QList<bool> faded;
        for (const ErrorMark &mark : Bars::of(scene, gridOf(scene)).errorMarks)
            faded.append(mark.faded);
        return faded;
    };
    QCOMPARE(marksOf(u"path:/a"_s), (QList{false, false}));
    QCOMPARE(marksOf(u"path:/b"_s), (QList{true, false}));
    QCOMPARE(marksOf(u"path:/c"_s), (QList{true, true}));
    QCOMPARE(marksOf(u"is:done"_s), (QList{true, true}));
    // A single one among many more than are looked at.
    for (quint64 id = 100; id < 1100; ++id)
        feed.add(TimelineFeed::quick(id, 3 * secondNs + qint64(id) * 5 * usNs,
                                     id == 777 ? 404 : 200, usNs));
    feed.absorb();
    QCOMPARE(marksOf(u"status:404"_s), (QList{true, true, false}));
}

// A burst of 500 needs 500 rows only while it is in view.
void TestTimelineBars::rowsFitTheView()
{
    TimelineFeed feed;
    for (quint64 id = 1; id <= 499; ++id)
        feed.add(TimelineFeed::slept(id, secondNs, secondNs));
    feed.absorb();
    feed.add(TimelineFeed::inFlight(500, secondNs)); // holds the 500th lane
    for (quint64 id = 501; id <= 508; ++id)
        feed.add(TimelineFeed::slept(id, 20 * secondNs, secondNs));
    feed.absorb();
    QCOMPARE(gridOf(sceneOf(feed, 0, 30 * secondNs)).rowCount(), 500);
    const Scene later = sceneOf(feed, 10 * secondNs, 30 * secondNs);
    const LaneGrid grid = gridOf(later);
    QCOMPARE(grid.rowCount(), 9);
    QCOMPARE(grid.barHeight, 18);
    QCOMPARE(textsIn(Layout::of(later)).filter(u"lane "_s).size(), 9);
    QVERIFY(textsIn(Layout::of(later)).contains(u"lane 9"_s));
    const auto last = locate(feed.store, feed.lanes, 500);
    QCOMPARE(barOf(*last, grid, later.scale, later.nowNs).top(), grid.rowTop(8));
    QCOMPARE(requestAt(feed.store, feed.lanes, grid, later.scale,
                       {left + width / 2, grid.rowTop(8) + 9}, later.nowNs),
             500u);
    const auto other = locate(feed.store, feed.lanes, 499);
    QVERIFY(barOf(*other, grid, later.scale, later.nowNs).isNull());
    QCOMPARE(gridOf(sceneOf(feed, 0, secondNs / 2)).rowCount(), 0);
}

void TestTimelineBars::namesKeepOutOfTheAxis()
{
    TimelineFeed feed;
    for (quint64 id = 1; id <= 400; ++id)
        feed.add(TimelineFeed::slept(id, secondNs, secondNs));
    feed.absorb();
    for (int height = 200; height < 240; ++height) {
        const Layout layout = Layout::of(sceneOf(feed, 0, 10 * secondNs, height));
        int names = 0;
        for (const Primitive &each : layout.displayList.primitives) {
            if (each.text < 0 ||
                !layout.displayList.texts[size_t(each.text)].text.startsWith(u"lane "_s))
                continue;
            ++names;
            QVERIFY(each.rect.bottom() <= layout.stack.axis.top());
        }
        QVERIFY(names > 1);
    }
}

void TestTimelineBars::peaksKeepOffNow()
{
    TimelineFeed feed;
    feed.add(TimelineFeed::quick(1, 5 * secondNs));
    feed.absorb();
    int shown = 0;
    for (int pixels = 0; pixels < 200; ++pixels) {
        Scene scene = sceneOf(feed, 0, 10 * secondNs);
        scene.nowNs = 5 * secondNs + 1'000'000 + pixels * 10 * secondNs / width;
        const int now = scene.scale.x(scene.nowNs);
        const Layout layout = Layout::of(scene);
        for (const Primitive &each : layout.displayList.primitives) {
            if (each.text < 0 || layout.displayList.texts[size_t(each.text)].text != u"1 at once"_s)
                continue;
            ++shown;
            QVERIFY2(each.rect.right() < now || each.rect.left() > now + 1,
                     qPrintable(QString::number(pixels)));
        }
    }
    QVERIFY(shown > 100);
}

void TestTimelineBars::labels()
{
    TimelineFeed feed;
    feed.add(TimelineFeed::slept(1, secondNs, 5 * secondNs), "/sleep?\x1b[31m<b>\xe2\x80\xae");
    feed.add(TimelineFeed::quick(2, 7 * secondNs, 404), "/favicon.ico");
    feed.absorb();
    const Scene scene = sceneOf(feed, 0, 10 * secondNs);
    const Bars bars = Bars::of(scene, gridOf(scene));
    QCOMPARE(int(bars.labels.size()), 2);
    QCOMPARE(bars.labels[0].text, u"GET /sleep?\\x1b[31m<b>\\u202e"_s);
    QCOMPARE(bars.labels[0].ink, Ink::OnBar);
    QCOMPARE(bars.labels[1].text, u"! 404 GET /favicon.ico"_s);
    QCOMPARE(bars.labels[1].ink, Ink::Error);
    QVERIFY(bars.labels[1].rect.left() > scene.scale.x(7 * secondNs));
    const QStringList texts = textsIn(Layout::of(scene));
    QCOMPARE(texts.filter(u" at once"_s), QStringList{u"1 at once"_s});
    QCOMPARE(texts.count(u"in flight"_s), 1);
    QCOMPARE(texts.filter(u"lane "_s), QStringList{u"lane 1"_s});
}

// Whatever the font: a text that is higher than its bar gets a background of its own.
void TestTimelineBars::labelsAreLegible()
{
    TimelineFeed feed;
    feed.add(TimelineFeed::slept(1, secondNs, 5 * secondNs));
    feed.absorb();
    Scene scene = sceneOf(feed, 0, 10 * secondNs);
    for (int pixels = 8; pixels <= 40; ++pixels) {
        QFont font = scene.fonts.text;
        font.setPixelSize(pixels);
        scene.fonts = Fonts::of(font);
        const LaneGrid grid = gridOf(scene);
        const Bars bars = Bars::of(scene, grid);
        QCOMPARE(int(bars.labels.size()), 1);
        const bool fits =
            scene.fonts.labelAbove + scene.fonts.labelBelow <= grid.bar(0, 0, 1, true).height();
        QCOMPARE(bars.labels[0].ink, fits ? Ink::OnBar : Ink::OnTag);
        if (pixels == 12)
            QVERIFY(fits);
    }
}

// A character of another font does not move a label.
void TestTimelineBars::labelsStandOnOneLine()
{
    const auto painted = [](const QString &text) {
        Layout layout;
        layout.displayList.write({0, 0, 10, 12}, text, Role::Text, Face::Label);
        QImage image(20, 20, QImage::Format_RGB32);
        image.fill(Qt::white);
        QPainter painter(&image);
        LayoutPainter(painter, Theme::forPalette(QPalette()), fonts()).paint(layout);
        return image;
    };
    const QImage plain = painted(u"GET      /"_s);
    QVERIFY(plain != painted(u" "_s));
    QCOMPARE(painted(u"GET      \u4e00\u0e49"_s), plain);
}

void TestTimelineBars::million()
{
#ifdef QT_NO_DEBUG
    constexpr int count = 1'000'000;
#else
    constexpr int count = 100'000;
#endif
    TimelineFeed feed;
    feed.addMany(stream(count, 100 * secondNs, msNs, 10));
    QCOMPARE(feed.store.size(), quint64(count));
    for (const qint64 rangeNs : {100 * secondNs, 10 * secondNs, 100 * msNs, msNs}) {
        const Scene scene = sceneOf(feed, 50 * secondNs - rangeNs / 2, 50 * secondNs + rangeNs / 2);
        std::vector<double> layoutMs, paintMs;
        QImage image(left + width, 420, QImage::Format_RGB32);
        const Theme theme = Theme::forPalette(paletteFor(false));
        Layout layout;
        for (int round = 0; round < 9; ++round) {
            QElapsedTimer timer;
            timer.start();
            layout = Layout::of(scene);
            layoutMs.push_back(double(timer.nsecsElapsed()) / 1e6);
            timer.restart();
            QPainter painter(&image);
            LayoutPainter(painter, theme, scene.fonts).paint(layout);
            paintMs.push_back(double(timer.nsecsElapsed()) / 1e6);
        }
        std::ranges::sort(layoutMs);
        std::ranges::sort(paintMs);
        const Bars bars = Bars::of(scene, gridOf(scene));
        qInfo("%lld ms: layout %.2f ms, paint %.2f ms, %zu fills, %zu labels", rangeNs / msNs,
              layoutMs[4], paintMs[4], bars.fills.size(), bars.labels.size());
        QVERIFY(qsizetype(bars.fills.size()) <= Bars::fillsMost);
    }
}

QTEST_MAIN(TestTimelineBars)
#include "tst_timelinebars.moc"
