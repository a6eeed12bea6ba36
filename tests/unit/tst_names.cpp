#include "overlap/http/method.h"
#include "overlap/record/names.h"
#include "records.h"

#include <QSet>
#include <QTest>

using namespace overlap;
using namespace overlap::record;

class TestNames : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyPhaseHasItsOwnName();
    void everyOutcomeHasItsOwnName();
    void tellsTheMethod();
    void tellsErrors_data();
    void tellsErrors();
};

void TestNames::everyPhaseHasItsOwnName()
{
    QSet<QString> names;
    for (int i = 0; i < phaseCount; ++i)
        names.insert(QString(phaseName(Phase(i))));
    QCOMPARE(names.size(), phaseCount);
    QVERIFY(!names.contains(QString()));
    QCOMPARE(phaseName(Phase::TimerLateness), QLatin1StringView("timer lateness"));
}

void TestNames::everyOutcomeHasItsOwnName()
{
    QSet<QString> names;
    for (int i = 0; i <= int(Outcome::NeverRun); ++i)
        names.insert(QString(outcomeName(Outcome(i))));
    QCOMPARE(names.size(), int(Outcome::NeverRun) + 1);
    QVERIFY(!names.contains(QString()));
    QCOMPARE(outcomeName(Outcome::AbortedByClient), QLatin1StringView("aborted by client"));
}

void TestNames::tellsTheMethod()
{
    Record record;
    QCOMPARE(methodName(record), QLatin1StringView("?"));
    record.method = quint8(http::Method::Get);
    QCOMPARE(methodName(record), QLatin1StringView("GET"));
}

void TestNames::tellsErrors_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("outcome");
    QTest::addColumn<bool>("error");
    QTest::newRow("200") << 200 << int(Outcome::Answered) << false;
    QTest::newRow("399") << 399 << int(Outcome::Answered) << false;
    QTest::newRow("404") << 404 << int(Outcome::Answered) << true;
    QTest::newRow("500") << 500 << int(Outcome::Answered) << true;
    QTest::newRow("in flight") << 0 << int(Outcome::InFlight) << false;
    QTest::newRow("refused") << 400 << int(Outcome::Refused) << true;
    QTest::newRow("timed out") << 0 << int(Outcome::TimedOut) << true;
    QTest::newRow("aborted") << 200 << int(Outcome::AbortedByClient) << true;
    QTest::newRow("never run") << 0 << int(Outcome::NeverRun) << true;
}

void TestNames::tellsErrors()
{
    QFETCH(int, status);
    QFETCH(int, outcome);
    Record record = finishedRecord(1, 0, 1);
    record.status = quint16(status);
    record.outcome = Outcome(outcome);
    QTEST(isError(record), "error");
}

QTEST_APPLESS_MAIN(TestNames)
#include "tst_names.moc"
