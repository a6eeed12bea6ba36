#pragma once

#include "overlap/answers/gates.h"
#include "overlap/answers/tallies.h"
#include "overlap/script/script.h"

#include <atomic>
#include <functional>

namespace overlap::answers {

// Any thread. What the scripts of a session share. Must outlive the calls.
struct Stage
{
    Gates gates{};
    Tallies tallies{};
    std::atomic<quint64> seed = 0;       // of scripts without one of their own
    std::atomic<double> timeScale = 1.0; // of the waits
    // Whoever follows a link chooses what a script sends. A page of it must not be one of the
    // server's own origin: it could control the server.
    bool sandboxesPages = true;
};

// Any thread. Called once for a call: just before the last of its answer is handed over, so before
// its client can know; or if it ends without one. The status is that of the head, 0 without one.
using WhenEnding = std::function<void(int status)>;

// Any thread. Answers the call by the steps of a checked script, in their order.
void play(net::Call &&call, const script::Script &script, Stage &stage, WhenEnding whenEnding = {});

// Any thread. The same before another answer: goes on with `then` where the script would answer,
// and calls `whenEnding` only if it does not come to that, as the request is one of those that
// fail, or is broken off. The steps for the others may only wait.
void playBefore(net::Call &&call, const script::Script &script, Stage &stage, net::Handler then,
                WhenEnding whenEnding = {});

} // namespace overlap::answers
