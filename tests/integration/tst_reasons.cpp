#include "overlap/analysis/findings.h"
#include "patience.h"
#include "rawclient.h"
#include "serving.h"

#include <memory>

using namespace overlap;
using namespace overlap::analysis;
using namespace Qt::StringLiterals;
using Kind = Diagnosis::Kind;

// Why requests did not overlap, diagnosed from the records of a real server and real clients.
class TestReasons : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { addTransports(); }
    void kinds_data();
    void kinds();
    void whatToChooseIsThere();
};

namespace {

// A connection that sends its targets one by one, each after the previous answer.
class Client
{
public:
    Client(quint16 port, const QList<QByteArray> &targets) : m_client(port), m_targets(targets)
    {
        QObject::connect(&m_client.socket(), &QTcpSocket::readyRead, &m_client.socket(), [this] {
            if (m_client.hasResponses(m_sent) && m_sent < m_targets.size())
                m_client.get(m_targets[m_sent++]);
        });
        m_client.get(m_targets[m_sent++]);
    }
    bool isDone() const { return m_client.hasResponses(int(m_targets.size())); }

private:
    RawClient m_client;
    const QList<QByteArray> m_targets;
    int m_sent = 0;
};

using Ask = std::function<void(quint16 port)>;

QList<QByteArray> differing(const QByteArray &target, int count, int from = 0)
{
    QList<QByteArray> targets;
    for (int i = 0; i < count; ++i)
        targets += target + "?n=" + QByteArray::number(from + i);
    return targets;
}

// `connections` at once, each with `each` requests.
Ask side(int connections, const QByteArray &target, int each)
{
    return [=](quint16 port) {
        std::vector<std::unique_ptr<Client>> clients;
        clients.reserve(size_t(connections));
        for (int i = 0; i < connections; ++i)
            clients.push_back(std::make_unique<Client>(port, differing(target, each, i * each)));
        for (const auto &client : clients)
            QTRY_VERIFY(client->isDone());
    };
}

// Requests one after the other, alternating between two connections.
Ask inTurn(const QByteArray &target, int count)
{
    return [=](quint16 port) {
        RawClient even(port), odd(port);
        for (int i = 0; i < count; ++i) {
            RawClient &client = i % 2 == 0 ? even : odd;
            client.get(target);
            QTRY_VERIFY(client.hasResponses(i / 2 + 1));
        }
    };
}

Ask pipelined(const QByteArray &target, int count)
{
    return [=](quint16 port) {
        RawClient client(port);
        QByteArray requests;
        for (const QByteArray &each : differing(target, count))
            requests += "GET " + each + " HTTP/1.1\r\nHost: a\r\n\r\n";
        client.send(requests);
        QTRY_VERIFY(client.hasResponses(count));
    };
}

// Each is closed without an answer.
Ask inVain(int count)
{
    return [=](quint16 port) {
        for (int i = 0; i < count; ++i) {
            RawClient client(port);
            client.get("/sleep/120ms");
            QTRY_VERIFY(!client.isOpen());
        }
    };
}

Kind kindOf(Serving &serving)
{
    const record::Store &store = serving.store();
    return findIn(store, store.concurrency().latestBurst(serving.session().nowNs())).diagnosis.kind;
}

} // namespace

void TestReasons::kinds_data()
{
    QTest::addColumn<QString>("strategy");
    QTest::addColumn<Ask>("ask");
    QTest::addColumn<int>("count");
    QTest::addColumn<Kind>("kind");
    const auto row = [](const char *name, QLatin1StringView strategy, const Ask &ask, int count,
                        Kind kind) {
        QTest::newRow(name) << QString(strategy) << ask << count << kind;
    };
    const auto concurrent = "concurrent"_L1;
    const Ask identical = [](quint16 port) {
        const Client client(port, QList<QByteArray>(3, "/sleep/120ms"));
        QTRY_VERIFY(client.isDone());
    };
    row("identical, on a connection", concurrent, identical, 3, Kind::Identical);
    row("identical, on two", concurrent, inTurn("/sleep/120ms", 3), 3, Kind::Identical);
    row("one by one", concurrent, side(1, "/sleep/120ms", 3), 3, Kind::OneByOne);
    row("one by one, one at a time", "serial"_L1, side(1, "/sleep/120ms", 3), 3, Kind::OneByOne);
    row("pipelined", concurrent, pipelined("/sleep/120ms", 3), 3, Kind::Pipelined);
    row("twelve on six", concurrent, side(6, "/sleep/150ms", 2), 12, Kind::SixConnections);
    row("eight at once", concurrent, side(8, "/sleep/150ms", 1), 8, Kind::Unclear);
    row("eight on four", concurrent, side(4, "/sleep/150ms", 2), 8, Kind::Unclear);
    row("short ones", concurrent, side(1, "/sleep/10ms", 30), 30, Kind::Unclear);

    row("one at a time", "serial"_L1, side(4, "/sleep/120ms", 1), 4, Kind::Queued);
    row("one at a time, twelve on six", "serial"_L1, side(6, "/sleep/100ms", 2), 12, Kind::Queued);
    row("six at a time", "limited"_L1, side(12, "/sleep/150ms", 1), 12, Kind::Queued);
    row("six threads", "thread-pool"_L1, side(12, "/sleep/150ms", 1), 12, Kind::Queued);
    row("nobody awaits", "never-awaited"_L1, inVain(3), 3, Kind::NeverRun);
    row("it computes", concurrent, side(6, "/compute/120ms", 1), 6, Kind::LoopBlocked);
    row("it computes, one by one", concurrent, side(1, "/compute/120ms", 3), 3, Kind::LoopBlocked);
    row("it computes, pipelined", concurrent, pipelined("/compute/120ms", 3), 3, Kind::LoopBlocked);
    row("waiting blocks", "blocking"_L1, side(6, "/sleep/120ms", 1), 6, Kind::LoopBlocked);
    row("waiting blocks, twelve on six", "blocking"_L1, side(6, "/sleep/100ms", 2), 12,
        Kind::LoopBlocked);
    row("waiting blocks, identical", "blocking"_L1, identical, 3, Kind::LoopBlocked);
}

void TestReasons::kinds()
{
    QFETCH(QString, strategy);
    QFETCH(Ask, ask);
    QFETCH(int, count);
    QFETCH(Kind, kind);
    const QByteArray name = strategy.toLatin1();
    Settings settings;
    settings.strategy = {QLatin1StringView(name), {6, 6}};
    Serving serving(settings);
    // What is said during the burst must be true as well.
    std::vector<Kind> said;
    QObject::connect(&serving.session(), &Session::storeChanged, &serving.session(), [&] {
        if (serving.store().inFlight().empty())
            said.push_back(kindOf(serving));
    });
    ask(serving.port());
    QTRY_COMPARE(serving.store().size(), quint64(count));
    QTRY_COMPARE(kindOf(serving), kind);
    if (kind < Kind::Pipelined) {
        for (const Kind other : said)
            QVERIFY(other < Kind::Pipelined);
    }
}

// The sentence uses the titles of strategies that the window shows.
void TestReasons::whatToChooseIsThere()
{
    if (!isQTcpSocket() || threads() > 1)
        return;
    const auto textAfter = [](QLatin1StringView strategy, const Ask &ask, int count) {
        Settings settings;
        settings.strategy.name = strategy;
        Serving serving(settings);
        ask(serving.port());
        if (!waitFor([&] { return serving.store().size() == quint64(count); }))
            return QString();
        const auto text = [&] {
            const record::Store &store = serving.store();
            return findIn(store, store.concurrency().latestBurst(serving.session().nowNs()))
                .diagnosis.text;
        };
        return waitFor([&] { return !text().isEmpty(); }) ? text() : QString();
    };
    const auto textOf = [&](QLatin1StringView strategy, const QByteArray &target, int count) {
        return textAfter(strategy, side(count, target, 1), count);
    };
    const auto titleOf = [](QLatin1StringView name) {
        return schedule::strategyNamed(name)->title;
    };
    const QString queued = textOf("serial"_L1, "/sleep/120ms", 3);
    QVERIFY2(queued.contains(u"choose "_s + titleOf("concurrent"_L1)), qPrintable(queued));
    const QString blocked = textOf("concurrent"_L1, "/compute/120ms", 3);
    QVERIFY2(blocked.contains(u"by 3 × GET /compute/120ms, which computed:"_s),
             qPrintable(blocked));
    QVERIFY2(blocked.contains(u"choose "_s + titleOf("thread-pool"_L1)), qPrintable(blocked));
    const QString held = textOf("blocking"_L1, "/sleep/120ms", 3);
    QVERIFY2(held.contains(u"which waited: choose "_s + titleOf("concurrent"_L1)),
             qPrintable(held));
    const QString waited = textOf("thread-pool"_L1, "/sleep/120ms", 9); // on four threads
    QVERIFY2(waited.contains(u"choose "_s + titleOf("concurrent"_L1)), qPrintable(waited));
    const QString unrun = textAfter("never-awaited"_L1, inVain(1), 1);
    QVERIFY2(unrun.contains(u"choose "_s + titleOf("concurrent"_L1)), qPrintable(unrun));
}

QTEST_GUILESS_MAIN(TestReasons)
#include "tst_reasons.moc"
