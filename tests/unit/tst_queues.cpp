#include "overlap/record/bytequeue.h"
#include "overlap/record/queue.h"

#include <QTest>

#include <random>
#include <set>
#include <thread>
#include <vector>

using namespace overlap::record;

// The queues between a loop's thread and the main thread. The tests with two threads find most when
// built with -fsanitize=thread.
class TestQueues : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void queueKeepsOrderAndRefusesWhenFull();
    void queueUsesFewPlaces();
    void queueBetweenTwoThreads();
    void byteQueueKeepsPiecesWhole();
    void byteQueueRefusesWhenFull();
    void byteQueueForgetsAnUncommittedPiece();
    void byteQueueBetweenTwoThreads();
};

void TestQueues::queueKeepsOrderAndRefusesWhenFull()
{
    Queue<int> queue(4);
    QVERIFY(!queue.front());
    for (int round = 0; round < 3; ++round) {
        for (int i = 0; i < 4; ++i)
            QVERIFY(queue.push(10 * round + i));
        QVERIFY(!queue.hasRoom());
        QVERIFY(!queue.push(99));
        QCOMPARE(queue.written() - queue.taken(), quint64(4));
        for (int i = 0; i < 4; ++i) {
            QVERIFY(queue.front());
            QCOMPARE(*queue.front(), 10 * round + i);
            queue.popFront();
            QVERIFY(queue.hasRoom());
        }
        QVERIFY(!queue.front());
    }
}

// Memory that was read is used again: a queue that is read often stays in the caches, even if it
// was full once.
void TestQueues::queueUsesFewPlaces()
{
    Queue<int> queue(100'000);
    int written = 0;
    int taken = 0;
    std::set<const int *> places;
    const auto pass = [&](int count) {
        for (int i = 0; i < count; ++i)
            QVERIFY(queue.push(written++));
        for (; const int *front = queue.front(); queue.popFront()) {
            QCOMPARE(*front, taken++);
            places.insert(front);
        }
        QCOMPARE(taken, written);
    };
    pass(100'000);
    QCOMPARE(places.size(), size_t(100'000));
    places.clear();
    for (int i = 0; i < 1000; ++i)
        pass(100);
    QVERIFY2(places.size() <= 1024, qPrintable(QString::number(places.size())));
}

void TestQueues::queueBetweenTwoThreads()
{
    struct Value
    {
        quint64 number;
        quint64 check[7];
    };
    constexpr quint64 count = 200'000;
    Queue<Value> queue(64);
    std::thread writer([&queue] {
        for (quint64 i = 0; i < count;) {
            if (queue.push({i, {i, ~i, i, ~i, i, ~i, i}}))
                ++i;
            else
                std::this_thread::yield();
        }
    });
    quint64 wrong = 0;
    for (quint64 i = 0; i < count;) {
        const Value *value = queue.front();
        if (!value) {
            std::this_thread::yield();
            continue;
        }
        wrong += value->number != i || value->check[1] != ~i || value->check[6] != i;
        queue.popFront();
        ++i;
    }
    writer.join();
    QCOMPARE(wrong, quint64(0));
    QVERIFY(!queue.front());
}

void TestQueues::byteQueueKeepsPiecesWhole()
{
    ByteQueue queue(1 << 20);
    QVERIFY(queue.front().isNull());
    // Many in one block of memory, what just fills one, and what is larger than one.
    for (quint32 size : {1u, 100u, 4u, 0u, 30'000u, 35'000u, 65'532u, 65'533u, 200'000u, 17u}) {
        const QByteArray piece(size, char('a' + size % 26));
        char *place = queue.reserve(size);
        QVERIFY(place);
        std::copy(piece.begin(), piece.end(), place);
        QVERIFY(queue.front().isNull());
        queue.commit();
        QVERIFY(!queue.front().isNull());
        QCOMPARE(queue.front().toByteArray(), piece);
        queue.popFront();
    }
}

void TestQueues::byteQueueRefusesWhenFull()
{
    ByteQueue queue(64);
    QVERIFY(!queue.reserve(61));
    QVERIFY(queue.reserve(28));
    queue.commit();
    QVERIFY(!queue.reserve(29));
    QVERIFY(queue.reserve(28));
    queue.commit();
    QVERIFY(!queue.reserve(0));
    queue.front();
    queue.popFront();
    QVERIFY(queue.reserve(28));
}

void TestQueues::byteQueueForgetsAnUncommittedPiece()
{
    ByteQueue queue(64);
    *queue.reserve(1) = 'x';
    *queue.reserve(1) = 'y';
    queue.commit();
    QCOMPARE(queue.front(), QByteArrayView("y"));
    queue.popFront();
    QVERIFY(queue.front().isNull());
}

void TestQueues::byteQueueBetweenTwoThreads()
{
    constexpr int count = 100'000;
    ByteQueue queue(4096);
    std::thread writer([&queue] {
        std::minstd_rand random(1);
        for (int i = 0; i < count; ++i) {
            const auto size = quint32(random() % 300);
            char *place = queue.reserve(size);
            for (; !place; place = queue.reserve(size))
                std::this_thread::yield();
            std::fill_n(place, size, char(i));
            queue.commit();
        }
    });
    std::minstd_rand random(1);
    int wrong = 0;
    for (int i = 0; i < count; ++i) {
        const auto size = qsizetype(random() % 300);
        QByteArrayView piece = queue.front();
        for (; piece.isNull(); piece = queue.front())
            std::this_thread::yield();
        wrong += piece.size() != size || std::count(piece.begin(), piece.end(), char(i)) != size;
        queue.popFront();
    }
    writer.join();
    QCOMPARE(wrong, 0);
    QVERIFY(queue.front().isNull());
}

QTEST_APPLESS_MAIN(TestQueues)
#include "tst_queues.moc"
