#include "overlap/session.h"

#include "overlap/hostlookup.h"
#include "overlap/load/runner.h"
#include "overlap/net/platform/dispatcher.h"
#include "overlap/net/ports.h"
#include "overlap/net/server.h"
#include "overlap/record/journals.h"
#include "overlap/record/walltimes.h"
#include "overlap/routes/router.h"
#include "overlap/schedule/scheduler.h"

#include <QThread>
#include <QTimer>

#include <functional>

namespace overlap {

using namespace Qt::StringLiterals;

namespace {

// The window repaints at most 60 times a second: what comes in between is taken in together.
constexpr std::chrono::milliseconds betweenReads{16};

} // namespace

struct Session::Private
{
    Private(Session *session, SessionSetup setup)
        : q(session)
        , clock(setup.clock)
        , router(std::move(setup.routes))
        , scheduler([this](net::Call call) { router.handle(std::move(call)); }, setup.strategies)
    {
    }

    void setState(State next);
    void wire(net::Server *server);
    void open(const QList<QHostAddress> &addresses);
    void opened(const QList<QHostAddress> &addresses, quint16 port);
    void failed(const Problem &problem);
    void ended();
    void endServer();
    void newsArrived();
    void readJournals();
    void stopNow();
    template <typename Command>
    void command(Command what) // runs on the server's thread
    {
        QMetaObject::invokeMethod(
            server, [what, target = server] { (target->*what)(); }, Qt::QueuedConnection);
    }

    Session *const q;
    const net::Clock clock;
    record::WallTimes wallTimes{clock.now().count(), clock.wall().count()};
    net::Counters counters;
    record::Journals journals;
    record::Store store;
    const routes::Router router;
    schedule::Scheduler scheduler;

    State state = State::Stopped;
    Settings settings;
    HostLookup lookup;
    QList<QHostAddress> sought; // what the host means
    Listening listening;
    QUrl url;
    QThread thread;
    net::Server *server = nullptr; // lives on `thread`
    QTimer drainTimer;
    QTimer readTimer;

    record::ClientLog clientLog;
    record::ClientRequests clientRequests;
    load::Runner client{[clock = clock] { return clock.now(); }, &clientLog};
};

Session::Session(SessionSetup setup, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(setup)))
{
    d->thread.setObjectName(u"server"_s);
    d->drainTimer.setSingleShot(true);
    d->drainTimer.setTimerType(Qt::PreciseTimer);
    d->readTimer.setSingleShot(true);
    connect(&d->drainTimer, &QTimer::timeout, this, [this] { d->stopNow(); });
    connect(&d->readTimer, &QTimer::timeout, this, [this] { d->readJournals(); });
    connect(&d->client, &load::Runner::progressed, this, &Session::sendProgressed);
    connect(&d->client, &load::Runner::logReady, this, [this] { d->newsArrived(); });
    connect(&d->client, &load::Runner::finished, this, [this](const QList<load::Result> &results) {
        d->readJournals(); // what the client said last
        Q_EMIT sendFinished(results);
    });
}

Session::~Session()
{
    if (d->server) {
        d->server->disconnect(this);
        d->stopNow();
    }
    d->endServer();
}

Session::State Session::state() const
{
    return d->state;
}

const Listening &Session::listening() const
{
    return d->listening;
}

QUrl Session::url() const
{
    return d->url;
}

quint64 Session::accepted() const
{
    return d->counters.connections;
}

quint64 Session::begun() const
{
    return d->counters.requests;
}

const record::Store &Session::store() const
{
    return d->store;
}

const record::ClientRequests &Session::clientRequests() const
{
    return d->clientRequests;
}

std::optional<qint64> Session::loopBusySinceNs() const
{
    return d->journals.busySinceNs();
}

qint64 Session::nowNs() const
{
    return d->clock.now().count();
}

qint64 Session::wallClockMs(qint64 ns) const
{
    return d->wallTimes.at(ns) / 1'000'000;
}

void Session::start(const Settings &settings)
{
    if (d->state != State::Stopped)
        return;
    d->settings = settings;
    d->listening.host = hostFrom(settings.host);
    d->setState(State::Starting);
    if (d->listening.host.isEmpty()) {
        d->failed(badHost(settings.host));
        return;
    }
    d->scheduler.choose(settings.strategy);
    m_cors = settings.cors;
    d->lookup.find(d->listening.host, [this](const QList<QHostAddress> &addresses) {
        addresses.isEmpty() ? d->failed(unknownHost(d->listening.host)) : d->open(addresses);
    });
}

void Session::Private::open(const QList<QHostAddress> &addresses)
{
    sought = addresses;
    net::Loop::Setup setup{.clock = clock,
                           .connections = settings.connections,
                           .handler = [this](net::Call call) { scheduler.handle(std::move(call)); },
                           .expectHandler = std::bind_front(&routes::Router::answer, &router),
                           .counters = &counters,
                           .wakeReader =
                               [this] {
                                   QMetaObject::invokeMethod(
                                       q, [this] { newsArrived(); }, Qt::QueuedConnection);
                               },
                           .cors = &q->m_cors};
    server = new net::Server(std::move(setup), journals.first(std::max(1, settings.threads)));
    wire(server);
    server->moveToThread(&thread); // which deletes it when it ends
    QObject::connect(&thread, &QThread::finished, server, &QObject::deleteLater);
    if (!thread.eventDispatcher())
        net::useDispatcher(thread);
    thread.start();
    QMetaObject::invokeMethod(
        server,
        [served = server, addresses, port = settings.port] { served->open(addresses, port); },
        Qt::QueuedConnection);
}

void Session::stop()
{
    if (d->state == State::Stopping) {
        d->stopNow();
        return;
    }
    if (d->state == State::Stopped)
        return;
    if (!d->server) { // the host is still looked up
        d->lookup.cancel();
        d->setState(State::Stopped);
        return;
    }
    d->setState(State::Stopping);
    d->server->abandon(d->clock.now() + d->settings.drainWithin);
    d->command(&net::Server::drain);
    d->drainTimer.start(
        std::chrono::duration_cast<std::chrono::milliseconds>(d->settings.drainWithin));
}

void Session::clear()
{
    d->readJournals();
    record::StoreChange change;
    change.firstForgotten = d->store.firstRow();
    d->store.clear();
    d->clientRequests.clear();
    change.endForgotten = change.firstAdded = change.endAdded = d->store.firstRow();
    change.inFlightChanged = change.connectionsChanged = change.clientRequestsChanged = true;
    Q_EMIT storeChanged(change);
}

void Session::setStrategy(const schedule::Choice &choice)
{
    d->scheduler.choose(choice);
}

void Session::send(load::Plan plan)
{
    if (d->state != State::Serving || d->client.isRunning())
        return;
    plan.host = d->listening.nearest(Machine::current());
    plan.port = d->listening.port;
    // Each has a descriptor at either end, and both are this process's; some are still closing.
    if (const auto most = int(net::raiseDescriptorLimit().connections / 3); plan.atOnce > most) {
        Q_EMIT problemOccurred(fewerAtOnce(most, plan.atOnce));
        plan.atOnce = most;
    }
    d->client.run(std::move(plan));
}

void Session::cancelSend()
{
    d->client.cancel();
}

bool Session::isSending() const
{
    return d->client.isRunning();
}

void Session::Private::setState(State next)
{
    state = next;
    if (state == State::Stopped) {
        listening = {};
        url.clear();
    }
    Q_EMIT q->stateChanged(next);
}

void Session::Private::wire(net::Server *served)
{
    QObject::connect(served, &net::Server::opened, q,
                     [this](const auto &addresses, quint16 port) { opened(addresses, port); });
    QObject::connect(served, &net::Server::ended, q, [this] { ended(); });
    QObject::connect(served, &net::Server::failed, q, [this](const net::ListenError &error) {
        endServer();
        failed(problemOf(error, listening.host, sought));
    });
    QObject::connect(served, &net::Server::acceptingResumed, q, &Session::acceptingResumed);
    QObject::connect(served, &net::Server::acceptingPaused, q,
                     [this] { Q_EMIT q->problemOccurred(acceptingPaused()); });
}

void Session::Private::opened(const QList<QHostAddress> &addresses, quint16 port)
{
    listening.addresses = addresses;
    listening.port = port;
    url = listening.urlsHere(Machine::current()).constFirst();
    if (state != State::Starting) // it was stopped meanwhile
        return;
    setState(State::Serving);
    if (net::browsersRefuse(port))
        Q_EMIT q->problemOccurred(refusedByBrowsers(port));
}

void Session::Private::failed(const Problem &problem)
{
    setState(State::Stopped);
    Q_EMIT q->problemOccurred(problem);
}

void Session::Private::ended()
{
    if (!server)
        return; // it could not listen
    drainTimer.stop();
    endServer();
    readJournals(); // what the server said last
    setState(State::Stopped);
}

void Session::Private::endServer()
{
    thread.quit();
    thread.wait();
    server = nullptr;
}

void Session::Private::stopNow()
{
    server->abandon(http::Time::min());
    command(&net::Server::abort);
}

void Session::Private::newsArrived()
{
    if (!readTimer.isActive())
        readTimer.start(betweenReads);
}

void Session::Private::readJournals()
{
    wallTimes.anchor(clock.now().count(), clock.wall().count());
    record::StoreChange change = store.absorb(journals.all());
    change.clientRequestsChanged = clientRequests.absorb(clientLog, store, change);
    if (change.any())
        Q_EMIT q->storeChanged(change);
}

} // namespace overlap
