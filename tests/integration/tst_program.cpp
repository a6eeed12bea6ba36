#include "app/options.h"
#include "rawclient.h"

#include <QProcess>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

using namespace overlap;
using namespace Qt::StringLiterals;

// The program as people start it, without a window.
class TestProgram : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void parsesOptions();
    void refusesOptions_data();
    void refusesOptions();
    void printsHelp();
    void servesUntilTerminated_data();
    void servesUntilTerminated();
    void printsRequestsWhenVerbose();
    void portInUse();
    void exposureIsSaid();
    void saysWhatBrowsersRefuse();
    void unreadOutputHoldsNobodyUp();
    void stopsWhenItsOutputIsClosed();

private:
    static bool serves(QProcess &process, const QStringList &options, QUrl &url);
    static void interrupt(QProcess &process, int number);
};

bool TestProgram::serves(QProcess &process, const QStringList &options, QUrl &url)
{
    process.start(QString::fromUtf8(OVERLAP_PROGRAM),
                  QStringList{u"--headless"_s, u"--port"_s, u"0"_s} + options);
    if (!QTest::qWaitFor([&] { return process.canReadLine(); }))
        return false;
    const QByteArray line = process.readLine();
    url = QUrl(QString::fromLatin1(line.split(' ').value(2)));
    return line.startsWith("Listening on http://localhost:") && line.endsWith(")\n");
}

void TestProgram::interrupt(QProcess &process, int number)
{
#ifdef Q_OS_UNIX
    ::kill(pid_t(process.processId()), number);
#else
    Q_UNUSED(number);
    process.terminate();
#endif
}

void TestProgram::parsesOptions()
{
    const auto parsed = app::parseOptions(
        {u"overlap"_s, u"--host"_s, u"::1"_s, u"--port=0"_s, u"--headless"_s, u"--verbose"_s});
    QVERIFY(std::holds_alternative<app::Options>(parsed));
    const auto options = std::get<app::Options>(parsed);
    QVERIFY(options.headless && options.verbose && !options.start);
    QCOMPARE(options.host, u"::1"_s);
    QCOMPARE(options.port, quint16(0));
    const auto none = std::get<app::Options>(app::parseOptions({u"overlap"_s}));
    QVERIFY(!none.headless && !none.verbose && !none.start && !none.host && !none.port);
    QVERIFY(!none.cors);
    QVERIFY(std::get<app::Options>(app::parseOptions({u"overlap"_s, u"--cors"_s})).cors);
}

void TestProgram::refusesOptions_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("says");
    QTest::newRow("unknown") << QStringList{u"--tea"_s} << u"tea"_s;
    QTest::newRow("stray") << QStringList{u"tea"_s} << u"“tea”"_s;
    QTest::newRow("port") << QStringList{u"--port"_s, u"65536"_s} << u"from 0 to 65535"_s;
    QTest::newRow("port text") << QStringList{u"--port"_s, u"http"_s} << u"“http”"_s;
    QTest::newRow("threads") << QStringList{u"--threads"_s, u"0"_s} << u"from 1 to 64"_s;
    QTest::newRow("strategy") << QStringList{u"--strategy"_s, u"none"_s}
                              << u"concurrent, serial, limited"_s;
    QTest::newRow("limit") << QStringList{u"--limit"_s, u"0"_s} << u"from 1 to 100000"_s;
    QTest::newRow("pool") << QStringList{u"--pool"_s, u"many"_s} << u"from 1 to 1000"_s;
    QTest::newRow("port missing") << QStringList{u"--port"_s} << u"port"_s;
    QTest::newRow("host") << QStringList{u"--host"_s, u"no where"_s} << u"“no where”"_s;
    QTest::newRow("verbose window") << QStringList{u"--verbose"_s} << u"--headless"_s;
}

void TestProgram::refusesOptions()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, says);
    QProcess process;
    process.start(QString::fromUtf8(OVERLAP_PROGRAM), arguments);
    QTRY_COMPARE(process.state(), QProcess::NotRunning);
    QCOMPARE(process.exitCode(), 2);
    QCOMPARE(process.readAllStandardOutput(), QByteArray());
    const QString text = QString::fromUtf8(process.readAllStandardError());
    QVERIFY2(text.contains(says), qPrintable(text));
    QCOMPARE(text.count(QLatin1Char('\n')), 1);
}

void TestProgram::printsHelp()
{
    QProcess process;
    process.start(QString::fromUtf8(OVERLAP_PROGRAM), {u"--help"_s});
    QTRY_COMPARE(process.state(), QProcess::NotRunning);
    QCOMPARE(process.exitCode(), 0);
    QVERIFY(process.readAllStandardOutput().contains("--headless"));
}

void TestProgram::servesUntilTerminated_data()
{
    QTest::addColumn<int>("number");
#ifdef Q_OS_UNIX
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
#else
    QSKIP("There are no such signals here");
#endif
}

void TestProgram::servesUntilTerminated()
{
    QFETCH(int, number);
    QProcess process;
    QUrl url;
    QVERIFY(serves(process, {}, url));
    RawClient sleeper(quint16(url.port()));
    RawClient other(quint16(url.port()));
    sleeper.get("/sleep/300ms");
    other.get("/");
    QTRY_VERIFY(other.hasResponses(1));
    interrupt(process, number);
    QTRY_COMPARE(process.state(), QProcess::NotRunning);
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 0);
    QTRY_VERIFY(sleeper.hasResponses(1));
    QCOMPARE(process.readAllStandardOutput(), QByteArray());
    QCOMPARE(process.readAllStandardError(), QByteArray());
}

void TestProgram::printsRequestsWhenVerbose()
{
    QProcess process;
    QUrl url;
    QVERIFY(serves(process, {u"--verbose"_s}, url));
    RawClient client(quint16(url.port()));
    client.get("/nope");
    QTRY_VERIFY(process.canReadLine());
    const QByteArray line = process.readLine();
    QVERIFY2(line.contains(" 404 GET /nope "), line);
    const auto lineFor = [&](const QByteArray &bytes) {
        RawClient other(quint16(url.port()));
        other.send(bytes);
        return QTest::qWaitFor([&] { return process.canReadLine(); }) ? process.readLine()
                                                                      : QByteArray();
    };
    const QByteArray blank = lineFor("GET /a b HTTP/1.1\r\n\r\n");
    QVERIFY2(blank.contains(" 400 GET /a ") && blank.contains("(refused: The request line"), blank);
    const QByteArray hello = lineFor("\x16\x03\x01");
    QVERIFY2(hello.contains("(refused: This looks like TLS: use http:// instead of https://)"),
             hello);
    process.kill();
    QTRY_COMPARE(process.state(), QProcess::NotRunning);
}

void TestProgram::portInUse()
{
    QTcpServer other;
    QVERIFY(other.listen(loopback()));
    const QString port = QString::number(other.serverPort());
    QProcess process;
    process.start(QString::fromUtf8(OVERLAP_PROGRAM), {u"--headless"_s, u"--port"_s, port});
    QTRY_COMPARE(process.state(), QProcess::NotRunning);
    QCOMPARE(process.exitCode(), 1);
    QCOMPARE(process.readAllStandardOutput(), QByteArray());
    const QByteArray text = process.readAllStandardError();
    QVERIFY2(
        text.contains("already listens on " + endpoint(loopback(), port.toUShort()).toLatin1()),
        text);
    QCOMPARE(text.count('\n'), 1);
}

void TestProgram::exposureIsSaid()
{
    QProcess process;
    process.start(QString::fromUtf8(OVERLAP_PROGRAM),
                  {u"--headless"_s, u"--host"_s, u"::"_s, u"--port"_s, u"0"_s});
    QByteArray said;
    QTRY_VERIFY((said += process.readAllStandardError()).contains('\n'));
    QVERIFY2(said.startsWith("overlap: Other machines can reach this server "), said);
    QVERIFY2(!said.contains("0.0.0.0") && !said.contains("[::]"), said);
    const QByteArray line = process.readLine();
    QVERIFY2(line.startsWith("Listening on http://localhost:"), line);
    process.kill();
    QTRY_COMPARE(process.state(), QProcess::NotRunning);
}

#ifdef Q_OS_UNIX

namespace {

// The program with its output in a pipe that is read where the test does.
class Piped
{
public:
    Piped()
    {
        const QByteArray path = m_folder.filePath(u"pipe"_s).toLocal8Bit();
        ::mkfifo(path.constData(), 0600);
        m_pipe = ::open(path.constData(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        program.setStandardOutputFile(QString::fromLocal8Bit(path));
        program.start(QString::fromUtf8(OVERLAP_PROGRAM),
                      {u"--headless"_s, u"--verbose"_s, u"--port"_s, u"0"_s});
        QByteArray line;
        m_served = QTest::qWaitFor([&] {
            char c = 0;
            while (::read(m_pipe, &c, 1) == 1)
                line += c;
            return line.endsWith('\n');
        });
        port = portIn(line);
    }
    ~Piped() { close(); }
    bool isServed() const { return m_served; }
    void close() { ::close(std::exchange(m_pipe, -1)); }
    void interrupt(int number) { ::kill(pid_t(program.processId()), number); }

    QProcess program;
    quint16 port = 0;

private:
    QTemporaryDir m_folder;
    int m_pipe = -1;
    bool m_served = false;
};

} // namespace

void TestProgram::unreadOutputHoldsNobodyUp()
{
    Piped piped;
    QVERIFY(piped.isServed());
    RawClient client(piped.port);
    const QByteArray target = '/' + QByteArray(400, 'x');
    for (int i = 0; i < 1000; ++i) // a pipe holds 64 KiB
        client.get(target);
    QTRY_VERIFY(client.hasResponses(1000)); // though nobody reads what is printed of them
    piped.interrupt(SIGTERM);
    piped.interrupt(SIGINT);
    QTRY_COMPARE(piped.program.state(), QProcess::NotRunning);
}

void TestProgram::stopsWhenItsOutputIsClosed()
{
    Piped piped;
    QVERIFY(piped.isServed());
    RawClient sleeper(piped.port);
    sleeper.get("/sleep/300ms");
    piped.close();
    RawClient client(piped.port);
    client.get("/");
    QTRY_VERIFY(client.hasResponses(1));
    QTRY_COMPARE(piped.program.state(), QProcess::NotRunning);
    QCOMPARE(piped.program.exitStatus(), QProcess::NormalExit);
    QCOMPARE(piped.program.exitCode(), 0);
    QTRY_VERIFY(sleeper.hasResponses(1)); // in flight, and answered
}

void TestProgram::saysWhatBrowsersRefuse()
{
    QProcess process;
    QByteArray said;
    for (const QString &port : {u"6665"_s, u"6697"_s, u"10080"_s}) { // others may listen there
        process.start(QString::fromUtf8(OVERLAP_PROGRAM), {u"--headless"_s, u"--port"_s, port});
        said.clear();
        QTRY_VERIFY((said += process.readAllStandardError()).contains('\n'));
        if (!said.contains("already listens"))
            break;
        QTRY_COMPARE(process.state(), QProcess::NotRunning);
    }
    if (process.state() == QProcess::NotRunning)
        QSKIP("Others listen on all of them");
    QVERIFY2(said.startsWith("overlap: Browsers refuse port "), said);
    interrupt(process, SIGTERM);
    QTRY_COMPARE(process.state(), QProcess::NotRunning);
    QCOMPARE(process.exitCode(), 0); // it served all the same
}

#else

void TestProgram::saysWhatBrowsersRefuse() {}
void TestProgram::unreadOutputHoldsNobodyUp() {}
void TestProgram::stopsWhenItsOutputIsClosed() {}

#endif

QTEST_GUILESS_MAIN(TestProgram)
#include "tst_program.moc"
