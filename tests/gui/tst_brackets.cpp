#include "overlap/analysis/describe.h"
#include "patience.h"
#include "timeline/brackets.h"
#include "timeline/timelineview.h"
#include "timeline/trackstack.h"
#include "timelinescene.h"
#include "windowfixture.h"

#include <QLabel>

using namespace overlap;
using namespace overlap::analysis;
using namespace overlap::ui;
using namespace Qt::StringLiterals;

namespace {

// 10 s over 1000 pixels: a pixel is 10 ms.
const Scale scale{0, 10 * secondNs, 100, 1000};
const QRect area(100, 50, 1000, 56);
constexpr int pitch = 7;

// Requests of a client, and what the server saw of them. Connection and port are equal to the id.
class Feed
{
public:
    quint64 add(qint64 startNs, qint64 endNs, qint64 seenNs = -1, quint16 status = 200)
    {
        record::ClientRequest clientRequest;
        clientRequest.startNs = startNs;
        log.begin(clientRequest);
        clientRequest.sentNs = startNs;
        clientRequest.port = quint16(clientRequest.id);
        clientRequest.ordinal = 1;
        log.update(clientRequest);
        if (seenNs >= 0)
            see(clientRequest, seenNs);
        clientRequest.endNs = endNs;
        clientRequest.status = status;
        if (endNs >= 0)
            log.update(clientRequest);
        absorb();
        return clientRequest.id;
    }
    void see(const record::ClientRequest &clientRequest, qint64 seenNs)
    {
        record::ConnectionOpened opened;
        opened.connection = quint32(clientRequest.id);
        opened.peerPort = clientRequest.port;
        feed.journal.write(opened);
        record::Record record = TimelineFeed::slept(1000 + clientRequest.id, seenNs, secondNs);
        record.connection = quint32(clientRequest.id);
        feed.add(record);
    }
    void absorb() { clientRequests.absorb(log, feed.store, feed.absorb()); }
    Brackets brackets(qint64 nowNs = 10 * secondNs, quint64 selected = 0) const
    {
        return Brackets::of(clientRequests, area, pitch, scale, nowNs, selected);
    }

    TimelineFeed feed;
    record::ClientLog log;
    record::ClientRequests clientRequests;
};

} // namespace

class TestBrackets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void drawsNothingOfNothing();
    void isThinUntilSeen();
    void growsWhileInFlight();
    void standsInRows();
    void standsForOthersWhereThereAreMany();
    void showsOnlyWhatIsInView();
    void drawsManyAsOne();
    void showsErrors();
    void fadesWhatIsNotFound();
    void outlinesTheSelected();
    void isFoundByPoint();
    void hasRoomOfItsOwn();
    void saysItInWords();
    void isInTheWindow();
};

void TestBrackets::drawsNothingOfNothing()
{
    const Feed feed;
    QVERIFY(feed.brackets().all.empty());
    QCOMPARE(clientRequestAt(feed.clientRequests, area, feed.brackets(), scale, {500, 60}),
             quint64(0));
}

void TestBrackets::isThinUntilSeen()
{
    Feed feed;
    feed.add(secondNs, 5 * secondNs, 3 * secondNs);
    feed.add(6 * secondNs, 8 * secondNs); // never seen
    const Brackets brackets = feed.brackets();
    QCOMPARE(brackets.all.size(), size_t(2));
    QCOMPARE(brackets.all[0].rect, QRect(200, 50, 400, 5));
    QCOMPARE(brackets.all[0].seenX, 400);
    QVERIFY(!brackets.all[0].isOpen);
    QCOMPARE(brackets.all[1].rect.left(), 700);
    QCOMPARE(brackets.all[1].seenX, brackets.all[1].rect.right() + 1);
}

void TestBrackets::growsWhileInFlight()
{
    Feed feed;
    feed.add(secondNs, -1);
    QVERIFY(feed.brackets(2 * secondNs).all.at(0).isOpen);
    QCOMPARE(feed.brackets(2 * secondNs).all[0].rect.width(), 100);
    QCOMPARE(feed.brackets(3 * secondNs).all[0].rect.width(), 200);
}

void TestBrackets::standsInRows()
{
    Feed feed;
    for (int i = 0; i < 8; ++i)
        feed.add(secondNs, (2 + i) * secondNs);
    const Brackets brackets = feed.brackets();
    QCOMPARE(brackets.every, 1);
    QCOMPARE(brackets.pitch, pitch);
    for (int i = 0; i < 8; ++i)
        QCOMPARE(brackets.all[size_t(i)].rect.top(), 50 + 7 * i);
}

void TestBrackets::standsForOthersWhereThereAreMany()
{
    Feed feed;
    for (int i = 0; i < 500; ++i)
        feed.add(secondNs, 2 * secondNs);
    const Brackets brackets = feed.brackets();
    QCOMPARE(brackets.every, 18); // 28 rows of two pixels
    QCOMPARE(brackets.pitch, 2);
    QCOMPARE(brackets.all.size(), size_t(28));
    for (const Brackets::Bracket &each : brackets.all)
        QVERIFY(area.contains(each.rect));
}

// Lanes out of view take no rows.
void TestBrackets::showsOnlyWhatIsInView()
{
    Feed feed;
    for (int i = 0; i < 100; ++i)
        feed.add(20 * secondNs, 21 * secondNs);
    feed.add(30 * secondNs, -1);
    feed.add(4 * secondNs, 15 * secondNs);
    const Brackets brackets = feed.brackets();
    QCOMPARE(brackets.all.size(), size_t(1));
    QVERIFY(brackets.all[0].rect.right() < scale.right() + 5);
}

void TestBrackets::drawsManyAsOne()
{
    Feed feed;
    for (int i = 0; i < 5000; ++i)
        feed.add(i * msNs, i * msNs + msNs / 2, i * msNs);
    const Brackets brackets = feed.brackets();
    QVERIFY2(brackets.all.size() <= 500, QByteArray::number(brackets.all.size()));
    QCOMPARE(brackets.all.front().rect.left(), 100);
    QVERIFY(brackets.all.back().rect.right() >= 595);
    // A long bracket is not merged with those that follow closely.
    Feed other;
    other.add(secondNs, 5 * secondNs, 3 * secondNs);
    other.add(5 * secondNs + usNs, 5 * secondNs + 2 * usNs, 5 * secondNs + usNs);
    QCOMPARE(other.brackets().all.size(), size_t(1));
    QCOMPARE(other.brackets().all[0].seenX, 400);
}

void TestBrackets::showsErrors()
{
    Feed feed;
    feed.add(secondNs, 2 * secondNs, -1, 0);
    feed.add(3 * secondNs, 4 * secondNs, -1, 404);
    feed.add(5 * secondNs, 6 * secondNs);
    const Brackets brackets = feed.brackets();
    QCOMPARE(brackets.all[0].errorFromX, brackets.all[0].rect.left());
    QCOMPARE(brackets.all[1].errorFromX, brackets.all[1].rect.left());
    QCOMPARE(brackets.all[2].errorFromX, brackets.all[2].rect.right() + 1);
    // Of several that are drawn as one, their share.
    Feed many;
    for (int i = 0; i < 10; ++i)
        many.add(secondNs + i * 100 * msNs, secondNs + (i + 1) * 100 * msNs, -1,
                 i % 2 == 0 ? 500 : 200);
    const Scale coarse{0, 1000 * secondNs, 100, 1000};
    const Brackets group = Brackets::of(many.clientRequests, area, pitch, coarse, secondNs, 0);
    QCOMPARE(group.all.size(), size_t(1));
    QVERIFY(group.all[0].errorFromX > group.all[0].rect.left() || group.all[0].rect.width() < 2);
}

void TestBrackets::fadesWhatIsNotFound()
{
    Feed feed;
    feed.add(secondNs, 2 * secondNs, secondNs); // the server answered 200
    feed.add(3 * secondNs, 4 * secondNs);       // the server has not seen it
    const auto faded = [&](const QString &text) {
        Search search(feed.feed.store, std::get<Filter>(Filter::parse(text)));
        search.work(QDeadlineTimer(QDeadlineTimer::Forever));
        QList<bool> found;
        for (const Brackets::Bracket &bracket :
             Brackets::of(feed.clientRequests, area, pitch, scale, 10 * secondNs, 0, &search).all)
            found.append(bracket.faded);
        return found;
    };
    QCOMPARE(faded(u"status:200"_s), (QList{false, true}));
    QCOMPARE(faded(u"status:404"_s), (QList{true, true}));
    QVERIFY(!feed.brackets().all[1].faded);
}

void TestBrackets::outlinesTheSelected()
{
    Feed feed;
    feed.add(secondNs, 5 * secondNs, 3 * secondNs);
    QVERIFY(feed.brackets(10 * secondNs, 7).selected.isNull());
    QCOMPARE(feed.brackets(10 * secondNs, 1001).selected, QRect(200, 50, 400, 5));
}

void TestBrackets::isFoundByPoint()
{
    Feed feed;
    const quint64 first = feed.add(secondNs, 5 * secondNs);
    const quint64 second = feed.add(secondNs, -1);
    const Brackets brackets = feed.brackets();
    const auto at = [&](int x, int y) {
        return clientRequestAt(feed.clientRequests, area, brackets, scale, {x, y});
    };
    QCOMPARE(at(300, 51), first);
    QCOMPARE(at(198, 51), first); // within reach
    QCOMPARE(at(190, 51), quint64(0));
    QCOMPARE(at(700, 51), quint64(0));
    QCOMPARE(at(700, 58), second);
    QCOMPARE(at(300, 80), quint64(0));
    QCOMPARE(at(300, 49), quint64(0));
}

void TestBrackets::hasRoomOfItsOwn()
{
    const auto stackOf = [](const Feed &feed, bool isShown = true, int height = 420) {
        Scene scene = sceneOf(feed.feed, 0, 10 * secondNs, height);
        scene.clientRequests = isShown ? &feed.clientRequests : nullptr;
        return TrackStack::of(scene);
    };
    constexpr size_t client = 2; // its index in the stack
    Feed feed;
    QCOMPARE(stackOf(feed).tracks[client].area.height(), 0);
    int before = 0;
    for (const int lanes : {1, 3, 8, 500}) {
        while (int(feed.clientRequests.lanes().count()) < lanes)
            feed.add(secondNs, 2 * secondNs);
        const TrackStack stack = stackOf(feed);
        const QRect area = stack.tracks[client].area;
        QVERIFY(area.height() >= before);
        before = area.height();
        QVERIFY(area.top() > stack.tracks[client - 1].area.bottom());
        QVERIFY(stack.tracks[client + 1].area.top() > area.bottom());
        QVERIFY(stack.tracks[client + 1].area.bottom() < stack.axis.top());
    }
    QCOMPARE(before, 8 * fonts().scaled(pitch));
    QCOMPARE(stackOf(feed, false).tracks[client].area.height(), 0);
    QCOMPARE(stackOf(feed, true, 120).tracks[client].area.height(), 0); // the viewport is too low
}

void TestBrackets::saysItInWords()
{
    Feed feed;
    const auto words = [&](quint64 id, qint64 nowNs) {
        return clientRequestSummary(feed.clientRequests.clientRequest(id), nowNs);
    };
    const quint64 seen = feed.add(secondNs, 5 * secondNs, 3 * secondNs);
    QCOMPARE(words(seen, 0), u"Request 1001, as this window's client saw it\n"
                             "began at 1.000 s\n"
                             "sent after 0 ms, request 1 from port 1\n"
                             "in the kernel, before the server saw it: 2.000 s\n"
                             "answered 200 after 4.000 s"_s);
    const quint64 inFlight = feed.add(secondNs, -1);
    QVERIFY(
        words(inFlight, 2 * secondNs).startsWith(u"A request of this window's client, not seen"));
    QVERIFY(words(inFlight, 2 * secondNs).endsWith(u"no answer yet after 1.000 s"_s));
    const quint64 failed = feed.add(secondNs, 3 * secondNs, -1, 0);
    QVERIFY(words(failed, 0).endsWith(u"no answer, given up after 2.000 s"_s));
}

// Requests of the window's own client get brackets in their own track, and these lead to the
// requests.
void TestBrackets::isInTheWindow()
{
    WindowFixture f(QByteArray("/sleep/100ms?n={n}"));
    f.open();
    f.window->setStrategy("blocking"_L1);
    f.click("send");
    QTRY_COMPARE(f.requests()->rowCount(), 8);
    QTRY_VERIFY(f.session.clientRequests().ofRequest(8));
    auto *view = f.find<TimelineView>("timeline");
    view->fitAll();
    const record::ClientRequest &last = *f.session.clientRequests().ofRequest(8);
    QVERIFY(last.seenNs - last.sentNs > 600 * msNs); // seven others blocked the loop before
    // Between sending and being seen, only the bracket is there: the server worked on another
    // request.
    const qint64 middleNs = (last.startNs + last.seenNs) / 2;
    const double at = double(middleNs - view->fromNs()) / double(view->toNs() - view->fromNs());
    const int gutter = Fonts::of(view->font()).gutter;
    const int x = gutter + int(at * (view->viewport()->width() - gutter));
    const auto found = [&] {
        view->grab();
        for (int y = 0; y < view->viewport()->height(); ++y) {
            if (view->requestAt({x, y}) == 8)
                return QPoint(x, y);
        }
        return QPoint();
    };
    QTRY_VERIFY(!found().isNull());
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, found());
    QCOMPARE(view->selectedRequest(), quint64(8));
    QVERIFY(f.find<QLabel>("timingNote")->text().contains(u"before its first byte was read"_s));
    QTest::keyClick(view, Qt::Key_B);
    QVERIFY(!view->isClientShown());
    QVERIFY(found().isNull());
    f.window->close();
    f.window.reset();
    f.open();
    QVERIFY(!f.find<TimelineView>("timeline")->isClientShown());
}

QTEST_MAIN(TestBrackets)
#include "tst_brackets.moc"
