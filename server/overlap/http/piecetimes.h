#pragma once

#include "overlap/http/time.h"

#include <QtGlobal>

#include <vector>

namespace overlap::http {

// Pure. When the pieces of an answer were given, after its head. Of many, every second, fourth, …
// is kept, so that a stream of any length needs little memory.
class PieceTimes
{
public:
    static constexpr std::size_t mostKept = 64;

    explicit PieceTimes(Time begun) : m_begun(begun) {}
    void add(Time now);
    // Its handler waits for someone meanwhile, instead of for a time or for the client.
    void hold(Time now);
    void letGo(Time now); // does nothing if it is not held

    Time begun() const { return m_begun; } // when the head was given
    quint64 count() const { return m_count; }
    Time longestGap() const
    {
        return m_longestGap;
    } // between two pieces, or the head and the first
    const std::vector<Time> &kept() const { return m_kept; } // since begun()
    // When it was held, since begun(), without a time that goes on. At most mostKept times.
    struct Span
    {
        Time from, to;
    };
    const std::vector<Span> &held() const { return m_held; }
    Time heldTime() const; // their sum
    Time sendingSince() const { return m_held.empty() ? m_begun : m_begun + m_held.back().to; }

private:
    Time m_begun;
    Time m_last{}; // since begun(), like the others
    Time m_longestGap{};
    Time m_heldSince = never; // likewise
    std::vector<Time> m_kept;
    std::vector<Span> m_held;
    quint64 m_count = 0;
    quint64 m_stride = 1; // every so many pieces one is kept
};

} // namespace overlap::http
