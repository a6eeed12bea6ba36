#include "server/session.h"

#include "load/runner.h"
#include "net/dispatcher.h"
#include "net/server.h"
#include "routes/builtin.h"
#include "schedule/scheduler.h"

#include <QDateTime>
#include <QThread>
#include <QTimer>

#include <functional>
#include <vector>

namespace overlap {

using namespace Qt::StringLiterals;

namespace {

// The window repaints at most 60 times a second: what comes in between is taken in together.
constexpr std::chrono::milliseconds betweenReads{16};

// Null where the text is no address of this kind of server.
QHostAddress addressOf(const QString &host)
{
    if (host.compare("localhost"_L1, Qt::CaseInsensitive) == 0)
        return QHostAddress(QHostAddress::LocalHost);
    return QHostAddress(host);
}

} // namespace

struct Session::Private
{
    explicit Private(Session *session) : q(session) {}

    void setState(State next);
    void wire(net::Server *server);
    void opened(quint16 port);
    void failed(const Problem &problem);
    void ended();
    void endServer();
    void newsArrived();
    std::vector<record::Journal *> journalsFor(int loops);
    void readJournals();
    void stopNow();
    template <typename Command>
    void command(Command what) // runs on the server's thread
    {
        QMetaObject::invokeMethod(
            server, [what, target = server] { (target->*what)(); }, Qt::QueuedConnection);
    }

    Session *const q;
    net::Clock clock;
    const qint64 startedMs = QDateTime::currentMSecsSinceEpoch();
    net::Numbering numbering;
    // One for each event loop there ever was: what they hold may not have been read yet.
    std::vector<std::unique_ptr<record::Journal>> journals;
    record::Store store;
    routes::Pages pages;
    const routes::Router router{pages, routes::builtinRoutes(pages)};
    schedule::Scheduler scheduler{[this](net::Call call) { router.handle(std::move(call)); }};

    State state = State::Stopped;
    Settings settings;
    QHostAddress address;
    quint16 port = 0;
    QThread thread;
    net::Server *server = nullptr; // lives on `thread`
    QTimer drainTimer;
    QTimer readTimer;

    record::TripLog tripLog;
    record::Trips trips;
    load::Runner client{[clock = clock] { return clock.now(); }, &tripLog};
};

Session::Session(QObject *parent) : QObject(parent), d(std::make_unique<Private>(this))
{
    d->thread.setObjectName(u"server"_s);
    d->drainTimer.setSingleShot(true);
    d->drainTimer.setTimerType(Qt::PreciseTimer);
    d->readTimer.setSingleShot(true);
    connect(&d->drainTimer, &QTimer::timeout, this, [this] { d->stopNow(); });
    connect(&d->readTimer, &QTimer::timeout, this, [this] { d->readJournals(); });
    connect(&d->client, &load::Runner::progressed, this, &Session::sendProgressed);
    connect(&d->client, &load::Runner::told, this, [this] { d->newsArrived(); });
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

QUrl Session::url() const
{
    if (d->state != State::Serving && d->state != State::Stopping)
        return {};
    return QUrl(u"http://%1/"_s.arg(endpoint(d->address, d->port)));
}

bool Session::isExposed() const
{
    return d->state != State::Stopped && !d->address.isLoopback();
}

quint64 Session::accepted() const
{
    return d->numbering.connections;
}

quint64 Session::begun() const
{
    return d->numbering.requests;
}

const record::Store &Session::store() const
{
    return d->store;
}

const record::Trips &Session::trips() const
{
    return d->trips;
}

std::optional<qint64> Session::loopBusySinceNs() const
{
    std::optional<qint64> since;
    for (const auto &journal : d->journals) {
        const qint64 busy = journal->busySinceNs();
        if (busy != record::Journal::notBusy)
            since = std::min(since.value_or(busy), busy);
    }
    return since;
}

qint64 Session::nowNs() const
{
    return d->clock.now().count();
}

qint64 Session::wallClockMs(qint64 ns) const
{
    return d->startedMs + ns / 1'000'000;
}

void Session::start(const Settings &settings)
{
    if (d->state != State::Stopped)
        return;
    d->settings = settings;
    d->address = addressOf(settings.host);
    d->setState(State::Starting);
    if (d->address.isNull()) {
        d->failed(
            {Problem::Kind::BadAddress,
             u"“%1” is not an IP address: use one of this machine's, such as 127.0.0.1."_s.arg(
                 settings.host)});
        return;
    }
    d->scheduler.choose(settings.strategy, settings.scheduling);
    net::Loop::Setup setup{
        d->clock,
        settings.limits,
        settings.carrier,
        [scheduler = &d->scheduler](net::Call call) { scheduler->handle(std::move(call)); },
        std::bind_front(&routes::Router::answer, &d->router),
        nullptr,
        &d->numbering,
        [this] {
            QMetaObject::invokeMethod(
                this, [this] { d->newsArrived(); }, Qt::QueuedConnection);
        },
        settings.kernelBuffer};
    d->server = new net::Server(std::move(setup), d->journalsFor(settings.threads));
    d->wire(d->server);
    d->server->moveToThread(&d->thread); // which deletes it when it ends
    connect(&d->thread, &QThread::finished, d->server, &QObject::deleteLater);
    if (!d->thread.eventDispatcher())
        net::useDispatcher(d->thread);
    d->thread.start();
    QMetaObject::invokeMethod(
        d->server,
        [server = d->server, address = d->address, port = settings.port] {
            server->open(address, port);
        },
        Qt::QueuedConnection);
}

void Session::stop()
{
    if (d->state == State::Stopping) {
        d->stopNow();
        return;
    }
    if (d->state == State::Stopped || !d->server)
        return;
    d->setState(State::Stopping);
    d->server->abandon(d->clock.now() + d->settings.drainWithin);
    d->command(&net::Server::drain);
    d->drainTimer.start(
        std::chrono::duration_cast<std::chrono::milliseconds>(d->settings.drainWithin));
}

void Session::clear()
{
    d->readJournals();
    record::Growth growth;
    growth.firstForgotten = d->store.firstRow();
    d->store.clear();
    d->trips.clear();
    growth.endForgotten = growth.firstAdded = growth.endAdded = d->store.firstRow();
    growth.inFlightChanged = growth.connectionsChanged = growth.tripsChanged = true;
    Q_EMIT grew(growth);
}

void Session::setStrategy(QLatin1StringView name, const schedule::Options &options)
{
    d->scheduler.choose(name, options);
}

void Session::send(load::Plan plan)
{
    if (d->state != State::Serving || d->client.isRunning())
        return;
    plan.host = d->address.isEqual(QHostAddress::AnyIPv4) || d->address.isEqual(QHostAddress::Any)
                    ? QHostAddress(QHostAddress::LocalHost)
                : d->address.isEqual(QHostAddress::AnyIPv6)
                    ? QHostAddress(QHostAddress::LocalHostIPv6)
                    : d->address;
    plan.port = d->port;
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
    Q_EMIT q->stateChanged(next);
}

void Session::Private::wire(net::Server *served)
{
    QObject::connect(served, &net::Server::opened, q, [this](quint16 at) { opened(at); });
    QObject::connect(served, &net::Server::ended, q, [this] { ended(); });
    QObject::connect(served, &net::Server::failed, q,
                     [this](QAbstractSocket::SocketError error, const QString &text) {
                         endServer();
                         failed(problemOf(error, text, address, settings.port));
                     });
    QObject::connect(served, &net::Server::acceptingResumed, q, &Session::acceptingResumed);
    QObject::connect(served, &net::Server::acceptingPaused, q,
                     [this] { Q_EMIT q->problemOccurred(acceptingPaused()); });
}

void Session::Private::opened(quint16 at)
{
    port = at;
    if (state == State::Starting) // else it was stopped meanwhile
        setState(State::Serving);
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

std::vector<record::Journal *> Session::Private::journalsFor(int loops)
{
    std::vector<record::Journal *> chosen;
    for (std::size_t i = 0; i < std::size_t(std::max(1, loops)); ++i) {
        if (i == journals.size())
            journals.push_back(std::make_unique<record::Journal>());
        chosen.push_back(journals[i].get());
    }
    return chosen;
}

void Session::Private::readJournals()
{
    std::vector<record::Journal *> all;
    for (const auto &journal : journals)
        all.push_back(journal.get());
    record::Growth growth = store.absorb(all);
    growth.tripsChanged = trips.absorb(tripLog, store, growth);
    if (growth.any())
        Q_EMIT q->grew(growth);
}

} // namespace overlap
