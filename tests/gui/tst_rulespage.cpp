// The rules of a scenario in the window: edited there, and in force for the next request.
#include "windowfixture.h"

#include "overlap/scenario/scenariofile.h"

#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QScopeGuard>
#include <QTabWidget>
#include <QToolButton>

using namespace overlap;
using namespace overlap::ui;
using namespace Qt::StringLiterals;

class TestRulesPage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void saysWhatToDo();
    void addsARule();
    void editsARule();
    void editedRuleStaysInView();
    void saysWhatIsWrong();
    void cancels();
    void reorders();
    void switchesOff();
    void removes();
    void filtersRequests();
    void makesARuleOfARequest();
    void detailsNameTheRule();
    void staysWithItsRule();
    void restsForLessons();
};

namespace {

struct Fixture : WindowFixture
{
    void serveWith(const QByteArray &rules)
    {
        serve();
        session.setScenario(scenarioOf(rules));
        trigger(u"Rules"_s);
        QTRY_VERIFY(find<QWidget>("rulesPage")->isVisible());
    }
    static scenario::Scenario scenarioOf(const QByteArray &rules)
    {
        const auto read =
            scenario::read("{\"overlap\": 1, \"rules\": [" + rules + "]}", QDir::rootPath());
        return std::get<scenario::Scenario>(read);
    }
    void trigger(const QString &text) const
    {
        for (QAction *action : window->findChildren<QAction *>()) {
            if (action->text().remove(u'&') == text && action->isEnabled())
                return action->trigger();
        }
        QFAIL(qPrintable(text));
    }
    // The status of the answer on a connection of its own.
    int get(const QByteArray &target) const
    {
        QTcpSocket client;
        send(client, "GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        if (!waitFor([&] { return client.state() == QTcpSocket::UnconnectedState; }))
            return -1;
        return client.readAll().mid(9, 3).toInt();
    }
    QTableView *rules() const { return find<QTableView>("rules"); }
    QString cell(int row, const QString &title) const
    {
        const QAbstractItemModel *model = rules()->model();
        int column = model->columnCount() - 1;
        while (column > 0 && model->headerData(column, Qt::Horizontal).toString() != title)
            --column;
        return model->index(row, column).data().toString();
    }
    QStringList taken() const
    {
        QStringList all;
        for (int row = 0; row < rules()->model()->rowCount(); ++row)
            all += cell(row, u"Takes"_s);
        return all;
    }
    QPlainTextEdit *text() const { return find<QPlainTextEdit>("ruleText"); }
    QString message() const { return find<QLabel>("ruleMessage")->text(); }
    // Replaces what is in the editor, and presses Enter.
    void write(const QString &rule) const
    {
        QTRY_VERIFY(text()->hasFocus());
        QTest::keyClick(text(), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(text(), rule);
        QTest::keyClick(text(), Qt::Key_Return);
    }
    void choose(int row) const
    {
        rules()->setFocus();
        rules()->selectRow(row);
    }
    QString title() const { return find<QTabWidget>("tables")->tabText(2); }
};

const QByteArray three = R"({"on": "/a", "do": "status=503"}, {"on": "/{r...}", "do": "text=rest"},
                            {"on": "/c", "times": 2, "do": "text=c", "note": "for c"})";

} // namespace

void TestRulesPage::saysWhatToDo()
{
    Fixture f;
    f.open();
    f.trigger(u"Rules"_s);
    QTRY_VERIFY(f.find<QWidget>("addFirstRule")->isVisible());
    QVERIFY(f.find<QWidget>("openScenario")->isVisible());
    QVERIFY(!f.rules()->isVisible());
    f.find<QWidget>("rulesPage")->setFocus();
    QTRY_VERIFY(f.find<QWidget>("addFirstRule")->hasFocus());
    QTest::keyClick(f.find<QWidget>("addFirstRule"), Qt::Key_Return);
    QTRY_VERIFY(f.text()->hasFocus());
    QTest::keyClick(f.text(), Qt::Key_Escape);
    QTRY_VERIFY(f.find<QWidget>("addFirstRule")->isVisible());
}

void TestRulesPage::addsARule()
{
    Fixture f;
    f.serveWith({});
    QCOMPARE(f.get("/echo"), 200);
    f.click("addFirstRule");
    f.write(uR"({"on": "/echo", "do": "status=503"})"_s);
    QCOMPARE(f.taken(), QStringList{u"/echo"_s});
    QCOMPARE(f.title(), u"Rules 1"_s);
    QTRY_VERIFY(f.rules()->hasFocus());
    QCOMPARE(f.get("/echo"), 503); // the next request
    QTRY_COMPARE(f.cell(0, u"Hits"_s), u"1"_s);
    QCOMPARE(f.cell(0, u"Last"_s), u"503 ✕"_s);
    // The next one is asked before.
    QTest::keyClick(f.rules(), Qt::Key_Insert);
    f.write(uR"({"on": "/echo", "times": 1, "do": "status=404"})"_s);
    QCOMPARE(f.get("/echo"), 404);
    QCOMPARE(f.get("/echo"), 503);
    QTRY_COMPARE(f.cell(0, u"Hits"_s), u"1 of 1"_s);
    QCOMPARE(f.cell(0, u"Rule"_s), u"2"_s);
}

void TestRulesPage::editsARule()
{
    Fixture f;
    f.serveWith(three);
    QCOMPARE(f.get("/a"), 503);
    f.choose(0);
    QTest::keyClick(f.rules(), Qt::Key_E, Qt::ControlModifier);
    QTRY_VERIFY(f.text()->hasFocus());
    QCOMPARE(f.text()->toPlainText(), uR"({"on": "/a", "do": "status=503"})"_s);
    f.write(uR"({"on": "/a", "do": "status=404"})"_s);
    QCOMPARE(f.get("/a"), 404);
    QCOMPARE(f.rules()->model()->rowCount(), 3);
    QCOMPARE(f.cell(0, u"Rule"_s), u"1"_s);
}

// With large text the editor leaves little room.
void TestRulesPage::editedRuleStaysInView()
{
    const QFont usual = QApplication::font();
    const QScopeGuard restore([&] { QApplication::setFont(usual); });
    QFont large = usual;
    large.setPointSizeF(2 * usual.pointSizeF());
    QApplication::setFont(large);
    Fixture f;
    QByteArray rules;
    for (int i = 0; i < 20; ++i)
        rules += R"({"on": "/)" + QByteArray::number(i) + R"(", "do": "text=a"},)";
    f.serveWith(rules.chopped(1));
    for (const int row : {19, 10, 0}) {
        f.choose(row);
        f.click("editRule");
        QTRY_VERIFY(f.text()->hasFocus());
        const auto isSeen = [&] {
            const QRect rect = f.rules()->visualRect(f.rules()->currentIndex());
            return rect.top() >= 0 && rect.bottom() <= f.rules()->viewport()->rect().bottom();
        };
        QTRY_VERIFY2(isSeen(), qPrintable(QString::number(row)));
        f.write(u"{"_s); // what is wrong with it takes room, too
        QTRY_VERIFY(f.message().startsWith(u"Line 1"_s));
        QTRY_VERIFY2(isSeen(), qPrintable(QString::number(row)));
        QTest::keyClick(f.text(), Qt::Key_Escape);
    }
}

void TestRulesPage::saysWhatIsWrong()
{
    Fixture f;
    f.serveWith(three);
    f.choose(2);
    f.click("editRule");
    f.write(uR"({"on": "/c", "tmes": 2, "do": ""})"_s);
    QVERIFY2(f.message().startsWith(u"Line 1, column 14: “tmes”"_s), qPrintable(f.message()));
    QVERIFY(f.message().contains(u"did you mean “times”?"_s));
    QCOMPARE(f.text()->textCursor().position(), 13);
    QCOMPARE(f.text()->accessibleDescription(), f.message());
    QCOMPARE(f.session.scenario(), f.scenarioOf(three)); // what was in force stays
    QTest::keyClick(f.text(), Qt::Key_Right);
    QTest::keyClick(f.text(), Qt::Key_Right);
    QTest::keyClicks(f.text(), u"i"_s);
    QVERIFY(!f.message().contains(u"column"_s));
    QTest::keyClick(f.text(), Qt::Key_Return);
    QTRY_VERIFY(!f.text()->isVisible());
    // In several lines, and at the end.
    f.click("editRule");
    QTRY_VERIFY(f.text()->hasFocus());
    f.text()->setPlainText(u"{\"on\": \"/c\",\n \"do\": 5}"_s);
    QTest::keyClick(f.text(), Qt::Key_Return);
    QVERIFY2(f.message().startsWith(u"Line 2, column 8: “do” takes"_s), qPrintable(f.message()));
    f.text()->setPlainText({});
    QTest::keyClick(f.text(), Qt::Key_Return);
    QVERIFY2(f.message().startsWith(u"Line 1, column 1: "_s), qPrintable(f.message()));
}

void TestRulesPage::cancels()
{
    Fixture f;
    f.serveWith(three);
    f.choose(1);
    f.click("editRule");
    QTRY_VERIFY(f.text()->hasFocus());
    QTest::keyClicks(f.text(), u"abc"_s);
    QTest::keyClick(f.text(), Qt::Key_Escape);
    QTRY_VERIFY(f.rules()->hasFocus());
    QVERIFY(!f.text()->isVisible());
    QCOMPARE(f.session.scenario(), f.scenarioOf(three));
}

void TestRulesPage::reorders()
{
    Fixture f;
    f.serveWith(three);
    QCOMPARE(f.get("/c"), 200);
    QTRY_COMPARE(f.cell(1, u"Hits"_s), u"1"_s);
    f.choose(2);
    QVERIFY(!f.find<QWidget>("ruleDown")->isEnabled());
    QTest::keyClick(f.rules(), Qt::Key_Up, Qt::AltModifier);
    QCOMPARE(f.taken(), (QStringList{u"/a"_s, u"/c"_s, u"/{r...}"_s}));
    QCOMPARE(f.rules()->currentIndex().row(), 1);
    QCOMPARE(f.cell(1, u"Rule"_s), u"3"_s); // its number stays
    QCOMPARE(f.get("/c"), 200);
    QTRY_COMPARE(f.cell(1, u"Hits"_s), u"1 of 2"_s);
    QCOMPARE(f.cell(2, u"Hits"_s), u"1"_s);
    f.click("ruleUp");
    QCOMPARE(f.taken(), (QStringList{u"/c"_s, u"/a"_s, u"/{r...}"_s}));
    QVERIFY(!f.find<QWidget>("ruleUp")->isEnabled());
    QTest::keyClick(f.rules(), Qt::Key_Up, Qt::AltModifier); // there is no place above
    QTest::keyClick(f.rules(), Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(f.taken(), (QStringList{u"/a"_s, u"/c"_s, u"/{r...}"_s}));
}

void TestRulesPage::switchesOff()
{
    Fixture f;
    f.serveWith(three);
    f.choose(0);
    QTest::keyClick(f.rules(), Qt::Key_Space);
    QVERIFY(f.session.scenario().rules[0].isOff);
    QCOMPARE(f.get("/a"), 200);
    const QModelIndex number = f.rules()->model()->index(0, 0);
    QCOMPARE(number.data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
    QVERIFY(number.siblingAtColumn(1).data(Qt::FontRole).value<QFont>().strikeOut());
    // And by a click on its box.
    const QRect box = f.rules()->visualRect(number);
    QTest::mouseClick(f.rules()->viewport(), Qt::LeftButton, {},
                      QPoint(box.left() + box.height() / 2, box.center().y()));
    QVERIFY(!f.session.scenario().rules[0].isOff);
    QCOMPARE(f.get("/a"), 503);
}

void TestRulesPage::removes()
{
    Fixture f;
    f.serveWith(three);
    f.choose(0);
    QTest::keyClick(f.rules(), Qt::Key_Delete);
    QCOMPARE(f.taken(), (QStringList{u"/{r...}"_s, u"/c"_s}));
    QCOMPARE(f.rules()->currentIndex().row(), 0);
    QCOMPARE(f.get("/a"), 200);
    auto *notice = f.find<QWidget>("rulesNotice");
    QTRY_VERIFY(notice->isVisible());
    QTest::mouseClick(notice->findChild<QWidget *>(u"useInstead"_s), Qt::LeftButton);
    QCOMPARE(f.session.scenario(), f.scenarioOf(three));
    QVERIFY(!notice->isVisible());
    // After another change there is nothing to undo.
    f.choose(0);
    QTest::keyClick(f.rules(), Qt::Key_Delete);
    QTest::keyClick(f.rules(), Qt::Key_Space);
    QVERIFY(!notice->isVisible());
}

void TestRulesPage::filtersRequests()
{
    Fixture f;
    f.serveWith(three);
    QCOMPARE(f.get("/a"), 503);
    QCOMPARE(f.get("/b"), 200);
    QCOMPARE(f.get("/b"), 200);
    QTRY_COMPARE(f.session.store().total(), quint64(3));
    f.choose(1);
    QTest::keyClick(f.rules(), Qt::Key_Return);
    QCOMPARE(f.find<QLineEdit>("filter")->text(), u"rule:2"_s);
    QTRY_COMPARE(f.requests()->rowCount(), 2);
    QTRY_VERIFY(f.find<QTableView>("requests")->hasFocus());
}

void TestRulesPage::makesARuleOfARequest()
{
    Fixture f;
    f.serve();
    QCOMPARE(f.get("/nowhere?a=b"), 404);
    QTRY_COMPARE(f.requests()->rowCount(), 1);
    auto *table = f.find<QTableView>("requests");
    table->selectRow(0);
    QTest::keyClick(table, Qt::Key_F10, Qt::ShiftModifier);
    auto *menu = table->findChild<QMenu *>(u"rowMenu"_s);
    QVERIFY(menu);
    const auto actions = menu->actions();
    const auto made = std::ranges::find_if(actions, [](const QAction *action) {
        return action->text().remove(u'&') == u"Make a rule of this…"_s;
    });
    QVERIFY(made != actions.end());
    (*made)->trigger();
    menu->close();
    f.window->activateWindow();
    QTRY_VERIFY(f.text()->hasFocus());
    QCOMPARE(f.text()->toPlainText(), uR"({"on": "GET /nowhere", "do": "status=404"})"_s);
    QVERIFY(f.session.scenario().rules.empty());
    f.write(uR"({"on": "GET /nowhere", "do": "status=503"})"_s);
    QCOMPARE(f.get("/nowhere"), 503);
}

void TestRulesPage::detailsNameTheRule()
{
    Fixture f;
    f.serveWith(three);
    QCOMPARE(f.get("/a"), 503);
    QTRY_COMPARE(f.requests()->rowCount(), 1);
    f.find<QTableView>("requests")->selectRow(0);
    auto *note = f.find<QLabel>("timingNote");
    QTRY_VERIFY2(note->text().startsWith(u"Rule 1 took it: /a.\n"_s), qPrintable(note->text()));
}

// Whatever others do to the scenario meanwhile.
void TestRulesPage::staysWithItsRule()
{
    Fixture f;
    f.serveWith(three);
    f.choose(2);
    f.session.setScenario(f.scenarioOf(R"({"on": "/c", "times": 2, "do": "text=c"})"));
    QCOMPARE(f.rules()->currentIndex().row(), 0);
    QTest::keyClick(f.rules(), Qt::Key_E, Qt::ControlModifier);
    QTRY_VERIFY(f.text()->hasFocus());
    f.session.setScenario({}); // the edited one goes
    f.write(uR"({"on": "/c", "do": "status=503"})"_s);
    QCOMPARE(f.get("/c"), 503);
}

// What they teach is about the server's own routes.
void TestRulesPage::restsForLessons()
{
    Fixture f;
    f.serveWith(R"({"on": "/{r...}", "do": "status=503"})");
    QCOMPARE(f.get("/echo"), 503);
    QTest::keyClick(f.rules(), Qt::Key_F2);
    QTRY_COMPARE(f.get("/echo"), 200);
    QVERIFY(f.find<QWidget>("rulesNotice")->isVisible());
    f.session.setScenario(f.scenarioOf(three)); // they rest, too
    QCOMPARE(f.get("/a"), 404);
    QTest::keyClick(f.window->focusWidget(), Qt::Key_Escape);
    QTRY_COMPARE(f.get("/a"), 503);
    QVERIFY(!f.find<QWidget>("rulesNotice")->isVisible());
}

QTEST_MAIN(TestRulesPage)
#include "tst_rulespage.moc"
