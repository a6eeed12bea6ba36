#include "overlap/session.h"
#include "patience.h"
#include "rawclient.h"

#include <QFile>
#include <QHostInfo>
#include <QNetworkInterface>
#include <QNetworkProxy>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <memory>
#include <vector>

using namespace overlap;
using namespace Qt::StringLiterals;

// IPv4 and IPv6, each of which a machine may lack; and names of this machine.
class TestNetworks : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void localhostIsBothFamilies();
    void allIsBothFamilies();
    void readsSpellings_data();
    void readsSpellings();
    void takenInTheOtherFamily();
    void stopAnswersBothFamilies();
    void sendsWhereItListens_data();
    void sendsWhereItListens();
    void sendsPastProxies();
    void stopsWhileItLooksUp();
    void linkLocalNeedsItsInterface();
    void onOtherMachines_data();
    void onOtherMachines();

    // These run only in the networks that onOtherMachines() prepares.
    void portIsFreeInBothFamilies();
    void portIsOneThatBrowsersTake();
    void namesOfThisMachine();

private:
    void start(const QString &host, quint16 port = 0);
    bool isAnswered(const QHostAddress &address) const;
    void answersItself();

    std::unique_ptr<Session> m_session;
    Problem m_problem;
};

namespace {

const QHostAddress ipv4(QHostAddress::LocalHost);
const QHostAddress ipv6(QHostAddress::LocalHostIPv6);

QList<QHostAddress> both()
{
    QList<QHostAddress> all{ipv4, ipv6};
    all.removeIf([](const QHostAddress &address) { return !hasAddress(address); });
    return all;
}

} // namespace

void TestNetworks::start(const QString &host, quint16 port)
{
    m_problem = {};
    m_session = std::make_unique<Session>();
    connect(m_session.get(), &Session::problemOccurred, this,
            [this](const Problem &problem) { m_problem = problem; });
    Settings settings;
    settings.host = host;
    settings.port = port;
    m_session->start(settings);
}

bool TestNetworks::isAnswered(const QHostAddress &address) const
{
    RawClient client(quint16(m_session->url().port()), address);
    client.get("/");
    return waitFor([&] { return client.hasResponses(1); });
}

void TestNetworks::localhostIsBothFamilies()
{
    QCOMPARE(Settings().host, u"localhost"_s);
    start(u"localhost"_s);
    QTRY_VERIFY(m_session->isServing());
    QCOMPARE(m_session->listening().addresses, both());
    QVERIFY(!m_session->isExposed());
    QCOMPARE(m_session->url().host(), u"localhost"_s);
    for (const QHostAddress &address : both())
        QVERIFY2(isAnswered(address), qPrintable(address.toString()));
}

void TestNetworks::allIsBothFamilies()
{
    start(u"::"_s);
    QTRY_VERIFY(m_session->isServing());
    QVERIFY(m_session->isExposed());
    QCOMPARE(m_session->url().host(), u"localhost"_s);
    QStringList peers;
    for (const QHostAddress &address : both()) {
        RawClient client(quint16(m_session->url().port()), address);
        peers += endpoint(address, client.socket().localPort());
        client.get("/");
        QTRY_VERIFY(client.hasResponses(1));
    }
    const auto shown = [this] {
        QStringList all;
        for (const record::Connection &connection : m_session->store().connections())
            all += connection.peer();
        return all;
    };
    QTRY_COMPARE(shown(), peers);
}

void TestNetworks::readsSpellings_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("host");
    QTest::newRow("capitals") << u"LOCALHOST"_s << u"localhost"_s;
    QTest::newRow("below localhost") << u"app.localhost"_s << u"app.localhost"_s;
    QTest::newRow("brackets") << u"[%1]"_s.arg(ipv6.toString()) << u"::1"_s;
    QTest::newRow("mapped") << u"::ffff:127.0.0.1"_s << u"127.0.0.1"_s;
}

void TestNetworks::readsSpellings()
{
    QFETCH(QString, text);
    QFETCH(QString, host);
    const QHostAddress address(host);
    if (!address.isNull() && !hasAddress(address))
        QSKIP("This machine has no such address");
    start(text);
    QTRY_VERIFY(m_session->isServing());
    QCOMPARE(m_session->url().host(), host);
}

void TestNetworks::takenInTheOtherFamily()
{
    if (both().size() < 2)
        QSKIP("This machine has but one family of addresses");
    QTcpServer other;
    QVERIFY(other.listen(ipv6));
    const quint16 port = other.serverPort();
    QVERIFY(QTcpServer().listen(ipv4, port)); // the port is free on IPv4
    start(u"localhost"_s, port);
    QTRY_COMPARE(m_problem.kind, Problem::Kind::PortInUse);
    QVERIFY2(m_problem.text.contains(u"already listens on [::1]:%1"_s.arg(port)),
             qPrintable(m_problem.text));
    QVERIFY(QTcpServer().listen(ipv4, port)); // the port is free again
    const quint16 suggested = m_problem.suggestedPort;
    QVERIFY(suggested > port);
    start(u"localhost"_s, suggested);
    QTRY_VERIFY(m_session->isServing());
}

// Clients that connected before the stop are answered, on both families.
void TestNetworks::stopAnswersBothFamilies()
{
    start(u"localhost"_s);
    QTRY_VERIFY(m_session->isServing());
    const auto port = quint16(m_session->url().port());
    RawClient busy(port);
    busy.get("/compute/500ms");
    QTRY_VERIFY(m_session->loopBusySinceNs());
    std::vector<std::unique_ptr<RawClient>> waiting;
    for (const QHostAddress &address : both()) {
        waiting.push_back(std::make_unique<RawClient>(port, address));
        waiting.back()->get("/");
        QTRY_COMPARE(waiting.back()->socket().bytesToWrite(), 0);
    }
    m_session->stop();
    for (const auto &client : waiting)
        QTRY_VERIFY2(client->hasResponses(1), client->received());
    QTRY_COMPARE(m_session->state(), Session::State::Stopped);
    for (const QHostAddress &address : both())
        QVERIFY(!RawClient(port, address).isConnected());
}

void TestNetworks::sendsWhereItListens_data()
{
    QTest::addColumn<QString>("host");
    QTest::newRow("localhost") << u"localhost"_s;
    QTest::newRow("all") << u"::"_s;
    QTest::newRow("all of IPv4") << u"0.0.0.0"_s;
    QTest::newRow("IPv4") << u"127.0.0.1"_s;
    QTest::newRow("IPv6") << u"::1"_s;
}

void TestNetworks::sendsWhereItListens()
{
    QFETCH(QString, host);
    const QHostAddress needed = host == "0.0.0.0"_L1 ? ipv4 : QHostAddress(host);
    if (needed.isLoopback() && !hasAddress(needed))
        QSKIP("This machine has no such address");
    start(host);
    answersItself();
}

// Qt itself uses no proxy for loopback.
void TestNetworks::sendsPastProxies()
{
    QList<QHostAddress> own = QNetworkInterface::allAddresses();
    own.removeIf(
        [](const QHostAddress &address) { return address.isLoopback() || address.isLinkLocal(); });
    if (own.isEmpty())
        QSKIP("This machine has loopback only");
    const QNetworkProxy before = QNetworkProxy::applicationProxy();
    const auto restore = qScopeGuard([&] { QNetworkProxy::setApplicationProxy(before); });
    QNetworkProxy::setApplicationProxy({QNetworkProxy::Socks5Proxy, loopback().toString(), 1});
    start(own.front().toString());
    answersItself();
}

void TestNetworks::answersItself()
{
    QTRY_VERIFY2(m_session->isServing(), qPrintable(m_problem.text));
    QSignalSpy finished(m_session.get(), &Session::sendFinished);
    load::Plan plan;
    plan.targets = {"/"};
    m_session->send(plan);
    QTRY_COMPARE(finished.size(), 1);
    for (const auto &result : finished[0][0].value<QList<load::Result>>())
        QVERIFY2(result.status == 200, qPrintable(result.error));
}

// A stop does not wait for a slow name server.
void TestNetworks::stopsWhileItLooksUp()
{
    start(u"nobody.invalid"_s);
    QCOMPARE(m_session->state(), Session::State::Starting);
    m_session->stop();
    QCOMPARE(m_session->state(), Session::State::Stopped);
    Settings settings;
    settings.port = 0;
    m_session->start(settings);
    QTRY_VERIFY(m_session->isServing());
    QCOMPARE(m_problem.kind, Problem::Kind::None);
    start(u"nobody.invalid"_s); // destroyed during the look-up
    m_session.reset();
}

void TestNetworks::linkLocalNeedsItsInterface()
{
    if (!hasAddress(ipv6))
        QSKIP("This machine has no IPv6");
    for (const QString &host : {u"fe80::1"_s, u"fe80::1%nowhere"_s, u"fe80::1%2147483647"_s}) {
        start(host);
        QTRY_COMPARE(m_problem.kind, Problem::Kind::BadAddress);
        QVERIFY2(m_problem.text.startsWith(host + u' '), qPrintable(m_problem.text));
    }
}

void TestNetworks::onOtherMachines_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<QStringList>("tests");
    const QStringList all{u"localhostIsBothFamilies"_s, u"allIsBothFamilies"_s,
                          u"stopAnswersBothFamilies"_s, u"sendsWhereItListens:localhost"_s,
                          u"sendsWhereItListens:all"_s};
    QTest::newRow("without IPv6") << u"echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6"_s << all;
    QTest::newRow("without IPv4") << u"ip address delete 127.0.0.1/8 dev lo"_s << all;
    QTest::newRow("few ports") << u"echo 40000 40003 >/proc/sys/net/ipv4/ip_local_port_range"_s
                               << QStringList{u"portIsFreeInBothFamilies"_s};
    QTest::newRow("ports that browsers refuse")
        << u"echo 6665 6670 >/proc/sys/net/ipv4/ip_local_port_range"_s
        << QStringList{u"portIsOneThatBrowsersTake"_s};
    // AI_ADDRCONFIG needs an address other than loopback.
    QTest::newRow("names") << u"ip address add 192.0.2.1/32 dev lo && "
                              "ip address add 2001:db8::1/128 dev lo nodad && "
                              "mount --bind \"$OVERLAP_HOSTS\" /etc/hosts"_s
                           << QStringList{u"namesOfThisMachine"_s};
}

// The same tests, in network namespaces.
void TestNetworks::onOtherMachines()
{
    QFETCH(QString, script);
    QFETCH(QStringList, tests);
    QTemporaryDir folder;
    QFile hosts(folder.filePath(u"hosts"_s));
    QVERIFY(hosts.open(QIODevice::WriteOnly));
    hosts.write("127.0.0.1 here\n::1 here\n192.0.2.1 mybox\n203.0.113.1 elsewhere\n");
    hosts.close();
    QProcess machine;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"OVERLAP_HOSTS"_s, hosts.fileName());
    environment.insert(u"OVERLAP_MACHINE"_s, QString::fromUtf8(QTest::currentDataTag()));
    machine.setProcessEnvironment(environment);
    machine.setProcessChannelMode(QProcess::MergedChannels);
    const auto run = [&](const QString &then, const QStringList &arguments) {
        machine.start(u"unshare"_s,
                      QStringList{u"-rnm"_s, u"sh"_s, u"-c"_s,
                                  u"ip link set lo up && %1 && %2"_s.arg(script, then),
                                  QCoreApplication::applicationFilePath()} +
                          arguments);
        return machine.waitForFinished(60'000) && machine.exitCode() == 0;
    };
    if (!run(u"true"_s, {}))
        QSKIP("There are no networks of one's own here");
    const bool passed = run(u"exec \"$0\" \"$@\""_s, tests);
    const QByteArray said = machine.readAll();
    QVERIFY2(passed && !said.contains("SKIP"), said);
}

void TestNetworks::portIsFreeInBothFamilies()
{
    if (qEnvironmentVariable("OVERLAP_MACHINE") != "few ports"_L1)
        QSKIP("It needs a machine with few ports");
    std::vector<std::unique_ptr<QTcpServer>> others;
    for (const quint16 port : {40000, 40001, 40003}) {
        others.push_back(std::make_unique<QTcpServer>());
        QVERIFY(others.back()->listen(ipv6, port));
    }
    start(u"localhost"_s);
    QTRY_VERIFY(m_session->isServing());
    QCOMPARE(m_session->url().port(), 40002);
    for (const quint16 port : {40000, 40001, 40003})
        QVERIFY(QTcpServer().listen(ipv4, port)); // ports that were tried are free again
}

void TestNetworks::portIsOneThatBrowsersTake()
{
    if (qEnvironmentVariable("OVERLAP_MACHINE") != "ports that browsers refuse"_L1)
        QSKIP("It needs a machine with such ports");
    start(u"localhost"_s);
    QTRY_VERIFY(m_session->isServing());
    QCOMPARE(m_session->url().port(), 6670);
    start(u"localhost"_s, 6665);
    QTRY_COMPARE(m_problem.kind, Problem::Kind::RefusedByBrowsers);
    QVERIFY(m_session->isServing());
    const std::unique_ptr<Session> other = std::move(m_session);
    start(u"localhost"_s, 6665);
    QTRY_COMPARE(m_problem.suggestedPort, 6670);
}

void TestNetworks::namesOfThisMachine()
{
    if (qEnvironmentVariable("OVERLAP_MACHINE") != "names"_L1)
        QSKIP("It needs a machine with names");
    start(u"Here"_s);
    QCOMPARE(m_session->state(), Session::State::Starting);
    QTRY_VERIFY(m_session->isServing());
    QCOMPARE(m_session->listening().addresses.size(), 2);
    QVERIFY(!m_session->isExposed());
    QCOMPARE(m_session->url().host(), u"here"_s);
    for (const QHostAddress &address : both())
        QVERIFY(isAnswered(address));

    start(u"mybox"_s);
    QTRY_VERIFY(m_session->isServing());
    QVERIFY(m_session->isExposed());
    QVERIFY(isAnswered(QHostAddress(u"192.0.2.1"_s)));

    start(u"elsewhere"_s);
    QTRY_COMPARE(m_problem.kind, Problem::Kind::BadAddress);
    QVERIFY2(m_problem.text.contains(u"“elsewhere” is another machine (203.0.113.1)"_s),
             qPrintable(m_problem.text));
    QCOMPARE(m_session->state(), Session::State::Stopped);

    start(u"nobody"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_problem.kind, Problem::Kind::BadAddress, 30'000);
    QVERIFY2(m_problem.text.contains(u"called “nobody”"_s), qPrintable(m_problem.text));
}

QTEST_GUILESS_MAIN(TestNetworks)
#include "tst_networks.moc"
