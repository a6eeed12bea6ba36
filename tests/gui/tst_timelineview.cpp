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

void addScene(TimelineFeed &feed)
{
    for (quint64 i = 0; i < 8; ++i)
        feed.add(TimelineFeed::slept(i + 1, 200 * msNs + qint64(i) * 60 * msNs, 5 * secondNs),
                 "/sleep?n=" + QByteArray::number(i + 1));
    for (quint64 i = 0; i < 20; ++i)
        feed.add(TimelineFeed::quick(i + 20, 100 * msNs + qint64(i) * 250 * msNs), "/");
    feed.add(TimelineFeed::quick(50, 4420 * msNs, 404), "/favicon.ico");
    for (quint64 i = 0; i < 3; ++i)
        feed.add(TimelineFeed::flying(i + 60, 5900 * msNs + qint64(i) * 50 * msNs),
                 "/sleep?n=" + QByteArray::number(i + 9));
    feed.absorb();
}

} // namespace

void TestTimelineView::picture_data()
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<int>("pixelSize");
    QTest::newRow("light") << false << 12;
    QTest::newRow("dark") << true << 12;
    QTest::newRow("light, large text") << false << 24;
}

void TestTimelineView::picture()
{
    QFETCH(bool, dark);
    QFETCH(int, pixelSize);
    TimelineFeed feed;
    addScene(feed);
    Selection selection;
    selection.select(6);
    TimelineView view(feed.store, selection, [] { return 6900 * msNs; });
    QFont font(u"DejaVu Sans"_s);
    font.setPixelSize(pixelSize);
    view.setFont(font);
    view.setPalette(paletteFor(dark));
    view.resize(1280, 420);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QString name = QLatin1StringView(QTest::currentDataTag());
    name.replace(u", "_s, u"-"_s).replace(u' ', u'-');
    const QImage picture = view.grab().toImage();
    QVERIFY(picture.save(u"timeline-%1.png"_s.arg(name)));
    QCOMPARE(picture.size(), view.size() * view.devicePixelRatio());
}

QTEST_MAIN(TestTimelineView)
#include "tst_timelineview.moc"
