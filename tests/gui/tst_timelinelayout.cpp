#include "timelinefeed.h"

#include "record/names.h"
#include "timeline/layout.h"
#include "timeline/painter.h"
#include "timeline/span.h"

#include <QElapsedTimer>
#include <QPainter>
#include <QRandomGenerator>
#include <QtTest>

#include <algorithm>
#include <map>

using namespace overlap;
using namespace overlap::ui;
using namespace Qt::StringLiterals;
using record::Phase;
using record::Record;

class TestTimelineLayout : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void ticks_data();
    void ticks();
    void scaleRoundTrip();
    void scaleMovesByWholePixels();
    void spanFollows();
    void spanStartsAfresh();
    void spanIsHeld();
    void spanZooms();
    void frame_data();
    void frame();
    void pieces();
    void graphEqualsBruteForce_data();
    void graphEqualsBruteForce();
    void barsShowEverything_data();
    void barsShowEverything();
    void barsInFlight();
    void gaps();
    void lanesByConnection();
    void idleLines();
    void labels();
    void loopLane();
    void totals();
    void million();
};

namespace {

constexpr int left = 96;
constexpr int width = 1184;

Fonts fonts()
{
    QFont font(u"DejaVu Sans"_s);
    font.setPixelSize(12);
    return Fonts::of(font);
}

Scene sceneOf(const TimelineFeed &feed, qint64 fromNs, qint64 toNs, int height = 420)
{
    const Fonts f = fonts();
    const Frame frame = Frame::of({left + width, height}, f, int(feed.lanes.count()), 0);
    const Scale scale{fromNs, toNs, frame.left(), frame.width()};
    return {feed.store, feed.lanes, f, frame, scale, toNs, false, {}, {}, nullptr, nullptr};
}

// Requests in a stream: `count` over `spanNs`, of any length up to longestNs, some with errors.
std::vector<Record> stream(int count, qint64 spanNs, qint64 longestNs, int errorsPer10000)
{
    QRandomGenerator random(7);
    std::vector<Record> records;
    for (int i = 0; i < count; ++i) {
        const qint64 startNs = spanNs * i / count;
        const qint64 tookNs = 1 + qint64(random.generateDouble() * double(longestNs));
        const bool error = random.bounded(10'000) < errorsPer10000;
        records.push_back(TimelineFeed::quick(quint64(i) + 1, startNs, error ? 500 : 200, tookNs));
    }
    std::ranges::sort(records, {}, &Record::phaseSinceNs);
    return records;
}

} // namespace

void TestTimelineLayout::ticks_data()
{
    QTest::addColumn<qint64>("fromNs");
    QTest::addColumn<qint64>("toNs");
    QTest::addColumn<QStringList>("first");
    QTest::newRow("10 s") << 0LL << 10 * secondNs << QStringList{u"0 s"_s, u"1 s"_s, u"2 s"_s};
    QTest::newRow("2 s") << 500 * msNs << 2'500 * msNs << QStringList{u"0.6 s"_s, u"0.8 s"_s};
    QTest::newRow("before 0") << -5 * secondNs << 5 * secondNs << QStringList{u"0 s"_s};
    QTest::newRow("50 ms") << 0LL << 50 * msNs << QStringList{u"0 ms"_s, u"5 ms"_s, u"10 ms"_s};
    QTest::newRow("5 ms") << 0LL << 5 * msNs << QStringList{u"0.0 ms"_s, u"0.5 ms"_s};
    QTest::newRow("100 µs") << secondNs << secondNs + 100 * usNs
                            << QStringList{u"1\u2009000\u2009000 µs"_s};
    QTest::newRow("1 µs") << 0LL << usNs << QStringList{u"0.0 µs"_s, u"0.1 µs"_s};
    QTest::newRow("20 min") << 0LL << 1200 * secondNs << QStringList{u"0 min"_s, u"2 min"_s};
    QTest::newRow("2 days") << 0LL << 172'800 * secondNs << QStringList{u"0 h"_s, u"6 h"_s};
}

void TestTimelineLayout::ticks()
{
    QFETCH(qint64, fromNs);
    QFETCH(qint64, toNs);
    QFETCH(QStringList, first);
    const Scale scale{fromNs, toNs, left, width};
    const auto ticks = ui::ticks(scale, 8);
    QStringList texts;
    for (const Tick &tick : ticks)
        texts += tick.text;
    QCOMPARE(texts.first(first.size()), first);
    for (size_t i = 0; i < ticks.size(); ++i) {
        QVERIFY(ticks[i].atNs >= std::max<qint64>(0, fromNs) && ticks[i].atNs < toNs);
        QCOMPARE(ticks[i].x, scale.x(ticks[i].atNs));
        if (i > 0)
            QVERIFY(ticks[i].x - ticks[i - 1].x >= 8 * int(ticks[i].text.size()));
    }
    QVERIFY(ticks.size() <= 16);
}

void TestTimelineLayout::scaleRoundTrip()
{
    QRandomGenerator random(1);
    for (int round = 0; round < 200; ++round) {
        const auto fromNs = qint64(random.generateDouble() * 4e12);
        const auto lengthNs = qint64(width * std::pow(10.0, random.generateDouble() * 9));
        const Scale scale{fromNs, fromNs + lengthNs, left, width};
        for (int x = left - 50; x < left + width + 50; ++x) {
            QCOMPARE(scale.x(scale.ns(x)), x);
            QCOMPARE(scale.x(scale.ns(x) - 1), x - 1);
        }
    }
}

void TestTimelineLayout::scaleMovesByWholePixels()
{
    // However the range moves, bars keep their widths and distances.
    const qint64 a = 1'234'567'891, b = 2'345'678'912;
    const Scale before{0, 10 * secondNs, left, width};
    for (qint64 byNs = 0; byNs < 100 * msNs; byNs += 777'777) {
        const Scale scale{byNs, byNs + 10 * secondNs, left, width};
        QCOMPARE(scale.x(b) - scale.x(a), before.x(b) - before.x(a));
    }
}

void TestTimelineLayout::spanFollows()
{
    Span span;
    QVERIFY(span.isLive());
    span.follow(100 * msNs, 100 * msNs);
    QCOMPARE(span.fromNs(), 0);
    for (qint64 now = 0; now <= 9'600 * msNs; now += 100 * msNs) {
        span.follow(std::max(now, 100 * msNs), 100 * msNs);
        QCOMPARE(span.fromNs(), 0); // bars grow from the left, the picture doesn't scroll
    }
    span.follow(12 * secondNs, 100 * msNs);
    QCOMPARE(span.fromNs(), 2'400 * msNs);
    QCOMPARE(span.toNs(), 12'400 * msNs);
}

void TestTimelineLayout::spanStartsAfresh()
{
    Span span;
    // The first request comes a minute after the start.
    span.follow(60 * secondNs, 60 * secondNs);
    QCOMPARE(span.fromNs(), 59'600 * msNs);
    // The next ones within the same window: it goes on scrolling.
    span.follow(72 * secondNs, 72 * secondNs);
    QCOMPARE(span.fromNs(), 62'400 * msNs);
    // Then after a long silence.
    span.follow(500 * secondNs, 499 * secondNs);
    QCOMPARE(span.fromNs(), 498'600 * msNs);
    span.restart();
    QCOMPARE(span.fromNs(), 0);
}

void TestTimelineLayout::spanIsHeld()
{
    Span span;
    span.follow(20 * secondNs, 0);
    span.pan(secondNs, 0, 20 * secondNs);
    QVERIFY2(span.isLive(), "there is nothing to see beyond the present");
    const qint64 from = span.fromNs();
    span.pan(-secondNs, 0, 20 * secondNs);
    QVERIFY(!span.isLive());
    QCOMPARE(span.fromNs(), from - secondNs);
    span.follow(30 * secondNs, 0);
    QCOMPARE(span.fromNs(), from - secondNs);
    QCOMPARE(span.widthNs(), Span::usualNs);
    span.pan(-1000 * secondNs, 0, 20 * secondNs);
    QCOMPARE(span.fromNs(), -5 * secondNs);
    span.pan(1000 * secondNs, 0, 20 * secondNs);
    QCOMPARE(span.fromNs(), 15 * secondNs);
    span.goLive(30 * secondNs, 0);
    QVERIFY(span.isLive());
    QCOMPARE(span.toNs(), 30'400 * msNs);
}

void TestTimelineLayout::spanZooms()
{
    Span span;
    span.show(0, 10 * secondNs);
    span.zoom(2, 4 * secondNs, 9 * secondNs);
    QCOMPARE(span.fromNs(), 2 * secondNs);
    QCOMPARE(span.toNs(), 7 * secondNs);
    span.zoom(1e12, 4 * secondNs, 9 * secondNs);
    QCOMPARE(span.widthNs(), Span::narrowestNs);
    QVERIFY(span.fromNs() <= 4 * secondNs && span.toNs() >= 4 * secondNs);
    span.zoom(1e-30, 4 * secondNs, 9 * secondNs);
    QCOMPARE(span.widthNs(), Span::widestNs);
    span.zoom(0, 4 * secondNs, 9 * secondNs);
    QCOMPARE(span.widthNs(), Span::widestNs);

    Span live;
    live.follow(20 * secondNs, 0);
    live.zoom(2, 20 * secondNs, 20 * secondNs);
    QVERIFY(live.isLive());
    QCOMPARE(live.widthNs(), 5 * secondNs);
    live.zoom(2, 19 * secondNs, 20 * secondNs);
    QVERIFY(!live.isLive());
}

void TestTimelineLayout::frame_data()
{
    QTest::addColumn<int>("lanes");
    QTest::addColumn<int>("barHeight");
    QTest::addColumn<bool>("scrolls");
    QTest::newRow("roomy") << 8 << 18 << false;
    QTest::newRow("thin") << 28 << 8 << false;
    QTest::newRow("thinner") << 50 << 4 << false;
    QTest::newRow("density") << 100 << 2 << false;
    QTest::newRow("density, scrolling") << 10'000 << 2 << true;
}

void TestTimelineLayout::frame()
{
    QFETCH(int, lanes);
    QFETCH(int, barHeight);
    QFETCH(bool, scrolls);
    const Frame frame = Frame::of({1280, 420}, fonts(), lanes, 0);
    QCOMPARE(frame.barHeight, barHeight);
    QCOMPARE(frame.scrollMost() > 0, scrolls);
    QCOMPARE(frame.left(), 96);
    QVERIFY(frame.graph.bottom() < frame.lanes.top());
    QCOMPARE(frame.axis.bottom() + 1, 420);
    QCOMPARE(frame.endVisible() == lanes, !scrolls);
    for (int scrolled : {0, 7, frame.scrollMost()}) {
        const Frame at = Frame::of({1280, 420}, fonts(), lanes, scrolled);
        for (int lane = at.firstVisible(); lane < at.endVisible(); ++lane) {
            const int top = std::max(at.laneTop(lane), at.lanes.top());
            QCOMPARE(at.laneAt(top), lane);
        }
        QCOMPARE(at.laneAt(at.lanes.top() - 1), -1);
    }
    const Frame tiny = Frame::of({100, 20}, fonts(), lanes, 0); // nothing to see, nothing breaks
    QVERIFY(tiny.endVisible() >= tiny.firstVisible());
}

void TestTimelineLayout::pieces()
{
    const Record slept = TimelineFeed::slept(1, 100, secondNs);
    Pieces pieces = piecesOf(slept, 0);
    QCOMPARE(pieces.size(), 5);
    QCOMPARE(pieces.front().fromNs, 100);
    QCOMPARE(pieces.back().toNs, slept.phaseSinceNs);
    QCOMPARE(pieces[2].phase, Phase::Sleeping);
    QCOMPARE(pieces[2].shape, Shape::Half);
    QCOMPARE(pieces[2].toNs - pieces[2].fromNs, secondNs);

    Record unknown = slept;
    unknown.phases[size_t(Phase::Sleeping)] = record::unknownTicks;
    pieces = piecesOf(unknown, 0);
    QCOMPARE(pieces.back().shape, Shape::Unknown);
    QCOMPARE(pieces.back().toNs, slept.phaseSinceNs);

    const Record flying = TimelineFeed::flying(1, 100);
    pieces = piecesOf(flying, 100 + secondNs);
    QVERIFY(pieces.back().open);
    QCOMPARE(pieces.back().phase, Phase::Sleeping);
    QCOMPARE(pieces.back().toNs, 100 + secondNs);
    QCOMPARE(piecesOf(flying, 0).back().toNs, 100); // a clock behind the records

    Record brief = slept; // what took less than a tick is shown at the ends, not in between
    brief.phases = {};
    TimelineFeed::setPhase(brief, Phase::Sleeping, totalNs(brief));
    pieces = piecesOf(brief, 0);
    QCOMPARE(pieces.size(), 3);
    QCOMPARE(pieces.front().phase, Phase::ReadingHead);
    QCOMPARE(pieces.back().phase, Phase::Writing);

    Record queued = slept; // its phases claim more than there was
    TimelineFeed::setPhase(queued, Phase::Queued, 100 * secondNs);
    pieces = piecesOf(queued, 0);
    QCOMPARE(pieces.back().toNs, slept.phaseSinceNs);
    for (qsizetype i = 1; i < pieces.size(); ++i)
        QCOMPARE(pieces[i].fromNs, pieces[i - 1].toNs);
}

void TestTimelineLayout::graphEqualsBruteForce_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<qint64>("longestNs");
    QTest::newRow("few: exact steps") << 60 << 2 * secondNs;
    QTest::newRow("many: by pixel") << 5'000 << 30 * msNs;
}

void TestTimelineLayout::graphEqualsBruteForce()
{
    QFETCH(int, count);
    QFETCH(qint64, longestNs);
    TimelineFeed feed;
    const auto records = stream(count, 10 * secondNs, longestNs, 0);
    feed.addMany(records);
    const Scale scale{333 * msNs, 9 * secondNs, left, 500};
    const Graph graph = Graph::of(feed.store.steps(), scale, 8 * secondNs);
    QCOMPARE(int(graph.columns.size()), scale.x(8 * secondNs) - left);

    std::vector<std::pair<qint64, int>> changes;
    for (const Record &r : records) {
        changes.emplace_back(r.startNs, +1);
        changes.emplace_back(r.phaseSinceNs, -1);
    }
    std::ranges::sort(changes);
    qint32 peak = 0;
    for (size_t i = 0; i < graph.columns.size(); ++i) {
        const qint64 fromNs = scale.ns(left + int(i)), toNs = scale.ns(left + int(i) + 1);
        Graph::Column expected{1'000'000, 0};
        qint32 at = 0;
        for (size_t c = 0; c <= changes.size(); ++c) {
            const qint64 begin = c == 0 ? 0 : changes[c - 1].first;
            const qint64 end = c == changes.size() ? 20 * secondNs : changes[c].first;
            if (std::max(begin, fromNs) < std::min(end, toNs)) {
                expected.low = std::min(expected.low, at);
                expected.high = std::max(expected.high, at);
            }
            if (c < changes.size())
                at += changes[c].second;
        }
        QCOMPARE(graph.columns[i].low, expected.low);
        QCOMPARE(graph.columns[i].high, expected.high);
        peak = std::max(peak, expected.high);
    }
    QCOMPARE(graph.peak, peak);
    QVERIFY(graph.peakTo > graph.peakFrom);
}

void TestTimelineLayout::barsShowEverything_data()
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

void TestTimelineLayout::barsShowEverything()
{
    QFETCH(int, count);
    QFETCH(qint64, longestNs);
    QFETCH(int, height);
    QFETCH(qint64, most);
    TimelineFeed feed;
    feed.addMany(stream(count, 10 * secondNs, longestNs, 20));
    const Scene scene = sceneOf(feed, secondNs, 9 * secondNs, height);
    const Bars bars = Bars::of(scene, most);
    QVERIFY2(qint64(bars.fills.size()) <= most, qPrintable(QString::number(bars.fills.size())));

    // Each pixel of each lane: painted wherever a bar begins or ends, and never far from one.
    const int lanes = scene.frame.endVisible();
    std::vector<std::vector<bool>> painted(size_t(lanes), std::vector<bool>(width, false));
    std::vector<std::vector<bool>> flagged = painted;
    for (const Fill &fill : bars.fills) {
        QVERIFY(fill.rect.left() >= left && fill.rect.right() < left + width);
        const int lane = scene.frame.laneAt(fill.rect.center().y());
        for (int x = fill.rect.left(); x <= fill.rect.right(); ++x)
            painted[size_t(lane)][size_t(x - left)] = true;
    }
    for (const QRect &flag : bars.flags)
        flagged[size_t(scene.frame.laneAt(flag.center().y()))][size_t(flag.left() - left)] = true;
    const bool coarse = most < 20'000;
    for (int lane = 0; lane < lanes; ++lane) {
        for (const auto &bar : feed.store.lanes().lane(quint32(lane))) {
            const int from = std::max(left, scene.scale.x(bar.fromNs));
            const int to = std::min(left + width - 1, scene.scale.x(bar.toNs));
            if (bar.toNs <= scene.scale.fromNs || bar.fromNs >= scene.scale.toNs || to < from)
                continue;
            QVERIFY(painted[size_t(lane)][size_t(from - left)]);
            if (!record::isError(feed.store.record(bar.row)) || coarse)
                continue;
            const auto &flags = flagged[size_t(lane)];
            bool found = false;
            for (int x = std::max(left, from - 2); x <= to + 1 && !found;
                 ++x) // at most a pixel late
                found = flags[size_t(x - left)];
            QVERIFY2(found || scene.scale.x(bar.toNs) > left + width, "an error without its flag");
        }
    }
    if (coarse)
        QVERIFY(!bars.flags.empty());
}

void TestTimelineLayout::barsInFlight()
{
    TimelineFeed feed;
    feed.add(TimelineFeed::flying(1, secondNs));
    feed.add(TimelineFeed::flying(2, 2 * secondNs, Phase::Queued));
    feed.absorb();
    Scene scene = sceneOf(feed, 0, 10 * secondNs);
    scene.nowNs = 6 * secondNs;
    scene.selected = locate(feed.store, feed.lanes, 2);
    const Bars bars = Bars::of(scene);
    const auto open = std::ranges::count_if(bars.fills, &Fill::open);
    QCOMPARE(open, 2);
    for (const Fill &fill : bars.fills) {
        if (fill.open)
            QCOMPARE(fill.rect.right() + 1, scene.scale.x(6 * secondNs));
    }
    QCOMPARE(bars.fills.back().shape, Shape::Hatched);
    QVERIFY(bars.selected.contains(bars.fills.back().rect));
    const QPoint inside = bars.fills.back().rect.center();
    QCOMPARE(requestAt(feed.store, feed.lanes, scene.frame, scene.scale, inside, scene.nowNs), 2u);
    QCOMPARE(requestAt(feed.store, feed.lanes, scene.frame, scene.scale, {left + 5, inside.y()},
                       scene.nowNs),
             0u);
}

void TestTimelineLayout::gaps()
{
    TimelineFeed feed;
    feed.add(TimelineFeed::quick(1, secondNs));
    feed.absorb();
    for (quint64 id = 2; id < 200'000; ++id)
        feed.add(TimelineFeed::quick(id, 3 * secondNs + qint64(id) * 10));
    feed.absorb();
    const Layout layout = Layout::of(sceneOf(feed, 0, 10 * secondNs));
    QCOMPARE(layout.gaps.size(), 1u);
    QCOMPARE(layout.gaps[0].rect.left(), layout.scale.x(secondNs + 400 * usNs));
    QVERIFY(layout.gaps[0].rect.right() + 1 >= layout.scale.x(3 * secondNs));
    QVERIFY(layout.gaps[0].text.endsWith(u" not recorded"_s));
    QVERIFY(Layout::of(sceneOf(feed, 4 * secondNs, 5 * secondNs)).gaps.empty());
}

// Connections that open and close at any time, each with requests one after the other, some of
// them pipelined; told in many portions, some of it before and some of it after the lanes were
// asked for. What is in flight keeps its lane when it ends.
void TestTimelineLayout::lanesByConnection()
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
            feed.lanes.take(feed.absorb());
    }
    feed.lanes.take(feed.absorb());
    int peak = 0;
    for (const Life &one : lives)
        peak = std::max(peak, int(std::ranges::count_if(lives, [&](const Life &other) {
                            return other.openedNs <= one.openedNs && other.closedNs > one.openedNs;
                        })));
    QVERIFY(int(feed.lanes.count()) >= peak);
    QVERIFY(int(feed.lanes.count()) <= 2 * peak); // late news may cost a lane
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
    Record r = TimelineFeed::flying(++id, 20 * secondNs);
    r.connection = 1000;
    feed.add(r);
    feed.lanes.take(feed.absorb());
    const auto lane = feed.lanes.laneOf(feed.store.inFlight().front());
    Record ended = TimelineFeed::slept(id, 20 * secondNs, secondNs);
    ended.connection = 1000;
    feed.add(ended);
    feed.lanes.take(feed.absorb());
    QCOMPARE(locate(feed.store, feed.lanes, id)->lane, lane);
}

void TestTimelineLayout::idleLines()
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
        for (const QRect &line : Bars::of(scene).idle) {
            const auto at = [&](int x) { return int((scene.scale.ns(x) + 50 * msNs) / secondNs); };
            seconds.emplace_back(at(line.left()), at(line.right() + 1));
        }
        return seconds;
    };
    QVERIFY(linesNow(false).isEmpty()); // packed lanes are nobody's
    using Lines = QList<std::pair<int, int>>;
    QCOMPARE(linesNow(true), (Lines{{1, 2}, {3, 5}, {6, 8}}));
    feed.journal.write(record::ConnectionClosed{1, 7 * secondNs});
    feed.absorb();
    QCOMPARE(linesNow(true), (Lines{{1, 2}, {3, 5}}));
}

void TestTimelineLayout::labels()
{
    TimelineFeed feed;
    feed.add(TimelineFeed::slept(1, secondNs, 5 * secondNs), "/sleep?\x1b[31m<b>\xe2\x80\xae");
    feed.add(TimelineFeed::quick(2, 7 * secondNs, 404), "/favicon.ico");
    feed.absorb();
    const Scene scene = sceneOf(feed, 0, 10 * secondNs);
    const Bars bars = Bars::of(scene);
    QCOMPARE(int(bars.labels.size()), 2);
    QCOMPARE(bars.labels[0].text, u"GET /sleep?\\x1b[31m<b>\\u202e"_s);
    QCOMPARE(bars.labels[0].ink, Ink::OnBar);
    QCOMPARE(bars.labels[1].text, u"! 404 GET /favicon.ico"_s);
    QCOMPARE(bars.labels[1].ink, Ink::Error);
    QVERIFY(bars.labels[1].rect.left() > scene.scale.x(7 * secondNs));
    const Layout layout = Layout::of(scene);
    QCOMPARE(layout.peak.text, u"1 at once"_s);
    QCOMPARE(layout.gutter.front().text, u"in flight"_s);
    QCOMPARE(layout.gutter.back().text, u"lane 1"_s);
}

void TestTimelineLayout::loopLane()
{
    TimelineFeed feed;
    feed.journal.write(record::LoopSpan{1 * secondNs, 2 * secondNs, secondNs / 2, usNs});
    feed.journal.write(record::LoopSpan{3 * secondNs, 4 * secondNs, secondNs, secondNs});
    feed.absorb();
    const Scale scale{0, 10 * secondNs, left, 1000}; // 10 ms a pixel
    const auto &loops = feed.store.loops();
    const LoopLane lane = LoopLane::of(loops, scale, 8 * secondNs, {});
    QCOMPARE(lane.columns.size(), 801u);
    QCOMPARE(lane.columns[50].share, 0.0F);
    QVERIFY(qAbs(lane.columns[150].share - 0.5F) < 0.01F);
    QVERIFY(!lane.columns[150].blocked);
    QVERIFY(lane.columns[350].blocked);
    QCOMPARE(lane.columns[350].share, 1.0F);
    QCOMPARE(lane.blocked.size(), 1u);
    QCOMPARE(lane.blocked[0].text, u"blocked 1.000 s"_s);
    QVERIFY(qAbs(lane.share - 1.5 / 8) < 0.01);

    const LoopLane held = LoopLane::of(loops, scale, 8 * secondNs, 6 * secondNs);
    QCOMPARE(held.blocked.size(), 2u);
    QCOMPARE(held.blocked[1].text, u"blocked 2.000 s and counting"_s);
    QVERIFY(held.columns[700].blocked && !held.columns[590].blocked);
    QVERIFY(LoopLane::of({}, scale, 8 * secondNs, {}).columns.empty());
}

void TestTimelineLayout::totals()
{
    TimelineFeed feed;
    feed.add(TimelineFeed::slept(1, 0, secondNs));
    feed.add(TimelineFeed::slept(2, 500 * msNs, secondNs));
    feed.add(TimelineFeed::quick(3, 3 * secondNs));
    feed.add(TimelineFeed::quick(4, 9 * secondNs)); // outside
    feed.absorb();
    const Totals totals = Totals::of(feed.store, 100 * msNs, 4 * secondNs);
    QCOMPARE(totals.count, 3u);
    QCOMPARE(totals.steps.peak, 2);
    QCOMPARE(totals.sums[size_t(Phase::Sleeping)], 2 * secondNs);
    QCOMPARE(totals.percentiles[0], secondNs + 630 * usNs);
    QCOMPARE(totals.percentiles[2], secondNs + 630 * usNs);
    const QStringList lines = totals.lines();
    QCOMPARE(lines.size(), 3);
    QVERIFY2(lines[0].startsWith(u"3.900 s: 3 requests, peak 2, "_s), qPrintable(lines[0]));
    QVERIFY2(lines[1].contains(u"sleeping 2.000 s"_s), qPrintable(lines[1]));
    const Totals empty = Totals::of(feed.store, 5 * secondNs, 6 * secondNs);
    QCOMPARE(empty.lines(), QStringList{u"1.000 s: 0 requests, peak 0"_s});
}

void TestTimelineLayout::million()
{
#ifdef QT_NO_DEBUG
    constexpr int count = 1'000'000;
#else
    constexpr int count = 100'000; // figures of a debug build say nothing
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
        qInfo("%lld ms: layout %.2f ms, paint %.2f ms, %zu fills, %zu labels", rangeNs / msNs,
              layoutMs[4], paintMs[4], layout.bars.fills.size(), layout.bars.labels.size());
        QVERIFY(qsizetype(layout.bars.fills.size()) <= Bars::fillsMost);
    }
}

QTEST_MAIN(TestTimelineLayout)
#include "tst_timelinelayout.moc"
