#include "app/manual.h"
#include "app/options.h"
#include "patience.h"
#include "rawclient.h"

#include <QProcess>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QUrl>

#include <csignal>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

using namespace overlap;
using namespace Qt::StringLiterals;

// The headless program as people start it.
class TestProgram : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void parsesOptions();
    void parsesWhoAnswers();
    void restartsByTheSameOptions();
    void takesOptionsOfQt_data();
    void takesOptionsOfQt();
    void saysThatThereIsNoDisplay_data();
    void saysThatThereIsNoDisplay();
    void needsNoDisplayWithoutAWindow_data();
    void needsNoDisplayWithoutAWindow();
    void optionsGoOverSettings();
    void refusesOptions_data();
    void refusesOptions();
    void printsHelp();
    void hasAManualPage();
    void servesUntilTerminated_data();
    void servesUntilTerminated();
    void answersByItsScenario();
    void refusesAWrongScenario();
    void answersByFolders();
    void printsRequestsWhenVerbose();
    void portInUse();
    void exposureIsSaid();
    void saysWhatBrowsersRefuse();
    void unreadOutputHoldsNobodyUp();
    void stopsWhenItsOutputIsClosed();
    void stopsWhileItsOutputIsStuck();
    void saysThatItsOutputFailed_data();
    void saysThatItsOutputFailed();

private:
    static bool serves(QProcess &process, const QStringList &options, QUrl &url);
    static void interrupt(QProcess &process, int number);
    static bool endsWhenAsked(QProcess &process);
    static QProcessEnvironment withoutDisplay();
};

bool TestProgram::serves(QProcess &process, const QStringList &options, QUrl &url)
{
    process.start(QString::fromUtf8(OVERLAP_PROGRAM),
                  QStringList{u"--headless"_s, u"--port"_s, u"0"_s} + options);
    if (!waitFor([&] { return process.canReadLine(); }))
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
    process.kill(); // nobody can ask a program without a window
#endif
}

void TestProgram::parsesOptions()
{
    const auto parsed = app::parseOptions(
        {u"overlap"_s, u"--host"_s, u"::1"_s, u"--port=0"_s, u"--headless"_s, u"--verbose"_s});
    QVERIFY(std::holds_alternative<app::Options>(parsed));
    const auto options = std::get<app::Options>(parsed);
    QVERIFY(options.headless && options.verbose && !options.start);
    QCOMPARE(options.server.host, u"::1"_s);
    QCOMPARE(options.server.port, quint16(0));
    const auto none = std::get<app::Options>(app::parseOptions({u"overlap"_s}));
    QVERIFY(!none.headless && !none.verbose && !none.start && !none.server.host &&
            !none.server.port);
    QVERIFY(!none.server.cors);
    QVERIFY(std::get<app::Options>(app::parseOptions({u"overlap"_s, u"--cors"_s})).server.cors);
    QVERIFY(!none.lesson);
    const auto lesson = app::parseOptions({u"overlap"_s, u"--lesson"_s, u"04"_s});
    QCOMPARE(std::get<app::Options>(lesson).lesson, std::optional(4));
}

void TestProgram::parsesWhoAnswers()
{
    using scenario::Scenario;
    const auto parsed = [](const QStringList &arguments) {
        return std::get<app::Options>(app::parseOptions(QStringList{u"overlap"_s} + arguments))
            .scenario;
    };
    QVERIFY(std::holds_alternative<std::monostate>(parsed({})));
    QCOMPARE(std::get<QString>(parsed({u"--scenario"_s, u"a.json"_s})), u"a.json"_s);
    const QTemporaryDir dir;
    const auto folder = std::get<Scenario>(parsed({u"--folder"_s, dir.path(), u"--listing"_s}));
    QCOMPARE(folder.rules.size(), 1u);
    QVERIFY(std::get<scenario::Folder>(folder.rules[0].to) ==
            (scenario::Folder{QDir(dir.path()).absolutePath(), true}));
    const auto here = std::get<Scenario>(parsed({u"--folder"_s, u"."_s}));
    QCOMPARE(std::get<scenario::Folder>(here.rules[0].to).dir, QDir::currentPath());
    const auto upstream = std::get<Scenario>(parsed({u"--upstream"_s, u"http://localhost:1"_s}));
    QCOMPARE(std::get<scenario::Upstream>(upstream.rules[0].to).url.port(), 1);
}

void TestProgram::restartsByTheSameOptions()
{
    QCOMPARE(app::restartArguments({u"overlap"_s, u"--port"_s, u"80"_s, u"-session"_s, u"a_1"_s,
                                    u"-style"_s, u"fusion"_s, u"--start"_s}),
             QStringList({u"--port"_s, u"80"_s, u"-style"_s, u"fusion"_s, u"--start"_s}));
    QCOMPARE(app::restartArguments({u"overlap"_s, u"--session"_s}), QStringList());
    QCOMPARE(app::restartArguments({u"overlap"_s}), QStringList());
}

bool TestProgram::endsWhenAsked(QProcess &process)
{
    interrupt(process, SIGTERM);
    if (!waitFor([&] { return process.state() == QProcess::NotRunning; }))
        return false;
#ifdef Q_OS_UNIX
    return process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
#else
    return true;
#endif
}

QProcessEnvironment TestProgram::withoutDisplay()
{
    auto environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : {u"DISPLAY"_s, u"WAYLAND_DISPLAY"_s, u"QT_QPA_PLATFORM"_s})
        environment.remove(name);
    return environment;
}

void TestProgram::takesOptionsOfQt_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("one dash") << QStringList{u"-platform"_s, u"offscreen"_s};
    QTest::newRow("two dashes") << QStringList{u"--platform"_s, u"offscreen"_s};
    QTest::newRow("style") << QStringList{u"-platform"_s, u"offscreen"_s, u"-style"_s, u"fusion"_s};
    QTest::newRow("style as one") << QStringList{u"-platform"_s, u"offscreen"_s,
                                                 u"-style=fusion"_s};
    QTest::newRow("session") << QStringList{u"-platform"_s, u"offscreen"_s, u"-session"_s,
                                            u"11c0ffee_1"_s};
    QTest::newRow("window") << QStringList{
        u"-platform"_s,        u"offscreen"_s, u"-qwindowtitle"_s, u"Hello"_s,
        u"-qwindowgeometry"_s, u"900x700"_s,   u"-reverse"_s};
}

void TestProgram::takesOptionsOfQt()
{
    QFETCH(QStringList, arguments);
    const quint16 port = unusedPort();
    const QTemporaryDir home;
    QProcessEnvironment environment = withoutDisplay();
    environment.insert(u"HOME"_s, home.path());
    environment.insert(u"XDG_CONFIG_HOME"_s, home.path());
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(QString::fromUtf8(OVERLAP_PROGRAM),
                  QStringList{u"--start"_s} + arguments +
                      QStringList{u"--port"_s, QString::number(port)}); // between its other options
    QTRY_VERIFY(process.state() == QProcess::NotRunning || RawClient(port).isConnected());
    QVERIFY2(process.state() == QProcess::Running, process.readAllStandardError());
    QVERIFY(endsWhenAsked(process));
}

void TestProgram::saysThatThereIsNoDisplay_data()
{
    QTest::addColumn<QString>("name"); // of an environment variable
    QTest::addColumn<QString>("value");
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("no such platform") << u"QT_QPA_PLATFORM"_s << u"nonsense"_s << QStringList();
    QTest::newRow("no such platform, by an option")
        << u""_s << u""_s << QStringList{u"-platform"_s, u"nonsense"_s};
#ifdef Q_OS_LINUX
    QTest::newRow("none") << u""_s << u""_s << QStringList();
    QTest::newRow("another one") << u"DISPLAY"_s << u":54321"_s << QStringList{u"--start"_s};
    QTest::newRow("no Wayland") << u"WAYLAND_DISPLAY"_s << u"nowhere"_s << QStringList();
#endif
}

void TestProgram::saysThatThereIsNoDisplay()
{
#ifdef Q_OS_WIN
    QSKIP("Qt says it there, in a box that waits");
#endif
    QFETCH(QString, name);
    QFETCH(QString, value);
    QFETCH(QStringList, arguments);
    QProcessEnvironment environment = withoutDisplay();
    if (!name.isEmpty())
        environment.insert(name, value);
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(QString::fromUtf8(OVERLAP_PROGRAM), arguments);
    QTRY_COMPARE(process.state(), QProcess::NotRunning);
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 1);
    QCOMPARE(process.readAllStandardOutput(), QByteArray());
    const QByteArray text = process.readAllStandardError();
    QVERIFY2(text.startsWith("overlap: ") && text.contains("--headless"), text);
    QCOMPARE(text.count('\n'), 1);
}

void TestProgram::needsNoDisplayWithoutAWindow_data()
{
    QTest::addColumn<QString>("option");
    for (const char *option : {"--help", "-h", "--version", "-v"})
        QTest::newRow(option) << QString::fromLatin1(option);
}

void TestProgram::needsNoDisplayWithoutAWindow()
{
    QFETCH(QString, option);
    QProcess process;
    process.setProcessEnvironment(withoutDisplay());
    process.start(QString::fromUtf8(OVERLAP_PROGRAM), {option});
    QTRY_COMPARE(process.state(), QProcess::NotRunning);
    QCOMPARE(process.exitCode(), 0);
    QVERIFY(!process.readAllStandardOutput().isEmpty());
    QProcess server;
    server.setProcessEnvironment(withoutDisplay());
    QUrl url;
    QVERIFY(serves(server, {}, url));
    server.kill();
    QTRY_COMPARE(server.state(), QProcess::NotRunning);
}

// An option overrides a setting. Other settings stay as they are.
void TestProgram::optionsGoOverSettings()
{
    Settings kept;
    kept.host = u"::1"_s;
    kept.port = 9;
    kept.threads = 3;
    kept.strategy = {"limited"_L1, {5, 6}};
    kept.cors = true;
    kept.connections.kernelBuffer = 7;
    const auto over = [&](const QStringList &arguments) {
        const auto parsed = app::parseOptions(QStringList{u"overlap"_s} + arguments);
        return std::get<app::Options>(parsed).server.over(kept);
    };
    const Settings same = over({});
    QCOMPARE(same.host, kept.host);
    QCOMPARE(same.port, kept.port);
    QCOMPARE(same.threads, kept.threads);
    QCOMPARE(same.strategy.name, kept.strategy.name);
    QCOMPARE(same.strategy.counts, kept.strategy.counts);
    QVERIFY(same.cors);
    QCOMPARE(same.connections.kernelBuffer, 7);
    QCOMPARE(over({u"--host"_s, u"127.0.0.1"_s}).host, u"127.0.0.1"_s);
    QCOMPARE(over({u"--port"_s, u"0"_s}).port, quint16(0));
    QCOMPARE(over({u"--threads"_s, u"2"_s}).threads, 2);
    QCOMPARE(over({u"--strategy"_s, u"serial"_s}).strategy.name, "serial"_L1);
    QCOMPARE(over({u"--pool"_s, u"8"_s}).strategy.counts.pool, 8);
    kept.cors = false;
    QVERIFY(over({u"--cors"_s}).cors);
    QVERIFY(!same.control);
    QVERIFY(over({u"--control"_s}).control);
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
    QTest::newRow("lesson") << QStringList{u"--lesson"_s, u"99"_s} << u"from 1 to 12"_s;
    QTest::newRow("lesson, headless")
        << QStringList{u"--headless"_s, u"--lesson"_s, u"0"_s} << u"from 1 to 12"_s;
    QTest::newRow("folder") << QStringList{u"--folder"_s, u"no/where"_s} << u"“no/where”"_s;
    QTest::newRow("upstream") << QStringList{u"--upstream"_s, u"localhost:3000"_s}
                              << u"“http://localhost:3000”"_s;
    QTest::newRow("two who answer")
        << QStringList{u"--folder"_s, u"."_s, u"--upstream"_s, u"http://h"_s}
        << u"--folder and --upstream"_s;
    QTest::newRow("listing") << QStringList{u"--listing"_s} << u"--folder"_s;
    QTest::newRow("scenario of a lesson")
        << QStringList{u"--headless"_s, u"--lesson"_s, u"4"_s, u"--scenario"_s, u"a"_s}
        << u"brings its own"_s;
    QTest::newRow("strategy of a lesson")
        << QStringList{u"--headless"_s, u"--lesson"_s, u"4"_s, u"--strategy"_s, u"serial"_s}
        << u"brings its own"_s;
    QTest::newRow("time of no lesson")
        << QStringList{u"--headless"_s, u"--as-in-the-book"_s} << u"--lesson"_s;
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

void TestProgram::hasAManualPage()
{
    const QByteArray page = app::manualPage();
    QVERIFY(page.startsWith(".TH OVERLAP 1 "));
    for (const QCommandLineOption &option : app::allOptions()) {
        for (const QString &name : option.names())
            QVERIFY2(page.contains(name.toUtf8().replace('-', "\\-") + "\\fR"), qPrintable(name));
    }
    for (const QByteArray &line : page.split('\n'))
        QVERIFY2(!line.contains("--") && !line.startsWith('\''), line);
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
    for (int i = 1; i <= 2; ++i) { // the loop has told of the sleeper before the second one
        other.get("/");
        QTRY_VERIFY(other.hasResponses(i));
    }
    interrupt(process, number);
    QTRY_COMPARE(process.state(), QProcess::NotRunning);
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 0);
    QTRY_VERIFY(sleeper.hasResponses(1));
    QCOMPARE(process.readAllStandardOutput(), QByteArray());
    QCOMPARE(
        process.readAllStandardError(),
        "overlap: 1 request in flight is cut unless it ends within 10.0 s. Another Ctrl+C cuts "
        "at once.\n");
}

static void write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(text), text.size());
}

// And by what its file says later; what is wrong there changes nothing.
void TestProgram::answersByItsScenario()
{
    const QTemporaryDir dir;
    const QString path = dir.filePath(u"rules.json"_s);
    const auto textOf = [](const QByteArray &status) {
        return R"({"overlap": 1, "rules": [{"on": "/a", "do": "status=)" + status + "\"}]}";
    };
    write(path, textOf("503"));
    QProcess process;
    QUrl url;
    QVERIFY(serves(process, {u"--scenario"_s, path}, url));
    const auto statusOf = [&](const QByteArray &target) {
        RawClient client(quint16(url.port()));
        client.get(target);
        return waitFor([&] { return client.hasResponses(1); }) ? client.received().mid(9, 3).toInt()
                                                               : 0;
    };
    QCOMPARE(statusOf("/a"), 503);
    QCOMPARE(statusOf("/status/201"), 201);

    process.readAllStandardError();
    process.setReadChannel(QProcess::StandardError);
    write(path, textOf("9"));
    QTRY_VERIFY(process.canReadLine());
    QCOMPARE(process.readLine(), "overlap: rules.json:1:46: Step 1: status takes a status from 200 "
                                 "to 599, but got \"9\".\n");
    QCOMPARE(statusOf("/a"), 503);
    write(path, textOf("404"));
    QTRY_VERIFY(process.canReadLine());
    const QByteArray line = process.readLine();
    QVERIFY2(line.startsWith("overlap: The rules of ") && line.endsWith("are in force: 1.\n"),
             line);
    QCOMPARE(statusOf("/a"), 404);
    QVERIFY(endsWhenAsked(process));
}

void TestProgram::refusesAWrongScenario()
{
    const QTemporaryDir dir;
    const QString path = dir.filePath(u"rules.json"_s);
    for (const QByteArray text : {"", "{\"overlap\": 1, \"rulez\": []}"}) {
        if (!text.isEmpty())
            write(path, text); // else it is missing
        QProcess process;
        process.start(QString::fromUtf8(OVERLAP_PROGRAM),
                      {u"--headless"_s, u"--port"_s, u"0"_s, u"--scenario"_s, path});
        QTRY_COMPARE(process.state(), QProcess::NotRunning);
        QCOMPARE(process.exitCode(), 1);
        const QByteArray said = process.readAllStandardError();
        QVERIFY2(
            said.startsWith(text.isEmpty() ? "overlap: Can't read " : "overlap: rules.json:1:16: "),
            said);
        QVERIFY(process.readAllStandardOutput().isEmpty());
    }
}

// Meant relative to the scenario's file, wherever the program runs.
void TestProgram::answersByFolders()
{
    const QTemporaryDir dir;
    QVERIFY(QDir(dir.path()).mkdir(u"public"_s));
    write(dir.filePath(u"public/a.txt"_s), "a file");
    const QString rules = dir.filePath(u"rules.json"_s);
    write(rules, R"({"overlap": 1, "rules": [{"on": "/b/{rest...}", "to": "folder ./later"},
                                             {"on": "/{rest...}", "to": "folder ./public"}]})");
    for (const QStringList &options : {QStringList{u"--folder"_s, dir.filePath(u"public"_s)},
                                       QStringList{u"--scenario"_s, rules}}) {
        QProcess process;
        QUrl url;
        QVERIFY(serves(process, options, url));
        RawClient client(quint16(url.port()));
        client.get("/a.txt");
        QVERIFY(client.waitUntil([&] { return client.hasResponses(1); }));
        QVERIFY2(client.received().endsWith("\r\n\r\na file"), client.received());
        QVERIFY(endsWhenAsked(process));
        QCOMPARE(process.readAllStandardError().contains("There is no folder at "),
                 options[0] == "--scenario"_L1);
    }
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
        return waitFor([&] { return process.canReadLine(); }) ? process.readLine() : QByteArray();
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

// The program with its output in a pipe, which only the test reads.
class Piped
{
public:
    Piped()
    {
        ::mkfifo(m_path.constData(), 0600);
        m_pipe = ::open(m_path.constData(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        program.setStandardOutputFile(QString::fromLocal8Bit(m_path));
        program.start(QString::fromUtf8(OVERLAP_PROGRAM),
                      {u"--headless"_s, u"--verbose"_s, u"--port"_s, u"0"_s});
        QByteArray line;
        m_served = waitFor([&] {
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
    bool fill() const // until the pipe takes no more
    {
        const int end = ::open(m_path.constData(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
        for (const qsizetype size : {4096, 1}) {
            while (::write(end, QByteArray(size, '.').constData(), size_t(size)) > 0) {
            }
        }
        return ::close(end) == 0;
    }
    void interrupt(int number) { ::kill(pid_t(program.processId()), number); }

    QProcess program;
    quint16 port = 0;

private:
    const QTemporaryDir m_folder;
    const QByteArray m_path = m_folder.filePath(u"pipe"_s).toLocal8Bit();
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
    QTRY_VERIFY(client.hasResponses(1000)); // although nobody reads the log
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
    QTRY_VERIFY(sleeper.hasResponses(1)); // was in flight at the stop
}

void TestProgram::saysWhatBrowsersRefuse()
{
    QProcess process;
    QByteArray said;
    for (const QString &port : {u"6665"_s, u"6697"_s, u"10080"_s}) { // one of them may be in use
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
    QVERIFY(endsWhenAsked(process)); // it served nevertheless
}

// One signal is enough, and requests in flight are answered.
void TestProgram::stopsWhileItsOutputIsStuck()
{
    Piped piped;
    QVERIFY(piped.isServed());
    QVERIFY(piped.fill());
    RawClient client(piped.port);
    client.get("/");
    QTRY_VERIFY(client.hasResponses(1));
    RawClient sleeper(piped.port);
    sleeper.get("/sleep/1500ms"); // longer than the program waits for its output
    RawClient other(piped.port);
    other.get("/");
    QTRY_VERIFY(other.hasResponses(1)); // the sleep is over by then
    piped.interrupt(SIGTERM);
    QTRY_COMPARE(piped.program.state(), QProcess::NotRunning);
    QCOMPARE(piped.program.exitStatus(), QProcess::NormalExit);
    QCOMPARE(piped.program.exitCode(), 1);
    const QByteArray text = piped.program.readAllStandardError();
    QVERIFY2(text.contains("Standard output was not written: nobody reads it"), text);
    QTRY_VERIFY(sleeper.hasResponses(1));
}

void TestProgram::saysThatItsOutputFailed_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("help") << QStringList{u"--help"_s};
    QTest::newRow("version") << QStringList{u"--version"_s};
    QTest::newRow("where it serves") << QStringList{u"--headless"_s, u"--port"_s, u"0"_s};
    QTest::newRow("requests") << QStringList{u"--headless"_s, u"--verbose"_s, u"--port"_s, u"0"_s};
}

void TestProgram::saysThatItsOutputFailed()
{
    QFETCH(QStringList, arguments);
    const QString full = u"/dev/full"_s;
    if (!QFile::exists(full))
        QSKIP("There is no device that is always full here");
    QProcess process;
    process.setStandardOutputFile(full);
    process.start(QString::fromUtf8(OVERLAP_PROGRAM), arguments);
    QTRY_COMPARE(process.state(), QProcess::NotRunning);
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 1);
    const QByteArray text = process.readAllStandardError();
    QVERIFY2(text.startsWith("overlap: Standard output was not written: "), text);
    QCOMPARE(text.count('\n'), 1);
}

#else

void TestProgram::saysWhatBrowsersRefuse() {}
void TestProgram::stopsWhileItsOutputIsStuck() {}
void TestProgram::saysThatItsOutputFailed_data() {}
void TestProgram::saysThatItsOutputFailed() {}
void TestProgram::unreadOutputHoldsNobodyUp() {}
void TestProgram::stopsWhenItsOutputIsClosed() {}

#endif

QTEST_GUILESS_MAIN(TestProgram)
#include "tst_program.moc"
