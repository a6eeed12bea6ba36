#include "lessonfixture.h"

#include "appearance.h"
#include "theme.h"
#include "timeline/timelineview.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QTabBar>

#include <algorithm>

using namespace overlap;
using namespace overlap::ui;
using namespace Qt::StringLiterals;

// The lessons on small screens, with large texts, light and dark, and by keys: all can be read and
// reached, and the timeline keeps its room.
class TestLessonLooks : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QApplication::setStyle(u"Fusion"_s); }
    void cleanup();
    void nothingIsCut_data();
    void nothingIsCut();
    void textsAreReadable_data();
    void textsAreReadable();
    void everyStopIsSeen_data();
    void everyStopIsSeen();
    void f6ReachesIt();
    void resultIsInView();
    void widthIsKept();

private:
    const QFont m_font = QApplication::font();
};

namespace {

void settle()
{
    for (int i = 0; i < 5; ++i) { // a layout may lead to another one
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents();
    }
}

// What lies in the panel and is cut by it, or has less room than its text.
QStringList cutIn(const LessonPanel &panel)
{
    settle();
    QStringList cut;
    for (const QWidget *each : panel.findChildren<QWidget *>()) {
        const auto *label = qobject_cast<const QLabel *>(each);
        const auto *radio = qobject_cast<const QRadioButton *>(each);
        if (!each->isVisible() || (!label && !qobject_cast<const QAbstractButton *>(each)))
            continue;
        const QWidget *page = each;
        while (page != &panel && page->parentWidget() != &panel &&
               !qobject_cast<const QScrollArea *>(page->parentWidget()->parentWidget()))
            page = page->parentWidget();
        const QRect area(each->mapTo(page, QPoint()), each->size());
        const bool isLow = label && label->wordWrap()
                               ? each->height() < label->heightForWidth(label->width())
                           : radio ? each->height() < radio->heightForWidth(radio->width())
                                   : each->height() < each->minimumSizeHint().height() - 2;
        const bool isNarrow =
            each->width() < each->minimumSizeHint().width() && !(label && label->wordWrap());
        if (isLow || isNarrow || !page->rect().contains(area))
            cut += each->objectName() + u": "_s + each->property("text").toString();
    }
    return cut;
}

} // namespace

void TestLessonLooks::cleanup()
{
    QApplication::setFont(m_font);
    QApplication::setPalette(QPalette());
}

void TestLessonLooks::nothingIsCut_data()
{
    QTest::addColumn<double>("text");
    QTest::addColumn<QSize>("size");
    for (const QSize &size : {QSize(1024, 600), QSize(1280, 800), QSize(1920, 1080)}) {
        for (const double text : {1.0, 1.25, 2.0})
            QTest::addRow("%dx%d, %d %%", size.width(), size.height(), int(100 * text))
                << text << size;
    }
}

void TestLessonLooks::nothingIsCut()
{
    QFETCH(double, text);
    QFETCH(QSize, size);
    QFont font = m_font;
    font.setPointSizeF(font.pointSizeF() * text);
    QApplication::setFont(font);
    LessonFixture f;
    for (lesson::Lesson &each : f.options.lessons) {
        each.title += u" with a heading that is longer than most of them"_s;
        each.answers[1].text += u", since an answer may be as long as a whole sentence is"_s;
        each.text += u" A text has up to sixty words, in `code` too. "_s.repeated(5);
    }
    f.open();
    f.window->setMinimumSize(1, 1);
    f.window->resize(size);
    f.press(Qt::Key_F2);
    auto *scroll = f.find<QScrollArea>("lessonScroll");
    const auto check = [&] {
        QCOMPARE(cutIn(*f.panel()), QStringList());
        QCOMPARE(scroll->horizontalScrollBar()->maximum(), 0);
        QCOMPARE(f.window->size(), size);
        const auto *view = f.find<TimelineView>("timeline")->viewport();
        QVERIFY2(view->visibleRegion().boundingRect().width() >= 320,
                 qPrintable(QString::number(view->width())));
    };
    check();
    f.predict(2);
    check();
    f.find<QTabBar>("lessonLanguages")->setCurrentIndex(1);
    check();
    scroll->verticalScrollBar()->setValue(scroll->verticalScrollBar()->maximum());
    QVERIFY(!f.find<QWidget>("copyTry")->visibleRegion().isEmpty()); // the last one
}

void TestLessonLooks::textsAreReadable_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void TestLessonLooks::textsAreReadable()
{
    QFETCH(bool, dark);
    LessonFixture f;
    f.options.lesson = 1;
    f.open();
    f.window->resize(1280, 1000);
    apply(dark ? Appearance::Dark : Appearance::Light);
    for (const bool isOver : {false, true}) {
        if (isOver)
            f.predict(2);
        settle();
        const QImage image = f.panel()->grab().toImage();
        int seen = 0;
        for (const QWidget *each : f.panel()->findChildren<QWidget *>()) {
            const bool isText = qobject_cast<const QLabel *>(each) ||
                                qobject_cast<const QAbstractButton *>(each) ||
                                qobject_cast<const QLineEdit *>(each);
            if (!isText || !each->isVisible() || each->visibleRegion().isEmpty())
                continue;
            ++seen;
            QHash<QRgb, int> pixels;
            const QRect area = QRect(each->mapTo(f.panel(), QPoint()), each->size()) & image.rect();
            for (int y = area.top(); y <= area.bottom(); ++y) {
                for (int x = area.left(); x <= area.right(); ++x)
                    ++pixels[image.pixel(x, y) & 0xfff8f8f8];
            }
            const QColor ground(std::max_element(pixels.begin(), pixels.end()).key());
            const QColor text = each->palette().color(each->foregroundRole());
            QVERIFY2(
                contrast(text, ground) >= 4.5,
                qPrintable(u"%1: %2 on %3"_s.arg(each->objectName(), text.name(), ground.name())));
        }
        QVERIFY2(seen > (isOver ? 15 : 9), qPrintable(QString::number(seen)));
    }
}

void TestLessonLooks::everyStopIsSeen_data()
{
    textsAreReadable_data();
}

// Tab goes through the whole page in the order of reading, and where it is can be seen.
void TestLessonLooks::everyStopIsSeen()
{
    QFETCH(bool, dark);
    LessonFixture f;
    f.options.lesson = 2;
    f.open();
    f.window->resize(1280, 800);
    apply(dark ? Appearance::Dark : Appearance::Light);
    f.predict(2);
    settle();
    f.find<QWidget>("lessonScroll")->setFocus();
    QStringList stops;
    QImage before = f.window->grab().toImage();
    for (int i = 0; i < 12; ++i) {
        f.press(Qt::Key_Tab);
        settle();
        const QWidget *focused = QApplication::focusWidget();
        if (!f.panel()->isAncestorOf(focused))
            break;
        stops += focused->objectName();
        const QImage after = f.window->grab().toImage();
        int changed = 0;
        const QRect area =
            QRect(focused->mapTo(f.window.get(), QPoint()), focused->size()) & after.rect();
        for (int y = area.top(); y <= area.bottom(); ++y) {
            for (int x = area.left(); x <= area.right(); ++x)
                changed += contrast(before.pixelColor(x, y), after.pixelColor(x, y)) >= 3;
        }
        QVERIFY2(changed > area.height(), qPrintable(focused->objectName()));
        before = after;
    }
    QCOMPARE(stops, QStringList({u"lessonLanguages"_s, u"lessonCode"_s, u"answer2"_s,
                                 u"runLesson"_s, u"nextLesson"_s, u"tryCommand"_s, u"copyTry"_s}));
}

void TestLessonLooks::f6ReachesIt()
{
    LessonFixture f;
    f.options.lesson = 1;
    f.open();
    QSet<QWidget *> seen;
    for (int i = 0; i < 8; ++i) {
        f.press(Qt::Key_F6);
        seen += QApplication::focusWidget();
    }
    QCOMPARE(seen.size(), 4); // bar, timeline, tables, lessons
    QVERIFY(seen.contains(f.find<QWidget>("lessonScroll")));
}

void TestLessonLooks::resultIsInView()
{
    LessonFixture f;
    f.options.lesson = 1;
    f.open();
    f.window->setMinimumSize(1, 1);
    f.window->resize(1024, 600);
    f.predict(2);
    const auto *scroll = f.find<QScrollArea>("lessonScroll");
    const auto *heading = f.find<QWidget>("resultHeading");
    QTRY_VERIFY(scroll->viewport()->rect().contains(
        QRect(heading->mapTo(scroll->viewport(), QPoint()), heading->size())));
}

void TestLessonLooks::widthIsKept()
{
    LessonFixture f;
    f.open();
    const int details = f.find<QWidget>("requests")->width();
    f.press(Qt::Key_F2);
    settle();
    // Or half of the window, without what parts the two.
    const int wanted = f.panel()->fontMetrics().averageCharWidth() * 50;
    QVERIFY(f.panel()->width() >= std::min(wanted, f.window->width() / 2 - 20));
    f.window->close();
    f.window.reset();
    f.open();
    QCOMPARE(f.find<QWidget>("requests")->width(), details); // as if there had been no lesson
}

QTEST_MAIN(TestLessonLooks)
#include "tst_lessonlooks.moc"
