// The context menus of rows.
#include "timeline/timelineview.h"
#include "windowfixture.h"

#include <QClipboard>
#include <QLabel>
#include <QMenu>
#include <QStatusBar>

using namespace overlap;
using namespace overlap::ui;
using namespace Qt::StringLiterals;

class TestContextMenus : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void copiesARequest();
    void filtersByARequest();
    void opensByKeys();
    void goesToPlaces();
    void opensOnConnections();
    void opensOnBars();
    void zoomsByButtons();
};

namespace {

struct Fixture : WindowFixture
{
    // One connection with two requests: 1 is answered, 2 is not found.
    void serveTwo()
    {
        serve();
        send(client, "GET /sleep/1ms?n=1 HTTP/1.1\r\nHost: a\r\n\r\n"
                     "GET /nowhere?token=abc HTTP/1.1\r\nHost: a\r\n\r\n");
        QTRY_COMPARE(requests()->rowCount(), 2);
        QTRY_COMPARE(session.store().total(), quint64(2));
        QTRY_COMPARE(requests()->index(0, 0).data().toString(), u"2"_s);
        QGuiApplication::clipboard()->clear();
    }
    QTableView *table(const char *name = "requests") const { return find<QTableView>(name); }
    QMenu *menu(const char *name = "requests") const
    {
        return table(name)->findChild<QMenu *>(u"rowMenu"_s);
    }
    void rightClick(int row, const char *name = "requests") const
    {
        delete menu(name);
        const QPoint point = table(name)->visualRect(table(name)->model()->index(row, 0)).center();
        QWidget *viewport = table(name)->viewport();
        QTest::mouseClick(viewport, Qt::RightButton, {}, point);
        QContextMenuEvent event(QContextMenuEvent::Mouse, point, viewport->mapToGlobal(point));
        QApplication::sendEvent(viewport, &event);
        QVERIFY(menu(name) && menu(name)->isVisible());
    }
    // Clicks on an entry, and then on one of its own menu.
    void choose(const QStringList &texts, const char *name = "requests") const
    {
        QMenu *shown = menu(name);
        for (const QString &text : texts) {
            const auto actions = shown->actions();
            const auto found = std::ranges::find_if(actions, [&text](const QAction *action) {
                return action->text().remove(u'&') == text;
            });
            QVERIFY2(found != actions.end() && (*found)->isEnabled(), qPrintable(text));
            QTest::mouseClick(shown, Qt::LeftButton, {}, shown->actionGeometry(*found).center());
            if (QMenu *more = (*found)->menu()) {
                QTRY_VERIFY(more->isVisible());
                shown = more;
            }
        }
    }
    static QString clipboard() { return QGuiApplication::clipboard()->text(); }
    QString said() const { return window->statusBar()->currentMessage(); }
    QString filter() const { return find<QLineEdit>("filter")->text(); }

    QTcpSocket client;
};

} // namespace

void TestContextMenus::copiesARequest()
{
    Fixture f;
    f.serveTwo();
    f.rightClick(1);
    f.choose({u"Copy the path"_s});
    QCOMPARE(f.clipboard(), u"/sleep/1ms?n=1"_s);
    QCOMPARE(f.said(), u"Copied the path"_s);
    f.rightClick(1);
    f.choose({u"Copy the URL"_s});
    QCOMPARE(f.clipboard(), f.session.url().toString().chopped(1) + u"/sleep/1ms?n=1"_s);
    f.rightClick(1);
    f.choose({u"Copy as cURL"_s});
    QVERIFY2(f.clipboard().contains(u"curl"_s), qPrintable(f.clipboard()));
    QVERIFY(f.clipboard().contains(u"/sleep/1ms?n=1"_s));
    f.rightClick(0);
    f.choose({u"Copy the URL"_s});
    QVERIFY2(!f.clipboard().contains(u"abc"_s), qPrintable(f.clipboard()));
    f.table()->selectAll();
    f.rightClick(0);
    f.choose({u"Copy 2 rows"_s});
    QCOMPARE(f.clipboard().count(u'\n'), 3);
}

void TestContextMenus::filtersByARequest()
{
    Fixture f;
    f.serveTwo();
    f.rightClick(0);
    f.choose({u"Only"_s, u"The status 404"_s});
    QCOMPARE(f.filter(), u"status:404"_s);
    QTRY_COMPARE(f.requests()->rowCount(), 1);
    f.rightClick(0);
    f.choose({u"Clear the filter"_s});
    QTRY_COMPARE(f.requests()->rowCount(), 2);
    f.rightClick(0);
    f.choose({u"Leave out"_s, u"The path /nowhere"_s});
    QCOMPARE(f.filter(), u"-path=/nowhere"_s);
    QTRY_COMPARE(f.requests()->rowCount(), 1);
    f.rightClick(0);
    f.choose({u"Only"_s, u"The path /sleep/1ms"_s});
    QCOMPARE(f.filter(), u"-path=/nowhere path=/sleep/1ms"_s);
    f.rightClick(0);
    f.choose({u"Only"_s, u"The connection 1"_s});
    f.rightClick(0);
    f.choose({u"Only"_s, u"The connection 1"_s}); // not twice
    QCOMPARE(f.filter(), u"-path=/nowhere path=/sleep/1ms conn:1"_s);
}

void TestContextMenus::opensByKeys()
{
    Fixture f;
    f.serveTwo();
    f.table()->setFocus();
    f.table()->selectRow(1);
    QTest::keyClick(f.table(), Qt::Key_F10, Qt::ShiftModifier);
    QVERIFY(f.menu() && f.menu()->isVisible());
    f.choose({u"Copy the path"_s});
    QCOMPARE(f.clipboard(), u"/sleep/1ms?n=1"_s);
    delete f.menu();
    f.table()->selectRow(0);
    // The key Menu. The mouse is elsewhere.
    QContextMenuEvent event(QContextMenuEvent::Keyboard, {}, {});
    QApplication::sendEvent(f.table(), &event);
    QVERIFY(f.menu() && f.menu()->isVisible());
    f.choose({u"Copy 1 row"_s});
    QVERIFY(f.clipboard().contains(u"/nowhere"_s));
    delete f.menu();
    // What a header's menu offers is here, too.
    QTest::keyClick(f.table(), Qt::Key_F10, Qt::ShiftModifier);
    QTest::keyClick(f.menu(), Qt::Key_M);
    auto *columns = f.menu()->activeAction()->menu();
    QTRY_VERIFY(columns && columns->isVisible());
    for (int i = 0; i < 3; ++i) // from # to Time
        QTest::keyClick(columns, Qt::Key_Down);
    QTest::keyClick(columns, Qt::Key_Return);
    QVERIFY(!f.table()->isColumnHidden(3));
    QCOMPARE(f.requests()->headerData(3, Qt::Horizontal).toString(), u"Time"_s);
}

void TestContextMenus::goesToPlaces()
{
    Fixture f;
    f.serveTwo();
    auto *timeline = f.find<TimelineView>("timeline");
    f.table()->setFocus();
    f.rightClick(1);
    f.choose({u"Show in the timeline"_s});
    QTRY_VERIFY(timeline->hasFocus());
    QCOMPARE(timeline->selectedRequest(), quint64(1));
    f.rightClick(0);
    f.choose({u"Show its connection"_s});
    QTRY_VERIFY(f.table("connections")->isVisible());
    QTRY_COMPARE(f.find<QLabel>("connectionTitle")->text(), u"Connection 1"_s);
    QVERIFY(f.table("connections")->selectionModel()->isRowSelected(0));
}

void TestContextMenus::opensOnConnections()
{
    Fixture f;
    f.serveTwo();
    f.rightClick(0);
    f.choose({u"Show its connection"_s});
    const char *name = "connections";
    QTRY_COMPARE(f.table(name)->model()->rowCount(), 1);
    f.rightClick(0, name);
    f.choose({u"Copy the address"_s}, name);
    QCOMPARE(f.clipboard(), f.session.store().connections().front().peer());
    f.rightClick(0, name);
    f.choose({u"Only its requests"_s}, name);
    QCOMPARE(f.filter(), u"conn:1"_s);
    QVERIFY(f.table()->isVisible());
}

void TestContextMenus::opensOnBars()
{
    Fixture f;
    f.serveTwo();
    auto *timeline = f.find<TimelineView>("timeline");
    const auto menu = [timeline] { return timeline->findChild<QMenu *>(u"timelineMenu"_s); };
    const auto texts = [&] {
        QStringList found;
        for (const QAction *action : menu()->actions())
            found += action->text().remove(u'&').section(u'\t', 0, 0);
        return found;
    };
    const QPoint bar = timeline->barRect(1).center();
    QCOMPARE(timeline->requestAt(bar), 1u);
    QContextMenuEvent event(QContextMenuEvent::Mouse, bar, timeline->viewport()->mapToGlobal(bar));
    QApplication::sendEvent(timeline->viewport(), &event);
    QVERIFY(menu() && menu()->isVisible());
    QCOMPARE(timeline->selectedRequest(), 1u);
    QVERIFY(texts().contains(u"Copy the path"_s));
    QVERIFY(texts().contains(u"Show everything"_s));
    const auto actions = menu()->actions();
    const auto path = std::ranges::find_if(actions, [](const QAction *action) {
        return action->text().remove(u'&') == u"Copy the path"_s;
    });
    QTest::mouseClick(menu(), Qt::LeftButton, {}, menu()->actionGeometry(*path).center());
    QCOMPARE(f.clipboard(), u"/sleep/1ms?n=1"_s);
    QTRY_VERIFY(!menu());
    // By keys, on the selected request; and without one, for the view only.
    timeline->setFocus();
    QTest::keyClick(timeline, Qt::Key_F10, Qt::ShiftModifier);
    QVERIFY(menu() && texts().contains(u"Copy the path"_s));
    QTest::keyClick(menu(), Qt::Key_Escape);
    QTRY_VERIFY(!menu());
    QTest::keyClick(timeline, Qt::Key_Escape);
    QTest::keyClick(timeline, Qt::Key_F10, Qt::ShiftModifier);
    QVERIFY(menu() && !texts().contains(u"Copy the path"_s));
    delete menu();
}

void TestContextMenus::zoomsByButtons()
{
    Fixture f;
    f.serveTwo();
    auto *timeline = f.find<TimelineView>("timeline");
    const auto width = [timeline] { return timeline->toNs() - timeline->fromNs(); };
    const qint64 before = width();
    f.click("zoomIn");
    QVERIFY(width() < before);
    f.click("zoomOut");
    f.click("zoomOut");
    QVERIFY(width() > before);
    f.click("fitAll");
    QVERIFY(!timeline->isLive());
    QVERIFY(timeline->fromNs() <= f.session.store().concurrency().firstNs());
}

QTEST_MAIN(TestContextMenus)
#include "tst_contextmenus.moc"
