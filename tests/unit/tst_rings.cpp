#include "overlap/record/bytering.h"
#include "overlap/record/ring.h"

#include <QTest>

#include <random>
#include <thread>
#include <vector>

using namespace overlap::record;

// The rings between a loop's thread and the main thread. The tests with two threads find most when
// built with -fsanitize=thread.
class TestRings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ringKeepsOrderAndRefusesWhenFull();
    void ringBetweenTwoThreads();
    void byteRingKeepsBlocksWhole();
    void byteRingRefusesWhenFull();
    void byteRingForgetsAnUncommittedBlock();
    void byteRingBetweenTwoThreads();
};

void TestRings::ringKeepsOrderAndRefusesWhenFull()
{
    Ring<int> ring(4);
    QVERIFY(!ring.front());
    for (int round = 0; round < 3; ++round) {
        for (int i = 0; i < 4; ++i)
            QVERIFY(ring.push(10 * round + i));
        QVERIFY(!ring.hasRoom());
        QVERIFY(!ring.push(99));
        QCOMPARE(ring.written() - ring.taken(), quint64(4));
        for (int i = 0; i < 4; ++i) {
            QVERIFY(ring.front());
            QCOMPARE(*ring.front(), 10 * round + i);
            ring.popFront();
            QVERIFY(ring.hasRoom());
        }
        QVERIFY(!ring.front());
    }
}

void TestRings::ringBetweenTwoThreads()
{
    struct Value
    {
        quint64 number;
        quint64 check[7];
    };
    constexpr quint64 count = 200'000;
    Ring<Value> ring(64);
    std::thread writer([&ring] {
        for (quint64 i = 0; i < count;) {
            if (ring.push({i, {i, ~i, i, ~i, i, ~i, i}}))
                ++i;
            else
                std::this_thread::yield();
        }
    });
    quint64 wrong = 0;
    for (quint64 i = 0; i < count;) {
        const Value *value = ring.front();
        if (!value) {
            std::this_thread::yield();
            continue;
        }
        wrong += value->number != i || value->check[1] != ~i || value->check[6] != i;
        ring.popFront();
        ++i;
    }
    writer.join();
    QCOMPARE(wrong, quint64(0));
    QVERIFY(!ring.front());
}

void TestRings::byteRingKeepsBlocksWhole()
{
    ByteRing ring(256);
    QVERIFY(ring.front().isNull());
    // Blocks that end before, at and after the end of the ring.
    for (quint32 size : {1u, 100u, 60u, 4u, 90u, 0u, 124u, 120u, 124u, 17u, 99u}) {
        const QByteArray block(size, char('a' + size % 26));
        char *place = ring.reserve(size);
        QVERIFY(place);
        std::copy(block.begin(), block.end(), place);
        QVERIFY(ring.front().isNull());
        ring.commit();
        QVERIFY(!ring.front().isNull());
        QCOMPARE(ring.front().toByteArray(), block);
        ring.popFront();
    }
}

void TestRings::byteRingRefusesWhenFull()
{
    ByteRing ring(64);
    QVERIFY(!ring.reserve(61));
    QVERIFY(ring.reserve(28));
    ring.commit();
    QVERIFY(!ring.reserve(29));
    QVERIFY(ring.reserve(28));
    ring.commit();
    QVERIFY(!ring.reserve(0));
    ring.front();
    ring.popFront();
    QVERIFY(ring.reserve(28));
}

void TestRings::byteRingForgetsAnUncommittedBlock()
{
    ByteRing ring(64);
    *ring.reserve(1) = 'x';
    *ring.reserve(1) = 'y';
    ring.commit();
    QCOMPARE(ring.front(), QByteArrayView("y"));
    ring.popFront();
    QVERIFY(ring.front().isNull());
}

void TestRings::byteRingBetweenTwoThreads()
{
    constexpr int count = 100'000;
    ByteRing ring(4096);
    std::thread writer([&ring] {
        std::minstd_rand random(1);
        for (int i = 0; i < count; ++i) {
            const auto size = quint32(random() % 300);
            char *place = ring.reserve(size);
            for (; !place; place = ring.reserve(size))
                std::this_thread::yield();
            std::fill_n(place, size, char(i));
            ring.commit();
        }
    });
    std::minstd_rand random(1);
    int wrong = 0;
    for (int i = 0; i < count; ++i) {
        const auto size = qsizetype(random() % 300);
        QByteArrayView block = ring.front();
        for (; block.isNull(); block = ring.front())
            std::this_thread::yield();
        wrong += block.size() != size || std::count(block.begin(), block.end(), char(i)) != size;
        ring.popFront();
    }
    writer.join();
    QCOMPARE(wrong, 0);
    QVERIFY(ring.front().isNull());
}

QTEST_APPLESS_MAIN(TestRings)
#include "tst_rings.moc"
