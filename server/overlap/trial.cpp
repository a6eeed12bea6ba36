#include "overlap/trial.h"

#include <QTimer>

#include <algorithm>

namespace overlap {

namespace {

// In the shortest form: "2s", "250ms", "0.125ms".
QByteArray text(std::chrono::nanoseconds duration)
{
    if (duration % std::chrono::seconds(1) == std::chrono::nanoseconds(0))
        return QByteArray::number(duration / std::chrono::seconds(1)) + 's';
    const double ms = std::chrono::duration<double, std::milli>(duration).count();
    return QByteArray::number(ms, 'g', 10) + "ms";
}

} // namespace

QByteArray Workload::target() const
{
    if (computing == std::chrono::nanoseconds(0))
        return "/sleep/" + text(waiting) + "?n={n}";
    if (waiting == std::chrono::nanoseconds(0))
        return "/compute/" + text(computing) + "?n={n}";
    return "/compute/" + text(computing) + "?sleep=" + text(waiting) + "&n={n}";
}

Trial::Trial(QObject *parent)
    : QObject(parent)
    , m_prober([this] { return std::chrono::nanoseconds(m_session.nowNs()); })
{
    wire();
}

void Trial::wire()
{
    connect(&m_session, &Session::stateChanged, this, &Trial::takeState);
    connect(&m_session, &Session::problemOccurred, this, &Trial::failed);
    connect(&m_session, &Session::storeChanged, this, &Trial::storeChanged);
    connect(&m_session, &Session::sendFinished, this, [this](const QList<load::Result> &results) {
        m_answers = results;
        endIfDone();
    });
    connect(&m_prober, &load::Runner::finished, this, [this](const QList<load::Result> &results) {
        m_probes = results;
        endIfDone();
    });
}

void Trial::open(const schedule::Choice &strategy)
{
    Settings settings;
    settings.port = 0;
    settings.strategy = strategy;
    m_session.start(settings);
}

void Trial::run(const Workload &burst)
{
    m_beganNs = m_session.nowNs();
    load::Plan plan;
    plan.targets = {burst.target()};
    plan.count = plan.atOnce = burst.count;
    m_session.send(plan);
    if (burst.probes == 0)
        return;
    // The first probe comes after the requests, not between them.
    m_probesDue = true;
    QTimer::singleShot(std::chrono::ceil<std::chrono::milliseconds>(burst.betweenProbes),
                       Qt::PreciseTimer, this, [this, burst] { probe(burst); });
}

void Trial::probe(const Workload &burst)
{
    m_probesDue = false;
    load::Plan probing;
    probing.host = m_session.listening().nearest(Machine::current());
    probing.port = m_session.listening().port;
    probing.targets = {"/"};
    probing.count = probing.atOnce = burst.probes;
    probing.pause = burst.betweenProbes;
    m_prober.run(std::move(probing));
}

void Trial::endIfDone()
{
    if (!m_session.isSending() && !m_probesDue && !m_prober.isRunning())
        m_session.stop(); // this also reads the last records
}

void Trial::takeState(Session::State state)
{
    if (state == Session::State::Serving) {
        Q_EMIT opened();
    } else if (state == Session::State::Stopped && !m_answers.isEmpty()) {
        // The time begins with the first request, not when the client's thread is woken up.
        const auto first = std::ranges::find_if(
            m_answers, [](const load::Result &result) { return result.sentNs >= 0; });
        if (first != m_answers.end())
            m_beganNs = first->sentNs;
        m_isFinished = true;
        Q_EMIT finished();
    }
}

} // namespace overlap
