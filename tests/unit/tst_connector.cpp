#include "loopback.h"
#include "overlap/net/transportfactory.h"
#include "patience.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <array>

using overlap::net::ConnectError;
using overlap::net::Connector;
using overlap::net::ConnectTo;
using overlap::net::Transport;
using overlap::net::TransportFactory;

// Connections to another server, over each transport.
class TestConnector : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data();
    void bytesGoBothWays();
    void whatComesAtOnceIsThere();
    void finAtOnceIsSeen();
    void nobodyListens();
    void noWayLeadsThere();
    void neverBeforeItReturns();
    void givesUpWhenDestroyed();
    void manyAtOnce();
};

namespace {

TransportFactory factory()
{
    QFETCH_GLOBAL(TransportFactory, factory);
    return factory;
}

struct Ears : Transport::Listener
{
    void readable() override { canRead = true; }
    void sent(qint64 bytes) override { written += bytes; }
    void peerFinished() override { fin = true; }
    void gone() override { isGone = true; }

    bool canRead = false;
    bool fin = false;
    bool isGone = false;
    qint64 written = 0;
};

struct Attempt
{
    explicit Attempt(quint16 port, const QHostAddress &address = loopback())
    {
        connector = factory().connect({.address = address, .port = port, .readAhead = 64 * 1024},
                                      [this](std::unique_ptr<Transport> made, ConnectError why) {
                                          ++calls;
                                          transport = std::move(made);
                                          error = why;
                                          if (transport)
                                              transport->setListener(&ears);
                                          connector.reset();
                                      });
    }
    ~Attempt()
    {
        if (transport)
            transport->close(true);
    }
    Q_DISABLE_COPY_MOVE(Attempt)

    bool isThrough() const { return calls > 0; }
    QByteArray read()
    {
        std::array<char, 1024> buffer{};
        const qint64 size = transport->receive(buffer.data(), buffer.size());
        received += QByteArray(buffer.data(), size);
        return received;
    }

    Ears ears;
    std::unique_ptr<Connector> connector;
    std::unique_ptr<Transport> transport;
    ConnectError error = ConnectError::None;
    QByteArray received;
    int calls = 0;
};

struct Listening : QTcpServer
{
    Listening() { listen(loopback()); }
    std::unique_ptr<QTcpSocket> take()
    {
        if (!waitFor([this] { return hasPendingConnections(); }))
            return nullptr;
        return std::unique_ptr<QTcpSocket>(nextPendingConnection());
    }
};

} // namespace

void TestConnector::initTestCase_data()
{
    QTest::addColumn<TransportFactory>("factory");
    QTest::newRow("fastest") << overlap::net::fastestTransport;
    QTest::newRow("portable") << overlap::net::portableTransport;
}

void TestConnector::bytesGoBothWays()
{
    Listening server;
    Attempt attempt(server.serverPort());
    QTRY_VERIFY(attempt.isThrough());
    QVERIFY(attempt.transport);
    QCOMPARE(attempt.error, ConnectError::None);
    QCOMPARE(attempt.transport->peer().port, server.serverPort());
    const auto peer = server.take();
    QVERIFY(peer);
    const std::array<QByteArray, 2> pieces{"hel", "lo"};
    attempt.transport->send(pieces, false);
    QTRY_COMPARE(peer->bytesAvailable(), 5);
    QCOMPARE(peer->readAll(), QByteArray("hello"));
    QTRY_COMPARE(attempt.ears.written, 5);
    peer->write("welcome");
    QTRY_COMPARE(attempt.read(), QByteArray("welcome"));
}

void TestConnector::whatComesAtOnceIsThere()
{
    Listening server;
    std::unique_ptr<QTcpSocket> peer;
    connect(&server, &QTcpServer::newConnection, this, [&] {
        peer.reset(server.nextPendingConnection());
        peer->write("early");
        peer->flush();
    });
    Attempt attempt(server.serverPort());
    QTRY_VERIFY(attempt.isThrough());
    QTRY_COMPARE(attempt.read(), QByteArray("early"));
}

void TestConnector::finAtOnceIsSeen()
{
    Listening server;
    connect(&server, &QTcpServer::newConnection, this,
            [&] { delete server.nextPendingConnection(); });
    Attempt attempt(server.serverPort());
    QTRY_VERIFY(attempt.isThrough());
    QVERIFY(attempt.transport);
    QTRY_VERIFY(attempt.read().isEmpty() && (attempt.ears.fin || attempt.ears.isGone));
}

void TestConnector::nobodyListens()
{
    const Attempt attempt(unusedPort());
    QTRY_VERIFY(attempt.isThrough());
    QVERIFY(!attempt.transport);
    QCOMPARE(attempt.error, ConnectError::Refused);
}

void TestConnector::noWayLeadsThere()
{
    const Attempt attempt(80, QHostAddress(QHostAddress::Broadcast));
    QTRY_VERIFY(attempt.isThrough());
    QVERIFY(!attempt.transport);
    QCOMPARE(attempt.error, ConnectError::Unreachable);
    QCOMPARE(attempt.calls, 1);
}

void TestConnector::neverBeforeItReturns()
{
    const Attempt refused(unusedPort());
    QCOMPARE(refused.calls, 0);
    const Attempt unreachable(80, QHostAddress(QHostAddress::Broadcast));
    QCOMPARE(unreachable.calls, 0);
}

void TestConnector::givesUpWhenDestroyed()
{
    Listening server;
    Attempt attempt(server.serverPort());
    attempt.connector.reset();
    const auto peer = server.take(); // the kernel had connected it
    if (peer)
        QTRY_COMPARE(peer->state(), QAbstractSocket::UnconnectedState);
    QCOMPARE(attempt.calls, 0);
}

void TestConnector::manyAtOnce()
{
    Listening server;
    server.setMaxPendingConnections(100);
    std::vector<std::unique_ptr<Attempt>> attempts;
    attempts.reserve(40);
    for (int i = 0; i < 40; ++i)
        attempts.push_back(std::make_unique<Attempt>(server.serverPort()));
    for (const auto &attempt : attempts) {
        QTRY_VERIFY(attempt->isThrough());
        QVERIFY(attempt->transport);
    }
}

QTEST_GUILESS_MAIN(TestConnector)
#include "tst_connector.moc"
