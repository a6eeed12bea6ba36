#include "overlap/record/names.h"
#include "patience.h"

#include <QDir>
#include <QProcess>
#include <QSet>
#include <QTcpServer>
#include <QTcpSocket>

#include <algorithm>
#include <chrono>
#include <memory>
#include <vector>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

// Every program whose code a lesson shows does what its lesson
// says, over real sockets.
class TestLessonPrograms : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void showsWhatIsShort_data() { addPrograms(); }
    void showsWhatIsShort();
    void answers_data();
    void answers();
    void acceptsOnlyAfterAnAnswer();
    void answersNobodyWhoIsNotAwaited();
    void quickOneWaitsForASlowOne_data();
    void quickOneWaitsForASlowOne();
    void quickOneDoesNotWait_data();
    void quickOneDoesNotWait();
    void runsSoManyAtOnce_data();
    void runsSoManyAtOnce();
    void otherLoopsGoOn();
    void clientKeepsSomeBack();
    void manySleepOnFewThreads();

private:
    static void addPrograms();
};

namespace {

constexpr auto nap = 400ms;
// A timer may be early by a twentieth, and a client may hear of two answers in the wrong order.
constexpr auto shortest = nap * 9 / 10;
constexpr auto tolerance = 100ms;
const QString forEver = u"600000"_s;

QFileInfoList programs()
{
    return QDir(QString::fromUtf8(OVERLAP_LESSONS)).entryInfoList({u"[0-9]*.cpp"_s}, QDir::Files);
}

// A program of a lesson; it is killed at the end.
class Program
{
public:
    explicit Program(const QString &name, const QString &argument = QString::number(nap.count()))
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QStringLiteral(OVERLAP_PROGRAMS) + u"/lesson-"_s + name, {argument});
    }
    ~Program()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    Q_DISABLE_COPY_MOVE(Program)

    quint16 port()
    {
        if (m_port == 0 && waitFor([this] { return m_process.canReadLine(); }))
            m_port = m_process.readLine().trimmed().toUShort();
        return m_port;
    }
    QProcess &process() { return m_process; }

private:
    QProcess m_process;
    quint16 m_port = 0;
};

// A connection, and what came on it until its end.
class Client
{
public:
    using Time = std::chrono::steady_clock::time_point;

    explicit Client(quint16 port)
    {
        QObject::connect(&m_socket, &QTcpSocket::readyRead, &m_socket,
                         [this] { m_received += m_socket.readAll(); });
        QObject::connect(&m_socket, &QTcpSocket::disconnected, &m_socket,
                         [this] { m_ended = std::chrono::steady_clock::now(); });
        m_socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
        m_socket.waitForConnected(patienceMs);
    }

    void get(const QByteArray &path)
    {
        m_socket.write("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        m_socket.flush();
    }
    bool hasEnded() const { return m_socket.state() == QAbstractSocket::UnconnectedState; }
    const QByteArray &received() const { return m_received; }
    Time ended() const { return m_ended; }

private:
    QTcpSocket m_socket;
    QByteArray m_received;
    Time m_ended;
};

using Clients = std::vector<std::unique_ptr<Client>>;

// In this order, on a connection each.
Clients ask(Program &program, const QByteArrayList &paths)
{
    Clients clients;
    for (const QByteArray &path : paths) {
        clients.push_back(std::make_unique<Client>(program.port()));
        clients.back()->get(path);
    }
    return clients;
}

QByteArrayList sleepers(int count, const QByteArrayList &behind = {})
{
    return QByteArrayList(count, "/sleep") + behind;
}

bool haveEnded(const Clients &clients)
{
    return waitFor([&] {
        return std::ranges::all_of(clients, [](const auto &client) { return client->hasEnded(); });
    });
}

// Nobody answers it now. Wrong only if that comes late.
bool waits(const Client &client)
{
    return !QTest::qWaitFor([&] { return client.hasEnded(); }, int(tolerance.count()));
}

// A program may see requests of two connections in either order, so that a few quick ones get ahead
// of a slow one.
constexpr int mostAhead = 4;

bool quickOneWaits(Program &program)
{
    for (int ahead = 0; ahead <= mostAhead; ++ahead) {
        if (waits(*ask(program, {"/"}).front()))
            return true;
    }
    return false;
}

} // namespace

void TestLessonPrograms::addPrograms()
{
    QTest::addColumn<QString>("program");
    for (const QFileInfo &file : programs())
        QTest::newRow(qPrintable(file.baseName())) << file.baseName();
}

// What the window shows has twelve to twenty short lines, and says where requests stand.
void TestLessonPrograms::showsWhatIsShort()
{
    QFETCH(const QString, program);
    QSet<QString> phases;
    for (int i = 0; i < overlap::record::phaseCount; ++i)
        phases += overlap::record::phaseName(overlap::record::Phase(i));
    QFile file(QStringLiteral(OVERLAP_LESSONS) + u'/' + program + u".cpp"_s);
    QVERIFY(file.open(QIODevice::ReadOnly | QIODevice::Text));
    const QStringList parts = QString::fromUtf8(file.readAll()).split(u"//! [shown]\n"_s);
    QCOMPARE(parts.size(), 3);
    const QStringList lines = parts[1].chopped(1).split(u'\n');
    QVERIFY2(lines.size() >= 12 && lines.size() <= 20, qPrintable(QString::number(lines.size())));
    int marks = 0;
    for (const QString &line : lines) {
        QVERIFY2(line.size() <= 60 && !line.contains(u'\t'), qPrintable(line));
        const qsizetype mark = line.indexOf("//! "_L1);
        marks += mark >= 0;
        QVERIFY2(mark < 0 || phases.contains(line.sliced(mark + 4)), qPrintable(line));
    }
    QVERIFY(marks > 0);
}

void TestLessonPrograms::answers_data()
{
    QTest::addColumn<QString>("program");
    for (const QFileInfo &file : programs()) {
        const QString name = file.baseName();
        if (name != "02-never-awaited"_L1 && name != "11-clients-share"_L1) // a client
            QTest::newRow(qPrintable(name)) << name;
    }
}

void TestLessonPrograms::answers()
{
    QFETCH(const QString, program);
    Program server(program, u"1"_s);
    const Clients clients = ask(server, {"/", "/nope", "/sleep?n=1"});
    QVERIFY(haveEnded(clients));
    QVERIFY(clients[0]->received().startsWith("HTTP/1.1 200 OK\r\n"));
    QVERIFY(clients[0]->received().endsWith("\r\n\r\nhello"));
    QVERIFY(clients[1]->received().startsWith("HTTP/1.1 404 Not Found\r\n"));
    const bool sleeps = program != "01-one-thread"_L1;
    QCOMPARE(clients[2]->received().endsWith("\r\n\r\nslept"), sleeps);
}

void TestLessonPrograms::acceptsOnlyAfterAnAnswer()
{
    Program server(u"01-one-thread"_s);
    Client first(server.port());
    Client second(server.port());
    second.get("/");
    QVERIFY(waits(second));
    first.get("/");
    QTRY_VERIFY(first.hasEnded() && second.hasEnded());
    QVERIFY(first.received().endsWith("hello") && second.received().endsWith("hello"));
}

void TestLessonPrograms::answersNobodyWhoIsNotAwaited()
{
    Program server(u"02-never-awaited"_s, forEver);
    const Clients clients = ask(server, {"/", "/sleep", "/nope"});
    QVERIFY(haveEnded(clients));
    for (const auto &client : clients)
        QCOMPARE(client->received(), QByteArray());
}

void TestLessonPrograms::quickOneWaitsForASlowOne_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<QByteArray>("slow");
    for (const char *name : {"03-one-by-one", "04-slow-request", "05-blocking-sleep"})
        QTest::newRow(name) << QString::fromLatin1(name) << "/sleep"_ba;
    QTest::newRow("09") << u"09-waiting-is-not-working"_s << "/compute"_ba;
}

void TestLessonPrograms::quickOneWaitsForASlowOne()
{
    QFETCH(const QString, program);
    QFETCH(const QByteArray, slow);
    Program server(program, u"2000"_s);
    server.port();
    const auto began = std::chrono::steady_clock::now();
    const Clients slowOne = ask(server, {slow});
    for (int quick = 0; !slowOne[0]->hasEnded(); ++quick) {
        QVERIFY(quick <= mostAhead);
        const Clients quickOne = ask(server, {"/"});
        QVERIFY(haveEnded(quickOne));
        QVERIFY(quickOne[0]->received().endsWith("hello"));
    }
    QVERIFY(slowOne[0]->ended() - began > 2 * tolerance); // else the order would prove nothing
    QVERIFY(slowOne[0]->received().startsWith("HTTP/1.1 200 "));
}

void TestLessonPrograms::quickOneDoesNotWait_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<int>("asleep");
    QTest::newRow("06") << u"06-concurrently"_s << 20;
    QTest::newRow("07") << u"07-at-most"_s << 2;
    QTest::newRow("08") << u"08-thread-pool"_s << 2;
    QTest::newRow("12") << u"12-ten-thousand"_s << 20;
}

void TestLessonPrograms::quickOneDoesNotWait()
{
    QFETCH(const QString, program);
    QFETCH(const int, asleep);
    Program server(program, forEver);
    const Clients clients = ask(server, sleepers(asleep, {"/"}));
    QTRY_VERIFY(clients.back()->hasEnded());
    QVERIFY(clients.back()->received().endsWith("hello"));
    QVERIFY(!clients.front()->hasEnded());
}

void TestLessonPrograms::runsSoManyAtOnce_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<int>("atOnce");
    for (const char *name : {"03-one-by-one", "04-slow-request", "05-blocking-sleep"})
        QTest::newRow(name) << QString::fromLatin1(name) << 1;
    QTest::newRow("07") << u"07-at-most"_s << 3;
    QTest::newRow("08") << u"08-thread-pool"_s << 3;
}

void TestLessonPrograms::runsSoManyAtOnce()
{
    QFETCH(const QString, program);
    QFETCH(const int, atOnce);
    Program server(program);
    server.port(); // it serves
    const auto began = std::chrono::steady_clock::now();
    const Clients clients = ask(server, sleepers(2 * atOnce));
    QVERIFY(haveEnded(clients));
    for (const auto &client : clients)
        QVERIFY(client->received().endsWith("slept"));
    auto last = began;
    for (const auto &client : clients)
        last = std::max(last, client->ended());
    QVERIFY(last - began >= 2 * shortest);
    Program another(program, forEver);
    const Clients asleep = ask(another, sleepers(atOnce));
    QVERIFY(quickOneWaits(another));
}

// Connections are shared out to two loops. Only who is on the one that is held waits.
void TestLessonPrograms::otherLoopsGoOn()
{
    Program server(u"10-several-loops"_s, forEver);
    const Clients clients = ask(server, {"/sleep", "/", "/"});
    QTRY_VERIFY(clients[1]->hasEnded());
    QVERIFY(clients[1]->received().endsWith("hello"));
    QVERIFY(waits(*clients[2]));
}

void TestLessonPrograms::clientKeepsSomeBack()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    std::vector<QTcpSocket *> asked;
    connect(&server, &QTcpServer::newConnection, &server, [&] {
        while (QTcpSocket *client = server.nextPendingConnection())
            connect(client, &QTcpSocket::readyRead, client, [client, &asked] {
                if (client->readAll().contains("\r\n\r\n"))
                    asked.push_back(client);
            });
    });
    Program client(u"11-clients-share"_s, u"http://127.0.0.1:%1/sleep"_s.arg(server.serverPort()));
    const auto answerFirst = [&] {
        asked.front()->write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        asked.front()->disconnectFromHost();
        asked.erase(asked.begin());
    };
    QTRY_COMPARE(asked.size(), 6u);
    QVERIFY(!QTest::qWaitFor([&] { return asked.size() > 6; }, int(tolerance.count())));
    for (std::size_t left = 12; left > 0; --left) {
        QTRY_COMPARE(asked.size(), std::min<std::size_t>(6, left));
        answerFirst();
    }
    QTRY_COMPARE(client.process().state(), QProcess::NotRunning);
    QCOMPARE(client.process().exitCode(), 0);
    QCOMPARE(client.process().readAll().count('\n'), 12);
}

void TestLessonPrograms::manySleepOnFewThreads()
{
    constexpr int many = 200;
    Program server(u"12-ten-thousand"_s);
    server.port();
    const auto began = std::chrono::steady_clock::now();
    const Clients clients = ask(server, sleepers(many));
#ifdef Q_OS_LINUX
    QFile status(u"/proc/%1/status"_s.arg(server.process().processId()));
    QVERIFY(status.open(QIODevice::ReadOnly));
    const QByteArray text = status.readAll();
    const qsizetype at = text.indexOf("Threads:\t") + 9;
    QCOMPARE_LT(text.mid(at, text.indexOf('\n', at) - at).toInt(), 5);
#endif
    QVERIFY(haveEnded(clients));
    for (const auto &client : clients)
        QVERIFY(client->received().endsWith("slept"));
    QVERIFY(clients.back()->ended() - began < many * nap / 4);
}

QTEST_GUILESS_MAIN(TestLessonPrograms)
#include "tst_lessonprograms.moc"
