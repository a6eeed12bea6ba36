#pragma once

#include "overlap/answers/player.h"
#include "overlap/net/call.h"
#include "overlap/scenario/scenario.h"

#include <functional>

namespace overlap::scenario {

// Pure. What a rule tells those who answer in its place.
struct Passed
{
    QByteArray rest{}; // of the path, see Pattern::matchPath(); null: the pattern has none
    qint64 rate = 0;   // see Rule
    answers::WhenEnding whenEnding{};
};

// Any thread. Answers calls from a folder or an upstream. Lives until no rule leads to it and the
// last of its calls has ended; so it is destroyed on any thread.
using Destination = std::function<void(net::Call &&call, Passed passed)>;

// Main thread. Make destinations, one for all rules that lead to the same: so they share its
// connections.
struct Makers
{
    std::function<Destination(const Folder &folder)> folder;
    std::function<Destination(const Upstream &upstream)> upstream;
};

} // namespace overlap::scenario
