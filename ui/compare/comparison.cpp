#include "compare/comparison.h"

#include "overlap/analysis/prediction.h"

#include <QThread>

#include <array>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using analysis::differenceOf;
using analysis::predictedTime;
using analysis::resultOf;
using analysis::TrialResult;
using std::chrono::nanoseconds;

namespace {

constexpr nanoseconds betweenProbes = std::chrono::milliseconds(250);
constexpr int probesMost = 200;

struct Contestant
{
    QLatin1StringView strategy;
    QString title;
    QString meaning;
};

std::array<Contestant, 4> contestants(int pool)
{
    return {{{"serial"_L1, u"One at a time"_s, u"each is answered before the next begins"_s},
             {"concurrent"_L1, u"One event loop, concurrent"_s, u"waiting never holds the loop"_s},
             {"thread-pool"_L1, u"Thread pool of %1"_s.arg(pool),
              u"each holds a thread, the rest queue"_s},
             {"blocking"_L1, u"One event loop, blocked"_s, u"waiting holds the loop itself"_s}}};
}

nanoseconds predicted(const Contestant &contestant, const Contest &contest)
{
    return predictedTime(contestant.strategy, contest.burst(), contest.pool,
                         QThread::idealThreadCount());
}

// For as long as the burst should take.
Workload probed(Workload burst, nanoseconds takes)
{
    burst.betweenProbes = std::max(betweenProbes, takes / probesMost);
    burst.probes = int(takes / burst.betweenProbes);
    return burst;
}

} // namespace

Workload Contest::burst() const
{
    Workload burst;
    burst.count = count;
    burst.computing = nanoseconds(each) * computingPercent / 100;
    burst.waiting = each - burst.computing;
    return burst;
}

Comparison::Comparison(QObject *parent) : QObject(parent) {}

Comparison::~Comparison() = default;

void Comparison::choose(const Contest &contest)
{
    Q_ASSERT(!m_isRunning);
    m_contest = contest;
    m_trials.clear();
    Q_EMIT changed();
}

void Comparison::run()
{
    if (m_isRunning)
        return;
    m_isRunning = true;
    m_opened = m_finished = 0;
    m_trials.clear();
    for (const Contestant &contestant : contestants(m_contest.pool)) {
        Trial *trial = m_trials.emplace_back(std::make_unique<Trial>()).get();
        connect(trial, &Trial::opened, this, &Comparison::opened);
        connect(trial, &Trial::finished, this, &Comparison::finished, Qt::QueuedConnection);
        connect(
            trial, &Trial::failed, this,
            [this](const Problem &problem) {
                cancel();
                Q_EMIT failed(problem.text);
            },
            Qt::QueuedConnection);
        trial->open({contestant.strategy, {.pool = m_contest.pool}});
    }
    Q_EMIT changed();
}

void Comparison::opened()
{
    if (++m_opened < m_trials.size())
        return;
    const auto all = contestants(m_contest.pool);
    const std::size_t count = takesTurns() ? 1 : m_trials.size();
    for (std::size_t i = 0; i < count; ++i)
        m_trials[i]->run(probed(m_contest.burst(), predicted(all[i], m_contest)));
}

void Comparison::finished()
{
    if (++m_finished == m_trials.size()) {
        end();
    } else if (takesTurns()) {
        const Contestant next = contestants(m_contest.pool)[m_finished];
        m_trials[m_finished]->run(probed(m_contest.burst(), predicted(next, m_contest)));
    }
}

void Comparison::cancel()
{
    if (!m_isRunning)
        return;
    m_trials.clear();
    end();
}

void Comparison::end()
{
    m_isRunning = false;
    Q_EMIT changed();
}

std::vector<TrialResult> Comparison::results() const
{
    std::vector<TrialResult> results;
    const auto all = contestants(m_contest.pool);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Trial *trial = i < m_trials.size() ? m_trials[i].get() : nullptr;
        TrialResult result = resultOf(trial, m_contest.burst());
        result.title = all[i].title;
        result.meaning = all[i].meaning;
        result.predictedNs = predicted(all[i], m_contest).count();
        results.push_back(std::move(result));
    }
    return results;
}

std::vector<QString> Comparison::notes(const std::vector<TrialResult> &results) const
{
    const int cores = QThread::idealThreadCount();
    std::vector<QString> notes;
    for (std::size_t i = 0; i < results.size(); ++i) {
        QString note = differenceOf(results[i], m_contest.burst());
        const bool isPool = contestants(m_contest.pool)[i].strategy == "thread-pool"_L1;
        if (note.isEmpty() && isPool && takesTurns() && m_contest.pool > cores)
            note = u"predicted for %1 threads on %2 cores"_s.arg(m_contest.pool).arg(cores);
        notes.push_back(note);
    }
    return notes;
}

} // namespace overlap::ui
