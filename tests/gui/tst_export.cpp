// Requests as a file.
#include "patience.h"
#include "tables/tablespane.h"
#include "timelinefeed.h"
#include "windowfixture.h"

#include <QAction>
#include <QDateTime>
#include <QFileDialog>
#include <QMenu>
#include <QMenuBar>

using namespace overlap;
using namespace overlap::ui;
using namespace Qt::StringLiterals;

class TestExport : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QApplication::setAttribute(Qt::AA_DontUseNativeDialogs); }
    void hasExactValues();
    void isHarmless();
    void followsFilterAndOrder();
    void worksInSlices();
    void keepsAFileThatItCannotReplace();
    void byTheMenu();
};

namespace {

struct Fixture
{
    QString file() const { return folder.filePath(u"r.csv"_s); }
    QString text() const
    {
        QFile saved(file());
        return saved.open(QIODevice::ReadOnly) ? QString::fromUtf8(saved.readAll()) : QString();
    }
    // Waits, and returns the error.
    QString exportTo(const QString &name, quint64 *written = nullptr)
    {
        RequestExport *run = pane.exportTo(name);
        if (!run)
            return u"is arranging"_s;
        QSignalSpy spy(run, &RequestExport::finished);
        if (!QTest::qWaitFor([&] { return spy.size() == 1; }, 60'000))
            return u"does not end"_s;
        if (written)
            *written = spy[0][0].toULongLong();
        return spy[0][2].toString();
    }

    QTemporaryDir folder;
    TimelineFeed feed;
    Selection selection;
    TablesPane pane{feed.store, selection, [] { return 7 * secondNs; }};
};

} // namespace

void TestExport::hasExactValues()
{
    Fixture f;
    f.feed.add(TimelineFeed::slept(1, 420'000'123, 5 * secondNs), "/sleep?a=1,2");
    f.feed.add(TimelineFeed::inFlight(2, 6 * secondNs), "/b");
    f.feed.absorb();
    f.pane.refresh();
    QCOMPARE(f.exportTo(f.file()), QString());
    QCOMPARE(f.text(), u"#,Started (s),Ended (s),Method,Path,Status,State,Queued (s),Handled (s),"
                       "Total (s),Bytes,Conn\r\n"
                       "2,6.000000000,,GET,/b,,sleeping 1.0 s,0.000000000,,1.000000000,,2\r\n"
                       "1,0.420000123,5.420630123,GET,\"/sleep?a=1,2\",200,done,0.000000000,"
                       "5.000500000,5.000630000,0,1\r\n"_s);
}

void TestExport::isHarmless()
{
    Fixture f;
    f.feed.add(TimelineFeed::quick(1, msNs), "=cmd(\"x\")");
    f.feed.add(TimelineFeed::quick(2, 2 * msNs), "/a?token=abcdefgh");
    f.feed.absorb();
    f.pane.refresh();
    QCOMPARE(f.exportTo(f.file()), QString());
    QVERIFY2(f.text().contains(u",\"'=cmd(\"\"x\"\")\","_s), qPrintable(f.text()));
    QVERIFY2(f.text().contains(u",/a?token=MASKED,"_s), qPrintable(f.text()));
}

void TestExport::followsFilterAndOrder()
{
    Fixture f;
    for (quint64 id = 1; id <= 9; ++id)
        f.feed.add(TimelineFeed::quick(id, qint64(id) * msNs, id % 3 == 0 ? 404 : 200), "/a");
    f.feed.absorb();
    f.pane.refresh();
    auto *filter = f.pane.findChild<QLineEdit *>(u"filter"_s);
    QTest::keyClicks(filter, u"404"_s);
    QTest::keyClick(filter, Qt::Key_Return);
    auto *table = f.pane.findChild<QTableView *>(u"requests"_s);
    QTRY_COMPARE(table->model()->rowCount(), 3);
    table->sortByColumn(0, Qt::AscendingOrder);
    QTRY_COMPARE(table->model()->index(0, 0).data().toString(), u"3"_s);
    for (int column = 1; column < table->model()->columnCount(); ++column)
        table->setColumnHidden(column, column != 3); // the time, by the wall clock
    f.pane.setWallClock([](qint64) { return qint64(1'764'107'437'123); });
    quint64 written = 0;
    QCOMPARE(f.exportTo(f.file(), &written), QString());
    QCOMPARE(written, quint64(3));
    const QStringList lines = f.text().split(u"\r\n"_s);
    QCOMPARE(lines.size(), 5);
    QCOMPARE(lines[0], u"#,Time"_s);
    QVERIFY(lines[1].startsWith(u"3,"_s) && lines[3].startsWith(u"9,"_s));
    const auto time = QDateTime::fromString(lines[1].sliced(2), Qt::ISODateWithMs);
    QCOMPARE(time.toMSecsSinceEpoch(), qint64(1'764'107'437'123));
}

// Requests may come and be forgotten meanwhile.
void TestExport::worksInSlices()
{
    Fixture f;
    std::vector<record::Record> records;
    for (quint64 id = 1; id <= 100'000; ++id)
        records.push_back(TimelineFeed::quick(id, qint64(id) * usNs));
    f.feed.addMany(records);
    f.pane.refresh();
    RequestExport *run = f.pane.exportTo(f.file());
    QSignalSpy spy(run, &RequestExport::finished);
    QElapsedTimer timer;
    timer.start();
    QApplication::processEvents(QEventLoop::AllEvents, 1);
    QVERIFY2(timer.elapsed() < 1000, "one slice");
    QVERIFY(!QFile::exists(f.file()));
    f.feed.add(TimelineFeed::quick(100'001, secondNs));
    f.feed.absorb();
    f.pane.refresh();
    QTRY_COMPARE_WITH_TIMEOUT(spy.size(), 1, 60'000);
    QCOMPARE(spy[0][0].toULongLong(), quint64(100'000));
    QCOMPARE(f.text().count(u'\n'), 100'001);
    RequestExport *again = f.pane.exportTo(f.file());
    QSignalSpy ended(again, &RequestExport::finished);
    QApplication::processEvents(QEventLoop::AllEvents, 1);
    f.feed.store.clear();
    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 60'000);
    const quint64 gone = ended[0][1].toULongLong();
    QVERIFY(gone > 0);
    QCOMPARE(ended[0][0].toULongLong() + gone, quint64(100'001));
}

void TestExport::keepsAFileThatItCannotReplace()
{
    Fixture f;
    QVERIFY(!f.exportTo(f.folder.filePath(u"no/r.csv"_s)).isEmpty());
    QVERIFY(QDir(f.folder.path()).mkdir(u"r.csv"_s)); // can't be replaced by a file
    QVERIFY(!f.exportTo(f.file()).isEmpty());
    QVERIFY(QFileInfo(f.file()).isDir());
    QCOMPARE(QDir(f.folder.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot).size(), 1);
}

void TestExport::byTheMenu()
{
    WindowFixture f("/sleep/10ms?n={n}");
    f.open();
    f.click("startAndSend");
    QTRY_COMPARE(f.requests()->rowCount(), 8);
    QTRY_VERIFY(f.session.store().inFlight().empty() && !f.session.isSending());
    const auto exportAs = [&f](const QString &name) {
        for (QAction *action : f.window->findChildren<QAction *>()) {
            if (action->text().remove(u'&') == u"Export requests…"_s)
                action->trigger();
        }
        auto *dialog = f.window->findChild<QFileDialog *>();
        QVERIFY(dialog);
        QTRY_COMPARE(QApplication::activeWindow(), dialog);
        QTRY_VERIFY(dialog->focusWidget());
        QWidget *field = dialog->focusWidget();
        QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(field, name);
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_VERIFY(!f.window->findChild<QFileDialog *>());
    };
    auto *bar = f.find<QWidget>("problem");
    exportAs(f.folder.filePath(u"mine"_s));
    const QString path = QDir::toNativeSeparators(f.folder.filePath(u"mine.csv"_s));
    QTRY_COMPARE(bar->accessibleName(), u"Saved 8 requests as "_s + path);
    QVERIFY(bar->isVisible());
    QCOMPARE(bar->accessibleDescription(), bar->accessibleName()); // it was announced
    QFile saved(path);
    QVERIFY(saved.open(QIODevice::ReadOnly));
    QCOMPARE(saved.readAll().count('\n'), 9);
}

QTEST_MAIN(TestExport)
#include "tst_export.moc"
