#include "lessons/answerlist.h"
#include "lessons/codeview.h"
#include "lessons/here.h"
#include "lessons/markdown.h"
#include "lessons/progress.h"
#include "lessons/syntax.h"
#include "theme.h"

#include <QRadioButton>
#include <QScrollBar>
#include <QSettings>
#include <QTemporaryDir>
#include <QtTest>

using namespace overlap;
using namespace overlap::ui;
using namespace Qt::StringLiterals;
using record::Phase;

// What the page of a lesson is made of.
class TestLessonParts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void inksCode_data();
    void inksCode();
    void inksAreReadable_data();
    void inksAreReadable();
    void countsWhoIsWhere();
    void redIsALineThatHoldsTheLoop();
    void codeIsAsHighAsItsLines();
    void answersAreWrapped();
    void pickStays();
    void plainHasNoMarks();
    void progressIsKept();
};

namespace {

// Each coloured part, such as "K:return".
QStringList inkedParts(const QString &line, Language language)
{
    QStringList parts;
    for (const Inked &part : inked(line, language))
        parts += u"KNTC"_s.at(int(part.ink)) + u":"_s + line.sliced(part.from, part.size);
    return parts;
}

std::vector<record::InFlight> inPhases(const std::vector<Phase> &phases)
{
    std::vector<record::InFlight> all(phases.size());
    for (size_t i = 0; i < phases.size(); ++i)
        all[i].record.phase = phases[i];
    return all;
}

const std::vector<lesson::CodeLine> code = {{u"read();"_s, Phase::ReadingHead},
                                            {u"{"_s, {}},
                                            {u"    sleep(5s);"_s, Phase::Sleeping},
                                            {u"    compute();"_s, Phase::Running}};

} // namespace

void TestLessonParts::inksCode_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<bool>("isRust");
    QTest::addColumn<QStringList>("parts");
    const auto row = [](const QString &line, bool isRust, const QStringList &parts) {
        QTest::newRow(qPrintable(line + (isRust ? u", Rust"_s : QString())))
            << line << isRust << parts;
    };
    row(u""_s, false, {});
    row(u"return 5s; // \"done\""_s, false, {u"K:return"_s, u"N:5s"_s, u"C:// \"done\""_s});
    row(u"text = \"a \\\" return\" + x1;"_s, false, {u"T:\"a \\\" return\""_s});
    row(u"\"open"_s, false, {u"T:\"open"_s});
    row(u"char c = '\\'' + 'x' + 1'000;"_s, false,
        {u"T:'\\''"_s, u"T:'x'"_s, u"N:1"_s, u"N:000"_s});
    row(u"returns move loop"_s, false, {});
    row(u"fn a<'x>(b: &'x str) { move || 2.5 }"_s, true,
        {u"K:fn"_s, u"K:move"_s, u"N:2"_s, u"N:5"_s});
    row(u"sleep(d).await;"_s, true, {u"K:await"_s});
}

void TestLessonParts::inksCode()
{
    QFETCH(QString, line);
    QFETCH(bool, isRust);
    QFETCH(QStringList, parts);
    QCOMPARE(inkedParts(line, isRust ? Language::Rust : Language::Cpp), parts);
}

void TestLessonParts::inksAreReadable_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

// On the page, and on a line where requests are, whatever they do there.
void TestLessonParts::inksAreReadable()
{
    QFETCH(bool, dark);
    const QPalette palette = paletteFor(dark);
    const Theme theme = Theme::forPalette(palette);
    QList<QColor> grounds = {palette.color(QPalette::AlternateBase)};
    for (const QColor &phase : theme.phase)
        grounds += tinted(phase, grounds.front());
    grounds += tinted(theme.error, grounds.front());
    QList<QColor> inks = {palette.color(QPalette::Text)};
    for (const Ink ink : {Ink::Keyword, Ink::Number, Ink::Text, Ink::Comment})
        inks += inkColour(ink, dark);
    for (const QColor &ground : grounds) {
        for (const QColor &ink : inks)
            QVERIFY2(
                contrast(ink, ground) >= 4.5,
                qPrintable(
                    u"%1 on %2: %3"_s.arg(ink.name(), ground.name()).arg(contrast(ink, ground))));
    }
}

void TestLessonParts::countsWhoIsWhere()
{
    const auto here = [](const std::vector<Phase> &phases, bool isBlocked) {
        return whoIsHere(code, inPhases(phases), isBlocked);
    };
    QCOMPARE(here({}, true), std::vector<Here>(4));
    QCOMPARE(here({Phase::Sleeping, Phase::Running, Phase::Sleeping, Phase::Writing}, false),
             (std::vector<Here>{{}, {}, {2, false}, {1, false}}));
    QCOMPARE(here({Phase::Sleeping, Phase::Running}, true),
             (std::vector<Here>{{}, {}, {1, false}, {1, true}}));
    auto ended = inPhases({Phase::Sleeping});
    ended[0].record.outcome = record::Outcome::Answered;
    QCOMPARE(whoIsHere(code, ended, false), std::vector<Here>(4));
    QCOMPARE(hereText({}), QString());
    QCOMPARE(hereText({3, false}), u"3 here"_s);
    QCOMPARE(hereText({1, true}), u"1 here, blocking"_s);
}

void TestLessonParts::redIsALineThatHoldsTheLoop()
{
    CodeView view;
    view.resize(500, 200);
    view.showCode(code);
    const auto has = [&view](const QColor &colour) {
        const QImage image = view.grab().toImage();
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                if (image.pixel(x, y) == colour.rgb())
                    return true;
            }
        }
        return false;
    };
    const Theme theme = Theme::forPalette(view.palette());
    QVERIFY(!has(theme.error));
    view.showHere(whoIsHere(code, inPhases({Phase::Sleeping}), true));
    QVERIFY(!has(theme.error) && has(theme.phase[size_t(Phase::Sleeping)]));
    QCOMPARE(view.accessibleDescription(), u"line 3: 1 here"_s);
    view.showHere(whoIsHere(code, inPhases({Phase::Running}), true));
    QVERIFY(has(theme.error) && !has(theme.phase[size_t(Phase::Sleeping)]));
    view.showHere({});
    QVERIFY(!has(theme.error));
    QCOMPARE(view.accessibleDescription(), QString());
}

void TestLessonParts::codeIsAsHighAsItsLines()
{
    CodeView view;
    view.showCode(code);
    const int four = view.sizeHint().height();
    auto more = code;
    more.insert(more.end(), code.begin(), code.end());
    view.showCode(more);
    const int eight = view.sizeHint().height();
    QVERIFY(eight >= four + 4 * view.fontMetrics().lineSpacing());
    view.resize(400, eight);
    view.show();
    QCOMPARE(view.verticalScrollBar()->maximum(), 0);
    view.showRust(u"fn main() {}"_s);
    QVERIFY(view.sizeHint().height() < four);
}

void TestLessonParts::answersAreWrapped()
{
    const QString text = u"After a time that is told in far more words than fit & so on"_s;
    AnswerList list;
    list.setAnswers({u"At once"_s, text});
    list.resize(list.fontMetrics().horizontalAdvance(text) / 2, 300); // the button takes some of it
    list.show();
    const auto *answer = list.findChild<QRadioButton *>(u"answer2"_s);
    QVERIFY(answer->text().count(u'\n') >= 2);
    QVERIFY(answer->height() >= 3 * answer->fontMetrics().height());
    QCOMPARE(answer->accessibleName(), text);
    list.resize(2000, 300);
    QTRY_VERIFY(!answer->text().contains(u'\n'));
    QVERIFY(answer->text().contains(u"&&"_s)); // no mnemonic
}

void TestLessonParts::pickStays()
{
    AnswerList list;
    list.setAnswers({u"a"_s, u"b"_s, u"c"_s});
    QVERIFY(!list.picked());
    list.findChild<QRadioButton *>(u"answer2"_s)->click();
    list.setAnswers({u"x"_s, u"y"_s, u"z"_s, u"w"_s});
    QCOMPARE(list.picked(), 1);
    QCOMPARE(list.pickedText(), u"y"_s);
    list.unpick();
    QVERIFY(!list.picked());
    list.setAnswers({u"a"_s, u"b"_s, u"c"_s});
    QVERIFY(list.findChild<QRadioButton *>(u"answer4"_s)->isHidden());
}

void TestLessonParts::plainHasNoMarks()
{
    QCOMPARE(plainOf(u"Ask for `/sleep`, *not* **twice**."_s), u"Ask for /sleep, not twice."_s);
    MarkdownLabel label;
    label.setMarkdown(u"`/` is **late**, by 5 s"_s);
    QCOMPARE(label.accessibleName(), u"/ is late, by 5 s"_s);
    QCOMPARE(tied(u"1 s, 20 ms, 3 slept, 5 %"_s).count(QChar::Nbsp), 3);
}

void TestLessonParts::progressIsKept()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"settings.ini"_s);
    {
        QSettings settings(file, QSettings::IniFormat);
        QVERIFY(Progress::from(settings).done.isEmpty());
        QVERIFY(Progress::from(settings).pace == lesson::Pace::Fifth);
        Progress{{u"b"_s, u"a"_s}, u"c"_s, lesson::Pace::Book}.save(settings);
    }
    const QSettings settings(file, QSettings::IniFormat);
    const Progress progress = Progress::from(settings);
    QCOMPARE(progress.done, QSet<QString>({u"a"_s, u"b"_s}));
    QCOMPARE(progress.last, u"c"_s);
    QVERIFY(progress.pace == lesson::Pace::Book);
}

QTEST_MAIN(TestLessonParts)
#include "tst_lessonparts.moc"
