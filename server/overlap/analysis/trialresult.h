#pragma once

#include "overlap/analysis/pieces.h"
#include "overlap/trial.h"

#include <QString>

#include <optional>
#include <vector>

namespace overlap::analysis {

// Pure. How one server got on with its burst, as far as it is known now. Times in ns since the
// burst was sent.
struct TrialResult
{
    // From when the client sent it: before the server read it, it waited for its turn too.
    using Bar = std::vector<Piece>;
    struct Probe
    {
        qint64 sentNs = 0;
        qint64 answeredNs = -1; // -1: got no answer
    };

    QString title;
    QString meaning;
    qint64 predictedNs = 0;
    qint64 measuredNs = -1; // until the last answer; -1: not there yet
    qint64 nowNs = -1;      // until when this is known; -1: not begun
    std::vector<Bar> bars;  // by the requests' numbers
    int failed = 0;         // requests without an answer
    std::vector<Probe> probes;
    qint64 probeP99Ns = -1; // -1: not known yet
    qint64 computedNs = 0;  // how long handlers that compute held their threads, all told
    // The event loop, until now or the last answer.
    double loopShare = 0;
    bool isBlocked = false;
    const std::vector<record::LoopLoad> *loops = nullptr; // on a clock where it began at beganNs
    qint64 beganNs = 0;
    std::optional<qint64> busySinceNs;

    bool hasBegun() const { return nowNs >= 0; }
};

// What is known of a trial; null: it has not been opened yet.
TrialResult resultOf(const Trial *trial, const Workload &burst);

// Why it took more than a tenth longer, or shorter, than predicted; empty where it did not, and
// where it is not over. A reason is given where one is known.
QString differenceOf(const TrialResult &result, const Workload &burst);

} // namespace overlap::analysis
