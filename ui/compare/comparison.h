#pragma once

#include "overlap/analysis/trialresult.h"

#include <memory>

namespace overlap::ui {

// What people choose: so many requests, each of which takes that long, computing for so many
// hundredths of it.
struct Contest
{
    int count = 8;
    std::chrono::milliseconds each{1000};
    int computingPercent = 0;
    int pool = 4;

    Workload burst() const;
    schedule::Counts counts() const;
    bool operator==(const Contest &) const = default;
};

// Main thread. A server under each strategy that is compared, and the same burst to each. At the
// same moment where it waits; where it computes, one after the other, as they would take the cores
// from each other and none would be measured.
class Comparison : public QObject
{
    Q_OBJECT
public:
    explicit Comparison(QObject *parent = nullptr);
    ~Comparison() override; // ends what runs, at once

    void choose(const Contest &contest); // forgets the last run; not while running
    void run();
    void cancel();
    bool isRunning() const { return m_isRunning; }

    const Contest &contest() const { return m_contest; }
    bool takesTurns() const { return m_contest.computingPercent > 0; }
    std::vector<analysis::TrialResult> results() const;
    // Beside each course: what explains it.
    std::vector<QString> notes(const std::vector<analysis::TrialResult> &results) const;

Q_SIGNALS:
    void changed(); // began, came to an end, or was chosen
    void failed(const QString &text);

private:
    void opened();
    void finished();
    void begin(std::size_t index);
    void end();
    std::chrono::nanoseconds predicted(std::size_t index, int cores) const;

    const std::vector<const schedule::Kind *> m_strategies; // from the top
    Contest m_contest;
    std::vector<std::unique_ptr<Trial>> m_trials;
    std::size_t m_opened = 0;
    std::size_t m_finished = 0;
    bool m_isRunning = false;
};

} // namespace overlap::ui
