// The columns of the tables: their widths, and what is remembered of them.
#include "tables/columns.h"
#include "tables/tablespane.h"
#include "timelinefeed.h"
#include "windowfixture.h"

#include <QAction>
#include <QDateTime>
#include <QHeaderView>
#include <QMenu>
#include <QScrollBar>
#include <QSettings>

using namespace overlap;
using namespace overlap::ui;
using namespace Qt::StringLiterals;

class TestColumns : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void growWithTheirValues();
    void keepAChosenWidth();
    void areChosenInAMenu();
    void sortFromAMenu();
    void showTheOrderAtFirst();
    void areRemembered();
    void surviveBadSettings_data();
    void surviveBadSettings();
    void showTheWallClock();
    void fitTheWindow();
};

namespace {

struct Fixture
{
    Fixture()
    {
        add(1, 100 * msNs);
        pane.resize(1100, 300);
        pane.show();
    }
    void add(quint64 id, qint64 startNs)
    {
        feed.add(TimelineFeed::quick(id, startNs));
        feed.absorb();
        pane.refresh();
    }
    QTableView *table() const { return pane.findChild<QTableView *>(u"requests"_s); }
    QHeaderView *header() const { return table()->horizontalHeader(); }
    int column(const QString &title) const
    {
        int column = header()->count() - 1;
        while (column >= 0 && table()->model()->headerData(column, Qt::Horizontal) != title)
            --column;
        return column;
    }
    QStringList shown() const // in the order on the screen
    {
        QStringList titles;
        for (int i = 0; i < header()->count(); ++i) {
            const int column = header()->logicalIndex(i);
            if (!table()->isColumnHidden(column))
                titles += table()->model()->headerData(column, Qt::Horizontal).toString();
        }
        return titles;
    }
    bool isWhole(int row, int column) const
    {
        const QModelIndex index = table()->model()->index(row, column);
        const int text = table()->fontMetrics().horizontalAdvance(index.data().toString());
        const int margin =
            table()->style()->pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, table()) + 1;
        return text + 2 * margin <= table()->columnWidth(column);
    }
    // Clicks on an entry of the header's context menu.
    void choose(const QString &text, int column) const
    {
        const QPoint point(header()->sectionViewportPosition(column) + 4, header()->height() / 2);
        QContextMenuEvent event(QContextMenuEvent::Mouse, point,
                                header()->viewport()->mapToGlobal(point));
        QApplication::sendEvent(header()->viewport(), &event);
        auto *menu = table()->findChild<QMenu *>(u"headerMenu"_s);
        QVERIFY(menu && menu->isVisible());
        for (QAction *action : menu->actions()) {
            if (action->text().remove(u'&') == text)
                QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
        }
        QVERIFY2(!menu->isVisible(), qPrintable(text));
        delete menu;
    }

    TimelineFeed feed;
    Selection selection;
    TablesPane pane{feed.store, selection, [] { return 7 * secondNs; }};
    const QStringList atFirst = shown();
};

} // namespace

void TestColumns::growWithTheirValues()
{
    Fixture f;
    const int number = f.column(u"#"_s);
    const int started = f.column(u"Started"_s);
    const int before = f.header()->sectionSize(started);
    f.add(1'234'567'890, 54'571'234'567 * msNs);
    QTRY_VERIFY(f.isWhole(0, number));
    QTRY_VERIFY(f.isWhole(0, started));
    const int grown = f.header()->sectionSize(started);
    QVERIFY(grown > before);
    f.feed.store.clear(); // does not shrink
    f.add(1'234'567'891, 54'571'234'568 * msNs);
    QTRY_COMPARE(f.table()->model()->rowCount(), 1);
    QCOMPARE(f.header()->sectionSize(started), grown);
}

void TestColumns::keepAChosenWidth()
{
    Fixture f;
    const int started = f.column(u"Started"_s);
    const int path = f.column(u"Path"_s);
    f.header()->resizeSection(started, 60);
    f.header()->resizeSection(path, 77);
    f.add(1'234'567'890, 54'571'234'567 * msNs);
    QTRY_VERIFY(f.isWhole(0, f.column(u"#"_s)));
    QCOMPARE(f.header()->sectionSize(started), 60);
    QCOMPARE(f.header()->sectionSize(path), 77);
}

void TestColumns::areChosenInAMenu()
{
    Fixture f;
    QVERIFY(!f.atFirst.contains(u"Time"_s));
    f.choose(u"Time"_s, 0);
    QVERIFY(f.shown().contains(u"Time"_s));
    QVERIFY(f.header()->sectionSize(f.column(u"Time"_s)) > 40);
    f.choose(u"Path"_s, 0);
    QVERIFY(!f.shown().contains(u"Path"_s));
    f.choose(u"Reset the columns"_s, 0);
    QCOMPARE(f.shown(), f.atFirst);
}

void TestColumns::sortFromAMenu()
{
    Fixture f;
    const int total = f.column(u"Total"_s);
    f.choose(u"Sort by Total, ascending"_s, total);
    QCOMPARE(f.header()->sortIndicatorSection(), total);
    QCOMPARE(f.header()->sortIndicatorOrder(), Qt::AscendingOrder);
    f.choose(u"Sort by Total, descending"_s, total);
    QCOMPARE(f.header()->sortIndicatorOrder(), Qt::DescendingOrder);
    f.choose(u"Sort by Ended, latest first"_s, total);
    QCOMPARE(f.header()->sortIndicatorSection(), -1);
}

// The first one ends last. The dim titles are those without an arrow.
void TestColumns::showTheOrderAtFirst()
{
    Fixture f;
    f.feed.add(TimelineFeed::slept(2, 200 * msNs, 5 * secondNs));
    f.add(3, 300 * msNs);
    QStringList numbers;
    for (int row = 0; row < 3; ++row)
        numbers += f.table()->model()->index(row, 0).data().toString();
    QCOMPARE(numbers, QStringList({u"2"_s, u"3"_s, u"1"_s}));
    const QImage header = f.header()->viewport()->grab().toImage();
    const QRgb emphasized = f.header()->palette().color(QPalette::Text).rgb();
    QStringList withArrow;
    for (int column = 0; column < f.header()->count(); ++column) {
        bool isDim = true;
        for (int x = 0; x < f.header()->sectionSize(column); ++x) {
            for (int y = 0; y < header.height(); ++y)
                isDim &=
                    header.pixel(f.header()->sectionViewportPosition(column) + x, y) != emphasized;
        }
        if (!isDim)
            withArrow += f.table()->model()->headerData(column, Qt::Horizontal).toString();
    }
    QCOMPARE(withArrow, QStringList{u"Ended"_s});
}

void TestColumns::areRemembered()
{
    QTemporaryDir folder;
    QSettings settings(folder.filePath(u"s.ini"_s), QSettings::IniFormat);
    QStringList shown;
    {
        Fixture f;
        f.header()->resizeSection(f.column(u"Started"_s), 173);
        f.header()->moveSection(0, 2);
        f.choose(u"Bytes"_s, 0);
        f.table()->sortByColumn(f.column(u"Total"_s), Qt::DescendingOrder);
        f.pane.save(settings);
        shown = f.shown();
    }
    settings.sync();
    const QSettings again(settings.fileName(), QSettings::IniFormat);
    Fixture f;
    f.pane.restore(again);
    QCOMPARE(f.shown(), shown);
    QVERIFY(!shown.contains(u"Bytes"_s));
    QCOMPARE(f.header()->sectionSize(f.column(u"Started"_s)), 173);
    QCOMPARE(f.header()->sortIndicatorSection(), f.column(u"Total"_s));
    QCOMPARE(f.header()->sortIndicatorOrder(), Qt::DescendingOrder);
    // The others still grow.
    f.add(1'234'567'890, 54'571'234'567 * msNs);
    QTRY_VERIFY(f.isWhole(0, f.column(u"#"_s)));
    QCOMPARE(f.header()->sectionSize(f.column(u"Started"_s)), 173);
}

void TestColumns::surviveBadSettings_data()
{
    QTest::addColumn<QVariant>("value");
    QStringList none;
    for (const Column<RequestItem> &column : requestColumns())
        none += u"-"_s + column.title;
    QTest::newRow("none shown") << QVariant(none);
    QTest::newRow("no list") << QVariant(QByteArray("\0\0\0\xff\1\2\3", 7));
    QTest::newRow("number") << QVariant(17);
    QTest::newRow("unknown") << QVariant(QStringList{u"Colour"_s, u"-Size=3"_s, u""_s});
    QTest::newRow("widths") << QVariant(QStringList{u"#=-5"_s, u"Started=x"_s, u"Ended="_s});
    QTest::newRow("twice") << QVariant(QStringList{u"#"_s, u"#"_s, u"Started"_s, u"-#"_s});
}

void TestColumns::surviveBadSettings()
{
    QFETCH(const QVariant, value);
    QTemporaryDir folder;
    QSettings settings(folder.filePath(u"s.ini"_s), QSettings::IniFormat);
    settings.setValue("columns/requests"_L1, value);
    settings.setValue("columns/requestsSorted"_L1, u"-Nothing"_s);
    Fixture f;
    f.pane.restore(settings);
    QCOMPARE(f.shown(), f.atFirst);
    QCOMPARE(f.header()->sortIndicatorSection(), -1);
    for (int column = 0; column < f.header()->count(); ++column)
        QVERIFY(f.table()->isColumnHidden(column) || f.header()->sectionSize(column) > 30);
}

void TestColumns::showTheWallClock()
{
    Fixture f;
    const QDateTime then(QDate(2026, 11, 25), QTime(22, 50, 37, 123));
    f.pane.setWallClock([&](qint64 ns) { return then.toMSecsSinceEpoch() + ns / msNs - 100; });
    const QAbstractItemModel *model = f.table()->model();
    QCOMPARE(model->index(0, f.column(u"Time"_s)).data().toString(), u"22:50:37.123"_s);
}

// With the window's first size nothing has to be scrolled, and each title has room for its arrow.
void TestColumns::fitTheWindow()
{
    WindowFixture w;
    w.open();
    w.window->resize(1280, 800);
    w.click("startAndSend");
    QTRY_COMPARE(w.session.store().total(), quint64(8));
    for (const char *name : {"requests", "connections"}) {
        auto *table = w.find<QTableView>(name);
        const QHeaderView *header = table->horizontalHeader();
        auto *tabs = qobject_cast<QTabWidget *>(table->parentWidget()->parentWidget());
        tabs->setCurrentWidget(table);
        QTRY_COMPARE(table->model()->rowCount(), 8);
        // With the widest fonts, hardly anything is out of view.
        QTRY_VERIFY(table->horizontalScrollBar()->maximum() <
                    table->fontMetrics().averageCharWidth());
        for (int column = 0; column < header->count(); ++column) {
            const QString title =
                table->model()->headerData(column, Qt::Horizontal).toString() + u" ▼"_s;
            QVERIFY2(header->isSectionHidden(column) ||
                         header->sectionSize(column) >
                             header->fontMetrics().horizontalAdvance(title),
                     qPrintable(title));
        }
    }
}

QTEST_MAIN(TestColumns)
#include "tst_columns.moc"
