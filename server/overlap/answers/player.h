#pragma once

#include "overlap/answers/gates.h"
#include "overlap/answers/tallies.h"
#include "overlap/script/script.h"

namespace overlap::answers {

// Any thread. What the scripts of a session share. Must outlive the calls.
struct Stage
{
    Gates gates{};
    Tallies tallies{};
    quint64 seed = 0; // of scripts without one of their own
};

// Any thread. Answers the call by the steps of a checked script, in their order.
void play(net::Call &&call, const script::Script &script, Stage &stage);

} // namespace overlap::answers
