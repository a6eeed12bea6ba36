#include "windowfixture.h"

#include "panels/controlbar.h"
#include "patience.h"

#include <QApplication>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QTextDocumentFragment>

using namespace overlap;
using namespace Qt::StringLiterals;

// Every number field of the window, in several locales.
class TestNumberBox : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data();
    void cleanup();
    void takesWhatIsTyped();
    void refusesTheRest();
    void countsWhileItIsTyped();
    void sendsNothingThatWasNotMeant();
    void servesOnThePortThatIsTyped();
    void refusesAPortThatCantBe();
    void refusesACountThatCantBe();
    void comparesWhatIsTyped();
    void remembersInEveryLocale();
    void wheelPassesOver();
};

namespace {

QString tipOf(const QWidget &widget)
{
    return QTextDocumentFragment::fromHtml(widget.toolTip()).toPlainText();
}

// A window that shows every field.
class AllFields : public WindowFixture
{
public:
    void open()
    {
        WindowFixture::open();
        find<QComboBox>("strategy")->setCurrentIndex(2); // a strategy with a number
        QTest::keyClick(window.get(), Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
        click("compareStrategies");
        QVERIFY(QTest::qWaitForWindowActive(find<QWidget>("compare")));
        QCOMPARE(all().size(), 12);
    }
    QList<QAbstractSpinBox *> all() const { return window->findChildren<QAbstractSpinBox *>(); }
};

// Presses keys, of any script.
void type(QAbstractSpinBox *field, const QString &text)
{
    field->window()->activateWindow();
    field->setFocus();
    QTRY_COMPARE(QApplication::focusWidget(), field);
    field->selectAll();
    for (const QChar key : text) {
        QKeyEvent press(QEvent::KeyPress, Qt::Key_unknown, Qt::NoModifier, key);
        QApplication::sendEvent(field, &press);
    }
}

double valueOf(const QAbstractSpinBox *field)
{
    const auto *decimal = qobject_cast<const QDoubleSpinBox *>(field);
    return decimal ? decimal->value() : qobject_cast<const QSpinBox *>(field)->value();
}

bool hasOneKindOfDigits(const QString &text)
{
    return std::ranges::none_of(text, [](QChar c) { return c.isDigit() && c.unicode() > 0x7f; });
}

} // namespace

void TestNumberBox::initTestCase_data()
{
    QTest::addColumn<QLocale>("locale");
    for (const char *name :
         {"C", "en_US", "de_DE", "de_CH", "fr_FR", "ar_EG", "fa_IR", "hi_IN", "mr_IN", "my_MM"})
        QTest::newRow(name) << QLocale(QString::fromLatin1(name));
}

void TestNumberBox::cleanup()
{
    QLocale::setDefault(QLocale::c());
}

void TestNumberBox::takesWhatIsTyped()
{
    QFETCH_GLOBAL(QLocale, locale);
    QLocale::setDefault(locale);
    AllFields f;
    f.open();
    const std::pair<QString, int> whole[] = {{u"12"_s, 12}, {u" 7 "_s, 7}, {u"١٣"_s, 13},
                                             {u"۱۴"_s, 14}, {u"१५"_s, 15}, {u"１６"_s, 16}};
    const std::pair<QString, double> decimal[] = {
        {u"0.5"_s, 0.5},   {u"1,25"_s, 1.25}, {u"1.25"_s, 1.25}, {u"0,5"_s, 0.5},
        {u"1.000"_s, 1},   {u"2,000"_s, 2},   {u".25"_s, 0.25},  {u"٠٫٥"_s, 0.5},
        {u"۱٫۲۵"_s, 1.25}, {u"१.५"_s, 1.5},   {u"3 s"_s, 3},     {u"0,75s"_s, 0.75},
    };
    for (QAbstractSpinBox *field : f.all()) {
        const auto holds = [field](const QString &typed, double value) {
            type(field, typed);
            field->clearFocus();
            QVERIFY2(valueOf(field) == value, qPrintable(u"%1: “%2” gave %3"_s.arg(
                                                  field->objectName(), typed, field->text())));
            QVERIFY2(hasOneKindOfDigits(field->text()), qPrintable(field->text()));
        };
        if (qobject_cast<QSpinBox *>(field)) {
            for (const auto &[typed, value] : whole)
                holds(typed, value);
            continue;
        }
        const int decimals = qobject_cast<QDoubleSpinBox *>(field)->decimals();
        for (const auto &[typed, value] : decimal)
            holds(typed, value);
        QCOMPARE(field->text(), (decimals == 3 ? u"0.750 s"_s : u"0.75 s"_s));
    }
}

void TestNumberBox::refusesTheRest()
{
    QFETCH_GLOBAL(QLocale, locale);
    QLocale::setDefault(locale);
    AllFields f;
    f.open();
    const QStringList nothing = {u"1.2.3"_s, u"1,000.5"_s, u"-5"_s, u"1e1"_s,     u"5 5"_s,
                                 u"5x"_s,    u"١٬٠٠٠"_s,   u"."_s,  u"1.23456"_s, u"9999999"_s};
    const QStringList separated = {u"1,000"_s, u"1.000"_s, u"1,5"_s, u"0.5"_s, u"٠٫٥"_s};
    for (QAbstractSpinBox *field : f.all()) {
        type(field, u"4"_s);
        field->clearFocus();
        for (const QString &typed :
             qobject_cast<QSpinBox *>(field) ? nothing + separated : nothing) {
            type(field, typed);
            QVERIFY2(field->text().contains(typed),
                     qPrintable(field->text())); // no key is swallowed
            const QColor marked = field->findChild<QLineEdit *>()->palette().color(QPalette::Text);
            QVERIFY(marked != field->palette().color(QPalette::Text));
            QVERIFY(!field->accessibleDescription().isEmpty());
            field->clearFocus();
            QVERIFY2(valueOf(field) == 4, qPrintable(u"%1: “%2” gave %3"_s.arg(
                                              field->objectName(), typed, field->text())));
            QVERIFY2(field->text().contains(typed), qPrintable(field->text())); // until mended
            QCOMPARE(field->findChild<QLineEdit *>()->palette().color(QPalette::Text), marked);
        }
        type(field, u"5"_s);
        field->clearFocus();
        QCOMPARE(valueOf(field), 5.0);
        QCOMPARE(field->findChild<QLineEdit *>()->palette().color(QPalette::Text),
                 field->palette().color(QPalette::Text));
        QCOMPARE(field->accessibleDescription(), tipOf(*field));
    }
}

void TestNumberBox::countsWhileItIsTyped()
{
    QFETCH_GLOBAL(QLocale, locale);
    QLocale::setDefault(locale);
    WindowFixture f;
    f.open();
    QTest::keyClick(f.window.get(), Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
    const auto *preview = f.find<QLabel>("sendPreview");
    auto *pause = f.find<QAbstractSpinBox>("sendPause");
    type(pause, u"0,5"_s);
    QVERIFY2(preview->text().contains(u"500 ms apart"_s), qPrintable(preview->text()));
    QTest::keyClick(pause, Qt::Key_Backspace);
    QTest::keyClick(pause, Qt::Key_2);
    QVERIFY2(preview->text().contains(u"200 ms apart"_s), qPrintable(preview->text()));
    QTest::keyClick(pause, Qt::Key_Up); // steps from the typed value
    QVERIFY2(preview->text().contains(u"210 ms apart"_s), qPrintable(preview->text()));
    pause->clearFocus();
    QVERIFY2(preview->text().contains(u"210 ms apart"_s), qPrintable(preview->text()));
}

void TestNumberBox::sendsNothingThatWasNotMeant()
{
    QFETCH_GLOBAL(QLocale, locale);
    QLocale::setDefault(locale);
    WindowFixture f;
    f.open();
    QTest::keyClick(f.window.get(), Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
    const auto *preview = f.find<QLabel>("sendPreview");
    const QString before = preview->text();
    auto *count = f.find<QAbstractSpinBox>("sendCount");
    for (const QString &typed : {u"1,5"_s, u"100001"_s}) {
        type(count, typed);
        QCOMPARE(preview->text(), u"! How many requests: a whole number from 1 to 100\u2009000, "
                                  "without separators"_s);
        QVERIFY(!f.find<QPushButton>("sendNow")->isEnabled());
        QTest::keyClick(count, Qt::Key_Return);
        QCOMPARE(f.session.state(), Session::State::Stopped);
        QVERIFY(count->text().contains(typed)); // the user can correct it
        QTest::keyClick(count, Qt::Key_Tab);
        QVERIFY(count->text().contains(typed));
        QVERIFY(!f.find<QPushButton>("sendNow")->isEnabled());
    }
    type(count, u"8"_s);
    QCOMPARE(preview->text(), before);
    QVERIFY(f.find<QPushButton>("sendNow")->isEnabled());
    type(count, u"x"_s);
    f.find<QSpinBox>("sendCount")->setValue(9); // by the program
    QCOMPARE(count->accessibleDescription(), tipOf(*count));
    QVERIFY(f.find<QPushButton>("sendNow")->isEnabled());
}

void TestNumberBox::servesOnThePortThatIsTyped()
{
    QFETCH_GLOBAL(QLocale, locale);
    QLocale::setDefault(locale);
    WindowFixture f;
    f.open();
    auto *port = f.find<QAbstractSpinBox>("port");
    type(port, u"7,000"_s);
    QVERIFY(!f.find<QPushButton>("start")->isEnabled());
    type(port, u"۴۳۲۱"_s);
    QVERIFY(f.find<QPushButton>("start")->isEnabled());
    QCOMPARE(f.window->findChild<ui::ControlBar *>()->port(), quint16(4321)); // without Enter
}

// Neither the button nor a key serves somewhere else than was typed.
void TestNumberBox::refusesAPortThatCantBe()
{
    WindowFixture f;
    f.open();
    auto *port = f.find<QAbstractSpinBox>("port");
    const auto *start = f.find<QPushButton>("start");
    const auto *problem = f.find<QWidget>("problem");
    type(port, u"99999"_s);
    QTest::keyClick(port, Qt::Key_Tab);
    QTRY_VERIFY(!port->hasFocus());
    QCOMPARE(port->text(), u"99999"_s);
    const QString wanted =
        u"Port to listen on: a whole number from 0 to 65\u2009535, without separators"_s;
    QVERIFY(!start->isEnabled());
    QCOMPARE(start->accessibleDescription(), wanted);
    QCOMPARE(tipOf(*start).simplified(), wanted.simplified());
    QTest::keyClick(f.window.get(), Qt::Key_F5);
    QCOMPARE(f.session.state(), Session::State::Stopped);
    QCOMPARE(problem->accessibleName(), wanted);
    f.click("onlyStart");
    QTest::keyClick(f.window.get(), Qt::Key_B, Qt::ControlModifier);
    QCOMPARE(f.session.state(), Session::State::Stopped);
    type(port, u"0"_s);
    QVERIFY(start->isEnabled());
    QVERIFY(tipOf(*start).isEmpty());
    QTest::keyClick(f.window.get(), Qt::Key_F5);
    QTRY_VERIFY(f.session.isServing());
    QVERIFY(!problem->isVisible());
}

void TestNumberBox::refusesACountThatCantBe()
{
    WindowFixture f;
    f.open();
    auto *strategy = f.find<QComboBox>("strategy");
    strategy->setCurrentIndex(2);
    auto *count = f.find<QAbstractSpinBox>("strategyCount");
    type(count, u"999999"_s);
    count->clearFocus();
    QVERIFY(count->text().startsWith("999999"_L1));
    QVERIFY(!f.find<QPushButton>("start")->isEnabled());
    strategy->setCurrentIndex(0); // without a number
    QVERIFY(f.find<QPushButton>("start")->isEnabled());
    strategy->setCurrentIndex(2);
    QCOMPARE(count->text(), u"4 at a time"_s);
}

void TestNumberBox::comparesWhatIsTyped()
{
    QFETCH_GLOBAL(QLocale, locale);
    QLocale::setDefault(locale);
    AllFields f;
    f.open();
    type(f.find<QAbstractSpinBox>("each"), u"0,05"_s);
    QTest::keyClick(f.find<QWidget>("compare"), Qt::Key_R,
                    Qt::AltModifier); // in the middle of typing
    const auto *chart = f.find<QWidget>("chart");
    QTRY_VERIFY(chart->accessibleDescription().contains(u"predicted 400 ms, measured"_s));
}

void TestNumberBox::remembersInEveryLocale()
{
    QFETCH_GLOBAL(QLocale, locale);
    QLocale::setDefault(locale);
    AllFields f;
    f.open();
    type(f.find<QAbstractSpinBox>("each"), u"1,25"_s);
    type(f.find<QAbstractSpinBox>("sendPause"), u"0,125"_s); // the typing is not finished
    f.window->close();
    f.window.reset();
    QLocale::setDefault(QLocale(u"fa_IR"_s));
    f.open();
    QCOMPARE(f.find<QDoubleSpinBox>("each")->value(), 1.25);
    QCOMPARE(f.find<QDoubleSpinBox>("sendPause")->value(), 0.125);
}

// The wheel scrolls the page, and does not change a field without the focus.
void TestNumberBox::wheelPassesOver()
{
    AllFields f;
    f.open();
    QList<QWidget *> fields;
    for (QAbstractSpinBox *field : f.all())
        fields += field;
    for (QComboBox *field : f.window->findChildren<QComboBox *>())
        fields += field;
    for (QSlider *field : f.window->findChildren<QSlider *>())
        fields += field;
    const auto shown = [](QWidget *field) {
        if (auto *box = qobject_cast<QAbstractSpinBox *>(field))
            return box->text();
        if (auto *list = qobject_cast<QComboBox *>(field))
            return list->currentText();
        return QString::number(qobject_cast<QSlider *>(field)->value());
    };
    const auto roll = [](QWidget *field, int notches) {
        const QPointF middle(field->rect().center());
        QWheelEvent event(middle, field->mapToGlobal(middle), {}, {0, notches * 120}, Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(field, &event);
    };
    for (QWidget *field : fields) {
        field->clearFocus();
        const QString before = shown(field);
        for (const int notches : {1, -1, -1, 1}) {
            roll(field, notches);
            QVERIFY2(shown(field) == before, qPrintable(field->objectName() + u' ' + before));
        }
        QVERIFY(!(field->focusPolicy() & Qt::WheelFocus & ~Qt::StrongFocus));
    }
    auto *port = f.find<QSpinBox>("port");
    port->setValue(4321);
    f.window->activateWindow();
    port->setFocus();
    QTRY_COMPARE(QApplication::focusWidget(), port);
    roll(port, 1);
    QCOMPARE(port->value(), 4322);
}

QTEST_MAIN(TestNumberBox)
#include "tst_numberbox.moc"
