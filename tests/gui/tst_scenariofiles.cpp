// The scenario's file in the window: opened, saved, followed, asked about, and dropped.
#include "windowfixture.h"

#include "overlap/scenario/scenariofile.h"

#include <QFileDialog>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>

using namespace overlap;
using namespace overlap::ui;
using namespace Qt::StringLiterals;

class TestScenarioFiles : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QApplication::setAttribute(Qt::AA_DontUseNativeDialogs); }
    void opensAndFollows();
    void saysWhereAFileIsWrong();
    void saves();
    void savesAs();
    void offersRecentOnes();
    void asksBeforeItCloses();
    void asksBeforeItOpens();
    void saysThatOthersChangedIt();
    void takesWhatIsDropped();
    void refusesWhatIsNoPlace();
};

namespace {

const QByteArray a = R"({"overlap": 1, "rules": [{"on": "/a", "do": "status=503"}]})";
const QByteArray b = R"({"overlap": 1, "rules": [{"on": "/b", "do": "status=503"}]})";

struct Fixture : WindowFixture
{
    QString path(const QString &name = u"rules.json"_s) const { return folder.filePath(name); }
    static bool put(const QString &path, const QByteArray &text)
    {
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
    }
    static QByteArray in(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    QAction *action(const QString &text) const
    {
        for (QAction *each : window->findChildren<QAction *>()) {
            if (each->text().remove(u'&') == text)
                return each;
        }
        return nullptr;
    }
    void trigger(const QString &text) const
    {
        QVERIFY2(action(text) && action(text)->isEnabled(), qPrintable(text));
        action(text)->trigger();
    }
    // Types a name into the file dialog that is open.
    void chooseFile(const QString &name) const
    {
        auto *dialog = window->findChild<QFileDialog *>();
        QVERIFY(dialog);
        QTRY_COMPARE(QApplication::activeWindow(), dialog);
        auto *field = dialog->findChild<QLineEdit *>(u"fileNameEdit"_s);
        field->setFocus();
        QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(field, name);
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_VERIFY(!window->findChild<QFileDialog *>());
        window->activateWindow();
    }
    // Answers the question about unsaved rules.
    void answer(QMessageBox::StandardButton button) const
    {
        auto *box = window->findChild<QMessageBox *>(u"unsavedRules"_s);
        QVERIFY(box && box->isVisible());
        QTest::mouseClick(box->button(button), Qt::LeftButton);
        QTRY_VERIFY(!window->findChild<QMessageBox *>(u"unsavedRules"_s));
    }
    bool asks() const { return window->findChild<QMessageBox *>(u"unsavedRules"_s) != nullptr; }
    // Switches the first rule off or on.
    void change() const
    {
        trigger(u"Rules"_s);
        auto *table = find<QTableView>("rules");
        table->setFocus();
        table->selectRow(0);
        QTest::keyClick(table, Qt::Key_Space);
    }
    QByteArray on() const
    {
        const auto rules = session.scenario().rules;
        return rules.empty() ? QByteArray() : scenario::print(rules.front().on);
    }
    QString shownFile() const { return find<QLabel>("scenarioFile")->text(); }
    QString problem() const
    {
        const auto *bar = find<QWidget>("problem");
        return bar->isVisible() ? bar->accessibleName() : QString();
    }
    bool drop(const QMimeData &data) const
    {
        const QPoint place(10, 10);
        QDragEnterEvent enter(place, Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(window.get(), &enter);
        if (!enter.isAccepted())
            return false;
        QDropEvent dropped(place, Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(window.get(), &dropped);
        return dropped.isAccepted() && dropped.dropAction() == Qt::CopyAction;
    }
    bool drop(const QUrl &url) const
    {
        QMimeData data;
        data.setUrls({url});
        return drop(data);
    }
};

} // namespace

void TestScenarioFiles::opensAndFollows()
{
    Fixture f;
    QVERIFY(f.put(f.path(), a));
    f.open();
    f.trigger(u"Open scenario…"_s);
    f.chooseFile(f.path());
    QTRY_COMPARE(f.on(), "/a");
    QVERIFY(f.find<QWidget>("rulesPage")->isVisible());
    QCOMPARE(f.shownFile(), u"rules.json"_s);
    QVERIFY(f.put(f.path(), b));
    QTRY_COMPARE(f.on(), "/b");
    QCOMPARE(f.find<QTableView>("rules")->model()->index(0, 1).data().toString(), u"/b"_s);
    QVERIFY(!f.action(u"Save scenario"_s)->isEnabled());
    f.trigger(u"New scenario"_s);
    QVERIFY(f.session.scenario().rules.empty());
    QCOMPARE(f.shownFile(), QString());
}

void TestScenarioFiles::saysWhereAFileIsWrong()
{
    Fixture f;
    QVERIFY(f.put(f.path(), a));
    f.open();
    QVERIFY(f.session.openScenario(f.path()));
    const QWidget *const focused = f.window->focusWidget();
    QVERIFY(f.put(f.path(), "{\"overlap\": 1,\n \"rles\": []}"));
    QTRY_VERIFY2(f.problem().startsWith(u"rules.json:2:2: “rles”"_s), qPrintable(f.problem()));
    QCOMPARE(f.window->focusWidget(), focused); // somebody may be typing there
    f.window->start();
    QVERIFY(!f.problem().isEmpty()); // it is as wrong as before
    QCOMPARE(f.on(), "/a");          // what was in force stays
    QVERIFY(f.put(f.path(), b));
    QTRY_COMPARE(f.on(), "/b");
    QCOMPARE(f.problem(), QString()); // it is right now
}

void TestScenarioFiles::saves()
{
    Fixture f;
    QVERIFY(f.put(f.path(), a));
    f.open();
    QVERIFY(f.session.openScenario(f.path()));
    f.change();
    QCOMPARE(f.shownFile(), u"rules.json, not saved"_s);
    f.trigger(u"Save scenario"_s);
    QVERIFY2(f.in(f.path()).contains("\"off\": true"), f.in(f.path()));
    QCOMPARE(f.shownFile(), u"rules.json"_s);
    QVERIFY(f.put(f.path(), b)); // it follows it again
    QTRY_COMPARE(f.on(), "/b");
    // A change that is taken back is none.
    f.change();
    f.change();
    QCOMPARE(f.shownFile(), u"rules.json"_s);
    QVERIFY(f.put(f.path(), a));
    QTRY_COMPARE(f.on(), "/a");
}

void TestScenarioFiles::savesAs()
{
    Fixture f;
    f.open();
    const QString files = f.folder.filePath(u"files"_s);
    QVERIFY(QDir().mkpath(files));
    QVERIFY(f.drop(QUrl::fromLocalFile(files)));
    QCOMPARE(f.shownFile(), u"In no file yet"_s);
    f.trigger(u"Save scenario"_s);
    f.chooseFile(f.path(u"mine"_s));
    QTRY_COMPARE(f.shownFile(), u"mine.json"_s);
    QVERIFY2(f.in(f.path(u"mine.json"_s)).contains("\"folder ./files\""),
             f.in(f.path(u"mine.json"_s)));
    QCOMPARE(f.session.scenarioFile(), f.path(u"mine.json"_s));
}

void TestScenarioFiles::offersRecentOnes()
{
    Fixture f;
    QVERIFY(f.put(f.path(u"a.json"_s), a) && f.put(f.path(u"b.json"_s), b));
    f.open();
    QVERIFY(!f.action(u"Open recent"_s)->isEnabled());
    QVERIFY(f.session.openScenario(f.path(u"a.json"_s))); // as by an option
    QVERIFY(f.session.openScenario(f.path(u"b.json"_s)));
    QMenu *menu = f.action(u"Open recent"_s)->menu();
    Q_EMIT menu->aboutToShow();
    QCOMPARE(menu->actions().size(), 2);
    QVERIFY(menu->actions().at(0)->text().endsWith(u"b.json"_s));
    menu->actions().at(1)->trigger();
    QCOMPARE(f.on(), "/a");
    f.window.reset();
    f.session.setScenario({});
    f.open(); // another day
    menu = f.action(u"Open recent"_s)->menu();
    Q_EMIT menu->aboutToShow();
    QCOMPARE(menu->actions().size(), 2);
    QVERIFY(menu->actions().at(0)->text().endsWith(u"a.json"_s));
}

void TestScenarioFiles::asksBeforeItCloses()
{
    Fixture f;
    QVERIFY(f.put(f.path(), a));
    f.open();
    QVERIFY(f.session.openScenario(f.path()));
    f.change();
    f.window->close();
    f.answer(QMessageBox::Cancel);
    QVERIFY(f.window->isVisible());
    f.window->close();
    f.answer(QMessageBox::Save);
    QTRY_VERIFY(!f.window->isVisible());
    QVERIFY(f.in(f.path()).contains("\"off\": true"));

    f.window.reset();
    f.open();
    f.change();
    f.window->close();
    f.answer(QMessageBox::Discard);
    QTRY_VERIFY(!f.window->isVisible());
    QVERIFY(f.in(f.path()).contains("\"off\": true")); // as it was

    f.window.reset();
    f.session.setScenario({});
    f.open();
    f.window->close();
    QVERIFY(!f.asks() && !f.window->isVisible());
}

void TestScenarioFiles::asksBeforeItOpens()
{
    Fixture f;
    QVERIFY(f.put(f.path(), a) && f.put(f.path(u"b.json"_s), b));
    f.open();
    QVERIFY(f.session.openScenario(f.path()));
    f.change();
    QVERIFY(f.drop(QUrl::fromLocalFile(f.path(u"b.json"_s))));
    f.answer(QMessageBox::Cancel);
    QCOMPARE(f.on(), "/a");
    QVERIFY(f.drop(QUrl::fromLocalFile(f.path(u"b.json"_s))));
    f.answer(QMessageBox::Discard);
    QTRY_COMPARE(f.on(), "/b");
    QCOMPARE(f.in(f.path()), a);
    QVERIFY(!f.asks());
}

void TestScenarioFiles::saysThatOthersChangedIt()
{
    Fixture f;
    QVERIFY(f.put(f.path(), a));
    f.open();
    QVERIFY(f.session.openScenario(f.path()));
    f.change();
    QVERIFY(f.put(f.path(), b));
    auto *notice = f.find<QWidget>("rulesNotice");
    QTRY_VERIFY(notice->isVisible());
    QVERIFY(notice->accessibleName().contains(u"rules.json"_s));
    QCOMPARE(f.on(), "/a"); // nothing is lost
    QTest::mouseClick(notice->findChild<QPushButton *>(u"useInstead"_s), Qt::LeftButton);
    QTRY_COMPARE(f.on(), "/b");
    QVERIFY(!notice->isVisible());
    QCOMPARE(f.shownFile(), u"rules.json"_s);
}

void TestScenarioFiles::takesWhatIsDropped()
{
    Fixture f;
    f.serve();
    QVERIFY(f.drop(QUrl::fromLocalFile(f.folder.path())));
    QCOMPARE(f.on(), "/{rest...}");
    QVERIFY(std::holds_alternative<scenario::Folder>(f.session.scenario().rules.at(0).to));
    QVERIFY(f.find<QWidget>("rulesPage")->isVisible());
    // A second one answers instead of the first one, that would leave it nothing.
    QVERIFY(f.drop(QUrl(u"http://localhost:3000/?page=1#top"_s)));
    QCOMPARE(f.session.scenario().rules.size(), 2u);
    const scenario::Scenario two = f.session.scenario();
    const auto *upstream = std::get_if<scenario::Upstream>(&two.rules.at(0).to);
    QVERIFY(upstream);
    QCOMPARE(upstream->url, QUrl(u"http://localhost:3000/"_s));
    QMimeData text; // as some programs give addresses
    text.setText(u"https://localhost:3001"_s);
    QVERIFY(f.drop(text));
    QCOMPARE(f.session.scenario().rules.size(), 3u);
}

void TestScenarioFiles::refusesWhatIsNoPlace()
{
    Fixture f;
    f.open();
    QMimeData text;
    text.setText(u"a sentence"_s);
    QVERIFY(!f.drop(text));
    QVERIFY(!f.drop(QUrl(u"ftp://localhost/"_s)));
    QVERIFY(f.put(f.path(u"picture.png"_s), "\x89PNG"));
    QVERIFY(f.drop(QUrl::fromLocalFile(f.path(u"picture.png"_s))));
    QTRY_VERIFY2(f.problem().startsWith(u"picture.png:1:1: "_s), qPrintable(f.problem()));
    QVERIFY(f.session.scenario().rules.empty());
}

QTEST_MAIN(TestScenarioFiles)
#include "tst_scenariofiles.moc"
