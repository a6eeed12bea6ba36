#pragma once

#include "overlap/hostlookup.h"
#include "overlap/listening.h"
#include "overlap/net/clock.h"
#include "overlap/problem.h"
#include "overlap/settings.h"

#include <QThread>
#include <QTimer>

#include <memory>

namespace overlap {

namespace net {
class Server;
}

// Main thread. Runs one server at a time, on a thread of its own: looks up its host, starts and
// stops it. Never waits for the server while it serves: commands are queued to it.
class ServerRunner : public QObject
{
    Q_OBJECT
public:
    enum class State {
        Stopped,  // → Starting
        Starting, // looks up the host's name. → Serving, Stopping, Stopped (with a problem)
        Serving,  // → Stopping
        Stopping, // no new requests; those in flight have drainWithin. → Stopped
    };
    Q_ENUM(State)

    explicit ServerRunner(const net::Clock &clock);
    ~ServerRunner() override; // stops at once and joins the thread

    State state() const { return m_state; }
    const Listening &listening() const { return m_listening; } // no addresses if not serving
    QUrl url() const { return m_url; }                         // for this machine, while serving

    void start(const Settings &settings, std::unique_ptr<net::Server> server); // only when Stopped
    void stop(); // graceful; a second call stops at once

Q_SIGNALS:
    void stateChanged(overlap::ServerRunner::State state);
    void problemOccurred(const overlap::Problem &problem);
    void acceptingResumed(); // after a problem of kind OutOfDescriptors
    void ended();            // its thread has ended; the state Stopped follows

private:
    void setState(State next);
    void open(const QList<QHostAddress> &addresses);
    void wire();
    void takeOpened(const QList<QHostAddress> &addresses, quint16 port);
    void fail(const Problem &problem);
    void end();
    void join();
    void abort();
    template <typename Command>
    void command(Command what); // runs on the server's thread

    const net::Clock m_clock;
    State m_state = State::Stopped;
    Settings m_settings;
    HostLookup m_lookup;
    QList<QHostAddress> m_addresses;        // of the host
    std::unique_ptr<net::Server> m_waiting; // until the host is looked up
    Listening m_listening;
    QUrl m_url;
    std::unique_ptr<QThread> m_thread; // a new one for each start, see load::Runner
    net::Server *m_server = nullptr;   // lives on m_thread
    QTimer m_draining;
};

} // namespace overlap
