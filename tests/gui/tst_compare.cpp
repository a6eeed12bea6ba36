#include "compare/comparewindow.h"
#include "compare/drawing.h"
#include "mainwindow.h"
#include "patience.h"
#include "windowfixture.h"

#include <QApplication>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QThread>
#include <QXmlStreamReader>

using namespace overlap;
using namespace overlap::analysis;
using namespace overlap::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

// Compare: the predictions, the runs, and the picture.
class TestCompare : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void predicts_data();
    void predicts();
    void showsEachStrategy();
    void strategyHasALabel();
    void saysWhereCoresAreShared();
    void asksForTheWorkload();
    void saysWhyItTookLonger();
    void ranksThemWhileTheyWait();
    void computesOneByOne();
    void cancelsAndRunsAgain();
    void runsByClicks();
    void keepsResultsUntilTheNextRun();
    void runsNoOtherNumbers();
    void remembers();
    void exportsPictures();
    void saysWhereItExported();
    void tellsMeasuredFromPredicted();
    void tellsWhoGotNoAnswer();
    void drawsManyAndFewInLittleRoom();
};

namespace {

ComparisonOptions options(std::chrono::milliseconds each, int computingPercent = 0)
{
    ComparisonOptions options;
    options.each = each;
    options.computingPercent = computingPercent;
    return options;
}

std::vector<TrialResult> run(const ComparisonOptions &options)
{
    Comparison comparison;
    comparison.choose(options);
    comparison.run();
    if (!QTest::qWaitFor([&] { return !comparison.isRunning(); }, 30'000))
        return {};
    std::vector<TrialResult> results = comparison.results();
    for (TrialResult &result : results)
        result.loops = nullptr; // the comparison owns them and ends here
    return results;
}

// The most requests that were handled at once, measured at the middle of each one's handling.
int peakOf(const TrialResult &result)
{
    const auto handled = [](const TrialResult::Bar &bar, qint64 atNs) {
        return std::ranges::any_of(bar, [&](const Piece &piece) {
            return piece.shape != Shape::Hatched && piece.fromNs <= atNs && piece.toNs > atNs;
        });
    };
    qsizetype peak = 0;
    for (const TrialResult::Bar &bar : result.bars) {
        const auto longest = std::ranges::max_element(bar, {}, [](const Piece &piece) {
            return piece.shape == Shape::Hatched ? 0 : piece.toNs - piece.fromNs;
        });
        const qint64 middleNs = (longest->fromNs + longest->toNs) / 2;
        peak = std::max<qsizetype>(
            peak, std::ranges::count_if(result.bars, [&](const TrialResult::Bar &other) {
                return handled(other, middleNs);
            }));
    }
    return int(peak);
}

} // namespace

void TestCompare::predicts_data()
{
    QTest::addColumn<QByteArray>("strategy");
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("computingMs");
    QTest::addColumn<int>("waitingMs");
    QTest::addColumn<int>("cores");
    QTest::addColumn<int>("takesMs");
    QTest::newRow("serial waits") << "serial"_ba << 8 << 0 << 1000 << 2 << 8000;
    QTest::newRow("blocking waits") << "blocking"_ba << 8 << 0 << 1000 << 2 << 8000;
    QTest::newRow("concurrent waits") << "concurrent"_ba << 8 << 0 << 1000 << 2 << 1000;
    QTest::newRow("pool waits") << "thread-pool"_ba << 8 << 0 << 1000 << 2 << 2000;
    QTest::newRow("pool, one more") << "thread-pool"_ba << 9 << 0 << 1000 << 2 << 3000;
    QTest::newRow("pool, few") << "thread-pool"_ba << 3 << 0 << 1000 << 2 << 1000;
    QTest::newRow("few wait") << "limited"_ba << 8 << 0 << 1000 << 2 << 2000;
    QTest::newRow("few wait, one more") << "limited"_ba << 9 << 0 << 1000 << 2 << 3000;
    QTest::newRow("few compute") << "limited"_ba << 8 << 1000 << 0 << 2 << 8000;
    QTest::newRow("few do both") << "limited"_ba << 8 << 100 << 900 << 2 << 2300;
    QTest::newRow("few do both, mostly computing") << "limited"_ba << 8 << 900 << 100 << 2 << 7300;
    QTest::newRow("serial computes") << "serial"_ba << 8 << 1000 << 0 << 2 << 8000;
    QTest::newRow("concurrent computes") << "concurrent"_ba << 8 << 1000 << 0 << 2 << 8000;
    QTest::newRow("pool computes on two") << "thread-pool"_ba << 8 << 1000 << 0 << 2 << 4000;
    QTest::newRow("pool computes on eight") << "thread-pool"_ba << 8 << 1000 << 0 << 8 << 2000;
    QTest::newRow("concurrent does both") << "concurrent"_ba << 8 << 100 << 900 << 2 << 1700;
    QTest::newRow("pool does both") << "thread-pool"_ba << 8 << 100 << 900 << 2 << 2200;
    QTest::newRow("serial does both") << "serial"_ba << 8 << 100 << 900 << 2 << 8000;
}

void TestCompare::predicts()
{
    QFETCH(QByteArray, strategy);
    QFETCH(int, count);
    QFETCH(int, computingMs);
    QFETCH(int, waitingMs);
    QFETCH(int, cores);
    QFETCH(int, takesMs);
    Workload workload;
    workload.count = count;
    workload.computing = std::chrono::milliseconds(computingMs);
    workload.waiting = std::chrono::milliseconds(waitingMs);
    const schedule::Kind *kind = schedule::strategyNamed(QLatin1StringView(strategy));
    QCOMPARE(kind->compared->predict(workload, {}, cores).count(), qint64(takesMs) * 1'000'000);
}

// Each strategy that can be chosen, under the same name.
void TestCompare::showsEachStrategy()
{
    WindowFixture f;
    f.open();
    const auto *strategy = f.find<QComboBox>("strategy");
    const std::vector<TrialResult> results = Comparison().results();
    QCOMPARE(qsizetype(results.size()), qsizetype(strategy->count()));
    QStringList titles;
    for (const TrialResult &result : results)
        titles += result.title;
    for (int i = 0; i < strategy->count(); ++i) {
        QCOMPARE(titles.filter(strategy->itemText(i)).size(), 1);
        QVERIFY(titles.filter(strategy->itemText(i)).front().startsWith(strategy->itemText(i)));
    }
    QCOMPARE(titles, QStringList({u"One at a time"_s, u"Concurrent"_s, u"A few at a time (4)"_s,
                                  u"Thread pool (4)"_s, u"Blocked loop"_s, u"Never awaited"_s}));
}

// The label of the box for the strategy is its buddy: its letter leads to the box.
void TestCompare::strategyHasALabel()
{
    WindowFixture f;
    f.open();
    QTest::keyClick(f.window.get(), Qt::Key_G, Qt::AltModifier);
    QTRY_COMPARE(QApplication::focusWidget(), f.find<QComboBox>("strategy"));
}

void TestCompare::saysWhereCoresAreShared()
{
    const int cores = QThread::idealThreadCount();
    ComparisonOptions shared = options(1s, 100);
    shared.counts.pool = shared.count = cores + 1;
    Comparison comparison;
    comparison.choose(shared);
    const std::vector<QString> notes = comparison.notes(comparison.results());
    QCOMPARE(notes[3], u"predicted for %1 threads on %2 cores"_s.arg(cores + 1).arg(cores));
    for (const std::size_t alone : {0u, 1u, 2u, 4u, 5u})
        QVERIFY(notes[alone].isEmpty());
    for (ComparisonOptions other : {options(1s), options(1s, 100)}) { // waiting; or alone
        other.counts.pool = cores + 1;
        other.count = other.computingPercent > 0 ? 1 : cores + 1;
        comparison.choose(other);
        QVERIFY(comparison.notes(comparison.results())[3].isEmpty());
    }
}

void TestCompare::asksForTheWorkload()
{
    QCOMPARE(options(1s).workload().target(), "/sleep/1s?n={n}");
    QCOMPARE(options(250ms).workload().target(), "/sleep/250ms?n={n}");
    QCOMPARE(options(1s, 100).workload().target(), "/compute/1s?n={n}");
    QCOMPARE(options(1s, 30).workload().target(), "/compute/300ms?sleep=700ms&n={n}");
    QCOMPARE(options(50ms, 33).workload().target(), "/compute/16.5ms?sleep=33.5ms&n={n}");
}

void TestCompare::saysWhyItTookLonger()
{
    const Workload workload = options(1s, 100).workload();
    TrialResult result;
    result.predictedNs = 8'000'000'000;
    QCOMPARE(differenceOf(result, workload), QString()); // not over yet
    result.measuredNs = 8'790'000'000;
    QCOMPARE(differenceOf(result, workload), QString());
    result.measuredNs = 10'000'000'000;
    QCOMPARE(differenceOf(result, workload), u"25 % longer than predicted"_s);
    result.computedNs = 9'900'000'000;
    QCOMPARE(differenceOf(result, workload),
             u"25 % longer than predicted: the cores were shared, so 8.000 s of computing held "
             "threads for 9.900 s"_s);
    result.measuredNs = 6'000'000'000;
    QCOMPARE(differenceOf(result, workload), u"25 % shorter than predicted"_s);
    result.unanswered = {1, 2, 5};
    QCOMPARE(differenceOf(result, workload), u"3 of 8 got no answer"_s);
    result.measuredNs = -1;
    result.unanswered = {0, 1, 2, 3, 4, 5, 6, 7};
    QCOMPARE(differenceOf(result, workload), u"8 of 8 got no answer"_s);
    result.predictedNs = -1; // as predicted
    QCOMPARE(differenceOf(result, workload), QString());
}

void TestCompare::ranksThemWhileTheyWait()
{
    const std::vector<TrialResult> results = run(options(150ms));
    QCOMPARE(results.size(), 6u);
    const std::array<int, 5> peaks{1, 8, 4, 4, 1};
    for (std::size_t i = 0; i < peaks.size(); ++i) {
        const TrialResult &result = results[i];
        QVERIFY(result.unanswered.empty());
        QCOMPARE_GE(result.measuredNs, result.predictedNs);
        QCOMPARE(result.bars.size(), 8u);
        QCOMPARE(peakOf(result), peaks[i]);
        QCOMPARE(result.isBlocked, i == 4);
        for (const TrialResult::Probe &probe : result.probes)
            QCOMPARE_GE(probe.answeredNs, probe.sentNs);
    }
    QCOMPARE(results[0].probes.size(), 4u); // one every 250 ms for 1.2 s
    QCOMPARE(results[1].probes.size(), 0u);
    // A request counts as waiting from when the client sent it, even if the server did not know it
    // yet.
    for (const std::size_t i : {0u, 4u}) {
        for (const TrialResult::Bar &bar : results[i].bars)
            QCOMPARE_LT(bar.front().fromNs, 100'000'000);
    }
    QCOMPARE_GT(results[4].loopShare, 0.8);
    QCOMPARE_LT(results[0].loopShare, 0.5);
    const TrialResult &neverRun = results[5]; // it is over, although nobody was answered
    QCOMPARE(neverRun.predictedNs, -1);
    QCOMPARE(neverRun.measuredNs, -1);
    QCOMPARE(neverRun.unanswered.size(), 8u);
    QVERIFY(neverRun.isFinished() && !neverRun.isBlocked);
    QCOMPARE_LT(neverRun.nowNs, 100'000'000);
}

// If requests compute, one loop is not faster than one at a time, but threads are.
void TestCompare::computesOneByOne()
{
    const std::vector<TrialResult> results = run(options(40ms, 100));
    QCOMPARE(results.size(), 6u);
    const std::array<int, 5> peaks{1, 1, 1, 4, 1};
    for (std::size_t i = 0; i < peaks.size(); ++i) {
        QVERIFY(results[i].unanswered.empty());
        QCOMPARE(peakOf(results[i]), peaks[i]);
        QCOMPARE_GE(results[i].computedNs, 8 * 40'000'000);
    }
    QCOMPARE(results[5].unanswered.size(), 8u);
    QCOMPARE(results[5].computedNs, 0);
}

void TestCompare::cancelsAndRunsAgain()
{
    Comparison comparison;
    QSignalSpy failed(&comparison, &Comparison::failed);
    comparison.choose(options(10min));
    comparison.run();
    QTRY_VERIFY(comparison.results()[4].isBlocked);
    comparison.cancel();
    QVERIFY(!comparison.isRunning());
    QVERIFY(!comparison.results()[0].hasBegun());
    comparison.choose(options(50ms));
    comparison.run();
    QTRY_VERIFY_WITH_TIMEOUT(!comparison.isRunning(), 10'000);
    QVERIFY(comparison.results()[0].measuredNs > 0);
    comparison.run(); // the destructor must end it
    QVERIFY(failed.isEmpty());
}

void TestCompare::runsByClicks()
{
    WindowFixture f;
    f.open();
    f.click("compareStrategies");
    auto *compare = f.find<CompareWindow>("compare");
    QVERIFY(compare && QTest::qWaitForWindowExposed(compare));
    QVERIFY(f.find<QWidget>("chart")->accessibleDescription().contains(
        "Thread pool (4): predicted 2.000 s"_L1));
    f.find<QSpinBox>("count")->setValue(6);
    f.find<QDoubleSpinBox>("each")->setValue(0.1);
    f.find<QSpinBox>("limit")->setValue(2);
    f.find<QSpinBox>("pool")->setValue(3);
    f.click("run");
    QVERIFY(!f.find<QSlider>("computing")->isEnabled());
    QCOMPARE(f.find<QPushButton>("run")->text(), u"■ &Cancel"_s);
    QTRY_COMPARE_WITH_TIMEOUT(f.find<QPushButton>("run")->text(), u"▶ &Run again"_s, 10'000);
    const QStringList said = f.find<QWidget>("chart")->accessibleDescription().split(u'\n');
    QCOMPARE(said.size(), 6);
    QVERIFY(said[0].startsWith("One at a time: predicted 600 ms, measured "_L1));
    QVERIFY(said[2].startsWith("A few at a time (2): predicted 300 ms, measured "_L1));
    QVERIFY(said[3].startsWith("Thread pool (3): predicted 200 ms, measured "_L1));
    QVERIFY(said[4].contains("loop BLOCKED"_L1));
    QVERIFY(said[5].startsWith("Never awaited: predicted no answer, measured no answer, loop "_L1));
    f.find<QDoubleSpinBox>("each")->setValue(60);
    f.click("run");
    compare->close(); // cancels
    QTRY_COMPARE(f.find<QPushButton>("run")->text(), u"▶ &Run"_s);
}

void TestCompare::keepsResultsUntilTheNextRun()
{
    WindowFixture f;
    f.open();
    f.click("compareStrategies");
    QVERIFY(QTest::qWaitForWindowActive(f.find<QWidget>("compare")));
    f.find<QDoubleSpinBox>("each")->setValue(0.05);
    const auto *message = f.find<QLabel>("compareMessage");
    QVERIFY(!message->isVisible());
    f.click("run");
    const auto *button = f.find<QPushButton>("run");
    QTRY_COMPARE_WITH_TIMEOUT(button->text(), u"▶ &Run again"_s, 10'000);
    const auto said = [&f] { return f.find<QWidget>("chart")->accessibleDescription(); };
    const QString results = said();
    QVERIFY(results.contains(u"measured"_s));
    auto *computing = f.find<QSlider>("computing");
    computing->setFocus();
    QTest::keyClick(computing, Qt::Key_Right);
    QVERIFY(said().endsWith(results) && message->isVisible());
    QVERIFY2(message->text().contains(u"former settings"_s), qPrintable(message->text()));
    QCOMPARE(message->accessibleDescription(), message->text()); // it was announced
    QVERIFY(said().startsWith(message->text()));
    QTest::keyClick(computing, Qt::Key_Left); // as they were
    QVERIFY(said() == results && !message->isVisible());
    auto *count = f.find<QSpinBox>("count");
    count->setFocus();
    count->selectAll();
    QTest::keyClicks(count, u"2"_s);
    QVERIFY(said().endsWith(results) && message->isVisible());
    QTest::keyClick(count, Qt::Key_Return); // runs
    QTRY_COMPARE_WITH_TIMEOUT(button->text(), u"▶ &Run again"_s, 10'000);
    QVERIFY(!message->isVisible());
    QVERIFY(said().startsWith("One at a time: predicted 100 ms, measured "_L1));
}

// A run uses exactly the numbers that the fields show.
void TestCompare::runsNoOtherNumbers()
{
    WindowFixture f;
    f.open();
    f.click("compareStrategies");
    auto *each = f.find<QDoubleSpinBox>("each");
    each->setFocus();
    each->selectAll();
    QTest::keyClicks(each, u"61"_s);
    QVERIFY(!f.find<QPushButton>("run")->isEnabled());
    QCOMPARE(f.find<QLabel>("compareMessage")->text(), each->accessibleDescription());
    QVERIFY(!each->accessibleDescription().isEmpty());
    QTest::keyClick(each, Qt::Key_Backspace);
    QVERIFY(f.find<QPushButton>("run")->isEnabled());
    QVERIFY(f.find<QLabel>("compareMessage")->text().isEmpty());
}

void TestCompare::remembers()
{
    WindowFixture f;
    f.open();
    f.click("compareStrategies");
    f.find<QSpinBox>("count")->setValue(5);
    f.find<QSpinBox>("limit")->setValue(2);
    f.find<QSpinBox>("pool")->setValue(3);
    f.find<QSlider>("computing")->setValue(40);
    f.window->close();
    f.window.reset();
    f.open();
    f.click("compareStrategies");
    QCOMPARE(f.find<QSpinBox>("count")->value(), 5);
    QCOMPARE(f.find<QSpinBox>("limit")->value(), 2);
    QCOMPARE(f.find<QSpinBox>("pool")->value(), 3);
    QCOMPARE(f.find<QSlider>("computing")->value(), 40);
}

void TestCompare::exportsPictures()
{
    const QTemporaryDir folder;
    CompareWindow window;
    const auto *message = window.findChild<QLabel *>(u"compareMessage"_s);
    const auto saved = [&](const QString &name) {
        window.exportTo(folder.filePath(name));
        return message->text();
    };
    const QString png = folder.filePath(u"p.png"_s);
    QCOMPARE(saved(u"p.png"_s), u"Saved as "_s + QDir::toNativeSeparators(png));
    const QImage image(png);
    QVERIFY(image.width() > 1000);
    const QString svg = folder.filePath(u"p.svg"_s);
    QCOMPARE(saved(u"p.svg"_s), u"Saved as "_s + QDir::toNativeSeparators(svg));
    QFile file(svg);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QXmlStreamReader xml(&file);
    QStringList texts;
    int rects = 0;
    while (!xml.atEnd()) {
        xml.readNext();
        rects += xml.isStartElement() && xml.name() == "rect"_L1;
        if (xml.isStartElement() && xml.name() == "text"_L1)
            texts += xml.readElementText();
    }
    QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
    QVERIFY(rects > 10);
    QVERIFY(texts.contains(u"One at a time"_s) && texts.contains(u"predicted 8.000 s"_s));
    QVERIFY(saved(u"v1.2"_s).endsWith("v1.2.png"_L1));
    QVERIFY(QFile::exists(folder.filePath(u"v1.2.png"_s)));
    QVERIFY(saved(u"v1.2"_s).contains("v1.2.png was not written: there is such a file"_L1));
    QVERIFY(saved(u"no/p.png"_s).contains("was not written"_L1)); // there is no such folder
    QVERIFY(!QFile::exists(folder.filePath(u"no/p.png"_s)));
    QVERIFY(message->isVisibleTo(&window));
    QCOMPARE(message->accessibleDescription(), message->text()); // it was announced
}

// By the dialog, where nobody types a suffix.
void TestCompare::saysWhereItExported()
{
    WindowFixture f;
    f.open();
    f.click("compareStrategies");
    f.click("export");
    const auto *compare = f.find<CompareWindow>("compare");
    QTRY_VERIFY(compare->findChild<QFileDialog *>());
    auto *dialog = compare->findChild<QFileDialog *>();
    auto *name = dialog->findChild<QLineEdit *>(u"fileNameEdit"_s);
    QVERIFY(name);
    dialog->setDirectory(f.folder.path());
    name->setText(u"here"_s);
    QTest::keyClick(name, Qt::Key_Return);
    const QString path = QDir::toNativeSeparators(f.folder.filePath(u"here.png"_s));
    QTRY_COMPARE(f.find<QLabel>("compareMessage")->text(), u"Saved as "_s + path);
    QVERIFY(f.find<QLabel>("compareMessage")->isVisible());
    QVERIFY(QFile::exists(path));
    f.find<QSpinBox>("count")->setValue(5); // another picture
    QVERIFY(!f.find<QLabel>("compareMessage")->isVisible());
}

void TestCompare::tellsMeasuredFromPredicted()
{
    std::vector<TrialResult> results(1);
    results[0].predictedNs = 1'000'000'000;
    results[0].measuredNs = results[0].nowNs = 2'000'000'000;
    const std::vector<record::LoopLoad> loops(1);
    results[0].loops = &loops;
    const Theme theme = Theme::forPalette(QPalette());
    const Picture picture = drawResults({}, results, {QString()}, QSize(1000, 400), QFont(), theme);
    std::vector<QRect> dashed, solid;
    QStringList texts;
    for (const Mark &mark : picture.marks) {
        if (mark.kind == Mark::Kind::Dash)
            dashed.push_back(mark.rect);
        if (mark.kind == Mark::Kind::Fill && mark.rect.width() == 2 && mark.colour == theme.text)
            solid.push_back(mark.rect);
        texts += mark.text;
    }
    QCOMPARE(dashed.size(), size_t(2)); // in the picture, and in its legend
    QCOMPARE(solid.size(), size_t(2));
    QVERIFY(solid[0].left() > dashed[0].left() && solid[0].height() == dashed[0].height());
    QVERIFY(texts.contains(u"predicted (dashed)"_s) && texts.contains(u"measured (solid)"_s));
}

// A row that nobody was answered in does not look as if it had not been run, or still ran.
void TestCompare::tellsWhoGotNoAnswer()
{
    std::vector<TrialResult> results(1);
    results[0].title = u"A strategy"_s;
    results[0].predictedNs = -1;
    results[0].bars.resize(3);
    results[0].bars[1] = {{0, 1'000'000, record::Phase::ReadingHead, Shape::Full, false}};
    const std::vector<record::LoopLoad> loops(1);
    results[0].loops = &loops;
    const Theme theme = Theme::forPalette(QPalette());
    const auto draw = [&] {
        return drawResults({}, results, {QString()}, QSize(1000, 400), QFont(), theme);
    };
    const auto says = [](const Picture &picture, const QString &text) {
        return std::ranges::any_of(picture.marks,
                                   [&](const Mark &mark) { return mark.text == text; });
    };
    const auto ends = [&](const Picture &picture) {
        return std::ranges::count(picture.marks, theme.error, &Mark::colour);
    };
    QVERIFY(says(draw(), u"predicted no answer"_s) && says(draw(), u"not run yet"_s));
    QVERIFY(!says(draw(), u"no answer"_s)); // the legend
    QCOMPARE(ends(draw()), 0);
    results[0].nowNs = 2'000'000;
    QVERIFY(says(draw(), u"running 2.0 ms"_s));
    results[0].unanswered = {0, 1, 2};
    QVERIFY(says(draw(), u"measured no answer"_s) && says(draw(), u"no answer"_s));
    QCOMPARE(ends(draw()), 3 + 1); // and in the legend
    QCOMPARE(sentenceOf(results[0], {}),
             u"A strategy: predicted no answer, measured no answer, loop 0.0 % busy"_s);
}

void TestCompare::drawsManyAndFewInLittleRoom()
{
    for (const int count : {1, 100}) {
        std::vector<TrialResult> results(4);
        for (TrialResult &result : results) {
            result.title = u"A strategy"_s;
            result.predictedNs = 1'000'000'000;
            result.bars.resize(size_t(count));
            for (TrialResult::Bar &bar : result.bars)
                bar = {{0, 500'000'000, record::Phase::Queued, Shape::Hatched, false},
                       {500'000'000, 2'000'000'000, record::Phase::Sleeping, Shape::Half, false}};
        }
        const Picture picture = drawResults({}, results, std::vector<QString>(4), QSize(1, 1),
                                            QFont(), Theme::forPalette(QPalette()));
        QCOMPARE(picture.size, leastSize(4, QFont()));
        qsizetype bars = 0;
        for (const Mark &mark : picture.marks) {
            QVERIFY(mark.rect.isEmpty() || QRect(QPoint(), picture.size).contains(mark.rect));
            bars +=
                mark.rect.height() > 0 &&
                mark.colour == Theme::forPalette(QPalette()).phase[size_t(record::Phase::Sleeping)];
        }
        QCOMPARE_GE(bars, 4 * count);
    }
}

QTEST_MAIN(TestCompare)
#include "tst_compare.moc"
