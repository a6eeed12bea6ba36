#include "overlap/text/approximate.h"
#include "overlap/text/format.h"
#include "panels/details.h"
#include "timelinefeed.h"

#include <QLabel>
#include <QTabWidget>
#include <QtTest>

using namespace overlap;
using namespace overlap::ui;
using namespace Qt::StringLiterals;

// The details of a request.
class TestDetails : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tabsStayInPlace();
    void answersInPieces();
    void answersThatAreNotWhole();
    void tellsOfTheUpstream();
};

void TestDetails::tabsStayInPlace()
{
    TimelineFeed feed;
    feed.add(TimelineFeed::quick(1, msNs), "/");
    feed.add(TimelineFeed::quick(2, 2 * msNs), "/sleep/250ms?a-query=" + QByteArray(20, 'x'));
    feed.absorb();
    Selection selection;
    Details details(feed.store, selection, [] { return 7 * secondNs; });
    details.resize(500, 300);
    details.show();
    const auto *title = details.findChild<QLabel *>(u"title"_s);
    const auto *tabs = details.findChild<QTabWidget *>(u"pages"_s);
    const auto showAt = [&](quint64 id) {
        selection.select(id);
        QApplication::processEvents(); // lays out
        return tabs->mapTo(&details, QPoint()).y();
    };
    const int widthOfTwo = title->fontMetrics().horizontalAdvance(u'x') * 60;
    details.resize(widthOfTwo, 300);
    const int one = showAt(1);
    const int two = showAt(2);
    QVERIFY(title->fontMetrics().horizontalAdvance(title->text()) > title->width()); // it wraps
    QCOMPARE(two, one);
}

namespace {

QString textOf(const Details &details, const char *name)
{
    const auto *label = details.findChild<QLabel *>(QLatin1StringView(name));
    return label->isHidden() ? QString() : label->text();
}

} // namespace

void TestDetails::answersInPieces()
{
    TimelineFeed feed;
    record::Record sent = TimelineFeed::sent(1, secondNs, 4 * secondNs);
    TimelineFeed::setPhase(sent, record::Phase::Running, 500 * msNs);
    sent.phaseSinceNs += 500 * msNs;
    sent.bytesOut = 4096;
    feed.add(sent, "/drip", {secondNs, 3 * secondNs, 4 * secondNs});
    feed.add(TimelineFeed::quick(2, 2 * secondNs), "/");
    record::Record inFlight = TimelineFeed::inFlight(3, secondNs, record::Phase::Sending);
    feed.add(inFlight, "/drip");
    feed.absorb();
    Selection selection;
    Details details(feed.store, selection, [] { return 7 * secondNs; });
    details.show();
    selection.select(1);
    QCOMPARE(textOf(details, "firstByte"), text::durationText(500 * msNs));
    QCOMPARE(textOf(details, "pieces"), u"3"_s);
    QCOMPARE(textOf(details, "longestGap"), text::durationText(2 * secondNs));
    QCOMPARE(textOf(details, "bytesPerSecond"), text::bytesText(1024) + u"/s"_s);
    QCOMPARE(textOf(details, "ending"), u"complete"_s);
    selection.select(2);
    QCOMPARE(textOf(details, "pieces"), QString());
    QCOMPARE(textOf(details, "longestGap"), QString());
    selection.select(3);
    QCOMPARE(textOf(details, "firstByte"), text::durationText(150 * usNs));
    QCOMPARE(textOf(details, "ending"), QString());
}

void TestDetails::answersThatAreNotWhole()
{
    using record::Outcome;
    const std::vector<std::pair<Outcome, QString>> endings = {
        {Outcome::CutShort, u"cut short by the server"_s},
        {Outcome::Reset, u"reset by the server"_s},
        {Outcome::Garbled, u"not HTTP from here on"_s},
        {Outcome::AbortedByClient, u"reset by the client"_s},
        {Outcome::AbortedByServer, u"cut short: the server stopped"_s},
        {Outcome::TimedOut, u"cut short: its client read too slowly"_s},
        {Outcome::NeverRun, u"closed without an answer: its handler never ran"_s}};
    TimelineFeed feed;
    quint64 id = 0;
    for (const auto &[outcome, text] : endings) {
        record::Record sent = TimelineFeed::sent(++id, secondNs, secondNs, outcome);
        sent.bytesOut = 10;
        feed.journal.write(record::ConnectionOpened{sent.connection, secondNs, {}, 0});
        feed.add(sent, "/drip");
        feed.journal.write(record::ConnectionClosed{sent.connection, 2 * secondNs,
                                                    http::CloseReason::ResetByClient});
    }
    feed.absorb();
    Selection selection;
    Details details(feed.store, selection, [] { return 7 * secondNs; });
    details.show();
    for (quint64 i = 1; i <= id; ++i) {
        selection.select(i);
        QCOMPARE(textOf(details, "ending"), endings[i - 1].second);
    }
}

void TestDetails::tellsOfTheUpstream()
{
    TimelineFeed feed;
    const record::Record record = TimelineFeed::passedOn(1, secondNs, 2 * secondNs);
    record::UpstreamTimes times = TimelineFeed::upstreamOf(record);
    times.given = times.connected = times.secured = record::upstreamMoment(500 * msNs);
    times.sent = record::upstreamMoment(600 * msNs);
    times.origin = 7;
    feed.addPassedOn(record, "/items", times);
    feed.add(TimelineFeed::quick(2, 2 * secondNs), "/");
    record::Record failed = TimelineFeed::quick(3, 2 * secondNs, 502);
    record::UpstreamTimes refused;
    refused.request = 3;
    refused.askedNs = failed.startNs;
    refused.given = 0;
    refused.connection = 9; // which was not there yet
    refused.trouble = 2;
    feed.addPassedOn(failed, "/items", refused);
    record::Record inFlight = TimelineFeed::inFlight(4, secondNs, record::Phase::Upstream);
    times.request = 4;
    times.isRetry = true;
    times.firstByte = times.received = record::notYet;
    feed.addPassedOn(inFlight, "/items", times);
    feed.absorb();
    Selection selection;
    Details details(feed.store, selection, [] { return 7 * secondNs; });
    details.show();
    selection.select(1);
    QCOMPARE(textOf(details, "upstreamConnection"),
             u"Connection 1 to the upstream, request 2 on it"_s);
    details.setUpstreamNames(
        [](int number) { return number == 7 ? u"http://localhost:3000"_s : QString(); });
    selection.select(2);
    selection.select(1);
    QCOMPARE(textOf(details, "upstreamConnection"),
             u"Connection 1 to http://localhost:3000, request 2 on it"_s);
    QCOMPARE(textOf(details, "upstream 0"), text::durationText(500 * msNs));
    QCOMPARE(textOf(details, "upstream 1"), QString());
    QCOMPARE(textOf(details, "upstream 3"), text::durationText(100 * msNs));
    QCOMPARE(textOf(details, "upstream 4"), text::durationText(1400 * msNs));
    QCOMPARE(textOf(details, "upstream 5"), text::durationText(msNs));
    selection.select(2);
    QVERIFY(!details.findChild<QLabel *>(u"upstreamConnection"_s)->isVisibleTo(&details));
    QCOMPARE(textOf(details, "upstream 4"), QString());
    selection.select(3);
    QCOMPARE(textOf(details, "upstreamConnection"), u"Connection 9 to the upstream"_s);
    QCOMPARE(textOf(details, "upstream 1"), text::durationText(100 * usNs)); // not while writing
    QVERIFY(textOf(details, "title").contains("The upstream refused the connection."_L1));
    QVERIFY(textOf(details, "timingNote").contains("Check that it runs"_L1));
    selection.select(4);
    QVERIFY(textOf(details, "upstreamConnection").contains("sent again"_L1));
    QCOMPARE(textOf(details, "upstream 4"), text::ageText(5'400 * msNs));
}

QTEST_MAIN(TestDetails)
#include "tst_details.moc"
