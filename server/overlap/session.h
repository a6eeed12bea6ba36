#pragma once

#include "overlap/answers/player.h"
#include "overlap/host.h"
#include "overlap/load/plan.h"
#include "overlap/record/clientrequests.h"
#include "overlap/record/store.h"
#include "overlap/routes/builtin.h"
#include "overlap/scenario/rules.h"
#include "overlap/serverrunner.h"

#include <QObject>

#include <atomic>
#include <chrono>
#include <memory>

namespace overlap {

// The routes and the strategies of a session: Overlap's own, or others.
struct SessionSetup
{
    // What its scripts share: gates, counts, the seed.
    std::shared_ptr<answers::Stage> stage = std::make_shared<answers::Stage>();
    std::vector<routes::Route> routes = routes::builtinRoutes(stage);
    // At least one; the first one is the default. Must outlive the session.
    std::span<const schedule::Kind> strategies = schedule::strategies();
    // Who answers for the folders and upstreams of a scenario, in place of the server itself.
    scenario::Makers makers{};
    net::Clock clock{};
    // How long the journals may fill until they are read. Whoever draws wants each frame.
    std::chrono::milliseconds betweenReads{16};
};

// Main thread. The façade of the engine, for the window and the headless program. Connects the
// ServerRunner, the Recorder, routes, strategies and the built-in client. Never waits for the
// server: commands are queued to it, and results come back through the store.
class Session : public QObject
{
    Q_OBJECT
public:
    using State = ServerRunner::State;

    explicit Session(SessionSetup setup = {}, QObject *parent = nullptr);
    ~Session() override; // stops at once and joins the server's thread

    State state() const;
    bool isServing() const { return state() == State::Serving; }
    const Listening &listening() const; // no addresses if not serving
    const Settings &settings() const;   // of the last start()
    bool isExposed() const { return listening().isExposed(); }
    QUrl url() const; // for this machine, such as http://localhost:7878/; empty if not serving
    // How many connections were ever accepted, and requests begun. The store may have fewer, as
    // records may be dropped.
    quint64 accepted() const;
    quint64 begun() const;
    const record::Store &store() const;
    const record::ClientRequests &clientRequests() const; // as the built-in client saw them
    // Since when the loop that is busy longest is busy; nothing if all loops wait.
    std::optional<qint64> loopBusySinceNs() const;
    qint64 nowNs() const;                // on the clock of the records
    qint64 wallClockMs(qint64 ns) const; // the wall clock at that time, since the Unix epoch

    // If stopped. stateChanged() follows, or problemOccurred() if it can not serve.
    void start(const Settings &settings);
    // Graceful; a second call stops at once. Requests that are held at gates fail. Reads the
    // records first, so that store() has what is in flight.
    void stop();
    // Clears finished requests. They can be restored until the next clear(), or until there is no
    // room for them: see record::Store.
    void clear();
    void restore();
    // For new requests; earlier ones stay with their strategy.
    void setStrategy(const schedule::Choice &choice);
    // Whether pages of other origins may read the answers to requests that begin from now on.
    void setCors(bool on) { m_cors = on; }
    // The rules that are asked before the routes, from now on. Requests that a rule has taken end
    // under it. problemOccurred() tells of folders that are not there.
    void setScenario(const scenario::Scenario &scenario);
    // From a file, now and whenever that changes, until the next scenario. If it is wrong, all
    // stays as it is, and problemOccurred() says where and why. False: that is so now.
    bool openScenario(const QString &path);
    // While its rules rest, the server's routes answer, as lessons want.
    void restScenario(bool resting);
    const QString &scenarioFile() const; // absolute; empty: the scenario is from none
    scenario::Scenario scenario() const;
    std::vector<scenario::Use> ruleUses() const; // what each rule has done
    // What records call an upstream is UpstreamTimes::origin. It stays, whatever becomes of the
    // rule that led there. Empty: there is none.
    QUrl upstreamUrl(int number) const;
    // Sends with the built-in client. Sets plan.host and plan.port. Does nothing if not serving, or
    // if it is sending already.
    void send(load::Plan plan);
    void cancelSend();
    bool isSending() const;
    // Any thread. The most requests that send() has in flight at once: each needs two descriptors,
    // as client and server are this process.
    static int mostAtOnce();
    // Whether requests that control the server are recorded like others from now on.
    void showControl(bool on);
    // Any thread. Where requests are held until someone lets them go.
    answers::Gates &gates();

Q_SIGNALS:
    void stateChanged(overlap::Session::State state);
    void problemOccurred(const overlap::Problem &problem);
    void acceptingResumed(); // after a problem of kind OutOfDescriptors
    void storeChanged(const overlap::record::StoreChange &change); // see betweenReads
    void sendProgressed(int answered, int failed, int count);
    void scenarioChanged();
    void gatesChanged(); // Gates::states() is different; see betweenReads
    void sendFinished(const QList<overlap::load::Result> &results);

private:
    void tellOfGates();
    void follow(const scenario::Scenario &scenario);

    struct Private;
    std::atomic<bool> m_cors = false; // read by the loops
    std::unique_ptr<Private> d;
};

} // namespace overlap
