#include "dispatcherthread.h"

#include <QSocketNotifier>

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <memory>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

// Socket notifiers on Qt's dispatcher and on ours.
class TestNotifiers : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { addDispatchers(); }
    void speaksWhileReadable();
    void isSilentWhenTurnedOff();
    void tellsOfHangUp();
    void tellsOfAFinOnce();
    void writableAtOnce();
    void mayBeDeletedInAHandler();
    void descriptorMayBeReused();
    void nestedLoopInAHandler();
    void excludedNotifiersWait();
    void regularFilesAreAlwaysReady();
    void manyAtOnce();
};

namespace {

struct Pair
{
    Pair() { ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()); }
    ~Pair()
    {
        closeEnd(0);
        closeEnd(1);
    }
    void closeEnd(std::size_t end)
    {
        if (ends[end] >= 0)
            ::close(std::exchange(ends[end], -1));
    }
    void say(char byte = 'x') { [[maybe_unused]] const auto n = ::write(ends[1], &byte, 1); }
    bool hear()
    {
        char byte = 0;
        return ::read(ends[0], &byte, 1) == 1;
    }

    std::array<int, 2> ends{-1, -1}; // the first is watched
};

} // namespace

void TestNotifiers::speaksWhileReadable()
{
    int spoken = 0;
    int afterwards = 0;
    onLoop([&] {
        Pair pair;
        QSocketNotifier notifier(pair.ends[0], QSocketNotifier::Read);
        QObject::connect(&notifier, &QSocketNotifier::activated, &notifier, [&] {
            if (++spoken == 3)
                pair.hear();
        });
        iterate(3);
        QCOMPARE(spoken, 0);
        pair.say();
        iterateUntil([&] { return spoken == 3; });
        iterate(5);
        afterwards = spoken;
    });
    QCOMPARE(afterwards, 3);
}

void TestNotifiers::isSilentWhenTurnedOff()
{
    int spoken = 0;
    onLoop([&] {
        Pair pair;
        QSocketNotifier notifier(pair.ends[0], QSocketNotifier::Read);
        QObject::connect(&notifier, &QSocketNotifier::activated, &notifier, [&] { ++spoken; });
        pair.say();
        notifier.setEnabled(false);
        iterate(5);
        QCOMPARE(spoken, 0);
        notifier.setEnabled(true);
        notifier.setEnabled(false);
        notifier.setEnabled(true);
        iterateUntil([&] { return spoken > 0; });
    });
    QVERIFY(spoken > 0);
}

void TestNotifiers::tellsOfHangUp()
{
    int read = 0;
    int silent = 0;
    onLoop([&] {
        Pair pair;
        QSocketNotifier notifier(pair.ends[0], QSocketNotifier::Read);
        QObject::connect(&notifier, &QSocketNotifier::activated, &notifier, [&] { ++read; });
        pair.closeEnd(1);
        iterateUntil([&] { return read > 0; });
        notifier.setEnabled(false);
        const int before = read;
        iterate(5); // nobody listens: no busy loop, no signal
        silent = read - before;
    });
    QVERIFY(read > 0);
    QCOMPARE(silent, 0);
}

// The owner does not read. What comes after the FIN is reported, too.
void TestNotifiers::tellsOfAFinOnce()
{
    QFETCH_GLOBAL(bool, ours);
    if (!ours)
        QSKIP("Qt's dispatchers do not tell of a FIN that is not read");
    int afterFin = 0;
    bool toldOfHangUp = false;
    onLoop([&] {
        Pair pair;
        QSocketNotifier notifier(pair.ends[0], QSocketNotifier::Exception);
        int told = 0;
        QObject::connect(&notifier, &QSocketNotifier::activated, &notifier, [&] { ++told; });
        pair.say();
        iterate(3);
        QCOMPARE(told, 0);
        ::shutdown(pair.ends[1], SHUT_WR);
        iterateUntil([&] { return told > 0; });
        iterate(5);
        afterFin = told;
        pair.closeEnd(1);
        toldOfHangUp = iterateUntil([&] { return told > afterFin; });
    });
    QCOMPARE(afterFin, 1);
    QVERIFY(toldOfHangUp);
}

void TestNotifiers::writableAtOnce()
{
    int spoken = 0;
    onLoop([&] {
        Pair pair;
        QSocketNotifier reading(pair.ends[0], QSocketNotifier::Read);
        QSocketNotifier writing(pair.ends[0], QSocketNotifier::Write);
        QObject::connect(&writing, &QSocketNotifier::activated, &writing, [&] {
            ++spoken;
            writing.setEnabled(false);
        });
        iterateUntil([&] { return spoken > 0; });
        iterate(3);
    });
    QCOMPARE(spoken, 1);
}

void TestNotifiers::mayBeDeletedInAHandler()
{
    int spoken = 0;
    onLoop([&] {
        std::vector<Pair> pairs(8);
        std::vector<std::unique_ptr<QSocketNotifier>> notifiers;
        for (Pair &pair : pairs) {
            notifiers.push_back(
                std::make_unique<QSocketNotifier>(pair.ends[0], QSocketNotifier::Read));
            QObject::connect(notifiers.back().get(), &QSocketNotifier::activated, [&] {
                ++spoken;
                for (auto &other : notifiers)
                    other.release()->deleteLater(); // this one is on the stack
                notifiers.clear();
            });
            pair.say();
        }
        const QObject *first = notifiers.front().get();
        QObject::connect(first, &QObject::destroyed, [&] { spoken += 100; });
        iterateUntil([&] { return spoken > 100; });
        iterate(3);
    });
    QVERIFY2(spoken > 100, qPrintable(QString::number(spoken)));
}

void TestNotifiers::descriptorMayBeReused()
{
    constexpr int rounds = 200;
    int heard = 0;
    int wrong = 0;
    onLoop([&] {
        for (int i = 0; i < rounds; ++i) {
            auto old = std::make_unique<Pair>();
            auto notifier = std::make_unique<QSocketNotifier>(old->ends[0], QSocketNotifier::Read);
            QObject::connect(notifier.get(), &QSocketNotifier::activated, [&] { ++wrong; });
            iterate(); // it is registered with the kernel
            notifier.reset();
            const int number = old->ends[0];
            old.reset();
            Pair fresh; // gets the same descriptor numbers
            QCOMPARE(fresh.ends[0], number);
            QSocketNotifier again(fresh.ends[0], QSocketNotifier::Read);
            bool spoken = false;
            QObject::connect(&again, &QSocketNotifier::activated, &again,
                             [&] { spoken = fresh.hear() || spoken; });
            fresh.say();
            heard += iterateUntil([&] { return spoken; });
        }
    });
    QCOMPARE(heard, rounds);
    QCOMPARE(wrong, 0);
}

void TestNotifiers::nestedLoopInAHandler()
{
    int heard = 0;
    onLoop([&] {
        std::vector<Pair> pairs(4);
        std::vector<std::unique_ptr<QSocketNotifier>> notifiers;
        for (Pair &pair : pairs) {
            notifiers.push_back(
                std::make_unique<QSocketNotifier>(pair.ends[0], QSocketNotifier::Read));
            QObject::connect(notifiers.back().get(), &QSocketNotifier::activated, [&heard, &pair] {
                heard += pair.hear();
                iterate(2); // other notifiers work meanwhile
            });
            pair.say();
        }
        iterateUntil([&] { return heard == 4; });
        iterate(3);
    });
    QCOMPARE(heard, 4); // each byte once
}

void TestNotifiers::excludedNotifiersWait()
{
    QFETCH_GLOBAL(bool, ours);
    if (!ours)
        QSKIP("Qt's dispatcher on GLib does not exclude them");
    int spoken = 0;
    bool ticked = false;
    onLoop([&] {
        Pair pair;
        QSocketNotifier notifier(pair.ends[0], QSocketNotifier::Read);
        QObject::connect(&notifier, &QSocketNotifier::activated, &notifier, [&] { ++spoken; });
        pair.say();
        QEventLoop loop;
        QTimer::singleShot(5, &loop, [&] {
            ticked = true;
            loop.quit();
        });
        loop.exec(QEventLoop::ExcludeSocketNotifiers);
        QCOMPARE(spoken, 0);
        iterateUntil([&] { return spoken > 0; });
    });
    QVERIFY(ticked);
    QVERIFY(spoken > 0);
}

void TestNotifiers::regularFilesAreAlwaysReady()
{
    int spoken = 0;
    onLoop([&] {
        const int file = ::open("/proc/self/exe", O_RDONLY);
        {
            QSocketNotifier notifier(file, QSocketNotifier::Read);
            QObject::connect(&notifier, &QSocketNotifier::activated, &notifier, [&] { ++spoken; });
            iterateUntil([&] { return spoken >= 3; });
        }
        ::close(file);
        iterate(2);
    });
    QVERIFY(spoken >= 3);
}

void TestNotifiers::manyAtOnce()
{
    constexpr std::size_t count = 400; // more than one call of epoll_wait() returns
    std::vector<int> heard(count);
    onLoop([&] {
        std::vector<Pair> pairs(count);
        std::vector<std::unique_ptr<QSocketNotifier>> notifiers;
        for (std::size_t i = 0; i < count; ++i) {
            notifiers.push_back(
                std::make_unique<QSocketNotifier>(pairs[i].ends[0], QSocketNotifier::Read));
            QObject::connect(notifiers.back().get(), &QSocketNotifier::activated,
                             [&, i] { heard[i] += pairs[i].hear(); });
            pairs[i].say();
        }
        iterateUntil([&] { return std::ranges::count(heard, 1) == qsizetype(count); });
    });
    QCOMPARE(std::ranges::count(heard, 1), qsizetype(count));
}

QTEST_GUILESS_MAIN(TestNotifiers)
#include "tst_notifiers.moc"
