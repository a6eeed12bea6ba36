#include "overlap/analysis/status.h"
#include "overlap/analysis/summary.h"
#include "overlap/analysis/told.h"
#include "panels/summaryline.h"
#include "timelinefeed.h"

#include <QtTest>

using namespace overlap;
using namespace overlap::analysis;
using namespace overlap::ui;
using namespace Qt::StringLiterals;

class TestSummary : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sentence_data();
    void sentence();
    void meanwhileIsOnlyWhatIsShort();
    void meanwhileIsNotAfterwards();
    void tellsWhatIsWorthIt_data();
    void tellsWhatIsWorthIt();
    void lineTellsWhy();
    void diagnosisIsReadWhole_data();
    void diagnosisIsReadWhole();
    void rowsStay();
    void lineKeepsOverlapThatNeedsNoWhy();
    void status();
};

namespace {

using Fill = std::function<void(TimelineFeed &)>;

void sleepEight(TimelineFeed &feed, qint64 apartNs)
{
    for (quint64 id = 1; id <= 8; ++id)
        feed.add(TimelineFeed::slept(id, qint64(id) * apartNs, 5 * secondNs), "/sleep");
}

void pingMeanwhile(TimelineFeed &feed)
{
    for (quint64 id = 0; id < 20; ++id)
        feed.add(TimelineFeed::quick(20 + id, qint64(id + 1) * 200 * msNs), "/");
    feed.add(TimelineFeed::quick(40, 4300 * msNs, 200, 900 * usNs), "/");
    feed.add(TimelineFeed::quick(41, 4420 * msNs, 404), "/favicon.ico");
}

// Requests one after the other on one connection. Pipelined: all were sent before the first answer.
void sleepInTurn(TimelineFeed &feed, quint32 count, qint64 fromNs, bool pipelined = false)
{
    for (quint32 i = 0; i < count; ++i) {
        record::Record r = TimelineFeed::slept(100 + i, fromNs, 2 * secondNs);
        r.connection = 100;
        r.ordinal = i + 1;
        const qint64 writingNs = 80 * usNs;
        TimelineFeed::setPhase(r, record::Phase::KeepAliveIdle, pipelined ? 0 : msNs);
        fromNs = pipelined ? r.phaseSinceNs - writingNs : r.phaseSinceNs + msNs;
        feed.add(r, "/sleep/2s");
    }
    feed.journal.write(record::LoopSpan{0, fromNs, 10 * msNs, msNs});
}

void queueEight(TimelineFeed &feed)
{
    for (quint64 id = 1; id <= 8; ++id) {
        record::Record r = TimelineFeed::slept(id, secondNs, secondNs);
        const qint64 queuedNs = qint64(id - 1) * 1001 * msNs;
        TimelineFeed::setPhase(r, record::Phase::Queued, queuedNs);
        r.phaseSinceNs += queuedNs;
        feed.add(r);
    }
}

QString sentenceOf(TimelineFeed &feed, qint64 nowNs, bool serving)
{
    feed.absorb();
    const auto burst = feed.store.concurrency().lastBurst(nowNs);
    return summarize(feed.store, burst, findIn(feed.store, burst), nowNs, serving).sentence();
}

} // namespace

void TestSummary::sentence_data()
{
    QTest::addColumn<Fill>("fill");
    QTest::addColumn<qint64>("nowNs");
    QTest::addColumn<bool>("serving");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char *name, const Fill &fill, qint64 now, bool serving,
                        const QString &text) {
        QTest::newRow(name) << fill << now << serving << text;
    };
    const Fill nothing = [](TimelineFeed &) {};
    row("never started", nothing, 0, false, u"Stopped · nothing served yet"_s);
    row("never asked", nothing, secondNs, true, u"0 in flight · no request yet"_s);
    row(
        "going on",
        [](TimelineFeed &feed) {
            for (quint64 id = 1; id <= 8; ++id)
                feed.add(TimelineFeed::inFlight(id, secondNs));
        },
        2600 * msNs, true, u"8 in flight · 12.8 s of waiting in 1.6 s so far"_s);
    row(
        "queueing",
        [](TimelineFeed &feed) {
            for (quint64 id = 1; id <= 8; ++id)
                feed.add(TimelineFeed::inFlight(
                    id, secondNs, id == 1 ? record::Phase::Sleeping : record::Phase::Queued));
        },
        2600 * msNs, true,
        u"8 in flight · 1 being handled, 7 queued · 1.6 s of waiting in 1.6 s so far"_s);
    row(
        "all but one over",
        [](TimelineFeed &feed) {
            feed.add(TimelineFeed::slept(1, secondNs, 999 * msNs));
            feed.add(TimelineFeed::inFlight(2, secondNs));
        },
        3 * secondNs, true, u"1 in flight · peak 2 · 3.0 s of waiting in 2.0 s so far"_s);
    row(
        "a handler that nobody awaited",
        [](TimelineFeed &feed) { feed.add(TimelineFeed::neverRun(1, secondNs)); }, 9 * secondNs,
        true,
        u"0 in flight · last request: no answer · a handler was made, but nobody awaited it, so it "
        "never ran: choose Concurrent"_s);
    row(
        "handlers that nobody awaited",
        [](TimelineFeed &feed) {
            for (quint64 id = 1; id <= 8; ++id)
                feed.add(TimelineFeed::neverRun(id, secondNs + qint64(id) * 100 * usNs));
        },
        9 * secondNs, true,
        u"0 in flight · 8 requests got no answer · 8 handlers were made, but nobody awaited them, "
        "so they never ran: choose Concurrent"_s);
    row(
        "a handler that nobody awaited, behind others that ran",
        [](TimelineFeed &feed) {
            sleepEight(feed, msNs);
            feed.add(TimelineFeed::neverRun(9, secondNs));
        },
        9 * secondNs, true,
        u"0 in flight · peak 9 · last burst: 40.0 s of waiting took 5.0 s → 8× overlap · a "
        "handler was made, but nobody awaited it, so it never ran: choose Concurrent"_s);
    row(
        "at once", [](TimelineFeed &feed) { sleepEight(feed, msNs); }, 9 * secondNs, true,
        u"0 in flight · peak 8 · last burst: 40.0 s of waiting took 5.0 s → ≈ 8× overlap"_s);
    row(
        "staggered", [](TimelineFeed &feed) { sleepEight(feed, 58 * msNs); }, 9 * secondNs, true,
        u"0 in flight · peak 8 · last burst: 40.0 s of waiting took 5.4 s → 7.4× overlap"_s);
    row(
        "stopped after it", [](TimelineFeed &feed) { sleepEight(feed, msNs); }, 9 * secondNs, false,
        u"Stopped · peak 8 · last burst: 40.0 s of waiting took 5.0 s → ≈ 8× overlap"_s);
    row(
        "short ones meanwhile",
        [](TimelineFeed &feed) {
            sleepEight(feed, 58 * msNs);
            pingMeanwhile(feed);
        },
        9 * secondNs, true,
        u"0 in flight · peak 9 · last burst: 40.0 s of waiting took 5.4 s → 7.4× overlap · "
        "meanwhile 21 × / answered in 0.4 ms (p50), 0.9 ms (p99)"_s);
    row(
        "one after the other",
        [](TimelineFeed &feed) {
            for (quint64 id = 0; id < 3; ++id)
                feed.add(TimelineFeed::slept(id + 1, qint64(id) * 5010 * msNs, 5 * secondNs));
        },
        60 * secondNs, true,
        u"0 in flight · one after the other: 3 requests in 15.0 s, no overlap"_s);
    row("queued for their turn", queueEight, 60 * secondNs, true,
        u"0 in flight · peak 8 in flight, 1 being handled · last burst: 8.0 s of waiting took 8.0 "
        u"s → "
        "1× overlap · they queued for their turn: choose Concurrent, 1.0 s at best"_s);
    row(
        "the client waited", [](TimelineFeed &feed) { sleepInTurn(feed, 2, secondNs); },
        60 * secondNs, true,
        u"0 in flight · one after the other: 2 requests in 4.0 s, no overlap · the client waited "
        u"for "
        "each of identical requests (browsers do, to cache them): send them at once, or try "
        "/sleep/2s?n=2"_s);
    row(
        "pipelined", [](TimelineFeed &feed) { sleepInTurn(feed, 3, secondNs, true); },
        60 * secondNs, true,
        u"0 in flight · one after the other: 3 requests in 6.0 s, no overlap · pipelined on one "
        "connection, answered in order: give each its own"_s);
    row(
        "a single one", [](TimelineFeed &feed) { feed.add(TimelineFeed::quick(1, 0)); },
        9 * secondNs, true, u"0 in flight · last request: 0.4 ms"_s);
    row(
        "a single one goes on", [](TimelineFeed &feed) { feed.add(TimelineFeed::inFlight(1, 0)); },
        1600 * msNs, true, u"1 in flight · one request, 1.6 s so far"_s);
}

void TestSummary::sentence()
{
    QFETCH(Fill, fill);
    QFETCH(qint64, nowNs);
    QFETCH(bool, serving);
    TimelineFeed feed;
    fill(feed);
    QTEST(sentenceOf(feed, nowNs, serving), "sentence");
}

// If all requests are short, they are the burst itself, and there is no "meanwhile".
void TestSummary::meanwhileIsOnlyWhatIsShort()
{
    TimelineFeed feed;
    for (quint64 id = 0; id < 100; ++id)
        feed.add(TimelineFeed::quick(id + 1, qint64(id) * 300 * usNs), "/");
    feed.add(TimelineFeed::quick(200, 0, 200, 10 * msNs), "/");
    feed.absorb();
    const auto burst = feed.store.concurrency().lastBurst(secondNs);
    QCOMPARE(findIn(feed.store, burst).meanwhile.count, quint64(0));
}

void TestSummary::meanwhileIsNotAfterwards()
{
    TimelineFeed feed;
    sleepEight(feed, msNs);
    feed.add(TimelineFeed::quick(20, 5200 * msNs), "/");
    feed.absorb();
    const auto burst = feed.store.concurrency().lastBurst(9 * secondNs);
    QCOMPARE(burst.toNs / msNs, qint64(5200));
    QCOMPARE(findIn(feed.store, burst).meanwhile.count, quint64(0));
}

// Which burst the sentence tells, by when it begins.
void TestSummary::tellsWhatIsWorthIt_data()
{
    using Requests = QList<std::pair<qint64, qint64>>; // from, to, in ms
    QTest::addColumn<Requests>("requests");
    QTest::addColumn<qint64>("fromMs");
    const auto row = [](const char *name, const Requests &requests, qint64 fromMs) {
        QTest::newRow(name) << requests << fromMs;
    };
    const Requests two = {{0, 5000}, {1, 5001}};
    row("nothing later", two, 0);
    row("a page later", two + Requests{{8000, 8001}}, 0);
    row("a page right after", two + Requests{{5300, 5301}}, 0);
    row("a page and its icon at once", two + Requests{{8000, 8001}, {8000, 8001}}, 0);
    row("many pages", two + Requests{{8000, 8001}, {9000, 9001}, {9500, 9501}, {9900, 9901}}, 0);
    row("one request", two + Requests{{8000, 9000}}, 0);
    row("two that overlapped", two + Requests{{8000, 9000}, {8000, 9000}}, 8000);
    row("two right after", two + Requests{{5300, 6000}, {5300, 6000}}, 5300);
    row("two at once, then a page", two + Requests{{8000, 9000}, {8000, 9000}, {9500, 9501}}, 8000);
    row("one after the other, as is known", two + Requests{{8000, 9000}, {9001, 9900}}, 8000);
    row("known, and a page later", two + Requests{{7000, 8000}, {8001, 9000}, {9500, 9501}}, 7000);
    row("only pages", {{1000, 1001}, {2000, 2001}}, 2000);
    row("only short ones: the last that overlapped", {{1000, 1001}, {1000, 1002}, {3000, 3001}},
        1000);
}

void TestSummary::tellsWhatIsWorthIt()
{
    using Requests = QList<std::pair<qint64, qint64>>;
    QFETCH(Requests, requests);
    TimelineFeed feed;
    quint64 id = 0;
    for (const auto &[from, to] : requests) {
        record::Record r = TimelineFeed::slept(++id, from * msNs, (to - from) * msNs - 630 * usNs);
        feed.add(to - from > 10 ? r : TimelineFeed::quick(id, from * msNs), "/sleep");
    }
    feed.journal.write(record::LoopSpan{0, 20 * secondNs, 10 * msNs, msNs});
    feed.absorb();
    const auto burst = burstToTell(feed.store, 30 * secondNs,
                                   [&feed](const auto &span) { return findIn(feed.store, span); });
    QTEST(burst.fromNs / msNs, "fromMs");
}

// A later burst without overlap replaces an earlier one if its reason is known.
void TestSummary::lineTellsWhy()
{
    TimelineFeed feed;
    SummaryLine line(feed.store);
    sleepEight(feed, msNs);
    sleepInTurn(feed, 2, 9 * secondNs);
    feed.absorb();
    line.refresh(60 * secondNs, true);
    QCOMPARE(line.summary().diagnosis,
             u"the client waited for each of identical requests (browsers do, to cache them): send "
             "them at once, or try "
             "/sleep/2s?n=2"_s);
    QVERIFY(line.summary().burst.startsWith(u"one after the other: 2 requests"_s));
    QVERIFY(line.accessibleName().endsWith(line.summary().diagnosis));
    QVERIFY(line.toolTip().contains(line.summary().diagnosis));
    QVERIFY(line.toolTip().startsWith(u'<')); // rich text, so that the rest is escaped
}

void TestSummary::diagnosisIsReadWhole_data()
{
    QTest::addColumn<int>("width");
    QTest::addColumn<double>("scale");
    QTest::addColumn<int>("fewest"); // rows
    QTest::newRow("usual") << 1270 << 1.0 << 1;
    QTest::newRow("narrow") << 800 << 1.0 << 2;
    QTest::newRow("large text") << 1270 << 2.0 << 2;
    QTest::newRow("large text, narrow") << 900 << 2.0 << 3;
    QTest::newRow("wide") << 4000 << 1.0 << 1;
}

// However narrow the line is.
void TestSummary::diagnosisIsReadWhole()
{
    QFETCH(int, width);
    QFETCH(double, scale);
    QFETCH(int, fewest);
    TimelineFeed feed;
    SummaryLine line(feed.store);
    QFont font = line.font();
    font.setPointSizeF(font.pointSizeF() * scale);
    line.setFont(font);
    line.resize(width, 200);
    line.show(); // until then it is not told of its size
    const int oneRow = line.sizeHint().height();
    sleepInTurn(feed, 8, secondNs);
    feed.absorb();
    line.refresh(60 * secondNs, true);
    const QString diagnosis = line.summary().diagnosis;
    QVERIFY(!diagnosis.isEmpty());
    QVERIFY2(line.shownText().replace(u'\n', u' ').contains(diagnosis),
             qPrintable(line.shownText()));
    const int rows = int(line.shownText().count(u'\n')) + 1;
    QVERIFY2(width == 4000 ? rows == 1 : rows >= fewest, qPrintable(line.shownText()));
    QCOMPARE(line.sizeHint().height() - oneRow, (rows - 1) * line.fontMetrics().lineSpacing());
    line.resize(8000, 200);
    QCOMPARE(line.sizeHint().height(), oneRow);
}

// Else what is below would jump with each burst.
void TestSummary::rowsStay()
{
    TimelineFeed feed;
    SummaryLine line(feed.store);
    line.resize(500, 200);
    const int oneRow = line.sizeHint().height();
    sleepInTurn(feed, 2, secondNs);
    feed.absorb();
    line.refresh(10 * secondNs, true);
    const int height = line.sizeHint().height();
    QVERIFY(height > oneRow);
    for (quint64 i = 0; i < 2; ++i)
        feed.add(TimelineFeed::slept(200 + i, 20 * secondNs, 5 * secondNs), "/sleep");
    feed.absorb();
    line.refresh(60 * secondNs, true);
    QVERIFY(!line.shownText().contains(u'\n'));
    QCOMPARE(line.sizeHint().height(), height);
    feed.store.clear();
    line.refresh(61 * secondNs, true);
    QCOMPARE(line.sizeHint().height(), oneRow);
}

void TestSummary::lineKeepsOverlapThatNeedsNoWhy()
{
    TimelineFeed feed;
    SummaryLine line(feed.store);
    sleepEight(feed, msNs);
    feed.add(TimelineFeed::slept(20, 9 * secondNs, secondNs), "/sleep");
    sleepInTurn(feed, 1, 20 * secondNs);
    feed.absorb();
    line.refresh(60 * secondNs, true);
    QCOMPARE(line.summary().factor, u"≈ 8× overlap"_s);
    QCOMPARE(line.summary().diagnosis, QString());
    QVERIFY(line.summary().burst.contains(u"an earlier burst"_s)); // it is not the latest
}

void TestSummary::status()
{
    Status status;
    QVERIFY(status.text().startsWith(u"Not serving · 0 connections · dropped 0"_s));
    status.url = QUrl(u"http://localhost:7878/"_s);
    status.besides = u" (127.0.0.1 and ::1)"_s;
    status.connections = 1;
    status.paintNs = 800 * usNs;
    status.forgotten = 3;
    status.refused = 12;
    status.reset = 100'000;
    QString text = status.text();
    QCOMPARE(text.replace(QChar(0x2009), u' '),
             u"Serving on http://localhost:7878 (127.0.0.1 and ::1) · 1 connection, 12 refused, "
             u"100 000 reset · "
             "dropped 0 · paint 0.8 ms · "
             "keeping the last 1 000 000 requests, 3 older ones forgotten"_s);
}

QTEST_MAIN(TestSummary)
#include "tst_summary.moc"
