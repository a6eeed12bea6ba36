#pragma once

#include "overlap/http/bodylength.h"
#include "overlap/net/call.h"

namespace overlap::net {

// Any thread, one at a time. An answer in pieces that has begun, made by Call::begin(). Write a
// piece, and go on by whenRoom() or after(). If it is destroyed before it has ended, the connection
// is reset, so that the client sees that the body is not whole. If the client leaves while it
// waits, it is destroyed with its continuation; without a body (HEAD, 204, 304), too.
class Stream
{
public:
    using Continuation = std::function<void(Stream &&stream)>;
    // A larger piece is taken as well, but waits in memory until the client reads.
    static constexpr qsizetype mostAtOnce = 32 * 1024;

    const http::Request &request() const { return m_call.request(); }
    // Does not wait. An empty piece does nothing.
    void write(QByteArray piece);
    // Goes on once the client has taken nearly all that was written, at once if it has.
    void whenRoom(Continuation then) &&;
    // Goes on after the duration, never earlier, and when there is room. The duration counts from
    // when the last wait of the stream was due, if that is less long ago: so pieces keep their
    // rhythm.
    void after(std::chrono::nanoseconds duration, Continuation then) &&;
    // See CallAddress::resume(). Recorded as Held, unless it holds a thread.
    void untilResumed(Continuation then) &&;
    void finish() &&; // the body is whole
    void breakOff(http::BreakOff how) &&;
    const CallAddress &address() const { return m_call.address(); }
    const Call &call() const { return m_call; }

private:
    friend class Call;
    explicit Stream(Call &&call) : m_call(std::move(call)) {}
    static Call::Continuation onCall(Continuation then);

    Call m_call;
};

} // namespace overlap::net
