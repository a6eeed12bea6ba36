#include "allocated.h"
#include "loopback.h"
#include "overlap/answers/bodies.h"
#include "overlap/load/link.h"
#include "patience.h"
#include "serving.h"

#include <QDir>
#include <QProcess>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTcpSocket>
#include <QTimer>

#include <functional>
#include <memory>
#include <vector>

using namespace overlap;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

// Bad clients of every kind at once. A good client is answered all the time, and in the end nothing
// of the bad ones is left. Lasts OVERLAP_SOAK_SECONDS, or two seconds.
class TestSoak : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { addTransports(); }
    void staysItself();
};

namespace {

constexpr auto tick = 20ms;
// Bytes. The store keeps the capacity of its tables, for 100 000 connections and a million
// requests.
constexpr qint64 leftMost = 40'000'000;

// A bad client: does its step at each tick, until it ends.
class Client : public QTcpSocket
{
public:
    using Step = std::function<void(Client &client)>;
    Client(quint16 port, QRandomGenerator &source, Step step, int ticks)
        : m_step(std::move(step))
        , m_ticks(ticks)
        , random(source)
    {
        connect(this, &QTcpSocket::readyRead, this, [this] {
            if (reads)
                received += readAll();
        });
        connectToHost(loopback(), port);
    }
    // False: it is over.
    bool live()
    {
        if (state() == QAbstractSocket::ConnectedState && m_ticks > 0)
            m_step(*this);
        return m_ticks-- > 0 && state() != QAbstractSocket::UnconnectedState;
    }
    int age = 0; // a counter for the step

private:
    Step m_step;
    int m_ticks;

public:
    QRandomGenerator &random;
    bool reads = true;
    QByteArray received;
};

const QByteArray get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
const QByteArray post = "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n";

Client::Step once(const QByteArray &bytes)
{
    return [bytes](Client &client) {
        if (client.age++ == 0)
            client.write(bytes);
    };
}

// Sends `first`, then `drip` at each tick.
Client::Step dripping(const QByteArray &first, const QByteArray &drip)
{
    return [=](Client &client) { client.write(client.age++ == 0 ? first : drip); };
}

// Sends a part of a request, waits a little, and resets the connection.
void resetSomewhere(Client &client)
{
    static const QByteArray bytes = "POST /sleep/1s HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
                                    "chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nT: u\r\n\r\n";
    if (client.age++ == 0)
        client.write(bytes.first(client.random.bounded(int(bytes.size()) + 1)));
    else if (client.random.bounded(4) == 0)
        client.abort();
}

void finishEarly(Client &client)
{
    if (client.age++ > 0)
        return;
    client.write("GET /sleep/50ms HTTP/1.1\r\nHost: h\r\n\r\n" + get);
    client.disconnectFromHost(); // sends the rest and a FIN
}

void talkNonsense(Client &client)
{
    QByteArray bytes(1 + client.random.bounded(200), 0);
    for (char &c : bytes)
        c = char(client.random.bounded(256));
    client.write(bytes);
}

void neverRead(Client &client)
{
    if (client.age++ > 0)
        return;
    client.reads = false;
    client.setReadBufferSize(1);
    client.write(get.repeated(2000));
}

// Stops reading in the middle of an endless answer, and resets the connection, or waits for its
// end.
void readABit(Client &client)
{
    if (client.age++ == 0)
        client.write("GET /bytes/10GiB HTTP/1.1\r\nHost: h\r\n\r\n");
    client.reads = client.received.size() < 100'000;
    client.setReadBufferSize(client.reads ? 100'000 : 1);
    if (!client.reads && client.random.bounded(8) == 0)
        client.abort();
}

const std::vector<Client::Step> &manners()
{
    static const std::vector<Client::Step> all = {
        once(get),
        once(get.repeated(50)),
        once("GET /sleep/20ms HTTP/1.0\r\n\r\n"),
        once("\x16\x03\x01\x02"_ba),
        dripping("GET / HTTP/1.1\r\n", "a"),
        dripping("GET / HTTP/1.1\r\nHost: h\r\n", "A: " + QByteArray(500, 'b') + "\r\n"),
        dripping("GET /", QByteArray(900, 'x')),
        dripping(post, "a"),
        dripping("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1;", "a=b;"),
        dripping("", "\r\n"),
        resetSomewhere,
        resetSomewhere,
        finishEarly,
        talkNonsense,
        neverRead,
        once("HEAD /drip?duration=1s HTTP/1.1\r\nHost: h\r\n\r\n" +
             "GET /drip?duration=100ms HTTP/1.1\r\nHost: h\r\n\r\n"_ba.repeated(5)),
        once("GET /do?send=1KiB&reset HTTP/1.1\r\nHost: h\r\n\r\n"),
        readABit,
    };
    return all;
}

Settings hasty()
{
    Settings settings;
    settings.connections.limits.headWithin = 1s;
    settings.connections.limits.bodyWindow = 1s;
    settings.connections.limits.keepAliveIdle = 1s;
    settings.connections.limits.writeWindow = 1s;
    settings.connections.limits.lingerSilence = settings.connections.limits.lingerWithin = 100ms;
    return settings;
}

// 0: unknown, also where another system shows Linux's folders to its programs.
qsizetype openDescriptors()
{
#ifndef Q_OS_LINUX
    return 0;
#endif
    return QDir(u"/proc/self/fd"_s)
        .entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System)
        .size();
}

std::chrono::seconds duration()
{
    return std::chrono::seconds(
        qMax(1, qEnvironmentVariable("OVERLAP_SOAK_SECONDS", u"2"_s).toInt()));
}

// Attack programs by others, if they are installed and the test is long enough. They run again and
// again until this object is destroyed.
class Others : public QObject
{
public:
    explicit Others(const QString &url)
    {
        if (duration() < 10s)
            return;
        const QString time = QString::number(duration().count());
        run(u"wrk"_s, {u"-c20"_s, u"-t1"_s, u"-d"_s + time, url});
        for (const QString &mode : {u"-H"_s, u"-B"_s, u"-R"_s, u"-X"_s})
            run(u"slowhttptest"_s, {mode, u"-c"_s, u"500"_s, u"-r"_s, u"100"_s, u"-i"_s, u"1"_s,
                                    u"-l"_s, time, u"-p"_s, u"5"_s, u"-u"_s, url});
    }
    ~Others() override
    {
        for (const auto &process : m_processes) {
            process->disconnect(this);
            process->kill();
            process->waitForFinished();
        }
    }
    // How often slowhttptest checked the service, and how often it was not available.
    int looks() const { return m_looks; }
    int misses() const { return m_misses; }

private:
    void run(const QString &name, const QStringList &arguments)
    {
        const QString program = QStandardPaths::findExecutable(name);
        if (program.isEmpty())
            return;
        m_processes.push_back(std::make_unique<QProcess>());
        QProcess *const process = m_processes.back().get();
        connect(process, &QProcess::readyReadStandardOutput, this, [this, process] {
            static const QRegularExpression colors(u"\x1b\\[[0-9;]*m"_s);
            const QString text =
                QString::fromLatin1(process->readAllStandardOutput()).remove(colors);
            m_looks += int(text.count(u"service available:"_s));
            m_misses += int(text.count(u"service available:   NO"_s));
        });
        connect(process, &QProcess::finished, this, [process] { process->start(); });
        process->start(program, arguments);
    }
    std::vector<std::unique_ptr<QProcess>> m_processes;
    int m_looks = 0, m_misses = 0;
};

} // namespace

void TestSoak::staysItself()
{
    const auto atOnce = std::size_t(roomFor(200));
    Serving serving(hasty());
    QVERIFY(serving.isServing());
    answers::patternBytes(0, 1); // opens the file that these bytes are sent from
    const qsizetype descriptors = openDescriptors();
    const qint64 allocated = allocatedBytes();
    const quint32 seed = QRandomGenerator::global()->generate();
    qInfo("seed %u", seed);
    QRandomGenerator random(seed);
    load::Plan good; // runs on its own thread: the bad clients must not delay it
    good.targets = {"/"};
    good.atOnce = 1;
    good.pause = 5ms;
    good.count = int(duration() / good.pause);
    good.timeout = 10s;
    QSignalSpy finished(&serving.session(), &Session::sendFinished);
    serving.session().send(good);
    QTimer::singleShot(duration(), &serving.session(), &Session::cancelSend);
    int missed = 0;
    {
        const Others others(serving.session().url().toString());
        std::vector<std::unique_ptr<Client>> clients;
        const auto step = [&] {
            std::erase_if(clients, [](const auto &client) { return !client->live(); });
            while (clients.size() < atOnce)
                clients.push_back(std::make_unique<Client>(
                    serving.port(), random, manners()[random.bounded(quint32(manners().size()))],
                    random.bounded(50)));
        };
        QTimer ticks;
        connect(&ticks, &QTimer::timeout, this, step);
        ticks.start(tick);
        const std::chrono::milliseconds patience = 2 * duration() + 10s;
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, int(patience.count()));
        qInfo("slowhttptest found it available %d of %d times", others.looks() - others.misses(),
              others.looks());
        missed = others.misses();
    }
    int answered = 0;
    std::vector<qint64> took; // ns
    for (const load::Result &result : finished[0][0].value<QList<load::Result>>()) {
        if (result.error == load::Link::cancelled()) // the test ended
            continue;
        QVERIFY2(result.error.isEmpty(), qPrintable(result.error));
        QCOMPARE(result.status, 200);
        ++answered;
        took.push_back(result.answeredNs - result.startNs);
    }
    QVERIFY(answered > 0);
    std::ranges::sort(took);
    qInfo("%d good requests answered meanwhile, half of them in %.0f ms, all in %.0f ms", answered,
          double(took[took.size() / 2]) / 1e6, double(took.back()) / 1e6);
    QCOMPARE(missed, 0);
    QTRY_VERIFY_WITH_TIMEOUT(serving.isOver(), 10'000);
    QTRY_VERIFY2(openDescriptors() <= descriptors, // Windows may close some of its own
                 qPrintable(u"%1 after %2"_s.arg(openDescriptors()).arg(descriptors)));
    qInfo("%llu requests over %llu connections, %llu of these not recorded",
          serving.session().begun(), serving.session().accepted(), serving.store().dropped());
    finished.clear();
    for (int i = 0; i < 2; ++i) // the second time, what was cleared before is forgotten
        serving.session().clear();
    const qint64 left = allocatedBytes() - allocated;
    qInfo("%.1f MB more than at the start, once the records are forgotten", double(left) / 1e6);
    QVERIFY(left < leftMost);
    QVERIFY(serving.stop());
}

QTEST_GUILESS_MAIN(TestSoak)
#include "tst_soak.moc"
