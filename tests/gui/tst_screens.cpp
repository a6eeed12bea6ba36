#include "windowfixture.h"

#include "panels/sendpanel.h"
#include "tables/tablespane.h"
#include "timeline/timelineview.h"
#include "widgets/scrollpage.h"

#include <QAction>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QPushButton>
#include <QScreen>
#include <QScrollBar>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

using namespace overlap;
using namespace overlap::ui;
using namespace Qt::StringLiterals;

// Small screens and large texts: everything can be reached, and nothing is cut.
class TestScreens : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cleanup() { QApplication::setFont(m_font); }
    void nothingIsCut_data();
    void nothingIsCut();
    void dialogsFit_data();
    void dialogsFit();
    void scrollsOnlyIfItMust();
    void f6ScrollsToThePart();

private:
    void enlarge(double factor);
    const QFont m_font = QApplication::font();
};

namespace {

bool hasFixedContent(const QWidget *widget)
{
    const QWidget *outer = widget->parentWidget();
    if (qobject_cast<const QAbstractSpinBox *>(outer) || qobject_cast<const QTabBar *>(outer))
        return false; // Qt's own parts
    return qobject_cast<const QAbstractButton *>(widget) || qobject_cast<const QLabel *>(widget) ||
           qobject_cast<const QComboBox *>(widget) || qobject_cast<const QLineEdit *>(widget) ||
           qobject_cast<const QAbstractSpinBox *>(widget);
}

// Empty: the widget is as large as it must be, and no ancestor up to a scroll area cuts it.
QString cut(const QWidget *widget)
{
    const QString name =
        QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName();
    const bool mayShrink = widget->sizePolicy().horizontalPolicy() == QSizePolicy::Ignored;
    const QSize least = widget->minimumSizeHint();
    constexpr int frame = 2; // may be thinner
    if (widget->height() < least.height() - frame ||
        (widget->width() < least.width() && !mayShrink))
        return name + u": %1×%2 instead of %3×%4"_s.arg(widget->width())
                          .arg(widget->height())
                          .arg(least.width())
                          .arg(least.height());
    for (const QWidget *outer = widget->parentWidget(); outer; outer = outer->parentWidget()) {
        if (qobject_cast<const QAbstractScrollArea *>(outer->parentWidget()))
            break; // it scrolls
        const QRect rect(widget->mapTo(outer, QPoint()), widget->size());
        if (!outer->rect().contains(rect))
            return name +
                   u" is cut by %1 %2"_s.arg(QString::fromLatin1(outer->metaObject()->className()),
                                             outer->objectName());
        if (outer->isWindow())
            break;
    }
    return {};
}

// Each line is a widget.
QString allCut(const QWidget &window)
{
    for (int i = 0; i < 5; ++i) { // a layout may lead to another one
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents();
    }
    QStringList found;
    for (const QWidget *each : window.findChildren<QWidget *>()) {
        if (hasFixedContent(each) && each->isVisible())
            found += cut(each);
    }
    found.removeAll(QString());
    return found.join(u'\n');
}

void trigger(const WindowFixture &f, const QString &text)
{
    for (QAction *action : f.window->findChildren<QAction *>()) {
        if (action->text().remove(u'&') == text)
            return action->trigger();
    }
    QFAIL("no such action");
}

} // namespace

void TestScreens::enlarge(double factor)
{
    QFont font = m_font;
    font.setPointSizeF(font.pointSizeF() * factor);
    QApplication::setFont(font);
}

void TestScreens::nothingIsCut_data()
{
    QTest::addColumn<double>("text");
    QTest::addColumn<QSize>("size");
    for (const QSize &screen : {QSize(1024, 600), QSize(1366, 768)}) {
        for (const double scale : {1.0, 1.5, 2.0}) {
            const QString name = u"%1x%2, %3 %"_s.arg(screen.width()).arg(screen.height());
            QTest::newRow(qPrintable(name.arg(100 * scale) + u" text"_s)) << scale << screen;
            QTest::newRow(qPrintable(name.arg(100 * scale))) << 1.0 << screen / scale;
        }
    }
}

void TestScreens::nothingIsCut()
{
    QFETCH(double, text);
    QFETCH(QSize, size);
    enlarge(text);
    WindowFixture f;
    f.open();
    f.window->setMinimumSize(1, 1); // on such a screen it would be small; this one is larger
    f.window->resize(size);
    QTRY_COMPARE(f.window->size(), size);
    QCOMPARE(allCut(*f.window), QString()); // with the card
    f.click("startAndSend");
    QTRY_COMPARE(f.session.store().total(), quint64(8));
    auto *view = f.find<TimelineView>("timeline");
    view->selectRequest(view->requestsInView(1).at(0));
    QVERIFY(view->height() >= 8 * view->fontMetrics().height()); // a few lanes under the graph
    f.session.gates().close("a-gate-whose-name-is-longer-than-usual");
    QTRY_VERIFY(f.find<QWidget>("gates")->isVisible());
    QCOMPARE(allCut(*f.window), QString());
    trigger(f, u"Legend"_s);
    QCOMPARE(allCut(*f.window), QString());
    trigger(f, u"Legend"_s);
    f.find<TablesPane>("tables")->showRules();
    QCOMPARE(allCut(*f.window), QString());
    f.find<QPushButton>("addFirstRule")->click();
    f.find<QPushButton>("applyRule")->click();
    f.find<QToolButton>("addRule")->click(); // the editor and a rule
    QCOMPARE(allCut(*f.window), QString());
    f.find<SendPanel>("sendPanel")->open(true);
    for (int page = 0; page < f.find<QTabWidget>("pages")->count(); ++page) {
        f.find<QTabWidget>("pages")->setCurrentIndex(page);
        QCOMPARE(allCut(*f.window), QString());
    }
    QCOMPARE(f.window->size(), size);
}

void TestScreens::dialogsFit_data()
{
    QTest::addColumn<QString>("action");
    QTest::addColumn<double>("text");
    for (const QString &action : {u"Keys"_s, u"About Overlap"_s, u"Compare strategies…"_s}) {
        for (const double text : {1.0, 1.5, 2.0})
            QTest::newRow(qPrintable(u"%1, %2 %"_s.arg(action).arg(100 * text))) << action << text;
    }
}

void TestScreens::dialogsFit()
{
    QFETCH(QString, action);
    QFETCH(double, text);
    enlarge(text);
    WindowFixture f;
    f.open();
    trigger(f, action);
    const auto isShown = [](const QDialog *dialog) { return dialog->isVisible(); };
    const auto dialogs = f.window->findChildren<QDialog *>();
    const auto dialog = std::ranges::find_if(dialogs, isShown);
    QVERIFY(dialog != dialogs.end());
    const QSize room = (*dialog)->screen()->availableSize();
    QVERIFY((*dialog)->width() <= room.width() && (*dialog)->height() <= room.height());
    QCOMPARE(allCut(**dialog), QString());
    (*dialog)->close();
}

void TestScreens::scrollsOnlyIfItMust()
{
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    auto *part = new QWidget;
    part->setMinimumSize(200, 200);
    column->addWidget(part);
    ScrollPage page(content);
    const QSize least = content->minimumSizeHint();
    page.resize(300, 300);
    page.show();
    QCOMPARE(content->size(), QSize(300, 300));
    page.resize(least);
    QCOMPARE(content->size(), least);
    page.resize(300, 100);
    QTRY_VERIFY(page.verticalScrollBar()->isVisible());
    QVERIFY(!page.horizontalScrollBar()->isVisible());
    QCOMPARE(content->height(), least.height());
    QTRY_COMPARE(content->width(), page.viewport()->width());
    part->setMinimumHeight(400);
    QTRY_COMPARE(content->height(), least.height() + 200);
}

void TestScreens::f6ScrollsToThePart()
{
    WindowFixture f;
    f.open();
    f.window->setMinimumSize(1, 1);
    f.window->resize(512, 300);
    const auto *page = f.window->findChild<ScrollPage *>();
    QTRY_VERIFY(page->verticalScrollBar()->maximum() > 0);
    for (int i = 0; i < 8; ++i) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_F6);
        const QWidget *focused = QApplication::focusWidget();
        const QRect area(focused->mapTo(page->viewport(), QPoint()), focused->size());
        QVERIFY2(page->viewport()->rect().intersects(area), qPrintable(focused->objectName()));
    }
}

QTEST_MAIN(TestScreens)
#include "tst_screens.moc"
