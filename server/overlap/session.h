#pragma once

#include "overlap/host.h"
#include "overlap/load/plan.h"
#include "overlap/record/clientrequests.h"
#include "overlap/record/store.h"
#include "overlap/routes/builtin.h"
#include "overlap/serverrunner.h"

#include <QObject>

#include <atomic>
#include <memory>

namespace overlap {

// What a session is made with: the answers and the strategies that it has to choose from, Overlap's
// own or other ones.
struct SessionSetup
{
    std::vector<routes::Route> routes = routes::builtinRoutes();
    // At least one, the first of which is the default. Outlives the session.
    std::span<const schedule::Kind> strategies = schedule::strategies();
    net::Clock clock{};
};

// Main thread. The one façade over the engine: both faces talk to this and to nothing below it.
// Joins what serves (ServerRunner), what records (Recorder), routes, strategies and the built-in
// client. Never waits for the server: commands are queued to it, and what happened comes back
// through the store.
class Session : public QObject
{
    Q_OBJECT
public:
    using State = ServerRunner::State;

    explicit Session(SessionSetup setup = {}, QObject *parent = nullptr);
    ~Session() override; // stops at once and joins the server's thread

    State state() const;
    bool isServing() const { return state() == State::Serving; }
    const Listening &listening() const; // while serving; else without an address
    bool isExposed() const { return listening().isExposed(); }
    QUrl url() const; // that works from here while serving, such as http://localhost:7878/
    // How many connections were accepted and requests begun, ever; the store knows of those that
    // were not dropped.
    quint64 accepted() const;
    quint64 begun() const;
    const record::Store &store() const;
    // What the built-in client saw of its requests.
    const record::ClientRequests &clientRequests() const;
    // Since when an event loop has been at something, the longest of all; none: they wait.
    std::optional<qint64> loopBusySinceNs() const;
    qint64 nowNs() const;                // on the clock of the records
    qint64 wallClockMs(qint64 ns) const; // what it said then, since the Unix epoch

    void start(const Settings &settings);
    void stop();  // graceful; a second call stops at once
    void clear(); // forgets finished requests
    // How requests are handled from now on; those that have been taken in stay with theirs.
    void setStrategy(const schedule::Choice &choice);
    // Whether pages of other origins may read the answers to requests that begin from now on.
    void setCors(bool on) { m_cors = on; }
    // The built-in client. Fills in plan.host and plan.port. Only while serving.
    void send(load::Plan plan);
    void cancelSend();
    bool isSending() const;

Q_SIGNALS:
    void stateChanged(overlap::Session::State state);
    void problemOccurred(const overlap::Problem &problem);
    void acceptingResumed(); // after a problem of kind OutOfDescriptors
    void storeChanged(const overlap::record::StoreChange &change); // at most 60 times a second
    void sendProgressed(int answered, int failed, int count);
    void sendFinished(const QList<overlap::load::Result> &results);

private:
    struct Private;
    std::atomic<bool> m_cors = false; // read by the loops
    std::unique_ptr<Private> d;
};

} // namespace overlap
