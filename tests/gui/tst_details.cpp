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

QTEST_MAIN(TestDetails)
#include "tst_details.moc"
