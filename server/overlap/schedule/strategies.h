#pragma once

#include "overlap/schedule/strategy.h"

#include <QLatin1StringView>

#include <chrono>
#include <memory>
#include <span>

namespace overlap::schedule {

// Pure. The numbers that strategies can be given, from 1; less counts as 1.
struct Counts
{
    int limit = 4; // requests at a time
    int pool = 4;  // threads
    bool operator==(const Counts &) const = default;
};

// Pure. Describes the number that a strategy can be given.
struct Count
{
    QLatin1StringView name; // on the command line
    QLatin1StringView unit; // what it counts, for people
    int Counts::*value;
    int most; // the largest value; the smallest is 1
};

// Pure. Requests that are sent at once; each computes and then waits.
struct Work
{
    int count = 8;
    std::chrono::nanoseconds computing{0};
    std::chrono::nanoseconds waiting = std::chrono::seconds(1);
};

// Pure. How Compare shows a strategy, and the time that it predicts.
struct Compared
{
    int place;                 // from the top
    QLatin1StringView meaning; // in a few words
    // The time from the first request to the last answer, if only handling took time. Null: none
    // is answered.
    std::chrono::nanoseconds (*predict)(const Work &work, const Counts &counts, int cores);
};

// Pure. One row of the table of strategies.
struct Kind
{
    QLatin1StringView name;    // on the command line and in settings
    QLatin1StringView title;   // for people, everywhere
    QLatin1StringView meaning; // one sentence
    const Count *count;        // null: it has no number
    const Compared *compared;  // null: Compare leaves it out
    std::unique_ptr<Strategy> (*make)(net::Handler handler, const Counts &counts);
};

// Pure. A strategy with its numbers.
struct Choice
{
    QLatin1StringView name; // in the table; empty: the first one, which is the default
    Counts counts{};
};

std::span<const Kind> strategies(); // Overlap's own
// Null if there is none.
const Kind *strategyNamed(QLatin1StringView name, std::span<const Kind> among = strategies());

} // namespace overlap::schedule
