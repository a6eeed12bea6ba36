#include "timelinescene.h"

#include "overlap/analysis/blocked.h"
#include "overlap/analysis/pieces.h"
#include "timeline/graph.h"
#include "timeline/looplane.h"
#include "timeline/visiblerange.h"

#include <QtTest>

using namespace overlap;
using namespace overlap::analysis;
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
    void rangeFollows();
    void rangeStartsAgain();
    void rangeWatches();
    void rangeIsFrozen();
    void rangeZooms();
    void stack_data();
    void stack();
    void tracksKeepToTheirAreas();
    void displayListsAreAppended();
    void pieces();
    void piecesOfHeldAnswers();
    void graphEqualsBruteForce_data();
    void graphEqualsBruteForce();
    void peakWithoutAQueue();
    void loopLane();
    void blockedIsExplained();
    void totals();
};

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
    // Bars keep their widths and distances when the range moves.
    const qint64 a = 1'234'567'891, b = 2'345'678'912;
    const Scale before{0, 10 * secondNs, left, width};
    for (qint64 byNs = 0; byNs < 100 * msNs; byNs += 777'777) {
        const Scale scale{byNs, byNs + 10 * secondNs, left, width};
        QCOMPARE(scale.x(b) - scale.x(a), before.x(b) - before.x(a));
    }
}

void TestTimelineLayout::rangeFollows()
{
    VisibleRange range;
    QVERIFY(range.isLive());
    range.follow(100 * msNs, 100 * msNs);
    QCOMPARE(range.fromNs(), 0);
    for (qint64 now = 0; now <= 9'600 * msNs; now += 100 * msNs) {
        range.follow(std::max(now, 100 * msNs), 100 * msNs);
        QCOMPARE(range.fromNs(), 0); // bars grow from the left; nothing scrolls
    }
    range.follow(12 * secondNs, 100 * msNs);
    QCOMPARE(range.fromNs(), 2'400 * msNs);
    QCOMPARE(range.toNs(), 12'400 * msNs);
}

void TestTimelineLayout::rangeStartsAgain()
{
    VisibleRange range;
    // The first request comes a minute after the start.
    range.follow(60 * secondNs, 60 * secondNs);
    QCOMPARE(range.fromNs(), 59'600 * msNs);
    // The next requests come soon: it goes on scrolling.
    range.follow(72 * secondNs, 72 * secondNs);
    QCOMPARE(range.fromNs(), 62'400 * msNs);
    // The next ones come after a long gap: it starts again just before them.
    range.follow(500 * secondNs, 499 * secondNs);
    QCOMPARE(range.fromNs(), 498'600 * msNs);
    range.restart();
    QCOMPARE(range.fromNs(), 0);
}

// From a time on, at a width; it scrolls only when the present leaves that.
void TestTimelineLayout::rangeWatches()
{
    VisibleRange range;
    range.follow(60 * secondNs, 0);
    range.show(0, secondNs);
    range.watch(61 * secondNs, 5 * secondNs);
    QVERIFY(range.isLive());
    QCOMPARE(range.fromNs(), 60'800 * msNs);
    QCOMPARE(range.toNs(), 65'800 * msNs);
    range.follow(63 * secondNs, 61 * secondNs);
    QCOMPARE(range.fromNs(), 60'800 * msNs);
    range.follow(66 * secondNs, 61 * secondNs);
    QCOMPARE(range.toNs(), 66'200 * msNs);
    range.freeze();
    range.goLive(67 * secondNs, 0);
    QCOMPARE(range.widthNs(), 5 * secondNs);
    range.watch(100 * msNs, 5 * secondNs);
    QCOMPARE(range.fromNs(), 0); // nothing was before
}

void TestTimelineLayout::rangeIsFrozen()
{
    VisibleRange range;
    range.follow(20 * secondNs, 0);
    range.pan(secondNs, 0, 20 * secondNs);
    QVERIFY2(range.isLive(), "there is nothing to see beyond the present");
    const qint64 from = range.fromNs();
    range.pan(-secondNs, 0, 20 * secondNs);
    QVERIFY(!range.isLive());
    QCOMPARE(range.fromNs(), from - secondNs);
    range.follow(30 * secondNs, 0);
    QCOMPARE(range.fromNs(), from - secondNs);
    QCOMPARE(range.widthNs(), VisibleRange::usualNs);
    range.pan(-1000 * secondNs, 0, 20 * secondNs);
    QCOMPARE(range.fromNs(), -5 * secondNs);
    range.pan(1000 * secondNs, 0, 20 * secondNs);
    QCOMPARE(range.fromNs(), 15 * secondNs);
    range.show(0, 3600 * secondNs); // the whole run
    range.goLive(30 * secondNs, 0);
    QVERIFY(range.isLive());
    QCOMPARE(range.toNs(), 30'400 * msNs);
    QCOMPARE(range.widthNs(), VisibleRange::usualNs);
}

void TestTimelineLayout::rangeZooms()
{
    VisibleRange range;
    range.show(0, 10 * secondNs);
    range.zoom(2, 4 * secondNs, 9 * secondNs);
    QCOMPARE(range.fromNs(), 2 * secondNs);
    QCOMPARE(range.toNs(), 7 * secondNs);
    range.zoom(1e12, 4 * secondNs, 9 * secondNs);
    QCOMPARE(range.widthNs(), VisibleRange::narrowestNs);
    QVERIFY(range.fromNs() <= 4 * secondNs && range.toNs() >= 4 * secondNs);
    range.zoom(1e-30, 4 * secondNs, 9 * secondNs);
    QCOMPARE(range.widthNs(), VisibleRange::widestNs);
    range.zoom(0, 4 * secondNs, 9 * secondNs);
    QCOMPARE(range.widthNs(), VisibleRange::widestNs);

    VisibleRange live;
    live.follow(20 * secondNs, 0);
    live.zoom(2, 20 * secondNs, 20 * secondNs);
    QVERIFY(live.isLive());
    QCOMPARE(live.widthNs(), 5 * secondNs);
    live.show(0, 3600 * secondNs);
    live.goLive(20 * secondNs, 0);
    QCOMPARE(live.widthNs(), 5 * secondNs);
    live.zoom(2, 19 * secondNs, 20 * secondNs);
    QVERIFY(!live.isLive());
}

void TestTimelineLayout::stack_data()
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

void TestTimelineLayout::stack()
{
    QFETCH(int, lanes);
    QFETCH(int, barHeight);
    QFETCH(bool, scrolls);
    const TimelineFeed feed;
    Scene scene = sceneOf(feed, 0, secondNs);
    const TrackStack stack = TrackStack::of(scene);
    std::vector<record::Lanes::Lane> inView(static_cast<size_t>(lanes));
    std::iota(inView.begin(), inView.end(), 3); // the first ones are not in view
    const auto gridAt = [&](int scrolled) {
        return LaneGrid::of(stack.scrolling().area, fonts(), inView, scrolled);
    };
    const LaneGrid grid = gridAt(0);
    QCOMPARE(grid.barHeight, barHeight);
    QCOMPARE(grid.scrollMost() > 0, scrolls);
    QCOMPARE(grid.area.left(), 96);
    QVERIFY(stack.tracks.front().area.bottom() < grid.area.top());
    for (size_t i = 1; i < stack.tracks.size(); ++i)
        QVERIFY(stack.tracks[i - 1].area.bottom() < stack.tracks[i].area.top());
    QCOMPARE(stack.axis.bottom() + 1, 420);
    QCOMPARE(grid.endVisible() == lanes, !scrolls);
    for (int scrolled : {0, 7, grid.scrollMost()}) {
        const LaneGrid at = gridAt(scrolled);
        for (int row = at.firstVisible(); row < at.endVisible(); ++row) {
            const int top = std::max(at.rowTop(row), at.area.top());
            QCOMPARE(at.rowAt(top), row);
            QCOMPARE(at.rowOf(quint32(row) + 3), row);
        }
        QCOMPARE(at.rowAt(at.area.top() - 1), -1);
        QCOMPARE(at.rowOf(2), -1);
    }
    scene.size = {100, 20}; // too small for anything
    const auto tiny = LaneGrid::of(TrackStack::of(scene).scrolling().area, fonts(), inView, 0);
    QVERIFY(tiny.endVisible() >= tiny.firstVisible());
}

// Every track draws inside its area, except outlines. Its captions are there, or left of it.
void TestTimelineLayout::tracksKeepToTheirAreas()
{
    constexpr int overhang = 3;
    TimelineFeed feed;
    feed.journal.write(record::LoopSpan{3 * secondNs, 4 * secondNs, secondNs, secondNs});
    for (quint64 id = 1; id <= 300; ++id)
        feed.add(TimelineFeed::slept(id, qint64(id) * 10 * msNs, secondNs));
    feed.absorb();
    Scene scene = sceneOf(feed, 2 * secondNs, 4 * secondNs);
    scene.selected = locate(feed.store, feed.lanes, 200);
    int drawn = 0;
    for (const auto &[track, area] : TrackStack::of(scene).tracks) {
        DisplayList content, captions;
        track->draw(scene, area, content, captions);
        QRect clip;
        for (const Primitive &primitive : content.primitives) {
            if (primitive.style == Primitive::Style::Clip) {
                clip = primitive.rect;
                continue;
            }
            const QRect seen = clip.isNull() ? primitive.rect : primitive.rect & clip;
            QVERIFY(area.adjusted(0, -overhang, overhang, overhang).contains(seen) ||
                    seen.isEmpty());
        }
        QVERIFY2(clip.isNull(), "it clips what is drawn after it");
        for (const Primitive &caption : captions.primitives) {
            QVERIFY(caption.rect.left() >= 0 && caption.rect.bottom() < 420);
            QVERIFY(caption.rect.right() < left || area.contains(caption.rect));
        }
        drawn += content.primitives.empty() ? 0 : 1;
    }
    QVERIFY(drawn >= 3); // all but the client's track
}

void TestTimelineLayout::displayListsAreAppended()
{
    DisplayList first, second;
    first.write({0, 0, 1, 1}, u"a"_s, Role::Text);
    second.fill({0, 0, 1, 1}, Role::Error);
    second.write({0, 0, 1, 1}, u"b"_s, Role::Text);
    first.append(std::move(second));
    QCOMPARE(first.primitives.size(), 3u);
    QCOMPARE(first.texts[size_t(first.primitives[0].text)].text, u"a"_s);
    QCOMPARE(first.primitives[1].text, -1);
    QCOMPARE(first.texts[size_t(first.primitives[2].text)].text, u"b"_s);
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
    unknown.phases[size_t(Phase::Sleeping)] = 0;
    pieces = piecesOf(unknown, 0);
    QCOMPARE(pieces.back().shape, Shape::Unknown);
    QCOMPARE(pieces.back().toNs, slept.phaseSinceNs);

    const Record inFlight = TimelineFeed::inFlight(1, 100);
    pieces = piecesOf(inFlight, 100 + secondNs);
    QVERIFY(pieces.back().open);
    QCOMPARE(pieces.back().phase, Phase::Sleeping);
    QCOMPARE(pieces.back().toNs, 100 + secondNs);
    QCOMPARE(piecesOf(inFlight, 0).back().toNs, 100); // the clock is behind the records

    Record brief = slept; // phases shorter than a tick get a piece at the ends only
    brief.phases = {};
    TimelineFeed::setPhase(brief, Phase::Sleeping, totalNs(brief));
    pieces = piecesOf(brief, 0);
    QCOMPARE(pieces.size(), 3);
    QCOMPARE(pieces.front().phase, Phase::ReadingHead);
    QCOMPARE(pieces.back().phase, Phase::Writing);

    Record queued = slept; // its phases sum up to more than its duration
    TimelineFeed::setPhase(queued, Phase::Queued, 100 * secondNs);
    pieces = piecesOf(queued, 0);
    QCOMPARE(pieces.back().toNs, slept.phaseSinceNs);
    for (qsizetype i = 1; i < pieces.size(); ++i)
        QCOMPARE(pieces[i].fromNs, pieces[i - 1].toNs);
}

// An answer that is held within: in the order in which it was.
void TestTimelineLayout::piecesOfHeldAnswers()
{
    const auto told = [](const Pieces &pieces) {
        QStringList parts;
        for (const Piece &piece : pieces) {
            if (const qint64 seconds = (piece.toNs - piece.fromNs) / secondNs; seconds > 0)
                parts += u"%1 %2"_s.arg(record::phaseName(piece.phase)).arg(seconds);
        }
        return parts.join(u", "_s);
    };
    const auto ticks = [](qint64 s) { return record::Ticks(s * secondNs / record::nsPerTick); };
    const record::AnswerPieces answer{3, 0, {}, {{ticks(1), ticks(3)}, {ticks(4), ticks(8)}}};
    Record record = TimelineFeed::heldAndSent(1, 100, 7 * secondNs, 3 * secondNs);
    QCOMPARE(told(piecesOf(record, 0, answer)),
             u"held 1, sending 1, held 2, sending 1, held 4, sending 1"_s);
    QCOMPARE(told(piecesOf(record, 0)), u"held 7, sending 3"_s);
    QCOMPARE(*analysis::answerBeganNs(record, answer), secondNs);
    QVERIFY(!analysis::answerBeganNs(record, {})); // its pieces are forgotten

    record.outcome = record::Outcome::InFlight;
    record.phase = Phase::Held; // at a third gate
    QCOMPARE(told(piecesOf(record, 15 * secondNs + 100, answer)),
             u"held 1, sending 1, held 2, sending 1, held 4, sending 1, held 5"_s);
    record.phase = Phase::Sending;
    QCOMPARE(told(piecesOf(record, 15 * secondNs + 100, answer)),
             u"held 1, sending 1, held 2, sending 1, held 4, sending 1, sending 5"_s);
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
    auto records = stream(count, 10 * secondNs, longestNs, 0);
    for (size_t i = 0; i < records.size(); i += 3) // these queue for half of their time
        TimelineFeed::setPhase(records[i], Phase::Queued, record::totalNs(records[i]) / 2);
    feed.addMany(records);
    const Scale scale{333 * msNs, 9 * secondNs, left, 500};
    const Graph graph = Graph::of(feed.store.concurrency(), scale, 8 * secondNs);
    QCOMPARE(int(graph.columns.size()), scale.x(8 * secondNs) - left);

    struct Change
    {
        qint64 atNs;
        int inFlight, handled;
    };
    std::vector<Change> changes;
    for (const Record &r : records) {
        const record::QueueWait wait = record::queueWait(r);
        changes.insert(changes.end(), {{r.startNs, +1, +1},
                                       {wait.fromNs, 0, -1},
                                       {wait.toNs, 0, +1},
                                       {r.phaseSinceNs, -1, -1}});
    }
    std::ranges::sort(changes, {}, &Change::atNs);
    qint32 peak = 0;
    qint32 peakThere = 0; // where it is named
    qint32 handledThere = 0;
    for (size_t i = 0; i < graph.columns.size(); ++i) {
        const qint64 fromNs = scale.ns(left + int(i)), toNs = scale.ns(left + int(i) + 1);
        Graph::Column expected{1'000'000, 0, 1'000'000, 0};
        qint32 at = 0;
        qint32 handled = 0;
        for (size_t c = 0; c <= changes.size(); ++c) {
            const qint64 begin = c == 0 ? 0 : changes[c - 1].atNs;
            const qint64 end = c == changes.size() ? 20 * secondNs : changes[c].atNs;
            if (std::max(begin, fromNs) < std::min(end, toNs)) {
                expected.low = std::min(expected.low, at);
                expected.high = std::max(expected.high, at);
                expected.lowHandled = std::min(expected.lowHandled, handled);
                expected.highHandled = std::max(expected.highHandled, handled);
                if (int(i) >= graph.peakFrom && int(i) < graph.peakTo) {
                    peakThere = std::max(peakThere, at);
                    handledThere = std::max(handledThere, handled);
                }
            }
            if (c < changes.size()) {
                at += changes[c].inFlight;
                handled += changes[c].handled;
            }
        }
        QCOMPARE(graph.columns[i].low, expected.low);
        QCOMPARE(graph.columns[i].high, expected.high);
        QCOMPARE(graph.columns[i].lowHandled, expected.lowHandled);
        QCOMPARE(graph.columns[i].highHandled, expected.highHandled);
        peak = std::max(peak, expected.high);
    }
    QCOMPARE(graph.peak, peak);
    QCOMPARE(graph.peakHandled, handledThere == peakThere ? peak : handledThere);
    QVERIFY(graph.peakTo > graph.peakFrom);
}

// For a moment there are more than where the peak is named: they did not queue.
void TestTimelineLayout::peakWithoutAQueue()
{
    TimelineFeed feed;
    for (quint64 id = 1; id <= 3; ++id)
        feed.add(TimelineFeed::slept(id, secondNs, 8 * secondNs));
    feed.add(TimelineFeed::slept(4, 5 * secondNs, 3 * secondNs));
    feed.add(TimelineFeed::quick(5, 3 * secondNs));
    feed.add(TimelineFeed::quick(6, 3 * secondNs));
    feed.absorb();
    const QStringList texts = textsIn(Layout::of(sceneOf(feed, 0, 10 * secondNs)));
    QCOMPARE(texts.filter(u" at once"_s), QStringList{u"5 at once"_s});
}

void TestTimelineLayout::loopLane()
{
    TimelineFeed feed;
    feed.journal.write(record::LoopSpan{1 * secondNs, 2 * secondNs, secondNs / 2, usNs});
    feed.journal.write(record::LoopSpan{3 * secondNs, 4 * secondNs, secondNs, secondNs});
    feed.absorb();
    const Scale scale{0, 10 * secondNs, left, 1000}; // a pixel is 10 ms
    const auto &loops = feed.store.loops();
    const LoopLane lane = LoopLane::of(loops, scale, 8 * secondNs, {});
    QCOMPARE(lane.columns.size(), 801u);
    QCOMPARE(lane.columns[50].load, 0.0F);
    QVERIFY(qAbs(lane.columns[150].load - 0.5F) < 0.01F);
    QVERIFY(!lane.columns[150].blocked);
    QVERIFY(lane.columns[350].blocked);
    QCOMPARE(lane.columns[350].load, 1.0F);
    QCOMPARE(lane.blocked.size(), 1u);
    QCOMPARE(lane.blocked[0].text, u"blocked 1.000 s"_s);
    QVERIFY(qAbs(lane.load - 1.5 / 8) < 0.01);

    const LoopLane held = LoopLane::of(loops, scale, 8 * secondNs, 6 * secondNs);
    QCOMPARE(held.blocked.size(), 2u);
    QCOMPARE(held.blocked[1].text, u"blocked 2.000 s and counting"_s);
    QVERIFY(held.columns[700].blocked && !held.columns[590].blocked);
    QVERIFY(LoopLane::of({}, scale, 8 * secondNs, {}).columns.empty());
}

void TestTimelineLayout::blockedIsExplained()
{
    TimelineFeed feed;
    feed.journal.write(record::LoopSpan{3 * secondNs, 5 * secondNs, 2 * secondNs, 2 * secondNs});
    Record culprit = TimelineFeed::quick(7, 3 * secondNs, 200, 2 * secondNs);
    culprit.phases = {};
    TimelineFeed::setPhase(culprit, Phase::Running, 2 * secondNs - 10 * usNs);
    feed.add(culprit, "/compute/2s");
    feed.add(TimelineFeed::quick(8, 5 * secondNs + usNs));
    feed.add(TimelineFeed::quick(9, 5 * secondNs + 500 * usNs));
    feed.add(TimelineFeed::quick(10, 6 * secondNs)); // long after the others
    feed.absorb();
    QCOMPARE(blockedSummary(feed.store, 4 * secondNs, 0),
             u"event loop blocked 2.000 s\nby request 7: GET /compute/2s\n"
             "2 requests read right after it, having waited for it"_s);
    QCOMPARE(blockedSummary(feed.store, 2 * secondNs, msNs), QString());
    QVERIFY(!blockedSummary(feed.store, 2999 * msNs, 2 * msNs).isEmpty());
}

void TestTimelineLayout::totals()
{
    TimelineFeed feed;
    feed.add(TimelineFeed::slept(1, 0, secondNs));
    feed.add(TimelineFeed::slept(2, 500 * msNs, secondNs));
    feed.add(TimelineFeed::quick(3, 3 * secondNs));
    feed.add(TimelineFeed::quick(4, 9 * secondNs)); // outside of the span
    feed.absorb();
    const Totals totals = Totals::of(feed.store, 100 * msNs, 4 * secondNs, 9 * secondNs);
    QCOMPARE(totals.count, 3u);
    QCOMPARE(totals.concurrency.peak, 2);
    // The first one slept before the span, too.
    QCOMPARE(totals.sums[size_t(Phase::Sleeping)], 2 * secondNs - 100 * msNs + 150 * usNs);
    QCOMPARE(totals.percentiles[0], secondNs + 630 * usNs);
    QCOMPARE(totals.percentiles[2], secondNs + 630 * usNs);
    const QStringList lines = totals.lines();
    QCOMPARE(lines.size(), 3);
    QVERIFY2(lines[0].startsWith(u"3.900 s: 3 requests, 2 at once, "_s), qPrintable(lines[0]));
    QVERIFY2(lines[1].contains(u"sleeping 1.900 s"_s), qPrintable(lines[1]));
    QVERIFY2(lines[2].startsWith(u"whole requests: p50 1.001 s"_s), qPrintable(lines[2]));
    feed.add(TimelineFeed::inFlight(5, 4 * secondNs));
    feed.absorb();
    const Totals during = Totals::of(feed.store, 5 * secondNs, 6 * secondNs, 9 * secondNs);
    QCOMPARE(during.count, 1u);
    QCOMPARE(during.sums[size_t(Phase::Sleeping)], secondNs);
    QCOMPARE(during.lines().size(), 2);
    const Totals empty = Totals::of(feed.store, 2 * secondNs, 3 * secondNs, 9 * secondNs);
    QCOMPARE(empty.lines(), QStringList{u"1.000 s: 0 requests, 0 at once"_s});
}

QTEST_MAIN(TestTimelineLayout)
#include "tst_timelinelayout.moc"
