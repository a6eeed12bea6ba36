#include "overlap/analysis/presets.h"
#include "overlap/analysis/sending.h"
#include "panels/sendpanel.h"
#include "panels/trymenu.h"
#include "patience.h"
#include "windowfixture.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QCompleter>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QToolButton>

using namespace overlap;
using namespace overlap::analysis;
using namespace overlap::ui;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

load::Plan planOf(const QList<QByteArray> &targets, int count, int atOnce)
{
    load::Plan plan;
    plan.targets = targets;
    plan.count = count;
    plan.atOnce = atOnce;
    return plan;
}

load::Result answer(qint64 startNs, qint64 answeredNs, int status = 200)
{
    load::Result result;
    result.startNs = result.sentNs = startNs;
    result.answeredNs = answeredNs;
    result.status = status;
    return result;
}

load::Result failure(const QString &error)
{
    load::Result result;
    result.error = error;
    return result;
}

// A window with an open Send panel, whose plan has short sleeps.
class PanelFixture : public WindowFixture
{
public:
    void open()
    {
        WindowFixture::open();
        QTest::keyClick(window.get(), Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(find<SendPanel>("sendPanel")->isVisible());
    }
    void type(const QString &targets, int count = 8) const
    {
        find<QLineEdit>("sendTargets")->setFocus();
        find<QLineEdit>("sendTargets")->selectAll();
        QTest::keyClicks(find<QLineEdit>("sendTargets"), targets);
        find<QSpinBox>("sendCount")->setValue(count);
        find<QSpinBox>("sendAtOnce")->setValue(count);
    }
    QString preview() const { return find<QLabel>("sendPreview")->text(); }
    QString outcome() const { return find<QLabel>("sendOutcome")->text(); }
};

} // namespace

class TestSendPanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTargets_data();
    void readsTargets();
    void saysWhatIsSent_data();
    void saysWhatIsSent();
    void refusesTooManyInAll();
    void saysWhatCameOfIt_data();
    void saysWhatCameOfIt();
    void presetsAreRight();
    void opensAndCloses();
    void presetsFillIn();
    void saysWhatIsWrong();
    void sendsOnEnter();
    void sendsSeveralTargetsOverKeptConnections();
    void startsTheServerFirst();
    void cancels();
    void triesARoute();
    void triesEveryRoute();
    void completesTargets();
    void followsWhatTheButtonSends();
    void remembers();
    void survivesCorruptSettings();
    void fitsANarrowWindow();
};

void TestSendPanel::readsTargets_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QList<QByteArray>>("targets");
    QTest::addColumn<QString>("error"); // its beginning
    QTest::newRow("one") << u"/sleep?n={n}"_s << QList<QByteArray>{"/sleep?n={n}"} << u""_s;
    QTest::newRow("several") << u"  /sleep/2s  / "_s << QList<QByteArray>{"/sleep/2s", "/"}
                             << u""_s;
    QTest::newRow("URL") << u"http://127.0.0.1:7878/sleep?n=1"_s << QList<QByteArray>{"/sleep?n=1"}
                         << u""_s;
    QTest::newRow("URL without a path") << u"http://localhost"_s << QList<QByteArray>{"/"} << u""_s;
    QTest::newRow("none") << u"  "_s << QList<QByteArray>{} << u"Say what to ask for"_s;
    QTest::newRow("no slash") << u"sleep"_s << QList<QByteArray>{} << u"“sleep” is no target"_s;
    QTest::newRow("another scheme")
        << u"https://x/"_s << QList<QByteArray>{} << u"“https://x/” is no target"_s;
    QTest::newRow("another server") << u"http://example.com/x"_s << QList<QByteArray>{}
                                    << u"“http://example.com/x” is on another server"_s;
    QTest::newRow("another address") << u"http://192.0.2.1/x"_s << QList<QByteArray>{}
                                     << u"“http://192.0.2.1/x” is on another server"_s;
    QTest::newRow("IPv6") << u"http://[::1]:7878/x"_s << QList<QByteArray>{"/x"} << u""_s;
    QTest::newRow("commas") << u"/a, /b"_s << QList<QByteArray>{} << u"“/a,” ends with a comma"_s;
    QTest::newRow("fragment") << u"/a#b"_s << QList<QByteArray>{} << u"“/a#b” can't be sent"_s;
    QTest::newRow("not ASCII") << u"/ä"_s << QList<QByteArray>{} << u"“/ä” can't be sent"_s;
    QTest::newRow("control") << u"/\x01"_s << QList<QByteArray>{} << u"“/\\x01” can't be sent"_s;
    QTest::newRow("too long") << u'/' + QString(5000, u'a') << QList<QByteArray>{}
                              << u"A target of more than"_s;
}

void TestSendPanel::readsTargets()
{
    QFETCH(QString, text);
    QFETCH(QString, error);
    const Targets targets = targetsFrom(text);
    QCOMPARE(targets.error.isEmpty(), error.isEmpty());
    QVERIFY2(error.isEmpty() || targets.error.startsWith(error), qPrintable(targets.error));
    if (error.isEmpty())
        QTEST(targets.all, "targets");
}

void TestSendPanel::saysWhatIsSent_data()
{
    QTest::addColumn<load::Plan>("plan");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("one") << planOf({"/a{n}"}, 1, 1) << u"1 request to /a1"_s;
    QTest::newRow("all at once")
        << planOf({"/a{n}"}, 8, 8)
        << u"8 requests to /a1, /a2 …: all at once, each over a connection of its own"_s;
    QTest::newRow("one by one")
        << planOf({"/"}, 8, 1)
        << u"8 requests to /: one after the other, each over a connection of its own"_s;
    load::Plan plan = planOf({"/a{n}", "/b", "/c", "/d"}, 20, 5);
    plan.keepsAlive = true;
    plan.pause = 250ms;
    plan.timeout = 2s;
    QTest::newRow("in turn") << plan
                             << u"20 requests to /a1, /b, /c and 1 more, in turn: 5 at a time, "
                                "250 ms apart, over connections that are kept alive, given up "
                                "after 2.000 s"_s;
    plan = planOf({"/"}, 200, 500);
    plan.ramp = 5s;
    plan.rounds = 3;
    QTest::newRow("ramp, repeated")
        << plan
        << u"200 requests to /: first one, then more, up to 200 at a time after 5.000 s, each over "
           "a connection of its own; all of it 3 times, 600 in all"_s;
}

void TestSendPanel::saysWhatIsSent()
{
    QFETCH(load::Plan, plan);
    QTEST(planSentence(plan), "sentence");
}

void TestSendPanel::refusesTooManyInAll()
{
    load::Plan plan = planOf({"/"}, 100'000, 1);
    plan.rounds = 10;
    QCOMPARE(planProblem(plan), QString());
    plan.rounds = 1000;
    QVERIFY(planProblem(plan).contains(u"too many"_s));
}

void TestSendPanel::saysWhatCameOfIt_data()
{
    constexpr qint64 s = 1'000'000'000;
    QTest::addColumn<QList<load::Result>>("results");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("all")
        << QList<load::Result>{answer(s, 3 * s), answer(2 * s, 3 * s)}
        << u"2 of 2 answered in 2.000 s: half within 1.000 s, 99 % within 2.000 s"_s;
    QTest::newRow("one, an error") << QList<load::Result>{answer(s, 3 * s, 404)}
                                   << u"1 of 1 answered in 2.000 s · 1 with 4xx or 5xx"_s;
    QTest::newRow("some") << QList<load::Result>{answer(s, 3 * s), failure(u"no"_s),
                                                 failure(u"never"_s)}
                          << u"1 of 3 answered in 2.000 s · 2 without an answer: no"_s;
    QTest::newRow("none") << QList<load::Result>{failure(u"no"_s)}
                          << u"0 of 1 answered · 1 without an answer: no"_s;
}

void TestSendPanel::saysWhatCameOfIt()
{
    QFETCH(QList<load::Result>, results);
    QTEST(resultsSentence(results), "sentence");
}

void TestSendPanel::presetsAreRight()
{
    for (const Preset &preset : sendPresets()) {
        QCOMPARE(planProblem(preset.plan), QString());
        QCOMPARE(targetsFrom(QString::fromLatin1(preset.plan.targets.join(' '))).all,
                 preset.plan.targets);
    }
}

void TestSendPanel::opensAndCloses()
{
    PanelFixture f;
    f.open();
    auto *panel = f.find<SendPanel>("sendPanel");
    QVERIFY(f.find<QLineEdit>("sendTargets")->hasFocus());
    QAction *const action = f.find<QToolButton>("send")->menu()->actions().constLast();
    QCOMPARE(action->text(), u"C&ustom…"_s);
    QTest::keyClick(f.find<QLineEdit>("sendTargets"), Qt::Key_Escape);
    QVERIFY(!panel->isVisible());
    action->trigger();
    QVERIFY(panel->isVisible());
    action->trigger();
    QVERIFY(!panel->isVisible());
    action->trigger();
    f.click("sendClose");
    QVERIFY(!panel->isVisible());
}

void TestSendPanel::presetsFillIn()
{
    PanelFixture f;
    f.open();
    auto *preset = f.find<QComboBox>("sendPreset");
    QCOMPARE(preset->currentIndex(), 0);
    QTest::keyClick(preset, Qt::Key_Down);
    QTest::keyClick(preset, Qt::Key_Down);
    QCOMPARE(preset->currentText(), u"Mixed: /sleep and /"_s);
    QCOMPARE(f.find<QSpinBox>("sendCount")->value(), 40);
    QCOMPARE(f.find<QComboBox>("sendConnections")->currentIndex(), 1);
    QCOMPARE(f.preview(), planSentence(sendPresets()[2].plan));
    f.find<QSpinBox>("sendCount")->setValue(41);
    QCOMPARE(preset->currentText(), u"Custom"_s);
    QTest::keyClick(preset, Qt::Key_Up); // the last preset
    f.find<QDoubleSpinBox>("sendRamp")->setValue(1.25);
    QVERIFY2(f.preview().contains(u"after 1.250 s"_s), qPrintable(f.preview()));
}

void TestSendPanel::saysWhatIsWrong()
{
    PanelFixture f;
    f.open();
    f.type(u"sleep"_s);
    QVERIFY2(f.preview().startsWith(u"! “sleep” is no target"_s), qPrintable(f.preview()));
    QVERIFY(!f.find<QPushButton>("sendNow")->isEnabled());
    QTest::keyClick(f.find<QLineEdit>("sendTargets"), Qt::Key_Return);
    QVERIFY(!f.session.isSending());
    QCOMPARE(f.session.state(), Session::State::Stopped);
    f.type(u"/sleep"_s);
    QVERIFY(f.find<QPushButton>("sendNow")->isEnabled());
    f.find<QSpinBox>("sendCount")->setValue(100'000);
    f.find<QSpinBox>("sendRounds")->setValue(11);
    QVERIFY2(f.preview().startsWith(u"! "_s), qPrintable(f.preview()));
    QVERIFY(!f.find<QPushButton>("sendNow")->isEnabled());
}

void TestSendPanel::sendsOnEnter()
{
    PanelFixture f;
    f.open();
    f.click("start");
    QTRY_VERIFY(f.session.isServing());
    f.type(u"/sleep/200ms?n={n}"_s, 6);
    QTest::keyClick(f.find<QLineEdit>("sendTargets"), Qt::Key_Return);
    QVERIFY(f.session.isSending());
    QVERIFY(f.find<QProgressBar>("sendProgress")->isVisible());
    QCOMPARE(f.find<QProgressBar>("sendProgress")->maximum(), 6);
    QVERIFY(f.find<QPushButton>("sendNow")->text().contains(u"Cancel"_s));
    QTRY_VERIFY(!f.session.isSending());
    QVERIFY2(f.outcome().startsWith(u"6 of 6 answered in "_s), qPrintable(f.outcome()));
    QVERIFY(!f.find<QProgressBar>("sendProgress")->isVisible());
    QTRY_COMPARE(f.requests()->rowCount(), 6);
    QVERIFY(f.find<QLineEdit>("sendTargets")->hasFocus()); // ready for another plan
    f.type(u"/"_s); // another plan: the results of the last one disappear
    QCOMPARE(f.outcome(), QString());
}

void TestSendPanel::sendsSeveralTargetsOverKeptConnections()
{
    PanelFixture f;
    f.open();
    f.type(u"/sleep/20ms?n={n} /"_s, 12);
    f.find<QSpinBox>("sendAtOnce")->setValue(2);
    f.find<QSpinBox>("sendRounds")->setValue(2);
    f.find<QComboBox>("sendConnections")->setCurrentIndex(1);
    f.click("sendNow");
    QTRY_VERIFY(f.outcome().startsWith(u"24 of 24 answered"_s));
    const record::Store &store = f.session.store();
    QTRY_COMPARE(store.size(), quint64(24));
    QVERIFY(store.connections().size() <= 2);
    int hello = 0;
    for (record::Row row = store.firstRow(); row < store.endRow(); ++row)
        hello += store.target(row) == "/";
    QCOMPARE(hello, 12);
}

void TestSendPanel::startsTheServerFirst()
{
    PanelFixture f;
    f.open();
    f.type(u"/sleep/10ms"_s, 2);
    f.click("sendNow");
    QTRY_VERIFY2(f.outcome().startsWith(u"2 of 2 answered"_s), qPrintable(f.outcome()));
    QVERIFY(f.session.isServing());
}

void TestSendPanel::cancels()
{
    PanelFixture f;
    f.open();
    f.type(u"/sleep/60"_s, 3);
    f.click("sendNow");
    QTRY_COMPARE(f.session.store().inFlight().size(), size_t(3));
    f.click("sendNow");
    QTRY_COMPARE(f.outcome(), u"0 of 3 answered · 3 without an answer: cancelled"_s);
    QVERIFY(f.find<QPushButton>("sendNow")->text().contains(u"Send"_s));
    QVERIFY(!f.find<QWidget>("problem")->isVisible()); // the panel already shows it
}

// By keys: the menu sends it at once, and what was typed comes back.
void TestSendPanel::triesARoute()
{
    PanelFixture f;
    f.open();
    f.type(u"/mine /too"_s, 3);
    auto *button = f.find<QToolButton>("sendTry");
    button->setFocus();
    QTimer::singleShot(0, button, [button] { // the menu is modal
        QMenu *menu = button->menu();
        for (QAction *action : menu->actions()) {
            if (action->text() == "/status/503"_L1) {
                menu->setActiveAction(action);
                QTest::keyClick(menu, Qt::Key_Return);
            }
        }
        menu->close();
    });
    QTest::keyClick(button, Qt::Key_Space);
    QTRY_COMPARE(f.session.store().total(), quint64(3));
    QCOMPARE(f.session.store().record(f.session.store().firstRow()).status, quint16(503));
    auto *targets = f.find<QLineEdit>("sendTargets");
    QCOMPARE(targets->text(), u"/status/503"_s);
    QTRY_COMPARE(QApplication::focusWidget(), targets);
    QTRY_VERIFY(!f.session.isSending());
    QTest::keyClick(targets, Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(targets->text(), u"/mine /too"_s);
}

void TestSendPanel::triesEveryRoute()
{
    for (const Example &example : examples()) {
        QVERIFY(example.meaning.endsWith(u'.'));
        const Targets found = targetsFrom(example.target, [](const QString &) { return false; });
        QVERIFY2(found.error.isEmpty(), qPrintable(found.error));
        QCOMPARE(found.all, QList{example.target.toLatin1()});
    }
}

void TestSendPanel::completesTargets()
{
    PanelFixture f;
    f.open();
    f.type(u"/mine /fl"_s);
    auto *targets = f.find<QLineEdit>("sendTargets");
    QCompleter *completer = targets->completer();
    QTRY_VERIFY(completer->popup()->isVisible());
    QTest::keyClick(completer->popup(), Qt::Key_Down);
    QTest::keyClick(completer->popup(), Qt::Key_Return);
    QCOMPARE(targets->text(), u"/mine /flaky/2"_s);
}

void TestSendPanel::followsWhatTheButtonSends()
{
    PanelFixture f;
    f.open();
    f.click("send");
    QTRY_VERIFY(f.find<QProgressBar>("sendProgress")->isVisible());
    QTRY_VERIFY(f.outcome().startsWith(u"8 of 8 answered"_s));
}

void TestSendPanel::remembers()
{
    PanelFixture f;
    f.open();
    f.type(u"/sleep/2s /"_s, 30);
    f.find<QSpinBox>("sendRounds")->setValue(3);
    f.find<QComboBox>("sendConnections")->setCurrentIndex(1);
    f.find<QDoubleSpinBox>("sendPause")->setValue(0.125);
    const QString preview = f.preview();
    f.window->close();
    f.window.reset();
    f.WindowFixture::open();
    QVERIFY(f.find<SendPanel>("sendPanel")->isVisible());
    QCOMPARE(f.preview(), preview);
    QCOMPARE(f.find<QComboBox>("sendPreset")->currentText(), u"Custom"_s);
}

void TestSendPanel::survivesCorruptSettings()
{
    PanelFixture f;
    {
        QSettings settings(f.options.settingsFile, QSettings::IniFormat);
        settings.setValue("send/targets"_L1, u"sleep \x01"_s);
        settings.setValue("send/count"_L1, u"many"_s);
        settings.setValue("send/open"_L1, u"perhaps"_s);
        settings.setValue("send/rampMs"_L1, -7);
    }
    f.WindowFixture::open();
    QCOMPARE(f.preview(), planSentence(sendPresets().front().plan));
    QCOMPARE(f.find<QComboBox>("sendPreset")->currentIndex(), 0);
}

void TestSendPanel::fitsANarrowWindow()
{
    PanelFixture f;
    f.open();
    QVERIFY(f.find<SendPanel>("sendPanel")->minimumSizeHint().width() <= 900);
    QFont large = f.window->font();
    large.setPointSizeF(large.pointSizeF() * 2);
    f.window->setFont(large);
    QVERIFY2(f.find<SendPanel>("sendPanel")->minimumSizeHint().width() <= 1280,
             QByteArray::number(f.find<SendPanel>("sendPanel")->minimumSizeHint().width()));
}

QTEST_MAIN(TestSendPanel)
#include "tst_sendpanel.moc"
