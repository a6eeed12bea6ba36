#include "overlap/fixture/book.h"
#include "overlap/fixture/drawing.h"
#include "overlap/fixture/engine.h"
#include "overlap/fixture/timeline.h"
#include "overlap/fixture/waiters.h"
#include "patience.h"

#include <QTcpSocket>
#include <QTest>
#include <QXmlStreamReader>

using namespace overlap;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using fixture::Timeline;
using record::Phase;
using Row = Timeline::Row;

// What a test server makes of what it got: its book, the timeline as text and as a picture; and its
// seed.
class TestFixture : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void clocksMayBeCoarse();
    void refusedNeverArrive();
    void lateNewsAddUp();
    void nothingAsText();
    void oneAsText();
    void asText();
    void spansStayInside();
    void onlyTheLastRows();
    void lanes();
    void asPicture_data();
    void asPicture();
    void drawsGoByTheSeed();
    void waitsForAMoment();
};

namespace {

Row row(const QString &name, int connection, http::Time begun, http::Time end,
        const QString &outcome, std::vector<Timeline::Span> spans = {})
{
    return {name, connection, begun, end, outcome, std::move(spans)};
}

Timeline some()
{
    return fixture::timelineOf({row(u"GET /held"_s, 1, 0ms, 48ms, u"200"_s,
                                    {{Phase::ReadingHead, 0ms, 1ms},
                                     {Phase::Held, 1ms, 40ms},
                                     {Phase::Writing, 40ms, 48ms}}),
                                row(u"GET /a/very/long/target?with=a&long=query&behind=it"_s, 2,
                                    10ms, 20ms, u"404"_s, {{Phase::Running, 10ms, 20ms}}),
                                row(u"POST /<\"up\">&"_s, 12, 25ms, 96ms, u"in flight"_s,
                                    {{Phase::ReadingBody, 25ms, 50ms},
                                     {Phase::Queued, 50ms, 60ms},
                                     {Phase::Sleeping, 60ms, 96ms}}),
                                row(u"?"_s, 3, 90ms, 90ms, u"400"_s)});
}

} // namespace

// Of the same time, the order counts.
void TestFixture::clocksMayBeCoarse()
{
    fixture::Book book;
    const auto add = [&](quint32 connection) { book.add({{}, {connection, 1}, {10ms}}); };
    const auto end = [&](quint32 connection) { book.end({connection, 1}, 200, 10ms); };
    add(1);
    end(1);
    QCOMPARE(book.peak(), 1);
    add(2);
    QCOMPARE(book.peak(), 1);
    end(2);
    add(3);
    add(4);
    end(3);
    end(4);
    QCOMPARE(book.peak(), 2);
    const QList<Request> requests = book.requests();
    QVERIFY(requests[0].overlaps(requests[0]));
    QVERIFY(!requests[0].overlaps(requests[1]) && !requests[1].overlaps(requests[0]));
    QVERIFY(requests[2].overlaps(requests[3]) && requests[3].overlaps(requests[2]));
}

void TestFixture::refusedNeverArrive()
{
    fixture::Book book;
    book.receive({1, 1}, {{10ms}, {{10ms}}, 400});
    QCOMPARE(book.size(), 0);
    QCOMPARE(book.ended(), 0);
    QCOMPARE(book.inFlight(), 0);
    QCOMPARE(book.peak(), 1);
    QCOMPARE(book.partials().at({1, 1}).status, 400);
}

// What was recorded of a request is read after it was refused.
void TestFixture::lateNewsAddUp()
{
    fixture::Book book;
    book.receive({1, 1}, {{10ms}, {{10ms}}, 400});
    book.receive({1, 1}, {.begun = {5ms}, .what = "POST /a", .path = "/a"});
    QCOMPARE(book.inFlight(), 0);
    QCOMPARE(book.peak("/a"), 1);
    book.receive({1, 1}, {{5ms}, {{12ms}}, 400, "POST /a"});
    const fixture::Partial partial = book.partials().at({1, 1});
    QCOMPARE(partial.begun.time, 5ms);
    QCOMPARE(partial.ended->time, 10ms);
    QCOMPARE(partial.status, 400);
    QCOMPARE(partial.what, "POST /a"_ba);
    QCOMPARE(partial.path, "/a"_ba);
}

void TestFixture::nothingAsText()
{
    QCOMPARE(fixture::textOf(Timeline()), u"0 requests within 0.0 ms, at most 0 at once\n"_s);
}

void TestFixture::oneAsText()
{
    const Timeline timeline = fixture::timelineOf({row(u"GET /"_s, 1, 0ms, 1ms, u"200"_s)});
    QVERIFY(
        fixture::textOf(timeline).startsWith(u"1 request within 1.0 ms, at most 1 at once\n"_s));
}

void TestFixture::asText()
{
    QCOMPARE(fixture::textOf(some()),
             u"4 requests within 96.0 ms, at most 2 at once\n"
             "lane  1  conn  1  GET /held                                 "
             "|GGGGGGGGGGGGGGGGGGGG>>>>                        |  200  48.0 ms\n"
             "lane  2  conn  2  GET /a/very/long/target?with=a&long=que…  "
             "|     #####                                      |  404  10.0 ms\n"
             "lane  2  conn 12  POST /<\"up\">&                             "
             "|            rrrrrrrrrrrrrqqqqqzzzzzzzzzzzzzzzzzz|  in flight  71.0 ms\n"
             "lane  1  conn  3  ?                                         "
             "|                                             -  |  400  0.0 ms\n"
             "r reading  q queued  # running  z sleeping  G held  > sending\n"_s);
}

// Though a clock goes its own way.
void TestFixture::spansStayInside()
{
    const QString text = fixture::textOf(
        fixture::timelineOf({row(u"GET /"_s, 1, 1s, 2s, u"200"_s,
                                 {{Phase::ReadingHead, 0s, 1s}, {Phase::Running, 1500ms, 3s}})}));
    QVERIFY2(text.contains(u"|r-----------------------########################|"_s),
             qPrintable(text));
}

void TestFixture::onlyTheLastRows()
{
    std::vector<Row> rows;
    rows.reserve(300);
    for (int i = 0; i < 300; ++i)
        rows.push_back(row(u"GET /%1"_s.arg(i), i, i * 1ms, i * 1ms + 1ms, u"200"_s));
    const QString text = fixture::textOf(fixture::timelineOf(std::move(rows)));
    QVERIFY(text.startsWith(u"300 requests within 300.0 ms, at most 1 at once\nThe last 200:\n"_s));
    QVERIFY(!text.contains(u"GET /99 "_s));
    QCOMPARE(text.count(u'\n'), 202);
}

// Each takes the lowest that is free.
void TestFixture::lanes()
{
    const Timeline timeline = fixture::timelineOf(
        {row({}, 1, 0ms, 10ms, {}), row({}, 2, 5ms, 20ms, {}), row({}, 3, 6ms, 7ms, {}),
         row({}, 4, 10ms, 30ms, {}), row({}, 5, 8ms, 9ms, {})});
    QList<int> lanes;
    for (const Row &each : timeline.rows)
        lanes += each.lane;
    QCOMPARE(lanes, (QList<int>{1, 2, 3, 1, 3}));
    QCOMPARE(timeline.lanes, 3);
    QCOMPARE(timeline.from, 0ms);
    QCOMPARE(timeline.to, 30ms);
}

void TestFixture::asPicture_data()
{
    QTest::addColumn<int>("rows");
    for (const int rows : {0, 1, 4, 2000})
        QTest::addRow("%d", rows) << rows;
}

// Well-formed, and each row has its name, its outcome and its bars within the picture.
void TestFixture::asPicture()
{
    QFETCH(const int, rows);
    std::vector<Row> all;
    all.reserve(std::size_t(rows));
    for (int i = 0; i < rows; ++i) {
        Row one = some().rows[std::size_t(i % 4)];
        one.begun += i * 1s;
        one.end += i * 1s;
        for (Timeline::Span &span : one.spans) {
            span.from += i * 1s;
            span.to += i * 1s;
        }
        all.push_back(one);
    }
    QXmlStreamReader reader(fixture::svgOf(fixture::timelineOf(std::move(all))));
    double width = 0;
    double height = 0;
    QStringList texts;
    int bars = 0;
    while (!reader.atEnd()) {
        if (reader.readNext() != QXmlStreamReader::StartElement)
            continue;
        const auto number = [&](QLatin1StringView name) {
            return reader.attributes().value(name).toDouble();
        };
        if (reader.name() == u"svg"_s) {
            width = number("width"_L1);
            height = number("height"_L1);
        } else if (reader.name() == u"text"_s) {
            QVERIFY(number("x"_L1) < width && number("y"_L1) < height);
            texts += reader.readElementText();
        } else if (reader.name() == u"rect"_s && reader.attributes().hasAttribute("x"_L1)) {
            ++bars;
            QVERIFY(number("x"_L1) >= 0 && number("x"_L1) + number("width"_L1) <= width);
            QVERIFY(number("y"_L1) + number("height"_L1) <= height);
        }
    }
    QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
    const int drawn = std::min(rows, 1000);
    QVERIFY(texts.size() >= 1 + 3 * drawn);
    QVERIFY(bars >= drawn);
    if (rows >= 4)
        QVERIFY(texts.contains(u"POST /<\"up\">&"_s));
}

// The sleeps of answers without a seed of their own, as they are recorded.
void TestFixture::drawsGoByTheSeed()
{
    const auto sleeps = [](quint64 seed) {
        fixture::Engine engine;
        engine.stage().seed = seed;
        engine.stage().timeScale = 1e-5; // at most 6 ms
        engine.book().addRule("/", {.path = "/"}, fixture::replyFrom(Answer().sleep(0s, 10min)),
                              {});
        engine.start(0);
        QTcpSocket client;
        client.connectToHost(QHostAddress(QHostAddress::LocalHost), engine.port());
        QList<qint64> slept;
        for (quint32 i = 1; i <= 5; ++i) {
            client.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            const auto isWritten = [&] {
                const auto record = engine.record({1, i});
                return record && record->outcome != record::Outcome::InFlight;
            };
            if (waitFor(isWritten))
                slept += record::phaseNs(*engine.record({1, i}), Phase::Sleeping);
        }
        return slept;
    };
    const QList<qint64> first = sleeps(7);
    QCOMPARE(first.size(), 5);
    QVERIFY(QSet<qint64>(first.begin(), first.end()).size() > 1);
    QCOMPARE(sleeps(7), first);
    QVERIFY(sleeps(8) != first);
}

// What held once counts, though it does not hold any more when the wait ends.
void TestFixture::waitsForAMoment()
{
    for (int moment = 1; moment <= 2; ++moment) {
        fixture::Waiters waiters;
        int looks = 0;
        QVERIFY(
            waiters.wait([&] { return ++looks == moment; }, std::chrono::milliseconds(patienceMs)));
        QCOMPARE(looks, moment);
    }
}

QTEST_GUILESS_MAIN(TestFixture)
#include "tst_fixture.moc"
