#include "overlap/text/format.h"

#include <QtTest>

#include <array>
#include <limits>
#include <numeric>

using namespace overlap::text;
using namespace Qt::StringLiterals;

class TestFormat : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void duration_data();
    void duration();
    void seconds();
    void count();
    void bytes_data();
    void bytes();
    void factor();
    void plain_data();
    void plain();
    void plainNeverShowsControls();
};

void TestFormat::duration_data()
{
    QTest::addColumn<qint64>("ns");
    QTest::addColumn<QString>("text");
    const auto row = [](qint64 ns, const char *text) {
        QTest::newRow(text) << ns << QString::fromUtf8(text);
    };
    row(-1, "–");
    row(0, "0 ms");
    row(250, "<0.001 ms");
    row(2'000, "0.002 ms");
    row(9'499, "0.009 ms");
    row(9'500, "0.01 ms");
    row(50'000, "0.05 ms");
    row(94'999, "0.09 ms");
    row(95'000, "0.1 ms");
    row(400'000, "0.4 ms");
    row(9'949'999, "9.9 ms");
    row(9'950'000, "10 ms");
    row(12'345'678, "12 ms");
    row(999'499'999, "999 ms");
    row(999'500'000, "1.000 s");
    row(5'001'000'000, "5.001 s");
    row(59'999'499'999, "59.999 s");
    row(59'999'500'000, "1 min 0 s");
    row(599'040'000'000, "9 min 59 s");
    row(599'960'000'000, "10 min 0 s");
    row(3'599'440'000'000, "59 min 59 s");
    row(3'599'600'000'000, "1 h 0 min 0 s");
    row(3'725'000'000'000, "1 h 2 min 5 s");
    row(58'227'400'000'000, "16 h 10 min 27 s");
}

void TestFormat::duration()
{
    QFETCH(qint64, ns);
    QFETCH(QString, text);
    QCOMPARE(durationText(ns), text);
}

void TestFormat::seconds()
{
    QCOMPARE(secondsText(0), u"0.000"_s);
    QCOMPARE(secondsText(6'012'499'999), u"6.012"_s);
    QCOMPARE(secondsText(6'012'500'000), u"6.013"_s);
    QCOMPARE(secondsText(-1'500'000'000), u"-1.500"_s);
}

void TestFormat::count()
{
    QCOMPARE(countText(0), u"0"_s);
    QCOMPARE(countText(999), u"999"_s);
    QCOMPARE(countText(1284), u"1\u2009284"_s);
    QCOMPARE(countText(1'000'000), u"1\u2009000\u2009000"_s);
}

void TestFormat::bytes_data()
{
    QTest::addColumn<quint64>("bytes");
    QTest::addColumn<QString>("text");
    QTest::newRow("0") << quint64(0) << u"0"_s;
    QTest::newRow("312") << quint64(312) << u"312"_s;
    QTest::newRow("1023") << quint64(1023) << u"1023"_s;
    QTest::newRow("1024") << quint64(1024) << u"1 KiB"_s;
    QTest::newRow("1536") << quint64(1536) << u"1.5 KiB"_s;
    QTest::newRow("just below 1 MiB") << quint64(1024 * 1024 - 1) << u"1 MiB"_s;
    QTest::newRow("16 MiB") << quint64(16 << 20) << u"16 MiB"_s;
    QTest::newRow("most") << std::numeric_limits<quint64>::max() << u"16 EiB"_s;
}

void TestFormat::bytes()
{
    QFETCH(quint64, bytes);
    QFETCH(QString, text);
    QCOMPARE(bytesText(bytes), text);
}

void TestFormat::factor()
{
    QCOMPARE(factorText(7.42), u"7.4×"_s);
    QCOMPARE(factorText(7.98), u"8×"_s);
    QCOMPARE(factorText(1), u"1×"_s);
    QCOMPARE(factorText(0), u"0×"_s);
    QCOMPARE(factorText(99.96), u"100×"_s);
    QCOMPARE(factorText(9'876.5), u"9\u2009877×"_s);
    QCOMPARE(factorText(std::numeric_limits<double>::quiet_NaN()), u"–"_s);
    QCOMPARE(factorText(std::numeric_limits<double>::infinity()), u"–"_s);
}

void TestFormat::plain_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("keepLines");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *name, const QByteArray &bytes, const QString &text,
                        bool keepLines = false) {
        QTest::newRow(name) << bytes << keepLines << text;
    };
    row("nothing", "", u""_s);
    row("as it is", "GET /sleep?n=1 <b>&amp;", u"GET /sleep?n=1 <b>&amp;"_s);
    row("letters", "/caf\xc3\xa9/\xe6\xbc\xa2", u"/café/漢"_s);
    row("beyond the first plane", "\xf0\x9f\x98\x80", u"😀"_s);
    row("control", "\x1b[31m", u"\\x1b[31m"_s);
    row("null", QByteArray("a\0b", 3), u"a\\x00b"_s);
    row("delete", "\x7f", u"\\x7f"_s);
    row("C1 control", "\xc2\x85", u"\\u0085"_s);
    row("right-to-left override", "\xe2\x80\xae", u"\\u202e"_s);
    row("isolate", "\xe2\x81\xa6", u"\\u2066"_s);
    row("zero width", "\xe2\x80\x8b\xef\xbb\xbf", u"\\u200b\\ufeff"_s);
    row("line separator", "\xe2\x80\xa8", u"\\u2028"_s, true);
    row("no-break space", "\xc2\xa0", u"\\u00a0"_s);
    row("filler", "\xe3\x85\xa4", u"\\u3164"_s);
    row("marks and the letter mark", "\xe2\x80\x8e\xe2\x80\x8f\xd8\x9c",
        u"\\u200e\\u200f\\u061c"_s);
    row("paragraph separator", "\xe2\x80\xa9", u"\\u2029"_s, true);
    row("place of an object", "\xef\xbf\xbc", u"\\ufffc"_s);
    row("null notehead", "\xf0\x9d\x85\x99", u"\\U0001d159"_s);
    row("joiner", "\xe2\x80\x8d", u"\\u200d"_s);
    row("private use", "\xee\x80\x80", u"\\ue000"_s);
    row("tag", "\xf3\xa0\x80\x81", u"\\U000e0001"_s);
    row("not UTF-8", "a\xff\xc3", u"a\\xff\\xc3"_s);
    row("overlong", "\xc0\xaf", u"\\xc0\\xaf"_s);
    row("surrogate", "\xed\xa0\x80", u"\\xed\\xa0\\x80"_s);
    row("past the last", "\xf4\x90\x80\x80", u"\\xf4\\x90\\x80\\x80"_s);
    row("cut", "\xe6\xbc", u"\\xe6\\xbc"_s);
    row("lines as escapes", "a\r\nb\tc", u"a\\x0d\\x0ab\\x09c"_s);
    row("lines kept", "a\r\nb\n\tc\rd", u"a\nb\n\tc\\x0dd"_s, true);
}

void TestFormat::plain()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, keepLines);
    QFETCH(QString, text);
    QCOMPARE(plainText(bytes, keepLines), text);
}

void TestFormat::plainNeverShowsControls()
{
    for (int a = 0; a < 256; ++a) {
        for (int b = 0; b < 256; ++b) {
            const char bytes[] = {char(a), char(b), 'x'};
            for (const QChar c : plainText(QByteArrayView(bytes, 3)))
                QVERIFY(c.isPrint() && c.category() != QChar::Other_Format);
        }
    }
    std::array<char32_t, 0x1000> codes{}; // together, as calls cost more than characters
    for (char32_t first = 0; first <= 0x10ffff; first += codes.size()) {
        std::iota(codes.begin(), codes.end(), first);
        const QString text = QString::fromUcs4(codes.data(), qsizetype(codes.size()));
        for (const uint c : plainText(text.toUtf8()).toUcs4())
            QVERIFY2(QChar::isPrint(c) && QChar::category(c) != QChar::Other_Format &&
                         QChar::category(c) != QChar::Other_PrivateUse,
                     qPrintable(QString::number(c, 16)));
    }
}

QTEST_MAIN(TestFormat)
#include "tst_format.moc"
