#pragma once

#include "http/request.h"
#include "http/response.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace overlap::net {

class Call;
class Mailbox;

// What answers a call, now or later, on whatever thread.
using Handler = std::function<void(Call call)>;

// Any thread. The answer to a request that is refused whatever its body says, for clients that ask
// before they send one; none: it is to come.
using Judge =
    std::function<std::optional<http::Response>(http::Method method, QByteArrayView target)>;

// Any thread. What a call that holds a thread and its connection tell each other.
struct Hold
{
    std::atomic<bool> gone = false; // nobody wants the answer any more
};

// Runs it; an exception that it throws ends the call, which then answers 500.
void run(const Handler &handler, Call call);

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
    void giveUp() &&; // the connection is closed instead

private:
    friend class Call;
    void deliver(std::optional<http::Response> response);

    std::shared_ptr<Mailbox> m_mailbox; // null: answered, or moved from
    std::function<void()> m_ended;      // see Call::whenEnded
    quint32 m_connection = 0;
    quint32 m_ordinal = 0; // which request of the connection
};

// Any thread. Names a call that waits for its turn. Its connection holds the call, which ends there
// when the client goes.
class Ticket
{
public:
    // `handler` runs in a later turn of the call's loop, where the call is still there.
    void giveTurn(const Handler &handler) const;

private:
    friend class Call;
    Ticket(std::shared_ptr<Mailbox> mailbox, quint32 connection, quint32 ordinal);
    std::shared_ptr<Mailbox> m_mailbox;
    quint32 m_connection;
    quint32 m_ordinal;
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
    void giveUp() &&; // the connection is closed without an answer
    // Goes on with `then` after the duration, which is never cut short: where the client goes, or
    // the server ends, before it is over, so does the call. Without holding a thread meanwhile, on
    // the loop's; but see holdThread().
    void after(std::chrono::nanoseconds duration, Continuation then) &&;
    // Tells the journal's reader of this request before its handler holds the loop, which otherwise
    // tells when it comes to wait. Elsewhere than on the loop's thread it does nothing.
    void announce() const;
    // Whether nobody waits for an answer that takes so much longer, for handlers that hold a thread
    // for long.
    bool isAbandoned(std::chrono::nanoseconds stillNeeded = {}) const;

    // For what decides when and where handlers run.
    Ticket ticket() const;
    void queue() &&; // it waits for its turn, and is the ticket's from now on. Loop thread.
    // Calls `what`, on any thread, when the call is answered or ends without an answer.
    void whenEnded(std::function<void()> what) { m_responder.m_ended = std::move(what); }
    // From now on its waits hold the thread that they are on, which may be any. Loop thread.
    void holdThread();

private:
    http::Request m_request;
    Responder m_responder;
    std::shared_ptr<Hold> m_hold; // null: it holds no thread
};

} // namespace overlap::net
