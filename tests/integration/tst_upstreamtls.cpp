#include "overlap/net/tlstransport.h"
#include "overlap/upstream/trouble.h"
#include "rawsocket.h"
#include "upstreamfixture.h"

#include <QFile>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>

using namespace overlap;
using namespace Qt::StringLiterals;

namespace {

const QString directory = QString::fromUtf8(OVERLAP_TLS);

// A RawServer over TLS, with a certificate for localhost that nobody has signed but itself.
class SecureServer : public RawServer
{
public:
    using RawServer::RawServer;

    QByteArray secureUrl() const { return "https://localhost:" + QByteArray::number(serverPort()); }

protected:
    std::unique_ptr<QTcpSocket> makeSocket() override
    {
        auto socket = std::make_unique<QSslSocket>();
        QFile key(directory + u"/server.key"_s);
        if (!key.open(QIODevice::ReadOnly))
            qFatal("The key is missing.");
        socket->setPrivateKey(QSslKey(&key, QSsl::Ec));
        socket->setLocalCertificate(directory + u"/server.pem"_s);
        return socket;
    }
    void begin(QTcpSocket &socket) override
    {
        qobject_cast<QSslSocket *>(&socket)->startServerEncryption();
    }
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
    void noTlsThere();
    void largeBothWays();
    void cutInTheBody();
    void endsByAlert_data();
    void endsByAlert();
    void slowHandshake_data();
    void slowHandshake();
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
    QVERIFY(!serving.store().upstream(serving.store().firstRow())->isInsecure);
}

void TestUpstreamTls::trustsNobody()
{
    const SecureServer server;
    const Passing serving(server.secureUrl());
    const QByteArray answer = answerTo(serving, get("/"));
    QVERIFY2(answer.startsWith("HTTP/1.1 502 ") && answer.contains("No secure connection"), answer);
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

QTEST_GUILESS_MAIN(TestUpstreamTls)
#include "tst_upstreamtls.moc"
