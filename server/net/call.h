#pragma once

#include "http/request.h"
#include "http/response.h"

#include <functional>
#include <memory>

namespace overlap::net {

class Call;
class Mailbox;

// What answers a call, now or later, on whatever thread.
using Handler = std::function<void(Call call)>;

// Any thread. The movable promise of one response. Destroyed without an answer, it answers 500; an
// answer to a client that has gone is dropped.
class Responder
{
public:
    Responder(std::shared_ptr<Mailbox> mailbox, quint32 connection, quint32 ordinal);
    Responder(Responder &&) noexcept = default;
    Responder &operator=(Responder &&other) noexcept;
    ~Responder();

    void send(http::Response response) &&;

private:
    friend class Call;
    std::shared_ptr<Mailbox> m_mailbox; // null: answered, or moved from
    std::function<void()> m_ended;      // see Call::whenEnded
    quint32 m_connection = 0;
    quint32 m_ordinal = 0; // which request of the connection
};

// Any thread, one at a time. A request at its handler, with the means to answer it and to wait
// first. When the client goes away while the call waits, it is destroyed with its continuation.
class Call
{
public:
    using Continuation = std::function<void(Call call)>;

    Call(http::Request request, Responder responder);

    const http::Request &request() const { return m_request; }
    void send(http::Response response) &&;
    // Goes on with `then` after the duration, which is never cut short, without holding a thread
    // meanwhile. Loop thread.
    void after(std::chrono::nanoseconds duration, Continuation then) &&;
    // Tells the journal's reader of this request before its handler holds the loop, which otherwise
    // tells when it comes to wait. Elsewhere than on the loop's thread it does nothing.
    void announce() const;
    // For what decides when handlers run. It waits for its turn. Loop thread.
    void queued();
    // It has its turn: `handler` runs in a later turn of the call's loop, or the call ends there if
    // its client has gone. False, and nothing has happened, if the loop has. Any thread.
    bool start(const Handler &handler);
    // Calls `what`, on any thread, when the call is answered or ends without an answer; null: no
    // more.
    void whenEnded(std::function<void()> what) { m_responder.m_ended = std::move(what); }
    // Whether nobody waits for the answer any more, for handlers that hold a thread for long. Any
    // thread.
    bool isAbandoned() const;

private:
    http::Request m_request;
    Responder m_responder;
};

} // namespace overlap::net
