#pragma once

#include "overlap/analysis/trialresult.h"

#include <memory>
#include <optional>

namespace overlap::ui {

// Pure. What the user chooses: `count` requests, each of which takes `each` and computes for
// computingPercent of that; and the numbers of the strategies that have one.
struct ComparisonOptions
{
    int count = 8;
    std::chrono::milliseconds each{1000};
    int computingPercent = 0;
    schedule::Counts counts;

    Workload workload() const;
    bool operator==(const ComparisonOptions &) const = default;
};

// Main thread. Sends the same workload to one server for each compared strategy. If requests only
// wait, all servers run at the same time. If they compute, the servers run one by one: they would
// take the cores from each other.
class Comparison : public QObject
{
    Q_OBJECT
public:
    explicit Comparison(QObject *parent = nullptr);
    ~Comparison() override; // cancels the run

    void choose(const ComparisonOptions &options); // for the next run; not during one
    void run();
    void cancel();
    bool isRunning() const { return m_isRunning; }

    const ComparisonOptions &options() const { return m_options; } // of the results
    bool isOutdated() const { return m_options != m_chosen; }      // the next run has other ones
    bool isOneByOne() const { return m_options.computingPercent > 0; }
    std::vector<analysis::TrialResult> results() const;
    // For each result, what explains its difference to the prediction; may be empty.
    std::vector<QString> notes(const std::vector<analysis::TrialResult> &results) const;

Q_SIGNALS:
    void changed(); // options were chosen, or a run began or ended
    void failed(const QString &text);

private:
    void opened();
    void finished();
    void begin(std::size_t index);
    void end();
    // Nothing: no request is answered.
    std::optional<std::chrono::nanoseconds> predicted(std::size_t index, int cores) const;

    const std::vector<const schedule::Kind *> m_strategies; // in the order of the picture
    ComparisonOptions m_chosen;
    ComparisonOptions m_options; // of m_trials; as chosen if there are none
    std::vector<std::unique_ptr<Trial>> m_trials;
    std::size_t m_opened = 0;
    std::size_t m_finished = 0;
    bool m_isRunning = false;
};

} // namespace overlap::ui
