#include "overlap/script/size.h"

#include <QTest>

using namespace overlap::script;

// Pure. Sizes in targets.
class TestSize : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsAndPrints_data();
    void readsAndPrints();
    void refuses_data();
    void refuses();
};

void TestSize::readsAndPrints_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("bytes");
    QTest::addColumn<QByteArray>("canonical");
    const auto row = [](const char *text, qint64 bytes, const char *canonical) {
        QTest::newRow(text) << QByteArray(text) << bytes << QByteArray(canonical);
    };
    row("0", 0, "0");
    row("0TiB", 0, "0");
    row("1", 1, "1");
    row("007", 7, "7");
    row("512B", 512, "512");
    row("10KB", 10'000, "10KB");
    row("10kB", 10'000, "10KB");
    row("10KiB", 10'240, "10KiB");
    row("1024", 1024, "1KiB");
    row("1024KiB", 1 << 20, "1MiB");
    row("1000KB", 1'000'000, "1MB");
    row("3GB", 3'000'000'000, "3GB");
    row("3GiB", 3LL << 30, "3GiB");
    row("1TB", 1'000'000'000'000, "1TB");
    row("1TiB", largestSize, "1TiB");
    row("1099511627776", largestSize, "1TiB");
    row("128000", 128'000, "125KiB");
}

void TestSize::readsAndPrints()
{
    QFETCH(QByteArray, text);
    QFETCH(qint64, bytes);
    QFETCH(QByteArray, canonical);
    QVERIFY(parseSize(text) == bytes);
    QCOMPARE(printSize(bytes), canonical);
    QVERIFY(parseSize(canonical) == bytes);
}

void TestSize::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : {"",     "B",       "KiB",           "-1",
                             "+1",   "1.5KiB",  "1 KiB",         " 1",
                             "1kib", "1K",      "1kiB",          "1mB",
                             "1BB",  "1KiBB",   "0x10",          "1e3",
                             "2TiB", "1025GiB", "1099511627777", "99999999999999999999"})
        QTest::newRow(text) << QByteArray(text);
}

void TestSize::refuses()
{
    QFETCH(QByteArray, text);
    QVERIFY(!parseSize(text));
}

QTEST_GUILESS_MAIN(TestSize)
#include "tst_size.moc"
