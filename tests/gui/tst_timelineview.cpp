#include "timelinefeed.h"

#include "theme.h"
#include "timeline/timelineview.h"

#include <QtTest>

using namespace overlap;
using namespace overlap::ui;
using namespace Qt::StringLiterals;

class TestTimelineView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void picture_data();
    void picture();
};

namespace {

constexpr qint64 presentNs = 6900 * msNs;

void addBusy(TimelineFeed &feed)
{
    for (quint64 i = 0; i < 8; ++i)
        feed.add(TimelineFeed::slept(i + 1, 200 * msNs + qint64(i) * 60 * msNs, 5 * secondNs),
                 "/sleep?n=" + QByteArray::number(i + 1));
    for (quint64 i = 0; i < 20; ++i)
        feed.add(TimelineFeed::quick(i + 20, 100 * msNs + qint64(i) * 250 * msNs), "/");
    feed.add(TimelineFeed::quick(50, 5600 * msNs, 404), "/favicon.ico");
    for (quint64 i = 0; i < 3; ++i)
        feed.add(TimelineFeed::flying(i + 60, 5900 * msNs + qint64(i) * 50 * msNs),
                 "/sleep?n=" + QByteArray::number(i + 9));
}

// One after the other: most of the time they wait for their turn.
void addQueued(TimelineFeed &feed)
{
    for (quint64 i = 0; i < 5; ++i) {
        record::Record r = TimelineFeed::slept(i + 1, 200 * msNs, secondNs);
        TimelineFeed::setPhase(r, record::Phase::Queued, qint64(i) * secondNs);
        r.phaseSinceNs += qint64(i) * secondNs;
        feed.add(r, "/sleep/1s?n=" + QByteArray::number(i + 1));
    }
    record::Record computed = TimelineFeed::slept(20, 300 * msNs, 0);
    TimelineFeed::setPhase(computed, record::Phase::Running, 2 * secondNs);
    computed.phaseSinceNs += 2 * secondNs;
    feed.add(computed, "/compute/2s");
    record::Record aborted = TimelineFeed::slept(21, 300 * msNs, 3 * secondNs);
    aborted.phases[size_t(record::Phase::Writing)] = 0;
    aborted.status = 0;
    aborted.outcome = record::Outcome::AbortedByClient;
    feed.add(aborted, "/sleep?n=gone");
    record::Record unknown = TimelineFeed::slept(22, 300 * msNs, 3 * secondNs);
    unknown.phases[size_t(record::Phase::Sleeping)] = record::unknownTicks;
    feed.add(unknown, "/unknown");
}

void addMany(TimelineFeed &feed, quint64 count)
{
    for (quint64 i = 0; i < count; ++i)
        feed.add(
            TimelineFeed::slept(i + 1, qint64(i) * 4 * secondNs / qint64(count), 2 * secondNs));
    feed.add(TimelineFeed::quick(count + 1, 100 * msNs, 500));
}

} // namespace

void TestTimelineView::picture_data()
{
    QTest::addColumn<QString>("scene");
    QTest::addColumn<bool>("dark");
    QTest::addColumn<int>("pixelSize");
    for (const char *scene : {"empty", "busy", "queued", "30", "500"}) {
        QTest::addRow("%s-light", scene) << QString::fromLatin1(scene) << false << 12;
        QTest::addRow("%s-dark", scene) << QString::fromLatin1(scene) << true << 12;
    }
    QTest::newRow("queued-large-text") << u"queued"_s << false << 20;
}

void TestTimelineView::picture()
{
    QFETCH(QString, scene);
    QFETCH(bool, dark);
    QFETCH(int, pixelSize);
    TimelineFeed feed;
    if (scene == u"busy")
        addBusy(feed);
    else if (scene == u"queued")
        addQueued(feed);
    else if (scene != u"empty")
        addMany(feed, scene.toULongLong());
    feed.absorb();
    Selection selection;
    selection.select(6);
    TimelineView view(feed.store, selection, [] { return presentNs; });
    QFont font(u"DejaVu Sans"_s);
    font.setPixelSize(pixelSize);
    view.setFont(font);
    view.setPalette(paletteFor(dark));
    view.resize(1280, 420);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    const QImage picture = view.grab().toImage();
    const QString file = u"timeline-%1.png"_s.arg(QLatin1StringView(QTest::currentDataTag()));
    QVERIFY(picture.save(file));
    // A bar, a label or a curve: anything but the axes is drawn unless nothing happened.
    const QRgb accent = Theme::forPalette(view.palette()).accent.rgb();
    bool found = false;
    for (int y = 0; y < 100 && !found; ++y)
        for (int x = 200; x < 700 && !found; ++x)
            found = picture.pixel(x, y) == accent && y > 4;
    QCOMPARE(found, scene != u"empty");
}

QTEST_MAIN(TestTimelineView)
#include "tst_timelineview.moc"
