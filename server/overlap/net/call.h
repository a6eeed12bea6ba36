#pragma once

#include "overlap/http/bodylength.h"
#include "overlap/http/request.h"
#include "overlap/http/response.h"
#include "overlap/net/transport.h"
#include "overlap/record/record.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace overlap::net {

class Attendant;
class Call;
class Mailbox;
class Stream;

// Any thread. Answers a call, now or later, on any thread. A call that it does not take is
// destroyed.
using Handler = std::function<void(Call &&call)>;

// Any thread. For clients that wait for a 100 before they send the body (RFC 9110 §10.1.1): the
// answer, if it does not depend on the body; or nothing, if the body is wanted.
using ExpectHandler =
    std::function<std::optional<http::Response>(http::Method method, QByteArrayView target)>;

// Pure. How the body of a request reaches its handler, decided by the head.
struct Reception
{
    bool streams = false; // its attendant takes it in pieces, of any length; else it is held
    std::shared_ptr<const void> matched{}; // see Call::takeMatched()
};
using HeadHandler = std::function<Reception(const http::Request &head)>;

// Any thread. Runs the handler. If it throws, the call is destroyed like one that it did not take.
void run(const Handler &handler, Call &&call);

// Pure. Identifies a request within its loop.
struct CallId
{
    quint32 connection = 0;
    quint32 ordinal = 0; // of the request on its connection, from 1
    // NOLINTNEXTLINE(modernize-use-nullptr): the check takes a 0 in <=> for a pointer
    auto operator<=>(const CallId &) const = default;
};

// Any thread. The address of a call. Does nothing once the call has ended.
struct CallAddress
{
    std::shared_ptr<Mailbox> mailbox;
    CallId id;

    // Resumes the parked call in a later iteration of its loop, or on the thread that it holds.
    // Does nothing if the call is parked for a duration.
    void resume() const;
    // The attendant of the call proceeds: before this returns, if this is the loop's thread and the
    // attendant does not proceed already; else soon. The call may end by that.
    void run() const;
};

// Any thread. The movable promise of one response. If it is destroyed without an answer, it answers
// 500; in an answer in pieces it resets the connection. If the client has gone, an answer is
// dropped.
class Responder
{
public:
    explicit Responder(CallAddress address) : m_address(std::move(address)) {}
    Responder(Responder &&) noexcept = default;
    Responder &operator=(Responder &&other) noexcept;
    ~Responder();

    void send(http::Response &&response) &&;
    void closeConnection() &&; // closes the connection instead
    void breakOff(http::BreakOff how) &&;

private:
    friend class Call;
    template <typename Last>
    void end(Last last);

    CallAddress m_address;         // no mailbox: answered, or moved from
    std::function<void()> m_ended; // see Call::whenEnded()
};

// Any thread, one at a time. A request at its handler, which can answer it, or park it first. If
// the client leaves while the call is parked, the call and its continuation are destroyed.
class Call
{
public:
    using Continuation = Handler;

    Call(http::Request &&request, Responder &&responder);

    const http::Request &request() const { return m_request; }
    void send(http::Response response) &&;
    // For answers that tell who asks: `make` is called on the loop's thread.
    void sendWithPeer(
        std::function<http::Response(const http::Request &request, const Transport::Peer &peer)>
            make) &&;
    // Begins an answer in pieces: sends the head, which has no body.
    Stream begin(http::Response head, http::BodyLength length = {}) &&;
    void closeConnection() &&;            // closes the connection without an answer
    void breakOff(http::BreakOff how) &&; // ends the answer early, before or within it
    // Parks the call, recorded as `phase`: Queued, Running, Sleeping or Held. It goes on with
    // `then`, on the loop's thread: after `duration`, never earlier; or without one after
    // CallAddress::resume(). Its connection owns it meanwhile. After holdThread() this blocks
    // instead, and then calls `then`.
    void park(record::Phase phase, Continuation then,
              std::optional<std::chrono::nanoseconds> duration = {}) &&;
    void after(std::chrono::nanoseconds duration, Continuation then) &&; // parks it as Sleeping
    // From now on the attendant serves the call, on the loop's thread. Recorded as `phase` until
    // the answer begins. The call must not hold a thread.
    void attend(record::Phase phase, std::unique_ptr<Attendant> attendant) &&;
    // Announces the request to the journal's reader at once. Otherwise the loop does that when it
    // waits next, which is late if the handler blocks it. Does nothing on other threads.
    void announce() const;
    // For handlers that hold a thread for long: whether nobody will wait for an answer that takes
    // so much longer.
    bool isAbandoned(std::chrono::nanoseconds stillNeeded = {}) const;

    // For the record: which rule of the scenario took the request, see Record::rule.
    void noteRule(quint16 number) const;
    // What is known of an upstream's side, see Serving::recordUpstream().
    void recordUpstream(const record::UpstreamTimes &times) const;

    http::Time begun() const; // loop thread: when its first byte was received
    // Loop thread. What the head of the request was found to match, once; null: nothing.
    std::shared_ptr<const void> takeMatched();
    bool isMatched() const { return m_isMatched; } // it was looked for, and not taken yet

    // For strategies.
    const CallAddress &address() const { return m_responder.m_address; }
    // Calls `what`, on any thread, when the call is answered or ends without an answer; behind what
    // earlier ones asked for.
    void whenEnded(std::function<void()> what);
    // From now on, park() holds the calling thread, whichever that is. Loop thread.
    void holdThread();
    bool holdsThread() const { return m_holdsThread; }
    void leaveUnrun() &&; // its handler never runs: closes the connection without a byte

private:
    friend class Connection;
    friend class Stream;
    void parkUntilRoom(Continuation then) &&;
    void complete() &&;
    bool waitForRoom() const; // on the thread that it holds; false: nobody waits for more
    void goOn(bool answer, const Continuation &then) &&;

    http::Request m_request;
    Responder m_responder;
    bool m_holdsThread = false;
    bool m_isMatched = false; // see takeMatched()
};

} // namespace overlap::net
