#pragma once

#include "overlap/record/store.h"

#include <QString>

#include <optional>
#include <span>
#include <vector>

namespace overlap::analysis {

// Pure. One of several requests that are alike: they may be attempts at the same thing.
struct Attempt
{
    quint64 id = 0;
    qint64 startNs = 0;
    qint64 endNs = 0;
    bool hasFailed = false;
    qint64 retryAfterNs = 0; // what its answer asked to wait; 0: nothing
    quint64 body = 0;        // a hash; 0: it is not known, and may be any
    bool operator==(const Attempt &) const = default;
};

// Longer pauses belong to people.
inline constexpr qint64 longestPauseNs = 60'000'000'000;

// Pure. Whether it failed in a way that clients try again: no whole answer, 5xx, 429. A stop of the
// server tells nothing of a client.
bool isRetryable(const record::Record &record);

// Pure. The attempts that the one with this id belongs to: each begun after the failure of the one
// before, with the same body, within longestPauseNs. `alike` are in the order of their beginnings.
// Of several failures, a request follows the latest one that no other follows.
std::vector<Attempt> attemptsWith(quint64 id, std::span<const Attempt> alike);

// Pure. Likewise from a store: requests with the same method and target, and the same body as far
// as it is kept. Looks at some hundred rows around it. At most one if it was not tried again.
std::vector<Attempt> attemptsOf(const record::Store &store, quint64 id);

// Pure. An attempt, and the next one, by their ids, with the pause between them.
struct Retry
{
    quint64 before = 0, after = 0;
    qint64 fromNs = 0, toNs = 0;
    bool operator==(const Retry &) const = default;
};

// Pure. All of them among these rows and the requests in flight. Costs a look at each.
std::vector<Retry> retriesAmong(const record::Store &store, std::span<const record::Row> rows);

// Pure. "Attempt 2 of 3, 0.50 s after the failure of #17"; empty if it is the only one.
QString attemptText(std::span<const Attempt> attempts, quint64 id);
// Pure. "3 attempts, waiting 0.5 s and 1.0 s: it backs off"; empty if there is only one.
QString retriesText(std::span<const Attempt> attempts);

} // namespace overlap::analysis
