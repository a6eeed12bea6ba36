#pragma once

#include "overlap/net/descriptors.h"
#include "overlap/session.h"
#include "patience.h"

#include <QSignalSpy>
#include <QThread>

#include <array>
#include <atomic>
#include <memory>
#include <vector>

#ifdef Q_OS_LINUX
#include "overlap/net/platform/epolldispatcher_linux.h"

// Delivers events in the order of Windows' dispatcher: sockets for as long as any is ready, posted
// events and precise timers only before, and that it is about to block only when nothing was ready.
class ReluctantDispatcher : public overlap::net::EpollDispatcher
{
public:
    bool processEvents(QEventLoop::ProcessEventsFlags flags) override
    {
        m_isWoken = false;
        const bool isQuiet = sendPostedEvents();
        bool any = deliverReady(flags | QEventLoop::ExcludeSocketNotifiers, false);
        while (!isInterrupted() && deliverReady(flags | QEventLoop::X11ExcludeTimers, false))
            any = true;
        if (any || isInterrupted())
            return any;
        const bool mayBlock =
            isQuiet && flags.testFlag(QEventLoop::WaitForMoreEvents) && !m_isWoken;
        if (mayBlock)
            Q_EMIT aboutToBlock();
        return deliverReady(flags, mayBlock);
    }
    void wakeUp() override
    {
        m_isWoken = true; // asking whether a socket is ready forgets a wake-up
        EpollDispatcher::wakeUp();
    }

private:
    std::atomic<bool> m_isWoken = false;
};
#endif

// The transport and, as far as possible here, the dispatcher that Windows has.
inline overlap::net::TransportFactory asOnWindows()
{
    overlap::net::TransportFactory transport = overlap::net::portableTransport;
#ifdef Q_OS_LINUX
    transport.prepareThread = [](QThread &thread) {
        if (auto dispatcher = std::make_unique<ReluctantDispatcher>(); dispatcher->isValid())
            thread.setEventDispatcher(dispatcher.release());
    };
#endif
    return transport;
}

// What network tests run on: every transport, and several event loops.
struct Engine
{
    const char *name;
    overlap::net::TransportFactory transport;
    int threads;
};

inline std::array<Engine, 3> engines()
{
    return {{{"as on Windows", asOnWindows(), 1},
             {"fastest", overlap::net::fastestTransport, 1},
             {"three loops", overlap::net::fastestTransport, 3}}};
}

// Global data for network tests.
inline void addTransports()
{
    QTest::addColumn<overlap::net::TransportFactory>("transport");
    QTest::addColumn<int>("threads");
    for (const Engine &engine : engines())
        QTest::newRow(engine.name) << engine.transport << engine.threads;
}

inline overlap::net::TransportFactory transport()
{
    QFETCH_GLOBAL(overlap::net::TransportFactory, transport);
    return transport;
}

inline bool isQTcpSocket()
{
    return transport().adopt == overlap::net::portableTransport.adopt;
}

inline int threads()
{
    QFETCH_GLOBAL(int, threads);
    return threads;
}

// How many of these connections a test can have at once. Each needs two descriptors of this
// process. This is the same number as the session's own client uses.
inline int roomFor(int connections)
{
    const qsizetype most = overlap::net::raiseDescriptorLimit().connections / 3;
    return int(std::min<qsizetype>(connections, most));
}

// A session that serves on a free port until it is destroyed.
class Serving
{
public:
    explicit Serving(overlap::Settings settings = {}, overlap::SessionSetup setup = {})
        : m_session(std::move(setup))
    {
        settings.port = 0;
        settings.connections.transport = transport();
        settings.threads = threads();
        m_session.start(settings);
        m_served = waitFor([this] { return m_session.isServing(); });
    }

    bool isServing() const { return m_served; }
    overlap::Session &session() { return m_session; }
    const overlap::record::Store &store() const { return m_session.store(); }
    quint16 port() const { return quint16(m_session.url().port()); }

    std::vector<overlap::record::Record> records() const
    {
        std::vector<overlap::record::Record> all;
        for (auto row = store().firstRow(); row != store().endRow(); ++row)
            all.push_back(store().record(row));
        return all;
    }

    // Whether everything has ended and all counters add up: accepted = closed, begun = finished,
    // except what is counted as dropped.
    bool isOver() const
    {
        using overlap::http::CloseReason;
        quint64 closed = 0;
        for (int why = int(CloseReason::None) + 1; why < overlap::http::closeReasonCount; ++why)
            closed += store().ended(CloseReason(why));
        const quint64 untold =
            m_session.accepted() - store().opened() + m_session.begun() - store().total();
        return store().inFlight().empty() && store().opened() == closed &&
               untold == store().dropped();
    }

    bool stop()
    {
        m_session.stop();
        return QTest::qWaitFor(
            [this] { return m_session.state() == overlap::Session::State::Stopped; }, 20'000);
    }

private:
    overlap::Session m_session;
    bool m_served = false;
};
