#include "compare/comparison.h"

#include <QThread>

#include <algorithm>
#include <limits>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using analysis::differenceOf;
using analysis::resultOf;
using analysis::TrialResult;
using std::chrono::nanoseconds;

namespace {

constexpr nanoseconds betweenProbes = std::chrono::milliseconds(250);
constexpr int probesMost = 200;

// Adds probes for as long as the workload should take.
Workload probed(Workload workload, nanoseconds takes)
{
    workload.betweenProbes = std::max(betweenProbes, takes / probesMost);
    workload.probes = int(takes / workload.betweenProbes);
    return workload;
}

std::vector<const schedule::Kind *> comparedStrategies()
{
    std::vector<const schedule::Kind *> all;
    for (const schedule::Kind &kind : schedule::strategies()) {
        if (kind.compared)
            all.push_back(&kind);
    }
    std::ranges::sort(all, {}, [](const schedule::Kind *kind) { return kind->compared->place; });
    return all;
}

} // namespace

Workload ComparisonOptions::workload() const
{
    Workload workload;
    workload.count = count;
    workload.computing = nanoseconds(each) * computingPercent / 100;
    workload.waiting = each - workload.computing;
    return workload;
}

Comparison::Comparison(QObject *parent) : QObject(parent), m_strategies(comparedStrategies()) {}

Comparison::~Comparison() = default;

void Comparison::choose(const ComparisonOptions &options)
{
    Q_ASSERT(!m_isRunning);
    m_chosen = options;
    if (m_trials.empty())
        m_options = m_chosen;
    Q_EMIT changed();
}

void Comparison::run()
{
    if (m_isRunning)
        return;
    m_isRunning = true;
    m_opened = m_finished = 0;
    m_trials.clear();
    m_options = m_chosen;
    for (const schedule::Kind *kind : m_strategies) {
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
        trial->open({kind->name, m_options.counts});
    }
    Q_EMIT changed();
}

void Comparison::opened()
{
    if (++m_opened < m_trials.size())
        return;
    const std::size_t count = isOneByOne() ? 1 : m_trials.size();
    for (std::size_t i = 0; i < count; ++i)
        begin(i);
}

void Comparison::finished()
{
    if (++m_finished == m_trials.size())
        end();
    else if (isOneByOne())
        begin(m_finished);
}

void Comparison::begin(std::size_t index)
{
    const auto takes = predicted(index, QThread::idealThreadCount());
    m_trials[index]->run(probed(m_options.workload(), takes.value_or(m_options.each)));
}

std::optional<nanoseconds> Comparison::predicted(std::size_t index, int cores) const
{
    const auto predict = m_strategies[index]->compared->predict;
    if (!predict)
        return std::nullopt;
    return predict(m_options.workload(), m_options.counts, cores);
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
    for (std::size_t i = 0; i < m_strategies.size(); ++i) {
        const schedule::Kind &kind = *m_strategies[i];
        const Trial *trial = i < m_trials.size() ? m_trials[i].get() : nullptr;
        TrialResult result = resultOf(trial, m_options.workload());
        result.title = kind.title;
        if (kind.count)
            result.title += u" (%1)"_s.arg(m_options.counts.*kind.count->value);
        result.meaning = kind.compared->meaning;
        result.predictedNs =
            predicted(i, QThread::idealThreadCount()).value_or(nanoseconds(-1)).count();
        results.push_back(std::move(result));
    }
    return results;
}

std::vector<QString> Comparison::notes(const std::vector<TrialResult> &results) const
{
    const int cores = QThread::idealThreadCount();
    std::vector<QString> notes;
    for (std::size_t i = 0; i < results.size(); ++i) {
        QString note = differenceOf(results[i], m_options.workload());
        const schedule::Count *count = m_strategies[i]->count;
        const bool sharesCores =
            predicted(i, cores) > predicted(i, std::numeric_limits<int>::max());
        if (note.isEmpty() && count && sharesCores)
            note = u"predicted for %1 %2 on %3 cores"_s.arg(m_options.counts.*count->value)
                       .arg(count->unit)
                       .arg(cores);
        notes.push_back(note);
    }
    return notes;
}

} // namespace overlap::ui
