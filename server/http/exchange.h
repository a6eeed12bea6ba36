#pragma once

#include "http/date.h"
#include "http/limits.h"
#include "http/parser.h"
#include "http/request.h"
#include "http/response.h"

#include <deque>
#include <optional>

namespace overlap::http {

// Pure. How one request ended, with everything that a record of it needs. Its response, if any,
// has been handed to the transport in full, or the connection is gone.
struct Transaction {
    enum class End : quint8 {
        Answered,        // by its handler
        Refused,         // by the protocol: 4xx or 5xx without a handler
        TimedOut,        // 408, or closed in the middle of a message at a deadline
        AbortedByClient, // FIN or reset before the response was handed over
        AbortedByServer, // stopped, or a reader that took nothing
    };
    End end = End::Answered;
    Method method = Method::Unknown;
    QByteArray target;        // as received; empty when the request line was refused
    Arrival arrival;          // times not reached are those of the last one reached
    Time answered = {};       // the response was given; == flushed where there was none
    Time flushed = {};        // its last byte was handed to the transport
    quint16 status = 0;       // 0: none was sent
    qint64 bytesIn = 0;       // of the whole request, framing included
    qint64 bytesOut = 0;      // of the whole response
    QByteArray requestHead;   // as received, as far as it was read
    QByteArray requestBody;   // decoded
    QByteArray responseHead;  // as sent
    QByteArray responseBody;  // as sent; empty for HEAD
};

// Pure. One connection's HTTP: bytes, responses and time in; output, requests and transactions out
// (polled after each input). RFC 9112 §9. One request is at its handler at a time; pipelined ones
// wait here, bounded by Limits::readAhead, and wantsInput() turns false.
class Exchange
{
public:
    enum class State : quint8 {
        Idle,        // no byte of the next request. → ReadingHead, Finished
        ReadingHead, // → ReadingBody, Handling, Closing, Finished
        ReadingBody, // → Handling, Closing, Finished
        Handling,    // a request is with its handler; no deadline. → Idle, ReadingHead, Closing, Finished
        Closing,     // no further request; output is still unsent. → Lingering, Finished
        Lingering,   // write side shut; input is discarded until FIN. → Finished
        Finished,    // nothing more to do: close
    };

    // `limits` and `date` outlive the exchange and are shared by a loop's connections.
    Exchange(const Limits &limits, Date &date, Time accepted);

    // Inputs. Each may change every output.
    void receive(QByteArrayView bytes, Time now); // any split; ignored after close
    void peerFinished(Time now);                  // FIN: complete requests are answered, others dropped
    void peerGone(Time now);                      // reset: nothing can be sent any more
    void respond(Response response, Time now);    // to the request last taken. Asserts Handling
    void wrote(qint64 bytes, Time now);           // so many more output bytes were handed over
    void expire(Time now);                        // deadline() <= now
    void drain(Time now);                         // graceful stop: close once the request at hand is answered
    void abort(Time now);                         // stop at once: what is in flight ends AbortedByServer

    // Outputs.
    State state() const { return m_state; }
    // A request for its handler: to be taken and, sooner or later, answered by respond().
    std::optional<Request> takeRequest();
    const Arrival &arrival() const { return m_arrival; } // of the request at hand, as far as it got
    QByteArray takeOutput();                             // to be sent in order
    bool wantsInput() const; // false: stop reading (back-pressure), though a FIN is still welcome
    bool wantsShutdown() const { return m_state == State::Lingering; } // shut the write side, once
    bool reset() const { return m_reset; } // with Finished: drop unsent output, do not wait for it
    Time deadline() const;                 // call expire() then; `never` where none
    std::optional<Transaction> takeTransaction();

private:
    // (the http room's own)
    State m_state = State::Idle;
    bool m_reset = false;
    Arrival m_arrival;
};

} // namespace overlap::http
