#pragma once

#include "overlap/net/platform/dispatcher.h"

#include <QAbstractEventDispatcher>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTest>
#include <QThread>
#include <QTimer>

#include <atomic>
#include <functional>

// A thread that uses our dispatcher or Qt's, as the global test data "ours" says.
class Thread : public QThread
{
public:
    explicit Thread(std::function<void()> what) : m_what(std::move(what))
    {
        QFETCH_GLOBAL(bool, ours);
        if (ours)
            overlap::net::useDispatcher(*this);
    }
    ~Thread() override { join(); }

    // Like wait(), but visible to ThreadSanitizer, which does not know Qt's synchronization.
    bool join()
    {
        const bool ended = wait(60'000);
        return ended && m_ended.load(std::memory_order_acquire);
    }

protected:
    void run() override
    {
        m_what();
        m_ended.store(true, std::memory_order_release);
    }

private:
    std::function<void()> m_what;
    std::atomic<bool> m_ended = false;
};

inline void addDispatchers()
{
    QTest::addColumn<bool>("ours");
    QTest::newRow("Qt's") << false;
    QTest::newRow("ours") << true;
}

// Runs `what` on such a thread and waits for its end.
inline void onLoop(const std::function<void()> &what)
{
    Thread thread(what);
    thread.start();
    QVERIFY(thread.join());
}

// Runs iterations of the event loop. Unlike processEvents(), they may wait.
inline void iterate(int times = 1)
{
    for (int i = 0; i < times; ++i) {
        QEventLoop loop;
        QTimer::singleShot(0, &loop, &QEventLoop::quit);
        loop.exec();
    }
}

inline bool iterateUntil(const std::function<bool()> &done)
{
    QElapsedTimer timer;
    timer.start();
    while (!done() && timer.elapsed() < 5000)
        QCoreApplication::processEvents(QEventLoop::AllEvents, 10);
    return done();
}
