#pragma once

#include "schedule/strategy.h"

#include <QLatin1StringView>

#include <memory>
#include <span>

namespace overlap::schedule {

struct Options
{
    int limit = 4; // of the strategy that has one
};

// Pure. One way to handle requests: a new one is a new row in the table of these.
struct Kind
{
    QLatin1StringView name;    // on the command line and in settings
    QLatin1StringView title;   // for people
    QLatin1StringView meaning; // one sentence
    std::unique_ptr<Strategy> (*make)(net::Handler handler, const Options &options);
};

std::span<const Kind> strategies();                // the first one is the default
const Kind *strategyNamed(QLatin1StringView name); // null: there is none

} // namespace overlap::schedule
