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

QTEST_GUILESS_MAIN(TestUpstreamTls)
#include "tst_upstreamtls.moc"
