#include "overlap/text/numbers.h"

#include <QTest>

using namespace overlap::text;
using namespace Qt::StringLiterals;

class TestNumbers : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void reads_data();
    void reads();
};

void TestNumbers::reads_data()
{
    using Whole = std::optional<int>;
    using Decimal = std::optional<double>;
    QTest::addColumn<QString>("typed");
    QTest::addColumn<Whole>("whole");
    QTest::addColumn<Decimal>("decimal");
    const auto row = [](const QString &typed, Whole whole, Decimal decimal) {
        QTest::newRow(qPrintable(u"“%1”"_s.arg(typed))) << typed << whole << decimal;
    };
    row(u"12"_s, 12, 12.0);
    row(u" 12\t"_s, 12, 12.0);
    row(u"007"_s, 7, 7.0);
    row(u"0.5"_s, {}, 0.5);
    row(u"0,5"_s, {}, 0.5);
    row(u".5"_s, {}, 0.5);
    row(u"5,"_s, {}, 5.0);
    row(u"1.000"_s, {}, 1.0);
    row(u"1,000"_s, {}, 1.0);
    row(u"١٢"_s, 12, 12.0);   // Arabic
    row(u"۱۲"_s, 12, 12.0);   // Persian, Urdu
    row(u"१२"_s, 12, 12.0);   // Devanagari
    row(u"１２"_s, 12, 12.0); // full-width
    row(u"𝟏𝟐"_s, 12, 12.0);   // surrogate pairs
    row(u"٠٫٥"_s, {}, 0.5);   // with the Arabic separator
    row(u"۱,۲۵"_s, {}, 1.25);
    row(u"１．５"_s, {}, 1.5);
    row(u"\u200f٥\u200e"_s, 5, 5.0); // with direction marks
    for (const QString &nothing :
         {u""_s,        u" "_s,     u"."_s,     u","_s,          u"1.2.3"_s, u"1,000.5"_s,
          u"1.000,5"_s, u"١٬٠٠٠"_s, u"1 000"_s, u"1\u202f000"_s, u"1'000"_s, u"-1"_s,
          u"+1"_s,      u"−1"_s,    u"1e3"_s,   u"0x1f"_s,       u"inf"_s,   u"nan"_s,
          u"1²"_s,      u"½"_s,     u"Ⅳ"_s,     u"5s"_s,         u"five"_s})
        row(nothing, {}, {});
    row(u"99999999999999999999"_s, {}, 1e20);
}

void TestNumbers::reads()
{
    QFETCH(const QString, typed);
    QFETCH(const std::optional<int>, whole);
    QFETCH(const std::optional<double>, decimal);
    QVERIFY(wholeFrom(typed) == whole);
    QVERIFY(decimalFrom(typed) == decimal);
}

QTEST_APPLESS_MAIN(TestNumbers)
#include "tst_numbers.moc"
