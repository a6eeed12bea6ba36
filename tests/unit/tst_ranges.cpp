#include "overlap/folder/ranges.h"

#include <QTest>

using namespace overlap::folder;
using Kind = Ranges::Kind;

// Pure. What Range fields ask for (RFC 9110 §14).
class TestRanges : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void fields_data();
    void fields();
    void anyNumberOfBytes();
    void tooMany();
    void partsAreWithinTheFile();
};

namespace {

// "0-4 6-9": the parts, "-": all is sent, "416": none.
QByteArray textOf(const Ranges &ranges)
{
    if (ranges.kind != Kind::Partial)
        return ranges.kind == Kind::Whole ? "-" : "416";
    QByteArray text;
    for (const Range &part : ranges.parts) {
        text += QByteArray(text.isEmpty() ? "" : " ") + QByteArray::number(part.first) + '-' +
                QByteArray::number(part.end() - 1);
    }
    return text;
}

} // namespace

void TestRanges::fields_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("ofTen");   // of a file with ten bytes
    QTest::addColumn<QByteArray>("ofEmpty"); // of a file without any
    const auto row = [](const char *field, const char *ofTen, const char *ofEmpty) {
        QTest::newRow(field) << QByteArray(field) << QByteArray(ofTen) << QByteArray(ofEmpty);
    };
    row("bytes=0-4", "0-4", "416");
    row("bytes=0-0", "0-0", "416");
    row("bytes=5-", "5-9", "416");
    row("bytes=0-", "0-9", "416");
    row("bytes=9-", "9-9", "416");
    row("bytes=9-9", "9-9", "416");
    row("bytes=5-10", "5-9", "416");
    row("bytes=0-9", "0-9", "416");
    row("bytes=10-", "416", "416");
    row("bytes=10-20", "416", "416");
    row("bytes=-1", "9-9", "-");
    row("bytes=-10", "0-9", "-");
    row("bytes=-11", "0-9", "-");
    row("bytes=-0", "416", "416");
    row("bytes=-000", "416", "416");
    row("bytes=00000000000000000000000000000000000002-3", "2-3", "416");
    row("bytes=0-99999999999999999999999999", "0-9", "416");
    row("bytes=99999999999999999999999999-", "416", "416");
    row("bytes=99999999999999999999999999-99999999999999999999999999", "416", "416");
    row("bytes=-99999999999999999999999999", "0-9", "-");
    row("bytes=9223372036854775807-", "416", "416");
    row("bytes=0-9223372036854775807", "0-9", "416");
    row("bytes=-9223372036854775808", "0-9", "-");

    row("Bytes=0-4", "0-4", "416"); // RFC 9110 §14.1: units ignore case
    row("bytes= 0-4", "0-4", "416");
    row("bytes=0-4 ", "0-4", "416");
    row("bytes=0-4,", "0-4", "416");
    row("bytes=,,0-4", "0-4", "416");

    row("bytes=0-1,4-5", "0-1 4-5", "416");
    row("bytes=0-1 ,\t4-5", "0-1 4-5", "416");
    row("bytes=4-5,0-1", "4-5 0-1", "416");
    row("bytes=0-0,-1", "0-0 9-9", "-");
    row("bytes=0-1,2-3", "0-1 2-3", "416"); // they touch only
    row("bytes=0-1,10-11", "0-1", "416");
    row("bytes=10-,11-", "416", "416");
    row("bytes=0-4,2-6", "0-6", "416");
    row("bytes=2-6,0-4", "0-6", "416");
    row("bytes=8-9,0-4,2-6", "0-6 8-9", "416");
    row("bytes=0-,0-,0-,0-", "0-9", "416");
    row("bytes=0-9,3-4", "0-9", "416");
    row("bytes=0-2,2-4,4-6", "0-6", "416");
    row("bytes=-5,-3", "5-9", "-");

    for (const char *wrong : {"",
                              "bytes",
                              "bytes=",
                              "bytes=,",
                              "bytes=-",
                              "bytes=--1",
                              "bytes=1--2",
                              "bytes=1",
                              "bytes=a-",
                              "bytes=-a",
                              "bytes=0-a",
                              "bytes=5-4",
                              "bytes=0-1,5-4",
                              "bytes=0-1,x",
                              "bytes=0 - 1",
                              "bytes=0- 1",
                              "bytes =0-1",
                              " bytes=0-1",
                              "bytes=+0-1",
                              "bytes=0-+1",
                              "bytes=0x0-1",
                              "bytes=1.0-2",
                              "bytes:0-1",
                              "octets=0-1",
                              "items=0-1",
                              "bytes=0-1;4-5",
                              "bytes=0-1-2",
                              "bytes=\"0-1\"",
                              "0-1",
                              "=0-1"})
        row(wrong, "-", "-");
}

void TestRanges::fields()
{
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, ofTen);
    QFETCH(QByteArray, ofEmpty);
    QCOMPARE(textOf(rangesOf(field, 10)), ofTen);
    QCOMPARE(textOf(rangesOf(field, 0)), ofEmpty);
}

void TestRanges::anyNumberOfBytes()
{
    constexpr qint64 size = std::numeric_limits<qint64>::max();
    QCOMPARE(textOf(rangesOf("bytes=9223372036854775806-", size)),
             QByteArray("9223372036854775806-9223372036854775806"));
    QCOMPARE(textOf(rangesOf("bytes=-1", size)),
             QByteArray("9223372036854775806-9223372036854775806"));
    QCOMPARE(textOf(rangesOf("bytes=1-", size)), QByteArray("1-9223372036854775806"));
}

void TestRanges::tooMany()
{
    QByteArray field = "bytes=0-0";
    for (int i = 1; i < mostRanges; ++i)
        field += ',' + QByteArray::number(2 * i) + '-' + QByteArray::number(2 * i);
    QCOMPARE(rangesOf(field, 1000).parts.size(), std::size_t(mostRanges));
    QCOMPARE(rangesOf(field, 1).kind, Kind::Partial);
    QCOMPARE(rangesOf(field + ",900-900", 1000).kind, Kind::Whole);
    QCOMPARE(rangesOf(field + ",0-0", 1000).kind, Kind::Whole);
    QCOMPARE(rangesOf(field + ",5000-", 1000).kind, Kind::Whole);
}

// Whatever is asked for: what is sent lies in the file, and no byte is sent twice.
void TestRanges::partsAreWithinTheFile()
{
    const QList<QByteArray> specs{"0-0", "0-", "1-3", "3-1", "2-",  "5-5", "-1",
                                  "-3",  "-9", "4-9", "9-",  "7-7", "-0",  ""};
    for (const QByteArray &a : specs) {
        for (const QByteArray &b : specs) {
            for (const QByteArray &c : specs) {
                const Ranges ranges = rangesOf("bytes=" + a + ',' + b + ',' + c, 8);
                QByteArray sent(8, '0');
                for (const Range &part : ranges.parts) {
                    QVERIFY(part.first >= 0 && part.size > 0 && part.end() <= 8);
                    for (qint64 at = part.first; at < part.end(); ++at)
                        QCOMPARE(sent[at]++, '0');
                }
                QCOMPARE(ranges.kind == Kind::Partial, !ranges.parts.empty());
            }
        }
    }
}

QTEST_APPLESS_MAIN(TestRanges)
#include "tst_ranges.moc"
