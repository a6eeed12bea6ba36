#include "windowfixture.h"

#include "panels/sendpanel.h"
#include "tables/tablespane.h"
#include "theme.h"
#include "timeline/timelineview.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QStyleOptionButton>
#include <QTabWidget>
#include <QToolButton>

using namespace overlap;
using namespace overlap::ui;
using namespace Qt::StringLiterals;

// What the window shows can be read and seen, measured in its pixels (WCAG 2.1, 1.4.3 and 1.4.11).
class TestContrast : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(QApplication::setStyle(u"Fusion"_s)); }
    void cleanup() { QApplication::setPalette(QPalette()); }
    void fieldsHaveBorders_data();
    void fieldsHaveBorders();
    void textsAreReadable_data();
    void textsAreReadable();
    void summaryIsReadable_data();
    void summaryIsReadable();
    void ruleCheckBoxesAreSeen_data();
    void ruleCheckBoxesAreSeen();
    void selectedRowIsReadable_data();
    void selectedRowIsReadable();
};

namespace {

void trigger(const WindowFixture &f, const QString &text)
{
    for (QAction *action : f.window->findChildren<QAction *>()) {
        if (action->text().remove(u'&') == text)
            return action->trigger();
    }
    QFAIL("no such action");
}

// Serves, or has served; has sent, shows a request and the panel.
void showAll(WindowFixture &f, const QString &look, bool serves)
{
    f.open();
    trigger(f, look);
    f.window->resize(1280, 900);
    f.click("startAndSend");
    QTRY_COMPARE(f.session.store().total(), quint64(8));
    QTRY_VERIFY(!f.session.isSending());
    if (!serves) {
        f.click("start");
        QTRY_COMPARE(f.session.state(), Session::State::Stopped);
    }
    auto *view = f.find<TimelineView>("timeline");
    view->fitAll();
    view->selectRequest(view->requestsInView(1).at(0));
    f.find<SendPanel>("sendPanel")->open(true);
    view->setFocus(); // no field has the focus
    f.find<QTabWidget>("pages")->setCurrentIndex(4);
    QTRY_VERIFY(!view->isTicking());
}

bool isField(const QWidget *widget)
{
    const auto *button = qobject_cast<const QToolButton *>(widget);
    return (button && !button->autoRaise()) || qobject_cast<const QLineEdit *>(widget) ||
           qobject_cast<const QAbstractSpinBox *>(widget) ||
           qobject_cast<const QComboBox *>(widget) || qobject_cast<const QPushButton *>(widget) ||
           qobject_cast<const QCheckBox *>(widget);
}

QRect borderOf(const QWidget *field)
{
    const auto *box = qobject_cast<const QCheckBox *>(field);
    if (!box)
        return field->rect();
    QStyleOptionButton option;
    option.initFrom(box);
    return box->style()->subElementRect(QStyle::SE_CheckBoxIndicator, &option, box);
}

QRect rectIn(const WindowFixture &f, const QWidget *widget)
{
    return {widget->mapTo(f.window.get(), QPoint()), widget->size()};
}

// The background of a text.
QColor mostFrequent(const QImage &image, const QRect &area)
{
    QHash<QRgb, int> pixels;
    for (int y = area.top(); y <= area.bottom(); ++y) {
        for (int x = area.left(); x <= area.right(); ++x)
            ++pixels[image.pixel(x, y) & 0xfff8f8f8]; // it may be a gradient
    }
    return {std::ranges::max_element(pixels).key()};
}

// The most that a pixel near an edge differs from what is around.
double edgeContrast(const QImage &image, QPoint edge, QPoint inwards)
{
    const QColor around = image.pixelColor(edge - 3 * inwards);
    double most = 0;
    for (int i = -1; i < 4; ++i)
        most = std::max(most, contrast(around, image.pixelColor(edge + i * inwards)));
    return most;
}

} // namespace

void TestContrast::fieldsHaveBorders_data()
{
    QTest::addColumn<QString>("look");
    QTest::addColumn<bool>("serves");
    for (const QString &look : {u"As the system"_s, u"Light"_s, u"Dark"_s}) {
        QTest::newRow(qPrintable(look + u", serving"_s)) << look << true;
        QTest::newRow(qPrintable(look + u", stopped"_s)) << look << false;
    }
}

void TestContrast::fieldsHaveBorders()
{
    QFETCH(QString, look);
    QFETCH(bool, serves);
    WindowFixture f;
    showAll(f, look, serves);
    const QImage image = f.window->grab().toImage();
    int seen = 0;
    for (const QWidget *field : f.window->findChildren<QWidget *>()) {
        if (!isField(field) || !field->isVisible() || isField(field->parentWidget()))
            continue;
        ++seen;
        const QRect border = borderOf(field);
        const QRect rect(field->mapTo(f.window.get(), border.topLeft()), border.size());
        const QPoint middle = rect.center();
        for (const double measured : {edgeContrast(image, {middle.x(), rect.top()}, {0, 1}),
                                      edgeContrast(image, {middle.x(), rect.bottom()}, {0, -1}),
                                      edgeContrast(image, {rect.left(), middle.y()}, {1, 0}),
                                      edgeContrast(image, {rect.right(), middle.y()}, {-1, 0})})
            QVERIFY2(measured >= 3,
                     qPrintable(u"%1 %2: %3"_s
                                    .arg(QString::fromLatin1(field->metaObject()->className()),
                                         field->objectName())
                                    .arg(measured)));
    }
    QVERIFY2(seen > 20, qPrintable(QString::number(seen)));
}

void TestContrast::textsAreReadable_data()
{
    fieldsHaveBorders_data();
}

// Also of what is disabled: the address is, while it serves.
void TestContrast::textsAreReadable()
{
    QFETCH(QString, look);
    QFETCH(bool, serves);
    WindowFixture f;
    showAll(f, look, serves);
    const QImage image = f.window->grab().toImage();
    int seen = 0;
    for (const QWidget *widget : f.window->findChildren<QWidget *>()) {
        const bool hasText = isField(widget) || qobject_cast<const QLabel *>(widget);
        if (!hasText || !widget->isVisible() || widget->size().isEmpty())
            continue;
        ++seen;
        const QColor ground = mostFrequent(image, rectIn(f, widget));
        const QColor text = widget->palette().color(widget->foregroundRole());
        QVERIFY2(contrast(text, ground) >= 4.5,
                 qPrintable(u"%1 %2: %3 on %4"_s.arg(
                     QString::fromLatin1(widget->metaObject()->className()), widget->objectName(),
                     text.name(), ground.name())));
    }
    QVERIFY2(seen > 30, qPrintable(QString::number(seen)));
}

void TestContrast::summaryIsReadable_data()
{
    fieldsHaveBorders_data();
}

// It is painted, not made of labels. The colour of the curve is too dark for text.
void TestContrast::summaryIsReadable()
{
    QFETCH(QString, look);
    QFETCH(bool, serves);
    WindowFixture f;
    showAll(f, look, serves);
    QTRY_VERIFY(f.summary().contains(u"overlap"_s));
    const auto *summary = f.find<QWidget>("summary");
    const Theme theme = Theme::forPalette(summary->palette());
    const QImage image = f.window->grab(rectIn(f, summary)).toImage();
    QSet<QRgb> colours;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            colours += image.pixel(x, y);
    }
    QVERIFY(colours.contains(theme.accentText.rgb()));
    QVERIFY(contrast(theme.accentText, image.pixelColor(0, 0)) >= 4.5);
}

void TestContrast::ruleCheckBoxesAreSeen_data()
{
    QTest::addColumn<QString>("look");
    for (const QString &look : {u"As the system"_s, u"Light"_s, u"Dark"_s})
        QTest::newRow(qPrintable(look)) << look;
}

// Also of a rule that is off, and of the selected one.
void TestContrast::ruleCheckBoxesAreSeen()
{
    QFETCH(QString, look);
    WindowFixture f;
    f.open();
    trigger(f, look);
    scenario::Rule off;
    off.isOff = true;
    f.session.setScenario({{off, off, scenario::Rule()}});
    f.find<TablesPane>("tables")->showRules();
    auto *table = f.find<QTableView>("rules");
    QTRY_VERIFY(table->isVisible());
    table->selectRow(0);
    const QImage image = table->viewport()->grab().toImage();
    for (int row = 0; row < 3; ++row) {
        QStyleOptionViewItem option;
        option.initFrom(table);
        option.rect = table->visualRect(table->model()->index(row, 0));
        option.features = QStyleOptionViewItem::HasCheckIndicator;
        const QRect box =
            table->style()->subElementRect(QStyle::SE_ItemViewItemCheckIndicator, &option, table);
        const double measured = edgeContrast(image, {box.center().x(), box.top()}, {0, 1});
        QVERIFY2(measured >= 3, qPrintable(u"%1: %2"_s.arg(row).arg(measured)));
    }
}

void TestContrast::selectedRowIsReadable_data()
{
    fieldsHaveBorders_data();
}

// With and without the focus. The background is the most frequent colour, and of the text's pixels
// one has its whole colour.
void TestContrast::selectedRowIsReadable()
{
    QFETCH(QString, look);
    QFETCH(bool, serves);
    WindowFixture f;
    showAll(f, look, serves);
    auto *table = f.find<QTableView>("requests");
    QVERIFY(table->selectionModel()->hasSelection());
    for (const bool hasFocus : {false, true}) {
        if (hasFocus)
            table->setFocus();
        const QRect row = table->visualRect(table->currentIndex().siblingAtColumn(4));
        const QImage image = table->viewport()->grab(row).toImage();
        const QRect inside = image.rect().adjusted(0, 4, 0, -4); // without the frame
        const QColor ground = mostFrequent(image, inside);
        QVERIFY(contrast(ground, table->palette().color(QPalette::Base)) > 1.2); // is selected
        double most = 0;
        for (int y = inside.top(); y <= inside.bottom(); ++y) {
            for (int x = inside.left(); x <= inside.right(); ++x)
                most = std::max(most, contrast(ground, image.pixelColor(x, y)));
        }
        QVERIFY2(most >= 4.5, qPrintable(QString::number(most)));
    }
}

QTEST_MAIN(TestContrast)
#include "tst_contrast.moc"
