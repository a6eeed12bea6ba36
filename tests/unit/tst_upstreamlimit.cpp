#include "overlap/analysis/upstream.h"
#include "overlap/analysis/upstreampieces.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace overlap;
using namespace overlap::analysis;
using record::upstreamMoment;
using record::UpstreamTimes;

// Who serialises, from the upstream's side of requests. An upstream that handles some at a time is
// played here; beside each of its bursts stands one that looks alike, and has another reason.
class TestUpstreamLimit : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void limits_data();
    void limits();
    void nothingIsSaid_data();
    void nothingIsSaid();
    void chanceSaysNothing_data();
    void chanceSaysNothing();
    void tellsLimits_data();
    void tellsLimits();
    void tellsWaitsForConnections_data();
    void tellsWaitsForConnections();
    void pieces_data();
    void pieces();
    void stepsHaveNames();
};

namespace {

using Requests = std::vector<PassedOn>;

constexpr qint64 msNs = 1'000'000;
constexpr qint64 secondNs = 1000 * msNs;

PassedOn passedOn(qint64 fromMs, qint64 toMs, const QByteArray &what = "GET /items",
                  quint16 origin = 1)
{
    UpstreamTimes times;
    times.askedNs = 20 * secondNs + fromMs * msNs;
    times.given = times.connected = times.secured = 0;
    times.sent = upstreamMoment(msNs / 10);
    times.firstByte = upstreamMoment((toMs - fromMs) * msNs - msNs / 10);
    times.received = upstreamMoment((toMs - fromMs) * msNs);
    times.status = 200;
    times.origin = origin;
    return {what, times};
}

// Requests as an upstream answers them that handles so many at a time, in order.
Requests inTurns(size_t handled, const std::vector<std::pair<qint64, qint64>> &fromAndTakesMs,
                 const QByteArray &what = "GET /items", quint16 origin = 1)
{
    Requests requests;
    std::vector<qint64> freeMs(handled, 0);
    for (const auto &[fromMs, takesMs] : fromAndTakesMs) {
        const auto first = std::ranges::min_element(freeMs);
        *first = std::max(*first, fromMs) + takesMs;
        requests.push_back(passedOn(fromMs, *first, what, origin));
    }
    return requests;
}

std::vector<std::pair<qint64, qint64>> atOnce(size_t count, qint64 takesMs)
{
    return {count, {0, takesMs}};
}

// As many clients as that, each of which waits for its answer before it asks again.
Requests ofClients(size_t clients, size_t handled, size_t count, qint64 takesMs)
{
    Requests requests;
    std::vector<qint64> askMs(clients, 0), freeMs(handled, 0);
    for (size_t i = 0; i < count; ++i) {
        const auto client = std::ranges::min_element(askMs);
        const auto first = std::ranges::min_element(freeMs);
        const qint64 fromMs = *client;
        *first = *client = std::max(*first, fromMs) + takesMs;
        requests.push_back(passedOn(fromMs, *client));
        ++*client;
    }
    return requests;
}

Requests changed(Requests requests, const std::function<void(UpstreamTimes &, qint64)> &change)
{
    for (size_t i = 0; i < requests.size(); ++i)
        change(requests[i].times, qint64(i));
    return requests;
}

Requests named(Requests requests, const std::function<QByteArray(int)> &name)
{
    for (size_t i = 0; i < requests.size(); ++i)
        requests[i].what = "GET " + name(int(i));
    return requests;
}

Requests together(Requests a, const Requests &b)
{
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

Requests opened(qint64 fromMs, qint64 toMs, bool isTunnel)
{
    Requests one{passedOn(fromMs, toMs, "GET /live")};
    (isTunnel ? one[0].times.isTunnel : one[0].times.isEventStream) = true;
    return one;
}

} // namespace

void TestUpstreamLimit::limits_data()
{
    QTest::addColumn<Requests>("requests");
    QTest::addColumn<int>("atOnce");
    QTest::addColumn<int>("handled");
    QTest::addColumn<int>("eachMs");
    QTest::addColumn<int>("open");
    const auto row = [](const char *name, const Requests &requests, int most, int handled,
                        int eachMs, int open = 0) {
        QTest::newRow(name) << requests << most << handled << eachMs << open;
    };
    const Requests eight = inTurns(1, atOnce(8, 210));
    row("eight, one at a time", eight, 8, 1, 210);
    row("the fewest", inTurns(1, atOnce(4, 100)), 4, 1, 100);
    row("many", inTurns(1, atOnce(500, 3)), 500, 1, 3);
    row("two at a time", inTurns(2, atOnce(8, 210)), 8, 2, 210);
    row("three at a time", inTurns(3, atOnce(9, 210)), 9, 3, 210);
    row("four at a time", inTurns(4, atOnce(20, 50)), 20, 4, 50);
    row("a browser", ofClients(6, 1, 30, 200), 6, 1, 200);
    row("a browser, two at a time", ofClients(6, 2, 30, 200), 6, 2, 200);
    row("as they come in", inTurns(1, {{0, 200}, {50, 200}, {100, 200}, {150, 200}, {500, 200}}), 4,
        1, 200);
    row("about as long each",
        inTurns(1, {{0, 200}, {0, 220}, {0, 190}, {0, 180}, {0, 205}, {0, 215}}), 6, 1, 205);
    auto warmingUp = atOnce(8, 200);
    warmingUp[0].second = 900;
    row("the first one takes longer", inTurns(1, warmingUp), 8, 1, 200);
    row("numbered", named(eight, [](int i) { return "/items/" + QByteArray::number(i + 1); }), 8, 1,
        210);
    row("numbered, as the client marks them",
        named(eight, [](int i) { return "/items?n=" + QByteArray::number(i); }), 8, 1, 210);
    row("all for the same time", named(eight, [](int) { return QByteArrayLiteral("/sleep/210"); }),
        8, 1, 210);
    row("beside an event stream", together(eight, opened(0, 1700, false)), 8, 1, 210, 1);
    row("beside tunnels",
        together(together(eight, opened(-9000, 9000, true)), opened(0, 999, true)), 8, 1, 210, 2);
    row("beside quick ones of another kind",
        together(eight, {passedOn(10, 20, "GET /a"), passedOn(400, 440, "GET /b")}), 8, 1, 210);
    row("beside another upstream", together(eight, inTurns(9, atOnce(9, 150), "GET /items", 2)), 8,
        1, 210);
    row("as the rule allows four connections",
        changed(ofClients(4, 1, 8, 200),
                [](UpstreamTimes &times, qint64) {
                    times.askedNs -= 100 * msNs; // they waited for a connection before
                    for (record::Ticks *moment : {&times.given, &times.connected, &times.secured,
                                                  &times.sent, &times.firstByte, &times.received})
                        *moment += upstreamMoment(100 * msNs);
                }),
        4, 1, 200);
}

void TestUpstreamLimit::limits()
{
    QFETCH(Requests, requests);
    std::mt19937 random(1); // rows are sorted by their ends, or by anything
    for (int i = 0; i < 3; ++i) {
        const auto limit = upstreamLimitIn(requests);
        QVERIFY(limit.has_value());
        QTEST(int(limit->atOnce), "atOnce");
        QTEST(int(limit->handled), "handled");
        QTEST(int(limit->eachNs / msNs), "eachMs");
        QTEST(int(limit->open), "open");
        std::ranges::shuffle(requests, random);
    }
}

void TestUpstreamLimit::nothingIsSaid_data()
{
    QTest::addColumn<Requests>("requests");
    const auto row = [](const char *name, const Requests &requests) {
        QTest::newRow(name) << requests;
    };
    const Requests eight = inTurns(1, atOnce(8, 210));
    row("none", {});
    row("a single one", inTurns(1, atOnce(1, 210)));
    row("too few", inTurns(1, atOnce(3, 210)));
    row("two at once", ofClients(2, 1, 20, 210));
    row("too few for four at a time", inTurns(4, atOnce(8, 210)));
    row("the client waits for each", ofClients(1, 1, 12, 210));
    row("all at the same time", inTurns(8, atOnce(8, 210)));
    row("a browser, all at the same time", ofClients(6, 6, 30, 210));
    row("one every 50 ms, all at the same time", [] {
        Requests requests;
        for (qint64 i = 0; i < 12; ++i)
            requests.push_back(passedOn(i * 50, i * 50 + 210));
        return requests;
    }());
    row("they compute, and share a processor", inTurns(8, atOnce(8, 1680)));
    row("each as long as it tells, in s", [] {
        Requests requests;
        for (qint64 i = 1; i <= 6; ++i)
            requests.push_back(passedOn(0, 1000 * i, "GET /sleep/" + QByteArray::number(i)));
        return requests;
    }());
    row("each as long as it tells, in ms", [] {
        Requests requests;
        for (qint64 i = 1; i <= 6; ++i)
            requests.push_back(
                passedOn(0, 200 * i, "GET /items?n=1&ms=" + QByteArray::number(200 * i)));
        return requests;
    }());
    row("each as long as it tells, in parts of a second", [] {
        Requests requests;
        for (qint64 i = 1; i <= 6; ++i)
            requests.push_back(
                passedOn(0, 500 * i, "GET /delay/" + QByteArray::number(double(i) / 2)));
        return requests;
    }());
    row("of kinds that differ",
        named(eight, [](int i) { return "/" + QByteArray(1, char('a' + i)); }));
    row("of lengths that differ",
        inTurns(1, {{0, 200}, {0, 50}, {0, 400}, {0, 90}, {0, 300}, {0, 150}}));
    row("so many each second, the first at once", [] {
        Requests requests;
        for (qint64 i = 0; i < 9; ++i)
            requests.push_back(passedOn(0, 5 + i * 200));
        return requests;
    }());
    row("nobody notices", inTurns(1, atOnce(8, 4)));
    row("long polls that end one after the other", inTurns(1, atOnce(6, 12'000)));
    row("tunnels", changed(eight, [](UpstreamTimes &times, qint64) { times.isTunnel = true; }));
    row("event streams",
        changed(eight, [](UpstreamTimes &times, qint64) { times.isEventStream = true; }));
    row("failed", changed(eight, [](UpstreamTimes &times, qint64) { times.trouble = 6; }));
    row("never connected", changed(eight, [](UpstreamTimes &times, qint64) {
            times.connected = times.secured = times.sent = record::notYet;
            times.firstByte = times.received = record::notYet;
        }));
    row("others come and go", together(eight, {passedOn(200, 600, "GET /other")}));
    row("one of the others failed late",
        changed(together(eight, {passedOn(200, 600, "GET /items")}),
                [](UpstreamTimes &times, qint64 i) { times.trouble = i == 8 ? 6 : 0; }));
}

void TestUpstreamLimit::nothingIsSaid()
{
    QFETCH(Requests, requests);
    const auto limit = upstreamLimitIn(requests);
    QVERIFY2(!limit, limit ? qPrintable(limitDiagnosis(requests).text) : "");
}

// Answers that come when they like, all handled at the same time.
void TestUpstreamLimit::chanceSaysNothing_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("leastMs");
    for (const int count : {4, 5, 6, 8, 12, 16}) {
        QTest::addRow("%d of any length", count) << count << 0;
        QTest::addRow("%d of 300 ms or longer", count) << count << 300;
    }
}

void TestUpstreamLimit::chanceSaysNothing()
{
    QFETCH(int, count);
    QFETCH(int, leastMs);
    constexpr int bursts = 3000;
    std::mt19937 random(7);
    std::uniform_int_distribution<qint64> lengths(leastMs, 1500);
    int said = 0;
    for (int i = 0; i < bursts; ++i) {
        Requests requests;
        for (int j = 0; j < count; ++j)
            requests.push_back(passedOn(0, 1 + lengths(random)));
        said += upstreamLimitIn(requests).has_value();
    }
    QVERIFY2(said * 400 <= bursts, qPrintable(QString::number(said)));
}

void TestUpstreamLimit::tellsLimits_data()
{
    QTest::addColumn<Requests>("requests");
    QTest::addColumn<QString>("text");
    const Requests eight = inTurns(1, atOnce(8, 210));
    const QString one = QStringLiteral(
        "8 requests were with the upstream at once, and it answered them one after the other, "
        "210 ms each: it handles one at a time");
    QTest::newRow("one at a time") << eight << one;
    QTest::newRow("three at a time")
        << inTurns(3, atOnce(12, 1500))
        << QStringLiteral("12 requests were with the upstream at once, and it answered them in "
                          "turns of 3, 1.5 s each: it handles 3 at a time");
    QTest::newRow("beside one") << together(eight, opened(0, 1700, false))
                                << one + QStringLiteral(", beside one that stays open");
    QTest::newRow("beside two") << together(together(eight, opened(0, 1700, false)),
                                            opened(0, 1700, true))
                                << one + QStringLiteral(", beside 2 that stay open");
    QTest::newRow("one of two upstreams")
        << together(eight, {passedOn(0, 1700, "GET /", 2)})
        << QStringLiteral("8 requests were with the upstream of GET /items at once, and it "
                          "answered them one after the other, 210 ms each: it handles one at a "
                          "time");
    QTest::newRow("nothing") << inTurns(8, atOnce(8, 210)) << QString();
}

void TestUpstreamLimit::tellsLimits()
{
    QFETCH(Requests, requests);
    const Diagnosis diagnosis = limitDiagnosis(requests);
    QTEST(diagnosis.text, "text");
    QCOMPARE(diagnosis.isKnown(), !diagnosis.text.isEmpty());
}

void TestUpstreamLimit::tellsWaitsForConnections_data()
{
    QTest::addColumn<int>("allowed");
    QTest::addColumn<int>("count");
    QTest::addColumn<qint64>("eachMs");
    QTest::addColumn<QString>("text");
    QTest::newRow("one") << 1 << 8 << qint64(200)
                         << QStringLiteral("they waited for the one connection to the upstream "
                                           "that their rule allows: raise its “connections”");
    QTest::newRow("two") << 2 << 8 << qint64(200)
                         << QStringLiteral("they waited for one of the 2 connections to the "
                                           "upstream that their rule allows: raise its "
                                           "“connections”");
    QTest::newRow("enough") << 8 << 8 << qint64(200) << QString();
    QTest::newRow("nobody notices") << 1 << 8 << qint64(5) << QString();
    QTest::newRow("a small part") << 19 << 20 << qint64(200) << QString();
}

void TestUpstreamLimit::tellsWaitsForConnections()
{
    QFETCH(int, allowed);
    QFETCH(int, count);
    QFETCH(qint64, eachMs);
    Requests requests;
    for (int i = 0; i < count; ++i) {
        const qint64 waitedMs = i / allowed * eachMs;
        PassedOn one = passedOn(0, waitedMs + eachMs);
        one.times.given = one.times.connected = one.times.secured = one.times.sent =
            upstreamMoment(waitedMs * msNs);
        requests.push_back(one);
    }
    QTEST(connectionsDiagnosis(requests).text, "text");
    QCOMPARE(limitDiagnosis(requests).text, QString()); // the upstream never had more
    for (PassedOn &one : requests)
        one.times.isRetry = true; // what came before is the first attempt
    QVERIFY(!connectionsDiagnosis(requests).isKnown());
}

namespace {

QString shown(const UpstreamPieces &pieces)
{
    QStringList all;
    for (const UpstreamPiece &piece : pieces)
        all += QStringLiteral("%1 %2-%3%4")
                   .arg(nameOf(piece.step).section(QLatin1Char(' '), 0, 0))
                   .arg(piece.fromNs)
                   .arg(piece.toNs)
                   .arg(piece.open ? QStringLiteral("…") : QString());
    return all.join(QStringLiteral(", "));
}

} // namespace

void TestUpstreamLimit::pieces_data()
{
    QTest::addColumn<UpstreamTimes>("times");
    QTest::addColumn<bool>("isInFlight");
    QTest::addColumn<QString>("expected"); // at 100 000
    const auto row = [](const char *name, std::initializer_list<record::Ticks> moments,
                        bool isInFlight, const char *expected) {
        UpstreamTimes times;
        times.askedNs = 1000;
        record::Ticks *const all[] = {&times.given, &times.connected, &times.secured,
                                      &times.sent,  &times.firstByte, &times.received};
        std::ranges::for_each(moments, [&, i = 0](record::Ticks at) mutable { *all[i++] = at; });
        QTest::newRow(name) << times << isInFlight << QString::fromUtf8(expected);
    };
    row("nothing yet", {}, true, "waiting 1000-100000…");
    row("it connects", {0}, true, "connecting 1000-100000…");
    row("all steps", {4, 8, 12, 16, 20, 24}, false,
        "waiting 1000-2000, connecting 2000-3000, securing 3000-4000, sending 4000-5000, "
        "waiting 5000-6000, receiving 6000-7000");
    row("a connection that was there", {0, 0, 0, 4, 20}, true,
        "sending 1000-2000, waiting 2000-6000, receiving 6000-100000…");
    row("an answer before the request was sent", {0, 0, 0, 40, 20, 24}, false,
        "sending 1000-6000, receiving 6000-7000");
    row("an answer, and the request is never sent", {0, 0, 0, record::notYet, 20, 24}, false,
        "sending 1000-6000, receiving 6000-7000");
    row("refused", {0}, false, "connecting 1000-100000");
    row("closed without an answer", {0, 4, 4, 8, record::notYet, 24}, false,
        "connecting 1000-2000, sending 2000-3000, waiting 3000-7000");
    row("over, and the client still gets it", {0, 0, 0, 4, 8, 12}, true,
        "sending 1000-2000, waiting 2000-3000, receiving 3000-4000");
}

void TestUpstreamLimit::pieces()
{
    QFETCH(UpstreamTimes, times);
    QFETCH(bool, isInFlight);
    QTEST(shown(upstreamPieces(times, 100'000, isInFlight)), "expected");
}

void TestUpstreamLimit::stepsHaveNames()
{
    QStringList names;
    for (int i = 0; i < upstreamStepCount; ++i)
        names += nameOf(UpstreamStep(i));
    QVERIFY(!names.contains(QString()));
    QCOMPARE(names.removeDuplicates(), 0);
}

QTEST_APPLESS_MAIN(TestUpstreamLimit)
#include "tst_upstreamlimit.moc"
