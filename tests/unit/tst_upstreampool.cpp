#include "overlap/upstream/pool.h"
#include "overlap/upstream/retry.h"

#include <QTest>

#include <random>
#include <set>

using namespace overlap::upstream;
using namespace std::chrono_literals;
using overlap::http::Headers;
using overlap::http::Method;
using overlap::http::never;
using Given = Pool::Given;

// Main thread. Which connection a request gets, and whether it is sent again.
class TestUpstreamPool : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void opensAsManyAsAreInFlight();
    void usesTheOneThatWasUsedLast();
    void waitsInOrderForOneOfTheMost();
    void opensAnotherForOneThatClosed();
    void forgetsWhoLeft();
    void replacesAStaleOne();
    void expiresIdleOnes();
    void closesBeforeTheUpstreamDoes();
    void promisesHoldInAnyOrder();
    void readsKeepAlive_data();
    void readsKeepAlive();
    void sendsAgainOnlyWhatIsSafe_data();
    void sendsAgainOnlyWhatIsSafe();
};

void TestUpstreamPool::opensAsManyAsAreInFlight()
{
    Pool pool({});
    for (quint32 i = 1; i <= 100; ++i) // no limit of six
        QCOMPARE(pool.ask(i), (Given{i, i, true}));
    QCOMPARE(pool.links(), 100);
    for (quint32 i = 1; i <= 100; ++i)
        QVERIFY(!pool.giveBack(i, 0s));
    QCOMPARE(pool.idle(), 100);
    for (quint32 i = 101; i <= 200; ++i)
        QVERIFY(!pool.ask(i)->isNew);
    QCOMPARE(pool.links(), 100);
}

void TestUpstreamPool::usesTheOneThatWasUsedLast()
{
    Pool pool({});
    pool.ask(1);
    pool.ask(2);
    pool.ask(3);
    pool.giveBack(2, 1s);
    pool.giveBack(3, 2s);
    pool.giveBack(1, 3s);
    QCOMPARE(pool.ask(4), (Given{4, 1, false}));
    QCOMPARE(pool.ask(5), (Given{5, 3, false}));
    QCOMPARE(pool.ask(6), (Given{6, 2, false}));
    QCOMPARE(pool.ask(7), (Given{7, 4, true}));
}

void TestUpstreamPool::waitsInOrderForOneOfTheMost()
{
    Pool pool({.most = 2});
    QVERIFY(pool.ask(1) && pool.ask(2));
    QVERIFY(!pool.ask(3) && !pool.ask(4));
    QCOMPARE(pool.waiting(), 2);
    QCOMPARE(pool.giveBack(2, 0s), (Given{3, 2, false}));
    QCOMPARE(pool.giveBack(1, 0s), (Given{4, 1, false}));
    QVERIFY(!pool.giveBack(1, 0s));
    QCOMPARE(pool.links(), 2);
}

void TestUpstreamPool::opensAnotherForOneThatClosed()
{
    Pool pool({.most = 1});
    pool.ask(1);
    pool.ask(2);
    QCOMPARE(pool.close(1), (Given{2, 2, true}));
    QVERIFY(!pool.close(2));
    QCOMPARE(pool.links(), 0);
    QVERIFY(!pool.close(2)); // twice is once
    pool.ask(3);
    pool.giveBack(3, 0s);
    QVERIFY(!pool.close(3)); // idle
    QCOMPARE(pool.links(), 0);
    QVERIFY(pool.ask(4)->isNew);
}

void TestUpstreamPool::forgetsWhoLeft()
{
    Pool pool({.most = 1});
    pool.ask(1);
    pool.ask(2);
    pool.ask(3);
    QVERIFY(pool.forget(2));
    QVERIFY(!pool.forget(2));
    QVERIFY(!pool.forget(1)); // it has a link: who waits for it closes that
    QCOMPARE(pool.giveBack(1, 0s), (Given{3, 1, false}));
}

void TestUpstreamPool::replacesAStaleOne()
{
    Pool pool({.most = 2});
    pool.ask(1);
    pool.ask(2);
    pool.giveBack(1, 0s);
    pool.giveBack(2, 0s);
    QCOMPARE(pool.ask(3), (Given{3, 2, false}));
    // Not the other idle one, which could be as stale.
    QCOMPARE(pool.replace(2, 3), (Given{3, 3, true}));
    QCOMPARE(pool.links(), 2);
    QVERIFY(!pool.giveBack(3, 0s));
}

void TestUpstreamPool::expiresIdleOnes()
{
    Pool pool({.idleFor = 4s});
    pool.ask(1);
    pool.ask(2);
    QCOMPARE(pool.deadline(), never);
    pool.giveBack(1, 10s);
    pool.giveBack(2, 11s);
    QCOMPARE(pool.deadline(), 14s);
    QVERIFY(pool.expire(14s - 1ns).empty());
    QCOMPARE(pool.expire(14s), std::vector<quint32>{1});
    QCOMPARE(pool.deadline(), 15s);
    QCOMPARE(pool.expire(20s), std::vector<quint32>{2});
    QCOMPARE(pool.links(), 0);
    QCOMPARE(pool.deadline(), never);
}

void TestUpstreamPool::closesBeforeTheUpstreamDoes()
{
    Pool pool({.most = 1, .idleFor = 4s});
    pool.ask(1);
    pool.giveBack(1, 10s, 2s);
    QCOMPARE(pool.deadline(), 12s);
    pool.ask(2);
    pool.giveBack(1, 20s, 60s);
    QCOMPARE(pool.deadline(), 24s);
    pool.ask(3);
    pool.ask(4);
    // It closes at once: it is no more of use for who waits.
    QCOMPARE(pool.giveBack(1, 30s, 0s), (Given{4, 2, true}));
}

// Thousands of random inputs, the same in each run.
void TestUpstreamPool::promisesHoldInAnyOrder()
{
    for (quint32 seed = 0; seed < 200; ++seed) {
        std::mt19937 random(seed);
        const int most = int(random() % 4);
        Pool pool({.most = most, .idleFor = 4s});
        std::map<quint32, quint64> busy;
        std::set<quint32> idle, closed;
        std::set<quint64> waiting;
        quint64 requests = 0;
        std::size_t mostInFlight = 0;
        overlap::http::Time now{};
        const auto take = [&](const std::optional<Given> &given) {
            if (!given)
                return;
            QVERIFY(!closed.contains(given->link));
            QCOMPARE(idle.erase(given->link), std::size_t(given->isNew ? 0 : 1));
            QVERIFY(busy.emplace(given->link, given->request).second);
            waiting.erase(given->request);
        };
        for (int i = 0; i < 300; ++i) {
            now += 1s * int(random() % 3);
            const quint32 link =
                busy.empty() ? 0 : std::next(busy.begin(), random() % busy.size())->first;
            switch (random() % 6) {
            case 0:
            case 1: {
                for (const quint32 old : pool.expire(now))
                    QVERIFY(idle.erase(old) == 1 && closed.insert(old).second);
                QVERIFY(pool.deadline() > now);
                waiting.insert(++requests);
                const auto given = pool.ask(requests);
                QVERIFY(!given || given->request == requests);
                take(given);
                break;
            }
            case 2:
                if (link == 0)
                    break;
                busy.erase(link);
                idle.insert(link);
                take(pool.giveBack(link, now));
                break;
            case 3:
                if (link == 0)
                    break;
                busy.erase(link);
                closed.insert(link);
                take(pool.close(link));
                break;
            case 4:
                if (link == 0)
                    break;
                closed.insert(link);
                take(pool.replace(link, busy.extract(link).mapped()));
                break;
            case 5:
                if (!waiting.empty())
                    QVERIFY(pool.forget(*waiting.begin()));
                if (!waiting.empty())
                    waiting.erase(waiting.begin());
                break;
            }
            mostInFlight = std::max(mostInFlight, busy.size() + waiting.size());
            QCOMPARE(pool.links(), qsizetype(busy.size() + idle.size()));
            QCOMPARE(pool.idle(), qsizetype(idle.size()));
            QCOMPARE(pool.waiting(), qsizetype(waiting.size()));
            QVERIFY(pool.links() <= qsizetype(mostInFlight));
            QVERIFY(most == 0 || pool.links() <= most);
            QVERIFY(waiting.empty() ||
                    (idle.empty() && pool.links() == most)); // nobody waits for nothing
            QCOMPARE(pool.deadline() == never, idle.empty());
        }
    }
}

void TestUpstreamPool::readsKeepAlive_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<int>("seconds"); // -1: nothing
    QTest::newRow("nothing") << QByteArray() << -1;
    QTest::newRow("of Node") << QByteArray("Keep-Alive: timeout=5\r\n") << 4;
    QTest::newRow("of Apache") << QByteArray("keep-alive: timeout=15, max=100\r\n") << 14;
    QTest::newRow("blanks") << QByteArray("Keep-Alive: max=1 , Timeout = 3\r\n") << 2;
    QTest::newRow("at once") << QByteArray("Keep-Alive: timeout=0\r\n") << 0;
    QTest::newRow("a day and more")
        << QByteArray("Keep-Alive: timeout=9223372036854775807\r\n") << 86400;
    QTest::newRow("no number") << QByteArray("Keep-Alive: timeout=\"5\"\r\n") << -1;
    QTest::newRow("negative") << QByteArray("Keep-Alive: timeout=-5\r\n") << -1;
    QTest::newRow("no timeout") << QByteArray("Keep-Alive: max=5\r\n") << -1;
    QTest::newRow("no parameter") << QByteArray("Keep-Alive: timeout\r\n") << -1;
}

void TestUpstreamPool::readsKeepAlive()
{
    QFETCH(QByteArray, fields);
    QFETCH(int, seconds);
    const auto closesIn = keepAliveOf(Fields(Headers(fields, 0)));
    QCOMPARE(closesIn.has_value(), seconds >= 0);
    if (closesIn)
        QCOMPARE(*closesIn, std::chrono::seconds(seconds));
}

void TestUpstreamPool::sendsAgainOnlyWhatIsSafe_data()
{
    QTest::addColumn<Attempt>("attempt");
    QTest::addColumn<bool>("may");
    const Attempt stale{.method = Method::Get, .isReused = true};
    const auto row = [](const char *name, const Attempt &attempt, bool may) {
        QTest::newRow(name) << attempt << may;
    };
    row("a stale connection", stale, true);
    Attempt attempt = stale;
    attempt.isReused = false;
    row("a new connection", attempt, false);
    attempt = stale;
    attempt.isFirst = false;
    row("a second time", attempt, false);
    attempt = stale;
    attempt.hasAnswerBegun = true;
    row("an answer has begun", attempt, false);
    attempt = stale;
    attempt.isWhollyKept = false;
    row("its body is gone", attempt, false);
    for (const Method method :
         {Method::Head, Method::Put, Method::Delete, Method::Options, Method::Trace}) {
        attempt = stale;
        attempt.method = method;
        QTest::addRow("safe %d", int(method)) << attempt << true;
    }
    for (const Method method : {Method::Post, Method::Patch, Method::Connect, Method::Unknown}) {
        attempt = stale;
        attempt.method = method;
        QTest::addRow("unsafe %d", int(method)) << attempt << false;
        attempt.wasSent = false;
        QTest::addRow("unsafe %d, not a byte was sent", int(method)) << attempt << true;
    }
}

void TestUpstreamPool::sendsAgainOnlyWhatIsSafe()
{
    QFETCH(Attempt, attempt);
    QFETCH(bool, may);
    QCOMPARE(maySendAgain(attempt), may);
}

QTEST_APPLESS_MAIN(TestUpstreamPool)
#include "tst_upstreampool.moc"
