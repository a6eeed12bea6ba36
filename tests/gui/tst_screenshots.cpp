#include "windowfixture.h"

#include "overlap/scenario/scenariofile.h"
#include "patience.h"
#include "tables/tablespane.h"
#include "theme.h"

#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QTcpServer>

using namespace overlap;
using namespace overlap::ui;
using namespace Qt::StringLiterals;

// Renders the window in its states, for people to look at. Checks what a program can check: nothing
// is blank, and nothing is cut off.
class TestScreenshots : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void window_data();
    void window();
    void rules_data() { window_data(); }
    void rules();

private:
    void takeLook();
    void shoot(const WindowFixture &fixture, const QString &state);
    void answerMeanwhile(const WindowFixture &fixture, int count);

    QFont m_font;
};

namespace {

bool isScrolled(const QWidget *widget)
{
    while (widget && !qobject_cast<const QScrollArea *>(widget))
        widget = widget->parentWidget();
    return widget != nullptr;
}

// The text of the first button or label that is narrower than its text.
QString firstClipped(const QWidget &window)
{
    for (const QWidget *widget : window.findChildren<QWidget *>()) {
        if (!widget->isVisible() || widget->visibleRegion().isEmpty())
            continue;
        const auto *label = qobject_cast<const QLabel *>(widget);
        const bool elides = label && label->sizePolicy().horizontalPolicy() == QSizePolicy::Ignored;
        const bool button = qobject_cast<const QAbstractButton *>(widget);
        const QString text = label ? label->text() : widget->property("text").toString();
        if ((!label && !button) || elides || text.isEmpty())
            continue;
        if (label && label->wordWrap() && label->height() < label->heightForWidth(label->width()))
            return u"height of "_s + text;
        if (!(label && label->wordWrap()) && widget->width() < widget->minimumSizeHint().width())
            return u"width of "_s + text;
        if (isScrolled(widget))
            continue;
        const QRect inWindow(widget->mapTo(&window, QPoint()), widget->size());
        if (!window.rect().contains(inWindow))
            return u"place of "_s + text;
    }
    return {};
}

// How many colours an image has, from a sample of a few thousand points.
qsizetype coloursIn(const QImage &image)
{
    QSet<QRgb> colours;
    for (int y = 0; y < image.height(); y += 3) {
        for (int x = 0; x < image.width(); x += 3)
            colours.insert(image.pixel(x, y));
    }
    return colours.size();
}

} // namespace

void TestScreenshots::initTestCase()
{
    m_font = QApplication::font();
    QApplication::setStyle(u"Fusion"_s);
    QVERIFY(QDir().mkpath(QStringLiteral(OVERLAP_SCREENSHOTS)));
}

void TestScreenshots::cleanup()
{
    QApplication::setFont(m_font);
    QApplication::setPalette(QPalette());
}

void TestScreenshots::shoot(const WindowFixture &fixture, const QString &state)
{
    const QString name = u"%1-%2"_s.arg(state, QString::fromUtf8(QTest::currentDataTag()));
    for (int i = 0; i < 5; ++i) // a layout may lead to another one
        QCoreApplication::processEvents();
    const QImage picture = fixture.window->grab().toImage();
    QVERIFY(picture.save(QDir(QStringLiteral(OVERLAP_SCREENSHOTS)).filePath(name + u".png"_s)));
    QVERIFY2(coloursIn(picture) > 20, qPrintable(name));
    QCOMPARE(firstClipped(*fixture.window), QString());
}

void TestScreenshots::answerMeanwhile(const WindowFixture &fixture, int count)
{
    QNetworkAccessManager client;
    for (int i = 0; i < count; ++i) {
        const bool missing = i == count / 2;
        QUrl url = fixture.session.url();
        url.setPath(missing ? u"/favicon.ico"_s : u"/"_s);
        QNetworkReply *reply = client.get(QNetworkRequest(url));
        QTRY_VERIFY(reply->isFinished());
    }
}

void TestScreenshots::window_data()
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<double>("scale");
    QTest::newRow("light") << false << 1.0;
    QTest::newRow("dark") << true << 1.0;
    QTest::newRow("light-125") << false << 1.25;
    QTest::newRow("light-200") << false << 2.0;
}

void TestScreenshots::takeLook()
{
    QFETCH(bool, dark);
    QFETCH(double, scale);
    QApplication::setPalette(paletteFor(dark));
    QFont font = m_font;
    font.setPointSizeF(font.pointSizeF() * scale);
    QApplication::setFont(font);
}

void TestScreenshots::window()
{
    takeLook();
    WindowFixture fixture("/sleep/1500ms?n={n}");
    fixture.open();
    shoot(fixture, u"empty"_s);

    fixture.click("onlyStart");
    QTRY_VERIFY(fixture.session.isServing());
    shoot(fixture, u"serving"_s);

    fixture.click("startAndSend");
    QTRY_COMPARE(fixture.session.store().inFlight().size(), size_t(8));
    answerMeanwhile(fixture, 15);
    QTRY_VERIFY(fixture.summary().startsWith(u"8 in flight"_s));
    QTRY_VERIFY(fixture.requests()->rowCount() > 8);
    shoot(fixture, u"busy"_s);

    QTRY_VERIFY(fixture.summary().contains(u"× overlap"_s));
    auto *table = fixture.find<QTableView>("requests");
    table->selectRow(3);
    QTRY_VERIFY(fixture.find<QLabel>("title")->text().startsWith(u'#'));
    QTRY_VERIFY(fixture.summary().startsWith(u"0 in flight"_s));
    shoot(fixture, u"done"_s);

    QTest::keyClick(fixture.window.get(), Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
    shoot(fixture, u"send"_s);
    QVERIFY2(fixture.window->minimumSizeHint().width() <= 1280,
             QByteArray::number(fixture.window->minimumSizeHint().width()));
    fixture.click("sendClose");

    QTest::keyClick(fixture.window.get(), Qt::Key_F2);
    shoot(fixture, u"lesson"_s);
    fixture.find<QRadioButton>("answer1")->click();
    fixture.find<QPushButton>("runLesson")->click();
    QTRY_VERIFY(fixture.find<QWidget>("lessonResult")->isVisible());
    shoot(fixture, u"lesson-told"_s);
    QTest::keyClick(fixture.window.get(), Qt::Key_F2);

    fixture.click("start");
    QTRY_COMPARE(fixture.session.state(), Session::State::Stopped);
    QTcpServer other;
    QVERIFY(other.listen(loopback()));
    fixture.find<QSpinBox>("port")->setValue(other.serverPort());
    fixture.click("start");
    QTRY_VERIFY(fixture.find<QWidget>("problem")->isVisible());
    shoot(fixture, u"error"_s);
}

void TestScreenshots::rules()
{
    takeLook();
    WindowFixture fixture("/api/items?n={n}");
    fixture.open();
    fixture.find<TablesPane>("tables")->showRules();
    shoot(fixture, u"rules-empty"_s);

    const auto scenario = scenario::read(R"({"overlap": 1, "rules": [
        {"on": "GET /api/items", "do": "sleep=100ms..400ms&json=[]", "note": "as in production"},
        {"on": "POST /api/checkout", "times": 2, "do": "status=503&header=Retry-After:1"},
        {"on": "/{rest...}", "to": "folder ./public", "off": true}]})",
                                         QDir::rootPath() + u"srv/shop"_s);
    fixture.session.setScenario(std::get<scenario::Scenario>(scenario));
    fixture.click("startAndSend");
    QTRY_COMPARE(fixture.session.ruleUses()[0].taken, 8);
    QTRY_COMPARE(fixture.session.store().total(), quint64(8));
    fixture.find<QTableView>("rules")->selectRow(1);
    shoot(fixture, u"rules"_s);

    fixture.click("editRule");
    auto *text = fixture.find<QPlainTextEdit>("ruleText");
    text->setPlainText(uR"({"on": "POST /api/checkout", "tmes": 2, "do": "status=503"})"_s);
    QTest::keyClick(text, Qt::Key_Return);
    shoot(fixture, u"rules-error"_s);
}

QTEST_MAIN(TestScreenshots)
#include "tst_screenshots.moc"
