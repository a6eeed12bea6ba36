#include "app/headlesslesson.h"
#include "overlap/lesson/run.h"
#include "patience.h"

#include <QProcess>
#include <QSignalSpy>
#include <QTcpSocket>

using namespace overlap;
using namespace overlap::lesson;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

// Each lesson on a real server: what its page says is what is measured.
class TestLessonRuns : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void showsWhatItSays_data();
    void showsWhatItSays();
    void goesByWhatIsMeasured();
    void usesAServerThatServes();
    void startsAnewWithOtherLoops();
    void saysThatItCannotServe();
    void saysThatOthersSend();
    void waitsForWhatACancelledRunLeft();
    void tellsItsRequestsFromOthers();
    void canBeCancelled();
    void noticesThatTheServerStops();
    void canBeDeletedAnyTime();
    void theProgramRunsOne();
    void theProgramSaysWhenItFails();
};

namespace {

const Settings anyPort = [] {
    Settings settings;
    settings.port = 0;
    return settings;
}();

const Lesson &numbered(int number)
{
    return lessons()[size_t(number) - 1];
}

// A lesson that takes longer than any test.
Lesson endless()
{
    Lesson lesson = numbered(6);
    lesson.plan.targets = {"/sleep/600s?n={n}"};
    return lesson;
}

Result resultOf(Run &run)
{
    QSignalSpy finished(&run, &Run::finished);
    Result result;
    QObject::connect(&run, &Run::finished, [&](const Result &ended) { result = ended; });
    run.start();
    if (!waitFor([&] { return !finished.isEmpty(); }))
        result.error = u"it did not end"_s;
    return result;
}

Result resultOf(Session &session, const Lesson &lesson)
{
    Run run(session, lesson, Pace::Fifth, anyPort);
    return resultOf(run);
}

} // namespace

void TestLessonRuns::showsWhatItSays_data()
{
    QTest::addColumn<int>("number");
    QTest::addColumn<net::TransportFactory>("transport");
    for (const Lesson &lesson : lessons())
        QTest::addRow("%d %s", lesson.number, qPrintable(lesson.name))
            << lesson.number << net::fastestTransport;
    for (const int number : {1, 2, 5, 10}) // what they measure could depend on it
        QTest::addRow("%d, portable", number) << number << net::portableTransport;
}

void TestLessonRuns::showsWhatItSays()
{
    QFETCH(int, number);
    QFETCH(net::TransportFactory, transport);
    const Lesson &lesson = numbered(number);
    Settings settings = anyPort;
    settings.connections.transport = transport;
    Session session;
    Result result;
    for (int runs = 0; runs < 3 && !result.isAsExpected; ++runs) { // as its note advises
        Run run(session, lesson, Pace::Fifth, settings);
        result = resultOf(run);
        QCOMPARE(result.error, QString());
    }
    QVERIFY2(result.isAsExpected, qPrintable(result.measured));
    QCOMPARE(result.answer, std::optional(lesson.expected));
    QVERIFY(result.note.isEmpty());
    QVERIFY2(!result.explanation.contains(u'{'), qPrintable(result.explanation));
    QVERIFY2(!result.explanation.contains(u'–'), qPrintable(result.explanation));
}

// The same lesson, but on a server that handles requests otherwise.
void TestLessonRuns::goesByWhatIsMeasured()
{
    Session session;
    Lesson lesson = numbered(4);
    lesson.strategy.name = "concurrent"_L1;
    Result result;
    for (int runs = 0; runs < 3 && result.answer != 0; ++runs)
        result = resultOf(session, lesson);
    QCOMPARE(result.error, QString());
    QCOMPARE(result.answer, std::optional(0));
    QVERIFY(!result.isAsExpected);
    QVERIFY2(result.note.contains(u"Run it again"_s), qPrintable(result.note));
    QVERIFY(result.explanation.isEmpty());
    QVERIFY(!result.values.value(u"answered"_s).isEmpty());

    lesson.answers[0].range = {100, 200};
    lesson.answers[1].range = {300, 400};
    result = resultOf(session, lesson);
    QCOMPARE(result.answer, std::optional<int>());
    QVERIFY(!result.isAsExpected);
}

void TestLessonRuns::usesAServerThatServes()
{
    Session session;
    session.start(anyPort);
    QTRY_VERIFY(session.isServing());
    const QUrl url = session.url();
    QSignalSpy states(&session, &Session::stateChanged);
    QCOMPARE(resultOf(session, numbered(1)).error, QString());
    QCOMPARE(states.size(), 0);
    QCOMPARE(session.url(), url);
}

void TestLessonRuns::startsAnewWithOtherLoops()
{
    Session session;
    session.start(anyPort);
    QTRY_VERIFY(session.isServing());
    QCOMPARE(resultOf(session, numbered(10)).error, QString());
    QVERIFY(session.isServing());
    QCOMPARE(session.settings().threads, 2);
    QCOMPARE(resultOf(session, numbered(1)).error, QString());
    QCOMPARE(session.settings().threads, 1);
}

void TestLessonRuns::saysThatItCannotServe()
{
    Session session;
    Settings settings;
    settings.host = u"no where"_s;
    Run run(session, numbered(1), Pace::Fifth, settings);
    const Result result = resultOf(run);
    QVERIFY2(result.error.contains(u"no where"_s), qPrintable(result.error));
    QVERIFY(!result.answer && !run.isRunning());
}

void TestLessonRuns::saysThatOthersSend()
{
    Session session;
    session.start(anyPort);
    QTRY_VERIFY(session.isServing());
    load::Plan plan;
    plan.targets = {"/sleep/600s"};
    session.send(plan);
    const Result result = resultOf(session, numbered(1));
    QVERIFY2(result.error.contains(u"being sent"_s), qPrintable(result.error));
    QVERIFY(session.isSending()); // undisturbed
}

// A blocked loop reads the rest of a run that was cancelled, though its clients have gone.
void TestLessonRuns::waitsForWhatACancelledRunLeft()
{
    Session session;
    Result result;
    for (int runs = 0; runs < 3 && !result.isAsExpected; ++runs) {
        Run left(session, numbered(5), Pace::Fifth, anyPort);
        QSignalSpy finished(&left, &Run::finished);
        left.start();
        QTRY_COMPARE(session.store().inFlight().size(), size_t(1));
        left.cancel();
        QTRY_COMPARE(finished.size(), 1);
        result = resultOf(session, numbered(6));
    }
    QVERIFY2(result.isAsExpected, qPrintable(result.measured));
    QCOMPARE(result.values.value(u"handled"_s), u"8"_s);
}

void TestLessonRuns::tellsItsRequestsFromOthers()
{
    Session session;
    Run run(session, numbered(6), Pace::Fifth, anyPort);
    Result result;
    connect(&run, &Run::finished, this, [&](const Result &ended) { result = ended; });
    run.start();
    QTRY_VERIFY(!session.store().inFlight().empty());
    QTcpSocket other;
    other.connectToHost(QHostAddress::LocalHost, session.listening().port);
    other.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    QTRY_VERIFY(!run.isRunning());
    QVERIFY(other.bytesAvailable() > 0);
    QVERIFY(!result.isAsExpected);
    QVERIFY2(result.note.contains(u"other requests"_s), qPrintable(result.note));
}

void TestLessonRuns::canBeCancelled()
{
    Session session;
    Run run(session, endless(), Pace::Fifth, anyPort);
    QSignalSpy finished(&run, &Run::finished);
    Result result;
    connect(&run, &Run::finished, this, [&](const Result &ended) { result = ended; });
    run.start();
    QTRY_COMPARE(session.store().inFlight().size(), size_t(8));
    run.cancel();
    run.cancel();
    QCOMPARE(finished.size(), 0);
    QTRY_COMPARE(finished.size(), 1);
    QVERIFY2(result.error.contains(u"cancelled"_s), qPrintable(result.error));
    QVERIFY(!session.isSending() && !run.isRunning());

    Run byHand(session, endless(), Pace::Fifth, anyPort);
    QSignalSpy byHandFinished(&byHand, &Run::finished);
    byHand.start();
    QTRY_VERIFY(session.isSending());
    session.cancelSend();
    QTRY_COMPARE(byHandFinished.size(), 1);
    QVERIFY(!byHandFinished[0][0].value<Result>().error.isEmpty());

    Run early(session, endless(), Pace::Fifth, anyPort);
    QSignalSpy earlyFinished(&early, &Run::finished);
    early.start();
    early.cancel();
    QTRY_COMPARE(earlyFinished.size(), 1);
}

void TestLessonRuns::noticesThatTheServerStops()
{
    Session session;
    Run run(session, endless(), Pace::Fifth, anyPort);
    QSignalSpy finished(&run, &Run::finished);
    Result result;
    connect(&run, &Run::finished, this, [&](const Result &ended) { result = ended; });
    run.start();
    QTRY_COMPARE(session.store().inFlight().size(), size_t(8));
    session.stop();
    QTRY_COMPARE(finished.size(), 1);
    QVERIFY2(result.error.contains(u"stopped"_s), qPrintable(result.error));
    QTRY_COMPARE(session.state(), Session::State::Stopped);
}

void TestLessonRuns::canBeDeletedAnyTime()
{
    Session session;
    auto run = std::make_unique<Run>(session, endless(), Pace::Fifth, anyPort);
    run->start();
    run.reset();
    QTRY_VERIFY(session.isServing());
    run = std::make_unique<Run>(session, endless(), Pace::Fifth, anyPort);
    run->start();
    QTRY_COMPARE(session.store().inFlight().size(), size_t(8));
    run.reset();
    QTRY_VERIFY(!session.isSending());
}

void TestLessonRuns::theProgramRunsOne()
{
    QProcess process;
    for (int runs = 0; runs < 3; ++runs) {
        process.start(QString::fromUtf8(OVERLAP_PROGRAM), {u"--headless"_s, u"--lesson"_s, u"4"_s});
        QTRY_COMPARE(process.state(), QProcess::NotRunning);
        QCOMPARE(process.readAllStandardError(), QByteArray());
        if (process.exitCode() == 0)
            break;
    }
    QCOMPARE(process.exitCode(), 0);
    const QString text = QString::fromUtf8(process.readAllStandardOutput());
    for (const QString &said :
         {u"Lesson 4 of 12: A slow request\n"_s, u"\n  2. After almost 1 s\n"_s,
          u"\nMeasured: Request 2 of 2 was answered after "_s,
          u"\nThat is answer 2, as expected.\n"_s,
          u"\n  overlap --headless --strategy serial\n  curl "_s})
        QVERIFY2(text.contains(said), qPrintable(text));
    for (const QString &line : text.split(u'\n'))
        QVERIFY2(line.size() <= 78 || line.startsWith("  curl "_L1), qPrintable(line));
}

void TestLessonRuns::theProgramSaysWhenItFails()
{
    Result result;
    result.measured = u"It was seen."_s;
    result.note = u"Run it again."_s;
    QCOMPARE(
        app::resultText(numbered(4), result),
        u"Measured: It was seen.\nNo answer says that: expected was answer 2. Run it again.\n"_s);
    result.answer = 0;
    QCOMPARE(app::resultText(numbered(4), result),
             u"Measured: It was seen.\nThat is answer 1: expected was answer 2. Run it again.\n"_s);
    QProcess process;
    process.start(QString::fromUtf8(OVERLAP_PROGRAM),
                  {u"--headless"_s, u"--lesson"_s, u"1"_s, u"--host"_s, u"203.0.113.1"_s});
    QTRY_COMPARE(process.state(), QProcess::NotRunning);
    QCOMPARE(process.exitCode(), 1);
    QVERIFY(process.readAllStandardError().startsWith("overlap: "));
}

QTEST_GUILESS_MAIN(TestLessonRuns)
#include "tst_lessonruns.moc"
