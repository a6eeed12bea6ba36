#pragma once

#include "overlap/http/request.h"
#include "overlap/http/response.h"
#include "overlap/record/record.h"

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
using ExpectHandler =
    std::function<std::optional<http::Response>(http::Method method, QByteArrayView target)>;

// Runs it; an exception that it throws ends the call, which then answers 500.
void run(const Handler &handler, Call call);

// Pure. Which request of which connection of a loop.
struct CallId
{
    quint32 connection = 0;
    quint32 ordinal = 0;
    auto operator<=>(const CallId &) const = default;
};

// Any thread. Where a call can be reached, for as long as it lasts; later it is reached no more.
struct CallAddress
{
    std::shared_ptr<Mailbox> mailbox;
    CallId id;

    // The call, which is parked, goes on in a later turn of its loop, or on the thread that it
    // holds. It does nothing to one that waits for a time.
    void resume() const;
};

// Any thread. The movable promise of one response. Destroyed without an answer, it answers 500; an
// answer to a client that has gone is dropped.
class Responder
{
public:
    explicit Responder(CallAddress address) : m_address(std::move(address)) {}
    Responder(Responder &&) noexcept = default;
    Responder &operator=(Responder &&other) noexcept;
    ~Responder();

    void send(http::Response response) &&;
    void abandon() &&; // the connection is closed instead

private:
    friend class Call;
    void deliver(std::optional<http::Response> response);

    CallAddress m_address;         // without a mailbox: answered, or moved from
    std::function<void()> m_ended; // see Call::whenEnded
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
    void abandon() &&; // the connection is closed without an answer
    // Waits, shown and recorded as `phase`, and goes on with `then`: after the duration, which is
    // never cut short, or without one once its address is told to resume(). Where the client goes,
    // or the server ends, before that, so does the call. Its connection keeps it meanwhile, and it
    // goes on on the loop's thread; but see holdThread().
    void park(record::Phase phase, Continuation then,
              std::optional<std::chrono::nanoseconds> duration = {}) &&;
    void after(std::chrono::nanoseconds duration, Continuation then) &&; // parks it as sleeping
    // Tells the journal's reader of this request before its handler holds the loop, which otherwise
    // tells when it comes to wait. Elsewhere than on the loop's thread it does nothing.
    void announce() const;
    // Whether nobody waits for an answer that takes so much longer, for handlers that hold a thread
    // for long.
    bool isAbandoned(std::chrono::nanoseconds stillNeeded = {}) const;

    // For what decides when and where handlers run.
    const CallAddress &address() const { return m_responder.m_address; }
    // Calls `what`, on any thread, when the call is answered or ends without an answer.
    void whenEnded(std::function<void()> what) { m_responder.m_ended = std::move(what); }
    // From now on it waits inside, on the thread that it is on, which may be any. Loop thread.
    void holdThread();

private:
    http::Request m_request;
    Responder m_responder;
    bool m_holdsThread = false;
};

} // namespace overlap::net
