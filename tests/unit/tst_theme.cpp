#include "theme.h"

#include <QtTest>

using namespace overlap;
using namespace overlap::ui;
using record::Phase;

class TestTheme : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void followsThePalette();
    void contrasts_data();
    void contrasts();
    void sameKindsLookTheSame();
    void selectedTextIsReadable();
};

void TestTheme::followsThePalette()
{
    QVERIFY(!Theme::forPalette(paletteFor(false)).dark);
    QVERIFY(Theme::forPalette(paletteFor(true)).dark);
    QCOMPARE(contrast(Qt::black, Qt::white), 21.0);
    QCOMPARE(contrast(Qt::white, Qt::white), 1.0);
}

void TestTheme::contrasts_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void TestTheme::contrasts()
{
    QFETCH(bool, dark);
    const QPalette palette = paletteFor(dark);
    const Theme theme = Theme::forPalette(palette);
    for (const QColor &phase : theme.phase) {
        QVERIFY2(contrast(phase, theme.background) >= 3, qPrintable(phase.name()));
        QVERIFY2(contrast(theme.inkOn(phase), phase) >= 4.5, qPrintable(phase.name()));
    }
    for (const QColor &text : {theme.text, theme.dim, theme.error, theme.accentText}) {
        QVERIFY2(contrast(text, theme.background) >= 4.5, qPrintable(text.name()));
        QVERIFY2(contrast(text, theme.chrome) >= 4.5, qPrintable(text.name()));
    }
    QVERIFY(contrast(theme.accentText, theme.graphFill) >= 4.5);
    QVERIFY(contrast(theme.accent, theme.background) >= 3);
    QVERIFY(contrast(theme.selection, theme.background) >= 3);
    QVERIFY(contrast(theme.handled, theme.queued) >= 3);
    for (const QColor &tone : {theme.handled, theme.queued})
        QVERIFY(contrast(tone, theme.background) >= 3 && contrast(tone, theme.chrome) >= 3);
    const auto role = [&](QPalette::ColorRole r) { return palette.color(r); };
    QVERIFY(contrast(role(QPalette::Text), role(QPalette::Base)) >= 4.5);
    QVERIFY(contrast(role(QPalette::ButtonText), role(QPalette::Button)) >= 4.5);
    QVERIFY(contrast(role(QPalette::WindowText), role(QPalette::Window)) >= 4.5);
    QVERIFY(contrast(role(QPalette::HighlightedText), role(QPalette::Highlight)) >= 4.5);
    QVERIFY(contrast(role(QPalette::PlaceholderText), role(QPalette::Base)) >= 4.5);
    QVERIFY(contrast(role(QPalette::Link), role(QPalette::Base)) >= 4.5);
}

void TestTheme::sameKindsLookTheSame()
{
    const Theme theme = Theme::forPalette(paletteFor(true));
    const auto of = [&](Phase phase) { return theme.phase[size_t(phase)]; };
    QCOMPARE(of(Phase::ReadingHead), of(Phase::ReadingBody));
    QCOMPARE(of(Phase::TimerLateness), of(Phase::Running));
    QCOMPARE(of(Phase::Sleeping), QColor(0x2f, 0x7f, 0xc4));
    QVERIFY(of(Phase::Sleeping) != of(Phase::Running));
}

// Fusion's own selection has 3.7:1.
void TestTheme::selectedTextIsReadable()
{
    QPalette palette;
    for (const QColor fill :
         std::initializer_list<QRgb>{0x308cc6, 0xffff00, 0x000080, 0x777777, 0x767676, 0x123f7a}) {
        for (const QColor text : std::initializer_list<QRgb>{0xffffff, 0x000000, 0x808080}) {
            palette.setColor(QPalette::Inactive, QPalette::Highlight, fill);
            palette.setColor(QPalette::Inactive, QPalette::HighlightedText, text);
            const QColor readable = readableHighlighted(palette, QPalette::Inactive);
            QVERIFY2(contrast(readable, fill) >= 4.5, qPrintable(fill.name()));
            if (contrast(text, fill) >= 4.5)
                QCOMPARE(readable, text);
        }
    }
}

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
