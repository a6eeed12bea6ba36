#include "overlap/session.h"

#include "overlap/control.h"
#include "overlap/destinations.h"
#include "overlap/http/control.h"
#include "overlap/http/target.h"
#include "overlap/load/runner.h"
#include "overlap/net/server.h"
#include "overlap/recorder.h"
#include "overlap/routes/router.h"
#include "overlap/scenario/filewatch.h"
#include "overlap/scenario/router.h"
#include "overlap/schedule/scheduler.h"
#include "overlap/upstreams.h"

#include <QFileInfo>
#include <QScopeGuard>
#include <QTimer>

#include <functional>

namespace overlap {

// The server is the last member, so it is destroyed first: its loops call the members before it.
// Only the rules refer to the readers, which come after them.
struct Session::Private
{
    explicit Private(SessionSetup setup)
        : clock(setup.clock)
        , betweenReads(setup.betweenReads)
        , recorder(clock, setup.betweenReads)
        , stage(std::move(setup.stage))
        , router(std::move(setup.routes))
        , rules(makersFor(withUpstreams(std::move(setup.makers), clock, upstreamUrls), readers))
        , ruled(rules, *stage,
                {.builtIn = [this](net::Call &&call) { router.handle(std::move(call)); },
                 .nothing = [this](net::Call &&call) { std::move(call).send(noRule()); }})
        , scheduler([this](net::Call &&call) { answer(std::move(call)); }, setup.strategies)
        , client([this] { return clock.now(); }, &recorder.clientLog())
        , control(*stage, recorder, clock)
        , server(clock)
    {
    }

    // Loop thread. Control does not wait for the strategy, which may have no thread for it.
    void handle(net::Call &&call)
    {
        if (!http::isControlPath(call.request().path) || !control.take(call))
            scheduler.handle(std::move(call));
    }
    // Any thread. Most servers have no rules.
    void answer(net::Call &&call) const
    {
        if (rules.areEmpty() && !call.isMatched())
            router.handle(std::move(call));
        else
            ruled.handle(std::move(call));
    }
    // Loop thread. Whether it asks for control is in its fields, so its body may be wanted; and so
    // it is where a rule may ask for fields.
    std::optional<http::Response> expect(http::Method method, QByteArrayView target) const
    {
        const auto path = http::pathOfTarget(method, target);
        const bool isOpen = path && (http::isControlPath(*path) ||
                                     (!rules.areEmpty() && rules.mayTake(method, *path)));
        return isOpen ? std::nullopt : router.answer(method, target);
    }
    // Loop thread. Control reads bodies whole.
    net::Reception receive(const http::Request &head) const
    {
        const bool holds = http::isControlPath(head.path) || !scheduler.takesUploads();
        return holds ? net::Reception() : ruled.receive(head);
    }
    http::Response noRule() const
    {
        return pages.error(http::Status::NotFound, "No rule of the scenario takes this request.");
    }

    const net::Clock clock;
    const std::chrono::milliseconds betweenReads;
    Settings settings;
    net::Counters counters;
    Recorder recorder;
    const std::shared_ptr<answers::Stage> stage;
    std::atomic<bool> gatesAreNoted = false;
    // The stage may outlive the session. The loops call it until the server is gone.
    const QScopeGuard<std::function<void()>> silence{[this] { stage->gates.whenChanged({}); }};
    const routes::Router router;
    const routes::Pages pages;
    std::vector<QUrl> upstreamUrls;
    scenario::Rules rules;
    const scenario::Router ruled;
    scenario::FileWatch scenarioFile;
    bool isRefused = false; // what openScenario() read
    schedule::Scheduler scheduler;
    load::Runner client;
    Control control;
    folder::Readers readers; // with it the last calls end, which the members before it are told of
    ServerRunner server;
};

Session::Session(SessionSetup setup, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(std::move(setup)))
{
    connect(&d->server, &ServerRunner::stateChanged, &d->control,
            [this] { d->control.setListening(listening()); });
    connect(&d->server, &ServerRunner::stateChanged, this, &Session::stateChanged);
    connect(&d->server, &ServerRunner::problemOccurred, this, &Session::problemOccurred);
    connect(&d->server, &ServerRunner::acceptingResumed, this, &Session::acceptingResumed);
    // The last entries of both must be read before their ends are reported.
    connect(&d->server, &ServerRunner::ended, &d->recorder, &Recorder::read);
    connect(&d->recorder, &Recorder::storeChanged, this, &Session::storeChanged);
    connect(&d->client, &load::Runner::progressed, this, &Session::sendProgressed);
    connect(&d->client, &load::Runner::logReady, &d->recorder, &Recorder::readSoon);
    connect(&d->client, &load::Runner::finished, &d->recorder, &Recorder::read);
    connect(&d->client, &load::Runner::finished, this, &Session::sendFinished);
    connect(&d->scenarioFile, &scenario::FileWatch::changed, this,
            [this](const scenario::Scenario &scenario) {
                d->isRefused = false;
                follow(scenario);
            });
    connect(&d->scenarioFile, &scenario::FileWatch::refused, this, [this](const QString &sentence) {
        d->isRefused = true;
        Q_EMIT problemOccurred(badScenario(sentence));
    });
    // They change at any rate, on any thread: one event at a time tells of it.
    d->stage->gates.whenChanged([this, &noted = d->gatesAreNoted, wait = d->betweenReads] {
        if (!noted.exchange(true))
            QMetaObject::invokeMethod(
                this, [this, wait] { QTimer::singleShot(wait, this, &Session::tellOfGates); },
                Qt::QueuedConnection);
    });
}

Session::~Session() = default;

void Session::tellOfGates()
{
    d->gatesAreNoted = false;
    Q_EMIT gatesChanged();
}

answers::Gates &Session::gates()
{
    return d->stage->gates;
}

Session::State Session::state() const
{
    return d->server.state();
}

const Listening &Session::listening() const
{
    return d->server.listening();
}

const Settings &Session::settings() const
{
    return d->settings;
}

QUrl Session::url() const
{
    return d->server.url();
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
    return d->recorder.store();
}

const record::ClientRequests &Session::clientRequests() const
{
    return d->recorder.clientRequests();
}

std::optional<qint64> Session::loopBusySinceNs() const
{
    return d->recorder.loopBusySinceNs();
}

qint64 Session::nowNs() const
{
    return d->clock.now().count();
}

qint64 Session::wallClockMs(qint64 ns) const
{
    return d->recorder.wallClockMs(ns);
}

void Session::start(const Settings &settings)
{
    if (state() != State::Stopped)
        return;
    if (!d->scheduler.choose(settings.strategy)) {
        Q_EMIT problemOccurred(unknownStrategy(settings.strategy.name));
        return;
    }
    d->settings = settings;
    m_cors = settings.cors;
    d->control.allowElsewhere(settings.control);
    d->stage->gates.setStopping(false);
    net::Loop::Setup setup{.clock = d->clock,
                           .connections = settings.connections,
                           .handler = std::bind_front(&Private::handle, d.get()),
                           .expectHandler = std::bind_front(&Private::expect, d.get()),
                           .headHandler = std::bind_front(&Private::receive, d.get()),
                           .counters = &d->counters,
                           .wakeReader = std::bind_front(&Recorder::wake, &d->recorder),
                           .cors = &m_cors};
    auto journals = d->recorder.journals(std::clamp(settings.threads, 1, Settings::maxThreads));
    d->server.start(settings, std::make_unique<net::Server>(std::move(setup), std::move(journals)));
}

void Session::stop()
{
    d->recorder.read();
    d->server.stop();
    d->stage->gates.setStopping(true); // afterwards, so that their connections close
}

void Session::clear()
{
    d->recorder.clear();
}

void Session::restore()
{
    d->recorder.restore();
}

void Session::setStrategy(const schedule::Choice &choice)
{
    if (!d->scheduler.choose(choice))
        Q_EMIT problemOccurred(unknownStrategy(choice.name));
}

void Session::setScenario(const scenario::Scenario &scenario)
{
    d->scenarioFile.close();
    follow(scenario);
}

void Session::follow(const scenario::Scenario &scenario)
{
    d->rules.set(scenario);
    Q_EMIT scenarioChanged();
    for (const QString &folder : missingFolders(scenario))
        Q_EMIT problemOccurred(missingFolder(folder));
    for (const QString &file : missingCertificates(scenario))
        Q_EMIT problemOccurred(missingCertificates(file));
}

// A file that is refused is followed only if it takes the place of nothing.
bool Session::openScenario(const QString &path)
{
    const bool isOther = QFileInfo(path).absoluteFilePath() != scenarioFile();
    if (isOther && (!scenarioFile().isEmpty() || !scenario().rules.empty())) {
        scenario::FileWatch there;
        bool isRight = true;
        connect(&there, &scenario::FileWatch::refused, this, [&](const QString &sentence) {
            isRight = false;
            Q_EMIT problemOccurred(badScenario(sentence));
        });
        there.open(path);
        if (!isRight)
            return false;
    }
    d->scenarioFile.open(path);
    return !d->isRefused;
}

void Session::restScenario(bool resting)
{
    d->rules.rest(resting);
}

const QString &Session::scenarioFile() const
{
    return d->scenarioFile.path();
}

scenario::Scenario Session::scenario() const
{
    return d->rules.scenario();
}

std::vector<scenario::Use> Session::ruleUses() const
{
    return d->rules.uses();
}

QUrl Session::upstreamUrl(int number) const
{
    const bool isKnown = number > 0 && std::size_t(number) <= d->upstreamUrls.size();
    return isKnown ? d->upstreamUrls[std::size_t(number - 1)] : QUrl();
}

void Session::send(load::Plan plan)
{
    if (!isServing() || isSending())
        return;
    plan.host = listening().nearest(Machine::current());
    plan.port = listening().port;
    if (const int most = mostAtOnce(); plan.atOnce > most) {
        Q_EMIT problemOccurred(fewerAtOnce(most, plan.atOnce));
        plan.atOnce = most;
    }
    d->client.run(std::move(plan));
}

void Session::cancelSend()
{
    d->client.cancel();
}

void Session::showControl(bool on)
{
    d->recorder.showControl(on);
}

bool Session::isSending() const
{
    return d->client.isRunning();
}

// The third part is for connections that are still closing.
int Session::mostAtOnce()
{
    return int(net::raiseDescriptorLimit().connections / 3);
}

} // namespace overlap
