#include "dispatcherthread.h"
#include "loopback.h"

#include <QTcpServer>
#include <QTcpSocket>

#include <algorithm>
#include <atomic>
#include <memory>

// Our dispatcher behaves like Qt's: each test runs on both.
class TestDispatcher : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { addDispatchers(); }
    void takesPostsFromOtherThreads();
    void exitsFromOtherThreads();
    void nestsEventLoops();
    void zeroTimerRunsInNestedLoops();
    void timersKeepTheirOrder();
    void timerIsNotReentered();
    void timerMayBeStoppedAndStarted();
    void remainingTimeCountsDown();
    void processEventsDoesNotWait();
    void wakesUpFromWaiting();
    void sleepsUntilItIsWoken();
    void tellsWhenItWaits();
    void objectsMayMoveToAnotherThread();
    void socketsTalk();
};

void TestDispatcher::takesPostsFromOtherThreads()
{
    constexpr int posts = 100'000;
    int taken = 0;
    onLoop([&] {
        QObject here;
        QEventLoop loop;
        const std::unique_ptr<QThread> poster(QThread::create([&] {
            for (int i = 0; i < posts; ++i) {
                QMetaObject::invokeMethod(
                    &here,
                    [&] {
                        if (++taken == posts)
                            loop.quit();
                    },
                    Qt::QueuedConnection);
            }
        }));
        poster->start();
        loop.exec();
        poster->wait();
    });
    QCOMPARE(taken, posts);
}

void TestDispatcher::exitsFromOtherThreads()
{
    constexpr int exits = 10'000;
    int exited = 0;
    onLoop([&] {
        std::atomic<QEventLoop *> current = nullptr;
        std::atomic<bool> done = false;
        const std::unique_ptr<QThread> ender(QThread::create([&] {
            while (!done) {
                if (QEventLoop *loop = current.exchange(nullptr))
                    loop->exit();
            }
        }));
        ender->start();
        for (; exited < exits; ++exited) {
            QEventLoop loop;
            // From inside the loop, so that the exit comes at any moment of an iteration.
            QTimer::singleShot(0, &loop, [&] { current = &loop; });
            loop.exec();
        }
        done = true;
        ender->wait();
    });
    QCOMPARE(exited, exits);
}

void TestDispatcher::nestsEventLoops()
{
    int deepest = 0;
    onLoop([&] {
        std::function<void(int)> nest = [&](int depth) {
            deepest = depth;
            QEventLoop loop;
            QTimer::singleShot(0, &loop, [&] {
                if (depth < 20)
                    nest(depth + 1);
                loop.quit();
            });
            loop.exec();
        };
        nest(1);
    });
    QCOMPARE(deepest, 20);
}

void TestDispatcher::zeroTimerRunsInNestedLoops()
{
    int ticks = 0;
    onLoop([&] {
        QTimer zero;
        QObject::connect(&zero, &QTimer::timeout, &zero, [&] { ++ticks; });
        zero.start(0);
        QTimer::singleShot(1, &zero, [&] {
            const int before = ticks;
            iterateUntil([&] { return ticks > before + 3; });
        });
        iterateUntil([&] { return ticks > 10; });
    });
    QVERIFY(ticks > 10);
}

void TestDispatcher::timersKeepTheirOrder()
{
    QList<int> order;
    onLoop([&] {
        QEventLoop loop;
        for (const int ms : {40, 10, 30, 20}) {
            QTimer::singleShot(std::chrono::milliseconds(ms), Qt::PreciseTimer, &loop,
                               [&order, ms] { order += ms; });
        }
        QTimer::singleShot(std::chrono::milliseconds(60), Qt::PreciseTimer, &loop,
                           &QEventLoop::quit);
        loop.exec();
    });
    QCOMPARE(order, (QList<int>{10, 20, 30, 40}));
}

void TestDispatcher::timerIsNotReentered()
{
    int depth = 0;
    int deepest = 0;
    int runs = 0;
    onLoop([&] {
        QTimer timer;
        QObject::connect(&timer, &QTimer::timeout, &timer, [&] {
            deepest = std::max(deepest, ++depth);
            ++runs;
            iterate(3);
            --depth;
        });
        timer.start(0);
        iterateUntil([&] { return runs >= 5; });
    });
    QCOMPARE(deepest, 1);
}

void TestDispatcher::timerMayBeStoppedAndStarted()
{
    int runs = 0;
    onLoop([&] {
        QTimer first;
        QTimer second;
        QObject::connect(&first, &QTimer::timeout, &first, [&] {
            second.stop(); // it is due at the same time
            first.stop();
            first.start(1);
            ++runs;
        });
        QObject::connect(&second, &QTimer::timeout, &second, [&] { runs += 1000; });
        first.start(1);
        second.start(2);
        QThread::yieldCurrentThread();
        iterateUntil([&] { return runs >= 3; });
    });
    QVERIFY2(runs >= 3 && runs < 1000, qPrintable(QString::number(runs)));
}

void TestDispatcher::remainingTimeCountsDown()
{
    int atFirst = 0;
    int stopped = 0;
    onLoop([&] {
        QTimer timer;
        timer.setTimerType(Qt::PreciseTimer);
        timer.start(10'000);
        atFirst = timer.remainingTime();
        timer.stop();
        stopped = timer.remainingTime();
    });
    QVERIFY(atFirst > 9'000 && atFirst <= 10'000);
    QCOMPARE(stopped, -1);
}

void TestDispatcher::processEventsDoesNotWait()
{
    bool late = false;
    onLoop([&] {
        QTimer never;
        never.start(600'000);
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 100; ++i)
            QCoreApplication::processEvents();
        late = timer.elapsed() > 60'000;
    });
    QVERIFY(!late);
}

void TestDispatcher::wakesUpFromWaiting()
{
    bool returned = false;
    onLoop([&] {
        QAbstractEventDispatcher *dispatcher = QAbstractEventDispatcher::instance();
        QObject::connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, dispatcher,
                         [dispatcher] { dispatcher->wakeUp(); });
        dispatcher->processEvents(QEventLoop::WaitForMoreEvents);
        returned = true;
    });
    QVERIFY(returned);
}

// Also without a timer: an idle loop uses no processor time.
void TestDispatcher::sleepsUntilItIsWoken()
{
    int passes = 0;
    onLoop([&] {
        QAbstractEventDispatcher *dispatcher = QAbstractEventDispatcher::instance();
        std::atomic<bool> waits = false;
        std::atomic<bool> woken = false;
        QObject::connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, dispatcher,
                         [&] { waits = true; });
        const std::unique_ptr<QThread> waker(QThread::create([&] {
            while (!waits)
                QThread::yieldCurrentThread();
            for (int i = 0; i < 10'000; ++i)
                QThread::yieldCurrentThread();
            woken = true;
            dispatcher->wakeUp();
        }));
        waker->start();
        while (!woken) {
            dispatcher->processEvents(QEventLoop::WaitForMoreEvents);
            ++passes;
        }
        waker->wait();
    });
    QVERIFY2(passes <= 5, QByteArray::number(passes));
}

void TestDispatcher::tellsWhenItWaits()
{
    int awake = 0;
    int aboutToBlock = 0;
    onLoop([&] {
        QAbstractEventDispatcher *dispatcher = QAbstractEventDispatcher::instance();
        QObject::connect(dispatcher, &QAbstractEventDispatcher::awake, dispatcher,
                         [&] { ++awake; });
        QObject::connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, dispatcher,
                         [&] { ++aboutToBlock; });
        QCoreApplication::processEvents();
        QEventLoop loop;
        QTimer::singleShot(5, &loop, &QEventLoop::quit);
        loop.exec();
    });
    QVERIFY(awake >= 2);
    QVERIFY(aboutToBlock >= 1);
}

void TestDispatcher::objectsMayMoveToAnotherThread()
{
    int ticks = 0;
    onLoop([&] {
        auto *timer = new QTimer; // moves to the other thread
        QObject::connect(timer, &QTimer::timeout, timer, [&] { ++ticks; });
        timer->start(1);
        Thread other([&] {
            iterateUntil([&] { return ticks > 2; });
            delete timer;
        });
        timer->moveToThread(&other);
        other.start();
        other.join();
    });
    QVERIFY(ticks > 2);
}

void TestDispatcher::socketsTalk()
{
    QByteArray received;
    const QByteArray sent(3'000'000, 's');
    onLoop([&] {
        QTcpServer server;
        server.listen(loopback());
        QObject::connect(&server, &QTcpServer::newConnection, &server, [&] {
            QTcpSocket *socket = server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, socket,
                             [&, socket] { received += socket->readAll(); });
        });
        QTcpSocket client;
        client.connectToHost(server.serverAddress(), server.serverPort());
        client.write(sent);
        iterateUntil([&] { return received.size() == sent.size(); });
    });
    QVERIFY(received == sent);
}

QTEST_GUILESS_MAIN(TestDispatcher)
#include "tst_dispatcher.moc"
