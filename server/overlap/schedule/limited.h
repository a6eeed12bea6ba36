#pragma once

#include "overlap/net/turns.h"
#include "overlap/schedule/strategy.h"

namespace overlap::schedule {

// Any thread. Runs at most so many requests at a time, over all loops; the others wait their turn.
class Limited final : public Strategy
{
public:
    Limited(net::Handler handler, int limit) // at least 1
        : m_handler(std::move(handler))
        , m_turns(limit)
    {
    }
    void handle(net::Call &&call) override { m_turns.take(std::move(call), m_handler); }

private:
    const net::Handler m_handler;
    net::Turns m_turns;
};

} // namespace overlap::schedule
