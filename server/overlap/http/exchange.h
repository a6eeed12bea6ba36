#pragma once

#include "overlap/http/closereason.h"
#include "overlap/http/date.h"
#include "overlap/http/encoder.h"
#include "overlap/http/ledger.h"
#include "overlap/http/limits.h"
#include "overlap/http/parser.h"
#include "overlap/http/readerwatch.h"

#include <memory>

namespace overlap::http {

// Pure. One connection's HTTP (RFC 9112 §9): bytes, responses and time in; output, requests and
// transactions out. One request is at its handler at a time; pipelined ones wait here as bytes.
//
// After each input poll every output: take requests until there is none, answering at once or
// later, then the output, the transactions, the deadline. respond() may be called between two
// takeRequest()s; it makes the next pipelined request available but never calls back, so nothing
// recurses, and the answers to a batch of requests leave as one block of output. When state()
// leaves Handling without respond(), the request's handler is off.
//
// It ends in stages (RFC 9112 §9.6): whoever was sent anything gets a FIN behind it, and may send
// on, unheard, until it has read that; closing at once would answer with a reset, which takes what
// the peer has not read yet.
class Exchange
{
public:
    enum class State : quint8 {
        Idle,        // no byte of the next request. → ReadingHead, Handling, Closing, Finished
        ReadingHead, // → ReadingBody, Handling, Closing, Finished
        ReadingBody, // → Handling, Closing, Finished
        Handling,    // a request is with its handler; no deadline. → Idle, Closing, Finished
        Closing,     // no further request; output is still unsent. → Lingering, Finished
        Lingering,   // write side shut; input is discarded until FIN. → Finished
        Finished,    // nothing more to do: close
    };

    // `limits` and `date` outlive the exchange and are shared by a loop's connections.
    Exchange(const Limits &limits, Date &date, Time accepted);

    // Inputs. Each may change every output.
    void receive(QByteArrayView bytes, Time now); // any split; discarded once closing
    void peerFinished(Time now); // FIN: complete requests are answered, others dropped
    void peerGone(Time now);     // reset: nothing can be sent any more
    void respond(Response response, Time now); // to the request last taken. Asserts Handling
    // Behind a FIN: it came so late that nobody waits for the answer to the request last taken.
    void abandon(Time now);
    // Where wantsContinue(): the body is to come, or this is the answer, whatever it would say.
    void sendContinue();
    void failExpectation(Response response, Time now);
    void wrote(qint64 bytes, Time now); // so many more output bytes were handed over
    // So many of these have not reached the peer yet, as far as the kernel knows. To be told before
    // expire() and drain(), and while some output cannot be handed over.
    void undelivered(qint64 bytes, Time now);
    void expire(Time now);            // deadline() <= now; too early, it does nothing
    void refuse(Fault why, Time now); // 503, whatever it asks for; not while a handler works
    // Pages of other origins may read the answers to requests that begin from now on.
    void setCors(bool on) { m_cors = on; }
    void announceDrain() { m_draining = true; } // the next answer says that it is the last
    void drain(Time now); // graceful stop: close once the request at hand is answered
    void abort(Time now); // stop at once: what is in flight ends AbortedByServer

    // Outputs.
    State state() const { return m_state; }
    // A request for its handler: to be taken and, sooner or later, answered by respond().
    std::optional<Request> takeRequest();
    // The peer asks before it sends the body of atHand() (RFC 9110 §10.1.1): sendContinue() or
    // decline().
    bool wantsContinue() const { return m_wantsContinue; }
    // Of the request at hand, as far as it got. A pipelined one begins when the one before it has
    // been answered.
    const Arrival &arrival() const { return m_arrival; }
    const Parser &atHand() const { return m_parser; } // that request, as far as it was read
    QByteArray takeOutput();                          // to be sent in order
    // False: stop reading (back-pressure), though a FIN is still welcome.
    bool wantsInput() const;
    bool wantsShutdown() const { return m_state == State::Lingering; } // shut the write side, once
    bool hasPeerFinished() const { return m_peerFinished; }
    bool hasUnsent() const { return m_ledger.unsent() > 0; }
    bool reset() const { return m_reset; } // with Finished: drop unsent output, do not wait for it
    CloseReason closeReason() const { return m_closeReason; }
    Time deadline() const; // call expire() then; `never` where none
    qint64 held() const;   // bytes of input and output that wait here, or for the kernel
    std::optional<Transaction> takeTransaction() { return m_ledger.take(); }

private:
    bool isReading() const { return m_state <= State::ReadingBody; }
    bool isBlocked() const; // too much is unsent to begin with another request
    bool isDelivering() const { return hasUnsent() || m_undelivered > 0; }
    qint64 confirmed() const { return m_ledger.handedOver() - m_undelivered; }
    Time headDeadline() const;
    Time idleDeadline() const;
    Time bodyDeadline() const;
    Time lingerDeadline() const;

    void read(QByteArrayView &bytes, Time now);
    void readPipelined(Time now);
    void finishHead(bool bodyHasBegun, Time now);
    void endIdle(Time now);
    void judgeBody(Time now);
    void send(Response &response, Transaction::End end, Time now, Fault fault = Fault::None);
    void refuse(Fault fault, Transaction::End end, Time now);
    void endUnanswered(Transaction::End end, Time now);
    Transaction endRequest(Transaction::End end, Time now);
    void noteCloseReason(CloseReason why);
    void close(Time now);
    void finish();
    void abortWith(Transaction::End end, Time now);

    const Limits *m_limits;
    Date *m_date;
    Parser m_parser;
    QByteArray m_pipelined; // input behind the request at hand, from m_pipelinedFrom on
    QByteArray m_output;
    Ledger m_ledger;
    Arrival m_arrival;
    qint64 m_bytesIn = 0;     // of the request at hand; once closing, what came behind the last one
    qint64 m_windowFrom = 0;  // m_bytesIn when the body's window began
    Time m_since;             // the body's window began; draining or lingering, the last byte came
    Time m_lingerFrom{};      // all was delivered, or may have been
    qint64 m_undelivered = 0; // bytes, as last told; 0 since they were handed over
    std::unique_ptr<ReaderWatch> m_watch; // while the peer does not take all at once
    qint32 m_pipelinedFrom = 0;
    State m_state = State::Idle;
    CloseReason m_closeReason = CloseReason::None;
    bool m_first = true;          // request of the connection
    bool m_taken = false;         // the request at hand is with its handler
    bool m_wantsContinue = false; // the request at hand
    bool m_peerFinished = false;  // FIN was received
    bool m_draining = false;
    bool m_cors = false;
    bool m_corsAtHand = false; // the request at hand
    bool m_reset = false;
};

} // namespace overlap::http
