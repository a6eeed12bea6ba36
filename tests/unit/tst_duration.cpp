#include "overlap/script/duration.h"

#include <QTest>

using namespace overlap::script;
using namespace std::chrono_literals;

class TestDuration : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void accepts_data();
    void accepts();
    void refuses_data();
    void refuses();
    void prints_data();
    void prints();
};

void TestDuration::accepts_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("ns");
    const auto row = [](const char *text, std::chrono::nanoseconds ns) {
        QTest::newRow(text) << QByteArray(text) << qint64(ns.count());
    };
    row("250ms", 250ms);
    row("1.5s", 1500ms);
    row("2", 2s);
    row("2s", 2s);
    row("0", 0s);
    row("0.5", 500ms);
    row("1.25ms", 1250us);
    row("600", 600s);
    row("600000ms", 600s);
    row("000000000000002", 2s);
    row("0.0000000019", 1ns);
    row("599.999999999", 600s - 1ns);
}

void TestDuration::accepts()
{
    QFETCH(QByteArray, text);
    QFETCH(qint64, ns);
    const auto duration = parseDuration(text);
    QVERIFY(duration);
    QCOMPARE(duration->count(), ns);
}

void TestDuration::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : {"",         "s",
                             "ms",       ".",
                             ".5",       "1.",
                             "1.s",      "-1",
                             "+1",       "1 s",
                             " 1",       "1m",
                             "1h",       "1e3",
                             "0x10",     "1,5",
                             "1.5.5",    "soon",
                             "601",      "600.000000001",
                             "600001ms", "99999999999999999999",
                             "1S",       "1MS",
                             "1sms",     "1ss",
                             "١"})
        QTest::newRow(text) << QByteArray(text);
}

void TestDuration::refuses()
{
    QFETCH(QByteArray, text);
    QVERIFY(!parseDuration(text));
}

void TestDuration::prints_data()
{
    QTest::addColumn<qint64>("ns");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](std::chrono::nanoseconds ns, const char *text) {
        QTest::newRow(text) << qint64(ns.count()) << QByteArray(text);
    };
    row(0ns, "0s");
    row(1ns, "0.000001ms");
    row(250ms, "250ms");
    row(1250us, "1.25ms");
    row(999'999'999ns, "999.999999ms");
    row(1s, "1s");
    row(1500ms, "1.5s");
    row(1s + 1ns, "1.000000001s");
    row(10s, "10s");
    row(longestDuration, "600s");
}

void TestDuration::prints()
{
    QFETCH(qint64, ns);
    QFETCH(QByteArray, text);
    QCOMPARE(printDuration(std::chrono::nanoseconds(ns)), text);
    QCOMPARE(parseDuration(text)->count(), ns);
}

QTEST_GUILESS_MAIN(TestDuration)
#include "tst_duration.moc"
