#include "allocated.h"
#include "patience.h"
#include "rawclient.h"
#include "rawsocket.h"
#include "serving.h"

#include <QTimer>

#include <algorithm>
#include <functional>
#include <memory>

using namespace overlap;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using record::Outcome;

// Clients of answers in pieces that leave in the middle, pipeline them, come many at once, or
// hardly read. Nothing is left of them.
class TestStreams : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { addTransports(); }
    void clientsLeave_data();
    void clientsLeave();
    void pipelinedOnesComeInOrder_data();
    void pipelinedOnesComeInOrder();
    void manyAtOnce();
    void whoNeverReadsIsEnded();
    void whoReadsSlowlyIsServed();
};

namespace {

using Clients = std::vector<std::unique_ptr<RawClient>>;

constexpr qint64 mib = 1024 * 1024;

// Bytes that a round may leave behind: buffers of connections that are kept for others.
constexpr qint64 leftAtMost = 256 * 1024;

Settings leavingAtOnce()
{
    Settings settings;
    settings.connections.limits.halfCloseWithin = {}; // a FIN means giving up
    return settings;
}

// Plays a round several times. At first caches fill, and the queues of records may grow up to a
// limit; but in one of the rounds nothing may be left.
void again(Serving &serving, const std::function<void()> &round)
{
    qint64 before = 0;
    qint64 left = 0;
    for (int played = 0; played < 2 || (played < 6 && left >= leftAtMost); ++played) {
        round();
        if (QTest::currentTestFailed())
            return;
        QTRY_VERIFY(serving.isOver());
        QCOMPARE(serving.store().dropped(), 0u);
        for (int i = 0; i < 2; ++i) // the second time, what was cleared before is forgotten
            serving.session().clear();
        left = allocatedBytes() - std::exchange(before, allocatedBytes());
    }
    QVERIFY2(left < leftAtMost, QByteArray::number(left));
}

qsizetype ended(const Serving &serving, Outcome how)
{
    return std::ranges::count(serving.records(), how, &record::Record::outcome);
}

} // namespace

void TestStreams::clientsLeave_data()
{
    using Leave = std::function<void(QTcpSocket &)>;
    QTest::addColumn<Leave>("leave");
    QTest::newRow("reset") << Leave(reset);
    QTest::newRow("FIN") << Leave(
        [](QTcpSocket &socket) { net::shutdownWrite(socket.socketDescriptor()); });
}

// Each in the middle of its answer.
void TestStreams::clientsLeave()
{
    QFETCH(const std::function<void(QTcpSocket &)>, leave);
    const std::pair<QByteArray, qsizetype> streams[] = {
        // and after how many bytes
        {"/do?chunked&send=1GiB", 1},
        {"/bytes/10GiB", 10 * mib},
        {"/do?chunked&rate=1KiB&send=1GiB", 200},
        {"/do?text=first&every=60s&text=second", 100},
        {"/do?text=first&gate=never&text=second", 100},
        {"/do?text=first&stall", 100},
    };
    constexpr std::size_t each = 5;
    constexpr std::size_t count = each * std::size(streams);
    Serving serving(leavingAtOnce());
    again(serving, [&] {
        Clients clients;
        for (std::size_t i = 0; i < count; ++i) {
            RawClient &client = *clients.emplace_back(std::make_unique<RawClient>(serving.port()));
            const auto &[target, after] = streams[i / each];
            client.get(target);
            connect(&client.socket(), &QTcpSocket::readyRead, this, [&client, most = after] {
                if (client.received().size() >= most)
                    client.stopReading();
            });
        }
        for (std::size_t i = 0; i < count; ++i) {
            const auto &[target, after] = streams[i / each];
            QTRY_VERIFY2(clients[i]->received().size() >= after, target);
        }
        for (const auto &client : clients)
            leave(client->socket());
        QTRY_COMPARE(serving.store().size(), count);
        QCOMPARE(ended(serving, Outcome::AbortedByClient), qsizetype(count));
    });
}

void TestStreams::pipelinedOnesComeInOrder_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::newRow("in chunks") << "/do?chunked&send=4KiB&text=n%1;"_ba;
    QTest::newRow("of a known length") << "/do?every=1ms&send=4KiB&text=n%1;"_ba;
    QTest::newRow("whole") << "/do?send=4KiB&text=n%1;"_ba;
}

// The client reads nothing at first.
void TestStreams::pipelinedOnesComeInOrder()
{
    QFETCH(const QByteArray, target);
    constexpr int count = 300;
    Settings settings;
    settings.connections.kernelBuffer = 64 * 1024; // bytes; much less than the answers
    Serving serving(settings);
    again(serving, [&] {
        RawClient client(serving.port(), loopback(), settings.connections.kernelBuffer);
        client.stopReading();
        QByteArray requests;
        for (int i = 0; i < count; ++i)
            requests += "GET " + QByteArray(target).replace("%1", QByteArray::number(i)) +
                        " HTTP/1.1\r\nHost: h\r\n\r\n";
        client.send(requests);
        QTRY_VERIFY(!serving.store().inFlight().empty());
        client.readOn();
        QTRY_COMPARE(serving.store().size(), quint64(count));
        QCOMPARE(ended(serving, Outcome::Answered), count);
        QTRY_VERIFY(client.received().contains("n" + QByteArray::number(count - 1) + ';'));
        QCOMPARE(client.count("200"), count);
        qsizetype at = 0;
        for (int i = 0; i < count; ++i) {
            at = client.received().indexOf("n" + QByteArray::number(i) + ';', at);
            QVERIFY2(at > 0, QByteArray::number(i));
        }
    });
}

// All are in the middle of their answers. A third resets, a third sends FIN, the others get the
// rest.
void TestStreams::manyAtOnce()
{
    Serving serving(leavingAtOnce());
    const int each = roomFor(1000) / 3;
    again(serving, [&] {
        Clients clients;
        for (int i = 0; i < 3 * each; ++i) {
            RawClient &client = *clients.emplace_back(std::make_unique<RawClient>(serving.port()));
            QVERIFY(client.isConnected());
            client.get("/do?chunked&text=first&gate=all&text=second");
        }
        const auto held = [&] {
            const QList<answers::Gates::State> gates = serving.session().gates().states();
            return gates.isEmpty() ? 0 : gates.front().held;
        };
        QTRY_COMPARE(held(), 3 * each);
        for (int i = 0; i < each; ++i) {
            reset(clients[std::size_t(i)]->socket());
            net::shutdownWrite(
                clients[std::size_t(each) + std::size_t(i)]->socket().socketDescriptor());
        }
        QTRY_COMPARE(held(), each);
        QCOMPARE(serving.session().gates().release("all", each), each);
        for (int i = 2 * each; i < 3 * each; ++i)
            QTRY_VERIFY(clients[std::size_t(i)]->received().endsWith("\r\nsecond\r\n0\r\n\r\n"));
        clients.clear();
        QTRY_VERIFY(serving.isOver());
        QCOMPARE(ended(serving, Outcome::Answered), each);
        QCOMPARE(ended(serving, Outcome::AbortedByClient), 2 * each);
    });
}

// With the buffers that the system has. Nothing depends on how many loops there are.
void TestStreams::whoNeverReadsIsEnded()
{
    if (threads() > 1)
        return;
    constexpr std::chrono::nanoseconds window = 2s;
    Settings settings;
    settings.connections.limits.writeWindow = window;
    Serving serving(settings);
    {
        RawClient first(serving.port());
        first.get("/bytes/1KiB");
        QTRY_VERIFY(first.hasResponses(1));
    }
    QTRY_VERIFY(serving.isOver());
    const qint64 allocated = allocatedBytes();
    RawClient client(serving.port());
    client.stopReading();
    client.get("/bytes/10GiB");
    qint64 most = 0;
    QTRY_VERIFY((most = qMax(most, allocatedBytes() - allocated), serving.store().total() == 2));
    const record::Record record = serving.records().back();
    QCOMPARE(record.outcome, Outcome::TimedOut);
    QCOMPARE(serving.store().ended(http::CloseReason::TimedOut), 1u);
    const QByteArray took = QByteArray::number(double(record::totalNs(record)) / 1e9);
    QVERIFY2(record::totalNs(record) >= window.count(), took);
    QVERIFY2(record::totalNs(record) <= 2 * window.count(), took);
    QVERIFY2(most < mib, QByteArray::number(most));
}

// At 100 KiB a second, which is a hundred times what it must, and through small buffers, so that
// what the client reads is what the server sees.
void TestStreams::whoReadsSlowlyIsServed()
{
    if (threads() > 1)
        return;
    constexpr int size = 300 * 1024;
    constexpr int rate = 100 * 1024; // bytes a second
    Settings settings;
    settings.connections.limits.writeWindow = 1s;
    settings.connections.limits.writtenInWindow = rate / 100;
    settings.connections.kernelBuffer = 16 * 1024; // bytes
    Serving serving(settings);
    QTcpSocket client;
    client.bind(loopback());
    net::setKernelBuffers(client.socketDescriptor(), settings.connections.kernelBuffer);
    client.setReadBufferSize(1024);
    client.connectToHost(loopback(), serving.port());
    client.write("GET /bytes/" + QByteArray::number(size) + " HTTP/1.0\r\n\r\n");
    QByteArray received;
    QElapsedTimer time;
    time.start();
    QTimer reads;
    connect(&reads, &QTimer::timeout, this, [&] {
        while (client.bytesAvailable() > 0 && received.size() < time.elapsed() * rate / 1000)
            received += client.read(1024);
    });
    reads.start(5);
    QTRY_COMPARE(client.state(), QAbstractSocket::UnconnectedState);
    received += client.readAll();
    QTRY_VERIFY(serving.isOver());
    const record::Record record = serving.records().back();
    QCOMPARE(record.outcome, Outcome::Answered);
    QCOMPARE(received.size() - received.indexOf("\r\n\r\n") - 4, size);
    QVERIFY(record::totalNs(record) > 2 * settings.connections.limits.writeWindow.count());
}

QTEST_GUILESS_MAIN(TestStreams)
#include "tst_streams.moc"
