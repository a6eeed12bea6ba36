#include "overlap/session.h"
#include "patience.h"
#include "rawclient.h"

#include <QDir>
#include <QProcess>
#include <QUrl>

#include <algorithm>
#include <memory>
#include <sys/resource.h>
#include <vector>

using namespace overlap;
using namespace Qt::StringLiterals;

// The program with a low limit on descriptors: it says so, goes on, and recovers by itself.
class TestDescriptors : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void refusesBeforeTheyRunOut();
    void acceptsAgain();
    void stopsWhilePaused();
    void windowSurvives();
    void sendsFewerAtOnce(); // must be last: the limit stays low

private:
    using Clients = std::vector<std::unique_ptr<RawClient>>;
    void serve(const QString &options);
    static Clients sleepers(quint16 port, int count);
    void crowd(Clients &clients); // until accepting pauses
    bool isServed() const;        // whether a new client gets an answer
    quint16 m_port = 0;
    std::unique_ptr<QProcess> m_program;
    QByteArray m_errors;
};

void TestDescriptors::serve(const QString &options)
{
    m_errors.clear();
    m_program = std::make_unique<QProcess>();
    connect(m_program.get(), &QProcess::readyReadStandardError, this,
            [this] { m_errors += m_program->readAllStandardError(); });
    m_program->start(u"/bin/sh"_s, {u"-c"_s, u"ulimit -n 128 && exec \"$0\" "_s + options,
                                    QStringLiteral(OVERLAP_PROGRAM)});
}

TestDescriptors::Clients TestDescriptors::sleepers(quint16 port, int count)
{
    Clients clients;
    for (int i = 0; i < count; ++i) {
        clients.push_back(std::make_unique<RawClient>(port));
        clients.back()->get("/sleep/10m");
    }
    return clients;
}

void TestDescriptors::crowd(Clients &clients)
{
    serve(u"--headless --port 0"_s);
    QTRY_VERIFY(m_program->canReadLine());
    m_port = portIn(m_program->readLine());
    clients = sleepers(m_port, 95);
    // These get a 503 and linger, as they don't see its end, until the server does not even accept.
    const auto pauses = [&] {
        for (int i = 0; i < 50 && clients.size() < 300; ++i) {
            clients.push_back(std::make_unique<RawClient>(m_port));
            clients.back()->stopReading();
        }
        return m_errors.contains("new connections wait");
    };
    QTRY_VERIFY(pauses());
}

bool TestDescriptors::isServed() const
{
    RawClient client(m_port);
    client.get("/");
    return QTest::qWaitFor([&] { return client.hasResponses(1); }, 500) && client.count("200") == 1;
}

void TestDescriptors::refusesBeforeTheyRunOut()
{
    serve(u"--headless --port 0"_s);
    QTRY_VERIFY(m_program->canReadLine());
    m_port = portIn(m_program->readLine());
    Clients clients = sleepers(m_port, 102);
    const auto isRefused = [](const auto &client) {
        return client->received().startsWith("HTTP/1.1 503 ");
    };
    QTRY_VERIFY(std::ranges::any_of(clients, isRefused));
    QTRY_VERIFY(std::ranges::count_if(clients, [](const auto &c) { return c->isOpen(); }) < 102);
    clients.erase(clients.begin(), clients.begin() + 20);
    QTRY_VERIFY(isServed());
    m_program->terminate();
    QTRY_COMPARE(m_program->state(), QProcess::NotRunning);
    QCOMPARE(m_program->exitCode(), 0);
}

void TestDescriptors::acceptsAgain()
{
    Clients clients;
    crowd(clients);
    clients.clear();
    QTRY_VERIFY2(m_errors.contains("taken again"), m_errors);
    QTRY_VERIFY(isServed());
    QCOMPARE(m_errors.count("new connections wait"), 1);
    m_program->terminate();
    QTRY_COMPARE(m_program->state(), QProcess::NotRunning);
    QCOMPARE(m_program->exitCode(), 0);
}

void TestDescriptors::stopsWhilePaused()
{
    Clients clients;
    crowd(clients);
    m_program->terminate();
    QTRY_COMPARE(m_program->state(), QProcess::NotRunning);
    QCOMPARE(m_program->exitStatus(), QProcess::NormalExit);
    QCOMPARE(m_program->exitCode(), 0);
}

void TestDescriptors::windowSurvives()
{
    m_port = unusedPort();
    qputenv("XDG_CONFIG_HOME", QDir::tempPath().toLocal8Bit() + "/overlap-no-settings");
    serve(u"--start --port %1"_s.arg(m_port));
    QTRY_VERIFY(RawClient(m_port).isConnected());
    Clients clients = sleepers(m_port, 102);
    for (int i = 0; i < 60; ++i)
        clients.push_back(std::make_unique<RawClient>(m_port));
    const auto isOver = [](const auto &client) { return !client->isOpen(); };
    QTRY_VERIFY(std::ranges::any_of(clients, isOver));
    clients.clear();
    QTRY_VERIFY(isServed());
    m_program->terminate();
    QTRY_COMPARE(m_program->state(), QProcess::NotRunning);
    QCOMPARE(m_program->exitStatus(), QProcess::NormalExit);
    QCOMPARE(m_program->exitCode(), 0);
}

void TestDescriptors::sendsFewerAtOnce()
{
    const rlimit few{256, 256};
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &few), 0);
    Session session;
    QSignalSpy problems(&session, &Session::problemOccurred);
    Settings settings;
    settings.port = 0;
    session.start(settings);
    QTRY_VERIFY(session.isServing());
    load::Plan plan;
    plan.targets = {"/sleep/10ms"};
    plan.count = plan.atOnce = 1000;
    QSignalSpy finished(&session, &Session::sendFinished);
    session.send(plan);
    QTRY_COMPARE(finished.size(), 1);
    const auto results = finished[0][0].value<QList<load::Result>>();
    QCOMPARE(std::ranges::count(results, 200, &load::Result::status), 1000);
    QCOMPARE(problems.size(), 1);
    const QString said = problems[0][0].value<Problem>().text;
    QVERIFY2(said.startsWith(u"68 requests are sent at a time, not 1000"_s), qPrintable(said));
}

QTEST_GUILESS_MAIN(TestDescriptors)
#include "tst_descriptors.moc"
