#include "patience.h"
#include "rawclient.h"
#include "rawsocket.h"
#include "serving.h"

#include <memory>
#include <thread>

using namespace overlap;
using namespace Qt::StringLiterals;
using answers::Gates;
using Verdict = Gates::Verdict;

// Gates hold requests until someone lets them go, whatever the strategy, the transport and the
// number of loops.
class TestGates : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { addTransports(); }
    void letsGoInTheOrderOfArrival();
    void staysOpenUntilClosed();
    void failsThem();
    void letsOneGo();
    void forgetsWhoLeaves();
    void holdsWithinABody();
    void everyStrategy_data();
    void everyStrategy();
    void stopLetsNobodyWait_data();
    void stopLetsNobodyWait();
    void holdsAgainAfterAStop();
    void letsGoFromAnyThread();
    void boundsTheNames();
    void tellsOfChanges();
};

namespace {

using Clients = std::vector<std::unique_ptr<RawClient>>;

// A server, and clients that each have sent one request.
struct Fixture
{
    explicit Fixture(QLatin1StringView strategy = {})
        : serving([strategy] {
            Settings settings;
            settings.strategy = {strategy, {20, 20}};
            settings.connections.limits.halfCloseWithin = std::chrono::milliseconds(0);
            return settings;
        }())
    {
    }

    Gates &gates() { return serving.session().gates(); }
    int held(const QByteArray &name = "a")
    {
        for (const Gates::State &state : gates().states()) {
            if (state.name == name)
                return state.held;
        }
        return 0;
    }
    // One after the other, so that their order is known.
    bool hold(int count, const QByteArray &target = "/gate/a")
    {
        for (int i = 0; i < count; ++i) {
            const int before = held();
            clients.push_back(std::make_unique<RawClient>(serving.port()));
            clients.back()->get(target);
            if (!waitFor([&] { return held() == before + 1; }))
                return false;
        }
        return true;
    }
    QByteArray answers() const // "2-5" for 200, none yet, 503
    {
        QByteArray all;
        for (const auto &client : clients)
            all += client->received().size() > 9 ? client->received().mid(9, 1) : "-";
        return all;
    }

    Serving serving;
    Clients clients;
};

} // namespace

void TestGates::letsGoInTheOrderOfArrival()
{
    Fixture f;
    QVERIFY(f.hold(5));
    QCOMPARE(f.answers(), "-----"_ba);
    QVERIFY(f.gates().states().at(0).since.has_value());
    QCOMPARE(f.gates().release("a", 2), 2);
    QTRY_COMPARE(f.answers(), "22---"_ba);
    QCOMPARE(f.held(), 3);
    QCOMPARE(f.gates().release("b", 1), 0); // there is no such gate, and it makes none
    QCOMPARE(f.gates().states().size(), 1);
    QCOMPARE(f.gates().release("a", 0), 0);
    QCOMPARE(f.gates().release("a", -1), 0);
    QCOMPARE(f.gates().release("a", 9), 3);
    QTRY_COMPARE(f.answers(), "22222"_ba);
    QVERIFY(!f.gates().states().at(0).since);
}

void TestGates::staysOpenUntilClosed()
{
    Fixture f;
    QVERIFY(f.hold(2));
    QCOMPARE(f.gates().open("a"), 2);
    QTRY_COMPARE(f.answers(), "22"_ba);
    RawClient later(f.serving.port());
    later.get("/gate/a");
    QTRY_VERIFY(later.hasResponses(1) && later.count("200") == 1);
    f.gates().close("a");
    QVERIFY(f.hold(1));
    f.gates().open("early"); // before its first use
    RawClient early(f.serving.port());
    early.get("/gate/early");
    QTRY_COMPARE(early.count("200"), 1);
}

void TestGates::failsThem()
{
    Fixture f;
    QVERIFY(f.hold(2));
    QCOMPARE(f.gates().release("a", 1, Verdict::Fail), 1);
    QTRY_COMPARE(f.answers(), "5-"_ba);
    QVERIFY(f.clients[0]->received().startsWith("HTTP/1.1 503 "));
}

void TestGates::letsOneGo()
{
    Fixture f;
    QVERIFY(f.hold(3));
    // The second one, by what is recorded of it.
    QTRY_COMPARE(f.serving.store().inFlight().size(), 3u);
    const record::Record second = f.serving.store().inFlight()[1].record;
    const net::CallId id{second.connection, second.ordinal};
    QVERIFY(f.gates().holds(id));
    QVERIFY(f.gates().release(id, Verdict::Fail));
    QTRY_COMPARE(f.answers(), "-5-"_ba);
    QVERIFY(!f.gates().holds(id));
    QVERIFY(!f.gates().release(id));
    QCOMPARE(f.held(), 2);
}

void TestGates::forgetsWhoLeaves()
{
    Fixture f;
    QVERIFY(f.hold(3));
    reset(f.clients[0]->socket());
    QTRY_COMPARE(f.held(), 2);
    QCOMPARE(f.gates().release("a", 1), 1);
    QTRY_COMPARE(f.answers(), "-2-"_ba);
}

void TestGates::holdsWithinABody()
{
    Fixture f;
    QVERIFY(f.hold(2, "/do?text=before&gate=a&text=behind"));
    QTRY_VERIFY(f.clients[0]->received().contains("before"));
    QVERIFY(!f.clients[0]->received().contains("behind"));
    const auto isHeld = [](const record::InFlight &each) {
        return each.record.phase == record::Phase::Held;
    };
    QTRY_COMPARE(std::ranges::count_if(f.serving.store().inFlight(), isHeld), 2);
    QCOMPARE(f.gates().release("a", 1), 1);
    QTRY_VERIFY(f.clients[0]->received().contains("behind"));
    QVERIFY(f.clients[1]->isOpen());
    QTRY_COMPARE(f.serving.records().size(), 1u);
    QVERIFY(record::phaseNs(f.serving.records()[0], record::Phase::Held) > 0);
    QCOMPARE(f.gates().release("a", 1, Verdict::Fail), 1);
    QTRY_VERIFY(!f.clients[1]->isOpen());
    QVERIFY(!f.clients[1]->received().contains("503")); // its head says 200
    QCOMPARE(f.clients[1]->socket().error(), QAbstractSocket::RemoteHostClosedError);
}

void TestGates::everyStrategy_data()
{
    QTest::addColumn<QByteArray>("strategy");
    QTest::addColumn<int>("held"); // at once, of four
    QTest::newRow("concurrent") << "concurrent"_ba << 4;
    QTest::newRow("one at a time") << "serial"_ba << 1;
    QTest::newRow("a few at a time") << "limited"_ba << 4;
    QTest::newRow("threads, which they hold") << "thread-pool"_ba << 4;
    QTest::newRow("a loop, which they hold") << "blocking"_ba << 1; // or more loops
}

void TestGates::everyStrategy()
{
    QFETCH(QByteArray, strategy);
    QFETCH(int, held);
    Fixture f{QLatin1StringView(strategy)};
    for (int i = 0; i < 4; ++i)
        f.clients.push_back(std::make_unique<RawClient>(f.serving.port()));
    QTRY_COMPARE(f.serving.store().connections().size(), 4u); // a held loop accepts nobody
    for (const auto &client : f.clients)
        client->get("/gate/a");
    for (int answered = 0; answered < 4; ++answered) {
        QTRY_VERIFY(f.held() >= std::min(held, 4 - answered));
        QCOMPARE(f.gates().release("a", 1), 1);
        QTRY_COMPARE(f.answers().count('2'), answered + 1);
    }
    QTRY_VERIFY(f.serving.records().size() == 4);
    for (const record::Record &record : f.serving.records())
        QCOMPARE(record.outcome, record::Outcome::Answered);
}

void TestGates::stopLetsNobodyWait_data()
{
    everyStrategy_data();
}

// Long before the ten seconds that a stop has.
void TestGates::stopLetsNobodyWait()
{
    QFETCH(QByteArray, strategy);
    Fixture f{QLatin1StringView(strategy)};
    f.clients.push_back(std::make_unique<RawClient>(f.serving.port()));
    f.clients.push_back(std::make_unique<RawClient>(f.serving.port()));
    QTRY_COMPARE(f.serving.store().connections().size(), 2u);
    for (const auto &client : f.clients)
        client->get("/gate/a");
    QTRY_VERIFY(f.held() >= 1);
    QTRY_COMPARE(f.serving.session().begun() >= 1, true);
    QElapsedTimer since;
    since.start();
    QVERIFY(f.serving.stop());
    QVERIFY2(since.elapsed() < 8000, qPrintable(QString::number(since.elapsed())));
    QTRY_COMPARE(f.answers(), "55"_ba);
    QCOMPARE(f.held(), 0);
}

void TestGates::holdsAgainAfterAStop()
{
    Fixture f;
    QVERIFY(f.hold(1));
    f.gates().open("open");
    QVERIFY(f.serving.stop());
    Settings settings;
    settings.port = 0;
    f.serving.session().start(settings);
    QTRY_VERIFY(f.serving.session().isServing());
    QVERIFY(f.hold(1));
    QVERIFY(f.gates().states().at(1).isOpen);
}

// Threads let requests go as they come: also before a gate is reached, or while it is.
void TestGates::letsGoFromAnyThread()
{
    constexpr int count = 200;
    for (const char *strategy : {"concurrent", "thread-pool"}) {
        Fixture f{QLatin1StringView(strategy)};
        std::atomic<bool> isOver = false;
        std::thread other([&] {
            while (!isOver)
                f.gates().release("a", 1);
        });
        const auto join = qScopeGuard([&] {
            isOver = true;
            other.join();
        });
        RawClient client(f.serving.port());
        QByteArray all;
        for (int i = 0; i < count; ++i)
            all += "GET /do?gate=a&text=x&gate=a HTTP/1.1\r\nHost: a\r\n\r\n";
        client.send(all);
        QTRY_COMPARE(client.count("200"), qsizetype(count));
    }
}

void TestGates::boundsTheNames()
{
    Fixture f;
    for (std::size_t i = 0; i < Gates::mostGates + 10; ++i)
        f.gates().close("gate" + QByteArray::number(i));
    QCOMPARE(f.gates().states().size(), qsizetype(Gates::mostGates));
    RawClient client(f.serving.port());
    client.get("/gate/another");
    const QByteArray last = f.gates().states().constLast().name;
    QTRY_COMPARE(f.held(last), 1);
    reset(client.socket());
    QTRY_COMPARE(f.held(last), 0);
}

void TestGates::tellsOfChanges()
{
    Fixture f;
    QSignalSpy changed(&f.serving.session(), &Session::gatesChanged);
    QVERIFY(f.hold(1));
    QTRY_VERIFY(!changed.isEmpty());
    changed.clear();
    f.gates().open("a");
    QTRY_VERIFY(!changed.isEmpty());
    QCOMPARE(f.held(), 0);
}

QTEST_MAIN(TestGates)
#include "tst_gates.moc"
