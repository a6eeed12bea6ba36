#pragma once

#include "overlap/schedule/strategy.h"

#include <QLatin1StringView>

#include <chrono>
#include <memory>
#include <span>

namespace overlap::schedule {

// How many, for the strategies that have a number.
struct Counts
{
    int limit = 4; // requests at a time
    int pool = 4;  // threads
    bool operator==(const Counts &) const = default;
};

// A number that a strategy has: how it is called on the command line, and what it counts.
struct Count
{
    QLatin1StringView name;
    QLatin1StringView unit; // for people
    int Counts::*value;
    int most; // at least 1
};

// So many requests, sent at once, each of which computes and then waits.
struct Work
{
    int count = 8;
    std::chrono::nanoseconds computing{0};
    std::chrono::nanoseconds waiting = std::chrono::seconds(1);
};

// How a strategy stands beside others that have the same work.
struct Compared
{
    int place;                 // from the top
    QLatin1StringView title;   // its number is told behind it, if it has one
    QLatin1StringView meaning; // in a few words
    // From the first request to the last answer, if handling requests were all that took time.
    std::chrono::nanoseconds (*predict)(const Work &work, const Counts &counts, int cores);
};

// Pure. One way to handle requests: a new one is a new row in the table of these.
struct Kind
{
    QLatin1StringView name;    // on the command line and in settings
    QLatin1StringView title;   // for people
    QLatin1StringView meaning; // one sentence
    const Count *count;        // null: it has none
    const Compared *compared;  // null: it is not
    std::unique_ptr<Strategy> (*make)(net::Handler handler, const Counts &counts);
};

// Which of them is to handle requests.
struct Choice
{
    QLatin1StringView name; // as a table has it; empty: its first one, which is the default
    Counts counts;
};

std::span<const Kind> strategies(); // that the server comes with
// Null: there is none.
const Kind *strategyNamed(QLatin1StringView name, std::span<const Kind> among = strategies());

} // namespace overlap::schedule
