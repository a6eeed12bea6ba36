#pragma once

#include "overlap/analysis/pieces.h"
#include "overlap/trial.h"

#include <QString>

#include <optional>
#include <vector>

namespace overlap::analysis {

// Pure. How one server handled its workload, as far as is known now. Times in ns since the workload
// was sent.
struct TrialResult
{
    // From when the client sent the request, so with the wait until the server read it.
    using Bar = std::vector<Piece>;
    struct Probe
    {
        qint64 sentNs = 0;
        qint64 answeredNs = -1; // -1: no answer
    };

    QString title;
    QString meaning;
    qint64 predictedNs = 0; // -1: that none is answered
    qint64 measuredNs = -1; // until the last answer; -1: not finished, or none was answered
    qint64 nowNs = -1;      // the time up to which this is known; -1: not begun
    std::vector<Bar> bars;  // by the number of the request
    std::vector<std::size_t> unanswered; // bars, once it is finished
    std::vector<Probe> probes;
    qint64 probeP99Ns = -1; // -1: not known yet
    qint64 computedNs = 0;  // how long handlers held threads, summed
    // The event loop, until now or the last answer.
    double loopShare = 0; // of the time, in which it was busy
    bool isBlocked = false;
    const std::vector<record::LoopLoad> *loops = nullptr; // times on the session's clock
    qint64 beganNs = 0;                                   // on that clock
    std::optional<qint64> busySinceNs;

    bool hasBegun() const { return nowNs >= 0; }
    bool isFinished() const { return measuredNs >= 0 || !unanswered.empty(); }
};

// Main thread. `trial` may be null: it was not opened yet.
TrialResult resultOf(const Trial *trial, const Workload &burst);

// Pure. How much longer or shorter than predicted it took, with the reason if it is known. Empty if
// the difference is at most a tenth, or if it is not finished.
QString differenceOf(const TrialResult &result, const Workload &burst);

} // namespace overlap::analysis
