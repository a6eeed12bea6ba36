#include "overlap/net/tlstransport.h"
#include "overlap/upstream/gateway.h"
#include "overlap/upstream/trouble.h"
#include "rawsocket.h"
#include "upstreamfixture.h"

#include <QFile>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>
#include <QTemporaryDir>

#include <utility>

using namespace overlap;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString directory = QString::fromUtf8(OVERLAP_TLS);

// A RawServer over TLS, with a certificate for localhost that nobody has signed but itself.
class SecureServer : public RawServer
{
public:
    using RawServer::RawServer;
    explicit SecureServer(QString certificate = u"server.pem"_s)
        : m_certificate(std::move(certificate))
    {
    }

    QByteArray secureUrl() const { return "https://localhost:" + QByteArray::number(serverPort()); }

protected:
    std::unique_ptr<QTcpSocket> makeSocket() override
    {
        auto socket = std::make_unique<QSslSocket>();
        QFile key(directory + u"/server.key"_s);
        if (!key.open(QIODevice::ReadOnly))
            qFatal("The key is missing.");
        socket->setPrivateKey(QSslKey(&key, QSsl::Ec));
        socket->setLocalCertificate(directory + u'/' + m_certificate);
        return socket;
    }
    void begin(QTcpSocket &socket) override
    {
        qobject_cast<QSslSocket *>(&socket)->startServerEncryption();
    }

private:
    const QString m_certificate = u"server.pem"_s; // of the other constructors
};

} // namespace

// Upstreams with TLS.
class TestUpstreamTls : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { addTransports(); }
    void initTestCase();
    void trustsTheFile();
    void trustsNobody();
    void trustsAnybody();
    void tellsWhy_data();
    void tellsWhy();
    void certificateComesLater();
    void noTlsThere();
    void largeBothWays();
    void cutInTheBody();
    void endsByAlert_data();
    void endsByAlert();
    void slowHandshake_data();
    void slowHandshake();
    void lateHandshake_data();
    void lateHandshake();
};

void TestUpstreamTls::initTestCase()
{
    if (!QSslSocket::supportsSsl())
        QSKIP("this Qt has no TLS");
}

static scenario::Upstream trusting()
{
    return {.url = {}, .ca = directory + u"/server.pem"_s};
}

void TestUpstreamTls::trustsTheFile()
{
    const SecureServer server;
    const Passing serving(server.secureUrl(), trusting());
    RawClient client(serving.port());
    for (int i = 1; i <= 3; ++i) {
        client.get("/");
        QVERIFY(client.waitUntil([&] { return client.hasResponses(i); }));
    }
    QVERIFY2(client.received().endsWith("hello"), client.received());
    QCOMPARE(server.peers.size(), 1u);
    QTRY_COMPARE(serving.store().size(), 3u);
    const record::Store &store = serving.store();
    const auto first = store.upstream(store.firstRow());
    QVERIFY(!first->isInsecure);
    QVERIFY(first->connected < first->secured && first->secured <= first->sent);
    const auto second = store.upstream(store.firstRow() + 1);
    QVERIFY(second->isReused);
    QCOMPARE(second->secured, second->given);
}

void TestUpstreamTls::trustsNobody()
{
    const SecureServer server;
    const Passing serving(server.secureUrl());
    const QByteArray answer = answerTo(serving, get("/"));
    QVERIFY2(answer.startsWith("HTTP/1.1 502 "), answer);
    QCOMPARE(server.requests(), 0);
    QTRY_COMPARE(server.open(), 0);
}

void TestUpstreamTls::trustsAnybody()
{
    const SecureServer server;
    const Passing serving(server.secureUrl(), {.url = {}, .isInsecure = true});
    QCOMPARE(bodyIn(answerTo(serving, get("/"))), "hello");
    QTRY_COMPARE(serving.store().size(), 1u);
    QVERIFY(serving.store().upstream(serving.store().firstRow())->isInsecure);
}

void TestUpstreamTls::tellsWhy_data()
{
    using upstream::Trouble;
    QTest::addColumn<QLatin1StringView>("strategy");
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<bool>("isTrusted");
    QTest::addColumn<Trouble>("trouble");
    for (const auto strategy : {"concurrent"_L1, "thread-pool"_L1}) {
        const auto row = [strategy](const char *name) -> QTestData & {
            return QTest::addRow("%s, %s", strategy.data(), name) << strategy;
        };
        row("signed by nobody") << u"server.pem"_s << "localhost"_ba << false << Trouble::Untrusted;
        row("expired") << u"expired.pem"_s << "localhost"_ba << true << Trouble::OutOfDate;
        row("of another") << u"server.pem"_s << "other.localhost"_ba << true << Trouble::WrongName;
        row("of another, signed by nobody")
            << u"server.pem"_s << "other.localhost"_ba << false << Trouble::Untrusted;
    }
}

void TestUpstreamTls::tellsWhy()
{
    QFETCH(const QLatin1StringView, strategy);
    QFETCH(const QString, certificate);
    QFETCH(const QByteArray, host);
    QFETCH(const bool, isTrusted);
    QFETCH(const upstream::Trouble, trouble);
    const SecureServer server(certificate);
    Settings settings;
    settings.strategy.name = strategy;
    scenario::Upstream how;
    if (isTrusted)
        how.ca = directory + u'/' + certificate;
    const Passing serving("https://" + host + ':' + QByteArray::number(server.serverPort()), how, 0,
                          settings);
    const QByteArray answer = answerTo(serving, get("/"));
    QVERIFY2(answer.startsWith("HTTP/1.1 502 "), answer);
    QVERIFY2(answer.contains(upstream::sentenceOf(trouble).toByteArray()), answer);
    QCOMPARE(server.requests(), 0);
    QTRY_COMPARE(serving.store().size(), 1u);
    const auto times = serving.store().upstream(serving.store().firstRow());
    QCOMPARE(upstream::Trouble(times->trouble), trouble);
}

void TestUpstreamTls::certificateComesLater()
{
    const SecureServer server;
    Passing serving(server.secureUrl());
    QSignalSpy problems(&serving.session(), &Session::problemOccurred);
    scenario::Scenario scenario = serving.session().scenario();
    QString &ca = std::get<scenario::Upstream>(scenario.rules.front().to).ca;
    const QTemporaryDir folder;
    for (const QString &path :
         {directory + u"/server.key"_s, folder.path(), folder.filePath(u"ca.pem"_s)}) {
        ca = path;
        problems.clear();
        serving.session().setScenario(scenario);
        QCOMPARE(problems.size(), 1);
        const auto problem = problems[0][0].value<Problem>();
        QCOMPARE(problem.kind, Problem::Kind::NotThere);
        QVERIFY2(problem.text.contains(QDir::toNativeSeparators(path)), qPrintable(problem.text));
        const QByteArray page = answerTo(serving, get("/"));
        QVERIFY2(page.contains(sentenceOf(upstream::Trouble::Untrusted).toByteArray()), page);
    }
    QVERIFY(QFile::copy(directory + u"/server.pem"_s, ca));
    QCOMPARE(bodyIn(answerTo(serving, get("/"))), "hello");
}

// Neither way.
void TestUpstreamTls::noTlsThere()
{
    RawServer plain([](RawServer::Peer &peer) {
        peer.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        peer.finish();
    });
    const Passing serving("https://localhost:" + QByteArray::number(plain.serverPort()),
                          trusting());
    QVERIFY(answerTo(serving, get("/")).contains("No secure connection"));
    const SecureServer server;
    const Passing other("http://localhost:" + QByteArray::number(server.serverPort()));
    QVERIFY(answerTo(other, get("/")).startsWith("HTTP/1.1 502 "));
}

void TestUpstreamTls::largeBothWays()
{
    const QByteArray body(3'000'000, 'x');
    QByteArray got;
    SecureServer server([&](RawServer::Peer &peer) {
        if (const auto request = peer.take()) {
            got = bodyIn(*request);
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n" + body);
        }
    });
    const Passing serving(server.secureUrl(), trusting());
    const QByteArray answer = answerTo(
        serving, "PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3000000\r\n\r\n" + body);
    QVERIFY(bodyIn(answer) == body);
    QVERIFY(got == body);
}

void TestUpstreamTls::cutInTheBody()
{
    SecureServer server([](RawServer::Peer &peer) {
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
        peer.finish();
    });
    const Passing serving(server.secureUrl(), trusting());
    RawClient client(serving.port());
    client.get("/");
    QVERIFY(client.waitUntil([&] { return !client.isOpen(); }));
    QVERIFY2(client.received().endsWith("hello"), client.received());
}

void TestUpstreamTls::endsByAlert_data()
{
    QTest::addColumn<QLatin1StringView>("strategy");
    QTest::addColumn<bool>("isTold");
    for (const auto strategy : {"concurrent"_L1, "thread-pool"_L1}) {
        QTest::addRow("%s, close_notify", strategy.data()) << strategy << true;
        QTest::addRow("%s, FIN alone", strategy.data()) << strategy << false;
    }
}

// A body until the end of its connection is whole only if the upstream itself has ended it.
void TestUpstreamTls::endsByAlert()
{
    QFETCH(const QLatin1StringView, strategy);
    QFETCH(const bool, isTold);
    if (!net::tellsWhoEnds())
        QSKIP("this backend does not tell");
    SecureServer server([isTold](RawServer::Peer &peer) {
        peer.send("HTTP/1.1 200 OK\r\n\r\nhello");
        if (isTold)
            peer.finish();
        else
            net::shutdownWrite(peer.socket().socketDescriptor());
    });
    Settings settings;
    settings.strategy.name = strategy;
    const Passing serving(server.secureUrl(), trusting(), 0, settings);
    RawClient client(serving.port());
    client.get("/");
    const auto isWhole = [&] { return client.received().endsWith("0\r\n\r\n"); };
    QVERIFY(client.waitUntil([&] { return isWhole() || !client.isOpen(); }));
    QVERIFY2(client.received().contains("\r\nhello\r\n"), client.received());
    QCOMPARE(isWhole(), isTold);
    QTRY_COMPARE(serving.store().size(), 1u);
    const auto times = serving.store().upstream(serving.store().firstRow());
    QVERIFY(times);
    QCOMPARE(upstream::Trouble(times->trouble),
             isTold ? upstream::Trouble::None : upstream::Trouble::CutShort);
}

void TestUpstreamTls::slowHandshake_data()
{
    QTest::addColumn<QLatin1StringView>("strategy");
    for (const auto strategy : {"concurrent"_L1, "thread-pool"_L1})
        QTest::newRow(strategy.data()) << strategy;
}

// Nobody waits for it longer than the client.
void TestUpstreamTls::slowHandshake()
{
    QFETCH(const QLatin1StringView, strategy);
    RawServer silent([](RawServer::Peer &) {});
    Settings settings;
    settings.strategy.name = strategy;
    const Passing serving("https://localhost:" + QByteArray::number(silent.serverPort()), {}, 0,
                          settings);
    {
        RawClient client(serving.port());
        client.get("/");
        QTRY_COMPARE(silent.open(), 1);
        reset(client.socket());
    }
    QTRY_COMPARE(silent.open(), 0);
    QTRY_COMPARE(serving.store().size(), 1u);
    QCOMPARE(serving.records().front().outcome, record::Outcome::AbortedByClient);
}

void TestUpstreamTls::lateHandshake_data()
{
    slowHandshake_data();
}

void TestUpstreamTls::lateHandshake()
{
    QFETCH(const QLatin1StringView, strategy);
    RawServer silent([](RawServer::Peer &) {});
    const QByteArray url = "https://localhost:" + QByteArray::number(silent.serverPort());
    upstream::Route route;
    route.forwarding.origin = std::get<upstream::Origin>(upstream::originFrom(url));
    route.tls = {.name = u"localhost"_s};
    route.connectWithin = 200ms;
    SessionSetup setup;
    setup.makers.upstream = [route](const scenario::Upstream &) {
        return [gateway = upstream::Gateway(route)](net::Call &&call, const scenario::Passed &) {
            gateway.handle(std::move(call), {});
        };
    };
    Settings settings;
    settings.strategy.name = strategy;
    Serving serving(settings, setup);
    serving.session().setScenario(
        std::get<scenario::Scenario>(scenario::upstreamScenario(QString::fromLatin1(url))));
    const QByteArray answer = answerTo(serving, get("/"));
    QVERIFY2(answer.startsWith("HTTP/1.1 504 "), answer);
    QTRY_COMPARE(serving.store().size(), 1u);
    const auto times = serving.store().upstream(serving.store().firstRow());
    QCOMPARE(upstream::Trouble(times->trouble), upstream::Trouble::TlsLate);
    QVERIFY(times->connected != record::notYet);
    QCOMPARE(times->secured, record::notYet);
    QTRY_COMPARE(silent.open(), 0);
}

QTEST_GUILESS_MAIN(TestUpstreamTls)
#include "tst_upstreamtls.moc"
