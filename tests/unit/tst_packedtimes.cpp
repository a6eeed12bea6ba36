#include "overlap/record/packedtimes.h"

#include <QTest>

#include <limits>
#include <random>

using namespace overlap::record;

// What a chunk keeps of the upstream's side of requests.
class TestPackedTimes : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void comesBackWhole_data();
    void comesBackWhole();
    void theNextIsBehind();
    void takesAThirdOfItsSize();
};

namespace {

constexpr qint64 startNs = 5'000'000'000;

UpstreamTimes ordinary()
{
    return {.request = 7,
            .askedNs = startNs + 40'000,
            .bytesUp = 300,
            .bytesDown = 1500,
            .connection = 12,
            .ordinal = 5000,
            .given = 0,
            .connected = 0,
            .secured = 0,
            .sent = 80,
            .firstByte = 2000,
            .received = 2004,
            .origin = 1,
            .status = 200,
            .isReused = true};
}

UpstreamTimes random(quint32 seed)
{
    std::mt19937_64 engine(seed);
    const auto upTo = [&](quint64 most) {
        const quint64 value = engine() >> engine() % 64;
        return engine() % 8 == 0 ? most : most == ~quint64(0) ? value : value % (most + 1);
    };
    const auto is = [&] { return engine() % 2 == 0; };
    return {.request = 7,
            .askedNs = qint64(upTo(std::numeric_limits<qint64>::max() / 2)),
            .bytesUp = upTo(~quint64(0)),
            .bytesDown = upTo(~quint64(0)),
            .connection = quint32(upTo(0xffffffff)),
            .ordinal = quint32(upTo(0xffffffff)),
            .given = Ticks(upTo(notYet)), // in any order
            .connected = Ticks(upTo(notYet)),
            .secured = Ticks(upTo(notYet)),
            .sent = Ticks(upTo(notYet)),
            .firstByte = Ticks(upTo(notYet)),
            .received = Ticks(upTo(notYet)),
            .origin = quint16(upTo(0xffff)),
            .status = quint16(upTo(0xffff)),
            .trouble = quint8(upTo(0xff)),
            .flaw = quint8(upTo(0xff)),
            .isReused = is(),
            .isRetry = is(),
            .isTunnel = is(),
            .isEventStream = is(),
            .isInsecure = is()};
}

std::vector<quint8> packed(const UpstreamTimes &times)
{
    std::vector<quint8> bytes;
    packTimes(times, startNs, bytes);
    return bytes;
}

} // namespace

void TestPackedTimes::comesBackWhole_data()
{
    QTest::addColumn<UpstreamTimes>("times");
    QTest::newRow("nothing yet") << UpstreamTimes{.request = 7};
    QTest::newRow("ordinary") << ordinary();
    for (quint32 seed = 1; seed <= 2000; ++seed)
        QTest::addRow("random %u", seed) << random(seed);
}

void TestPackedTimes::comesBackWhole()
{
    QFETCH(const UpstreamTimes, times);
    const std::vector<quint8> bytes = packed(times);
    QCOMPARE(behindTimes(bytes.data()), bytes.data() + bytes.size());
    QVERIFY(unpackTimes(bytes.data(), 7, startNs) == times);
}

void TestPackedTimes::theNextIsBehind()
{
    std::vector<quint8> bytes;
    packTimes(random(1), startNs, bytes);
    packTimes(ordinary(), startNs, bytes);
    QVERIFY(unpackTimes(behindTimes(bytes.data()), 7, startNs) == ordinary());
}

void TestPackedTimes::takesAThirdOfItsSize()
{
    QVERIFY2(packed(ordinary()).size() <= sizeof(UpstreamTimes) / 3,
             qPrintable(QString::number(packed(ordinary()).size())));
}

QTEST_APPLESS_MAIN(TestPackedTimes)
#include "tst_packedtimes.moc"
