#include "latinkey.h"
#include "platform/keyplace.h"

#include <QKeyEvent>
#include <QtTest>

using namespace overlap::ui;
using namespace Qt::StringLiterals;

// What single-letter keys mean on keyboards of all languages.
class TestLatinKey : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void knowsTheLetter_data();
    void knowsTheLetter();
    void asksForThePlace();
    void placesOfScanCodes();
    void everythingElseStays_data();
    void everythingElseStays();
};

namespace {

// As Qt makes it of a letter: the key is the capital one.
QKeyEvent press(const QString &text, quint32 native = 0)
{
    const int key = text.size() == 1 ? text.front().toUpper().unicode() : int(Qt::Key_unknown);
    return {QEvent::KeyPress, key, Qt::NoModifier, native, native, 0, text};
}

} // namespace

void TestLatinKey::knowsTheLetter_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("latin");
    QTest::newRow("Russian") << u"атзсид"_s << u"FNPCBL"_s;
    QTest::newRow("Greek") << u"φνπψβλ"_s << u"FNPCBL"_s;
    QTest::newRow("Hebrew") << u"כמפבנך"_s << u"FNPCBL"_s;
    QTest::newRow("Arabic") << u"بىحؤﻻم"_s << u"FNPCBL"_s;
    QTest::newRow("French") << u"fnpcbl"_s << u"FNPCBL"_s;
}

void TestLatinKey::knowsTheLetter()
{
    QFETCH(QString, typed);
    QFETCH(QString, latin);
    for (qsizetype i = 0; i < typed.size(); ++i) {
        const QKeyEvent event = press(typed.sliced(i, 1));
        QCOMPARE(QChar(latinKey(event)), latin[i]);
    }
}

// Layouts differ. What the place says counts more than what is usual.
void TestLatinKey::asksForThePlace()
{
#ifdef Q_OS_MACOS
    constexpr quint32 f = 3, n = 45, plus = 24;
#elif defined(Q_OS_WIN)
    constexpr quint32 f = 33, n = 49, plus = 13;
#else
    constexpr quint32 f = 33 + 8, n = 49 + 8, plus = 13 + 8;
#endif
    QCOMPARE(latinKey(press(u"о"_s, f)), int(Qt::Key_F)); // Bulgarian
    QCOMPARE(latinKey(press(u"х"_s, n)), int(Qt::Key_N));
    QCOMPARE(latinKey(press(u"ა"_s, f)), int(Qt::Key_F));       // Georgian
    QCOMPARE(latinKey(press(u"लआ"_s, n)), int(Qt::Key_N));      // a key that types two letters
    QCOMPARE(latinKey(press(u"ृ"_s, plus)), int(Qt::Key_Equal)); // a mark
    QCOMPARE(latinKey(press(u"n"_s, f)), int(Qt::Key_N));       // Dvorak and the like: the letter
}

void TestLatinKey::placesOfScanCodes()
{
    QCOMPARE(keyOfScanCode(0), 0);
    QCOMPARE(keyOfScanCode(1), 0); // Esc
    QCOMPARE(keyOfScanCode(2), int(Qt::Key_1));
    QCOMPARE(keyOfScanCode(12), int(Qt::Key_Minus));
    QCOMPARE(keyOfScanCode(13), int(Qt::Key_Equal));
    QCOMPARE(keyOfScanCode(14), 0); // Backspace
    QCOMPARE(keyOfScanCode(25), int(Qt::Key_P));
    QCOMPARE(keyOfScanCode(46), int(Qt::Key_C));
    QCOMPARE(keyOfScanCode(48), int(Qt::Key_B));
    QCOMPARE(keyOfScanCode(54), 0); // Shift
}

void TestLatinKey::everythingElseStays_data()
{
    QTest::addColumn<int>("key");
    QTest::addColumn<QString>("text");
    QTest::newRow("an arrow") << int(Qt::Key_Left) << QString();
    QTest::newRow("Escape") << int(Qt::Key_Escape) << u"\x1b"_s;
    QTest::newRow("Enter") << int(Qt::Key_Return) << u"\r"_s;
    QTest::newRow("Space") << int(Qt::Key_Space) << u" "_s;
    QTest::newRow("+") << int(Qt::Key_Plus) << u"+"_s;
    QTest::newRow("an accent") << int(Qt::Key_Eacute) << u"é"_s;
    QTest::newRow("unknown") << int(Qt::Key_unknown) << QString();
    QTest::newRow("a letter at no usual place") << 0x0c85 << u"ಅ"_s;
}

void TestLatinKey::everythingElseStays()
{
    QFETCH(int, key);
    QFETCH(QString, text);
    QCOMPARE(latinKey(QKeyEvent(QEvent::KeyPress, key, Qt::NoModifier, text)), key);
}

QTEST_GUILESS_MAIN(TestLatinKey)
#include "tst_latinkey.moc"
