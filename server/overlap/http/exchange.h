#pragma once

#include "overlap/http/bodylength.h"
#include "overlap/http/closereason.h"
#include "overlap/http/parser.h"
#include "overlap/http/readerwatch.h"
#include "overlap/http/workspace.h"

#include <memory>
#include <optional>
#include <utility>

namespace overlap::http {

// Pure. The HTTP of one connection (RFC 9112 §9): bytes, responses and time go in; output, requests
// and transactions come out. One request at a time is with its handler; pipelined ones wait as
// bytes. After each input, poll every output: requests until there is none, then the output, the
// transactions and the deadline. No input calls back.
class Exchange
{
public:
    // Closing takes several states (RFC 9112 §9.6). After the last answer the peer gets a FIN, and
    // what it still sends is discarded. Closing at once would cause a reset, and the peer would
    // lose what it has not read yet.
    enum class State : quint8 {
        Idle,        // no byte of the next request. → ReadingHead, Handling, Closing, Finished
        ReadingHead, // → ReadingBody, Handling, Closing, Finished
        ReadingBody, // → Handling, Closing, Finished
        Handling,    // a request is with its handler; no deadline. → Idle, Answering, Tunnelling,
                     // Closing, Finished
        Answering,   // its answer goes out in pieces. → Idle, Closing, Finished
        Tunnelling,  // bytes go both ways as they are. → Closing, Finished
        Closing,     // no further request; output is still unsent. → Lingering, Finished
        Lingering,   // write side shut down; input is discarded until FIN. → Finished
        Finished,    // nothing more to do: close
    };

    Exchange(Workspace &workspace, Time accepted); // `workspace` must outlive it

    // Inputs. Each may change every output.

    void receive(QByteArrayView bytes, Time now); // any split; discarded from Closing on
    void peerFinished(Time now); // FIN: complete requests are answered, an incomplete one dropped
    void peerGone(Time now);     // reset: nothing can be sent any more
    // The head of an interim answer, with its empty line (RFC 9110 §15.2): it comes before the
    // answer. HTTP/1.0 clients get none. Does nothing unless Handling.
    void interim(const QByteArray &head);
    // From now on, who handles a request with a body is asked how it wants that: see hasHead().
    void offerUploads() { m_offersUploads = true; }
    // The request is handled at once, and its body is taken by takeUpload() as it comes, of any
    // length. Both do nothing unless hasHead().
    void streamUpload(Time now);
    void holdUpload(Time now); // it is handled when it is whole, as others are
    // Sends the head of a 101, with its empty line (RFC 9110 §7.8), and goes to Tunnelling: from
    // then on takeUpload() gives what the client sends, and write() sends bytes as they are.
    // complete() ends our side; the client's ends by its FIN, and breakOff() ends both. Asserts
    // Handling, and that the request is whole.
    void tunnel(const QByteArray &head, Time now);
    // What has arrived of the body since the last call; empty: nothing. As long as nobody takes it,
    // no more is read than Limits::readAhead, and the client is not late.
    QByteArray takeUpload(Time now);
    // Answers the request that was taken last. Asserts Handling. May be called between two calls
    // of takeRequest(): then the answers to pipelined requests leave together.
    void respond(Response &&response, Time now);
    // The same in pieces: asserts Handling, sends the head, and goes to Answering until complete()
    // or breakOff(). An answer without a body (HEAD, 204, 304) is complete at once.
    void begin(Response &&head, BodyLength length, Time now);
    // A piece of the body; what exceeds a known length is dropped. Does nothing unless Answering or
    // Tunnelling.
    void write(const QByteArray &piece, Time now);
    // What follows waits for someone, until letGo(). Both do nothing unless Answering.
    void hold(Time now);
    void letGo(Time now);
    // The body is whole. If its length is known and more was announced, the answer is cut short.
    // Trailers go behind the last chunk, if there are chunks; the client should have asked for them
    // (RFC 9110 §6.5.1).
    void complete(Time now, const Headers &trailers = {});
    void breakOff(BreakOff how, Time now); // while Handling or Answering
    // Closes without a byte, since the handler of the request that was taken last never runs.
    void leaveUnrun(Time now); // while Handling
    // Drops the request that was taken last: its client sent FIN, and does not wait for the answer.
    void abandon(Time now);
    // If wantsContinue(): asks for the body, or answers without it and closes.
    void sendContinue();
    void failExpectation(Response response, Time now);
    void wrote(qint64 bytes, Time now); // so many more bytes of output went to the transport
    // How many of the written bytes the peer has not confirmed, as far as the kernel knows. Call it
    // before expire() and drain(), and while the transport does not take all output.
    void undelivered(qint64 bytes, Time now);
    void expire(Time now);            // at deadline(); does nothing if called too early
    void refuse(Fault why, Time now); // answers with the fault's status; ignored while Handling
    // Pages of other origins may read the answers to requests that begin from now on.
    void setCors(bool on) { m_cors = on; }
    void beginDraining() { m_draining = true; } // the next answer carries Connection: close
    void drain(Time now); // graceful stop: close after the answer to the current request
    void abort(Time now); // stop at once: requests in flight end AbortedByServer

    // Outputs.

    State state() const { return m_state; }
    // Whether there is a request for a handler: take it once, and answer it by respond(), now or
    // later. If state() leaves Handling without respond(), nobody waits for the answer any more.
    bool hasRequest() const { return m_state == State::Handling && !m_taken; }
    // The head is complete, and a body follows: call streamUpload() or holdUpload(). See current().
    bool hasHead() const { return m_isUndecided; }
    // Whether more of the body of the request at its handler will come.
    bool isUploading() const { return m_upload && !m_parser.isComplete(); }
    // Whether takeUpload() is for the current request.
    bool hasUpload() const { return m_upload || m_state == State::Tunnelling; }
    // Whether takeUpload() has more, now or later. How much came for it so far, with its end.
    bool hasMoreUpload() const;
    qint64 uploaded() const;
    // Whether a request is with its handler, or was.
    bool isWithHandler() const { return m_state >= State::Handling && m_state < State::Closing; }
    // Whether an answer in pieces should go on; otherwise the client does not read that fast.
    bool hasRoom() const { return m_ledger.unsent() < roomForPieces; }
    Request takeRequest();
    // The peer waits for a 100 before it sends the body (RFC 9110 §10.1.1): call sendContinue() or
    // failExpectation().
    bool wantsContinue() const { return m_wantsContinue; }
    // The current request, as far as it was read. A pipelined request becomes current when the one
    // before it has been answered.
    const Arrival &arrival() const { return m_arrival; }
    const Parser &current() const { return m_parser; }
    const Transaction *waiting() const { return m_ledger.waiting(); } // see Ledger
    // Why it has refused a request, so that it closes, once; None: it has not.
    Fault takeRefusal() { return std::exchange(m_refusal, Fault::None); }
    const PieceTimes *pieces() const { return m_stream ? m_stream->pieces.get() : nullptr; }
    // To be sent in order. Workspace::pieces takes the vector back afterwards.
    std::vector<QByteArray> takeOutput() { return std::exchange(m_output, {}); }
    // False: stop reading (back-pressure), but still watch for FIN.
    bool wantsInput() const;
    // Of the write side, once.
    bool wantsShutdown() const { return m_state == State::Lingering || m_tunnelIsShut; }
    bool hasPeerFinished() const { return m_peerFinished; }
    bool hasUnsent() const { return m_ledger.unsent() > 0; }
    bool reset() const { return m_reset; } // if Finished: drop unsent output instead of sending it
    CloseReason closeReason() const { return m_closeReason; }
    Time deadline() const;        // when to call expire(), or `never`
    qint64 bufferedBytes() const; // input and output that wait here
    // The oldest transaction that is finished; null: none. Valid until any other call.
    const Transaction *finished() const { return m_ledger.finished(); }
    void removeFinished() { m_ledger.removeFinished(m_workspace->entries); }

private:
    bool isAnswering() const { return m_state == State::Answering || m_state == State::Tunnelling; }
    bool isReading() const { return m_state <= State::ReadingBody && !m_isUndecided; }
    bool wantsUpload() const
    {
        return isUploading() && m_parser.body().size() < limits().readAhead;
    }
    bool isOverHighWater() const; // no further request is begun
    bool isDelivering() const { return hasUnsent() || m_undelivered > 0; }
    qint64 confirmed() const { return m_ledger.handedOver() - m_undelivered; }
    Time headDeadline() const;
    Time idleDeadline() const;
    Time bodyDeadline() const;
    Time lingerDeadline() const;

    void read(QByteArrayView &bytes, Time now);
    void readOn(Time now);
    void readUpload(QByteArrayView &bytes, Time now);
    void endUpload(Transaction::End end, CloseReason why, Fault fault, Time now);
    void readPipelined(Time now);
    void finishHead(bool bodyHasBegun, Time now);
    void closeIdle(Time now);
    void checkBodyRate(Time now);
    void send(Response &response, Transaction::End end, Time now, Fault fault = Fault::None);
    Persistence persistenceOf(const Response &response) const;
    bool closesAfterAnswer() const;
    void goOn(bool thenClose, Time now);
    void endWhole(Time now);
    QByteArray takeTunnelled(Time now);
    void shutTunnel(Time now);
    void endTunnelIfOver(Time now);
    void endStream(Transaction::End end, Time now, Fault fault = Fault::None);
    void refuse(Fault fault, Transaction::End end, Time now);
    void endUnanswered(Transaction::End end, Time now);
    Transaction &endRequest(Transaction::End end, Time now);
    void put(const QByteArray &piece);
    const Limits &limits() const { return m_workspace->limits; }
    void noteCloseReason(CloseReason why);
    void close(Time now);
    void finish();
    void resetNow();
    void abortWith(Transaction::End end, Time now);

    // An answer in pieces, while Answering.
    struct Stream
    {
        QByteArray head;
        QByteArray keptBody;
        BodyLength length;
        qint64 left; // of a known length
        Status status;
        bool close; // the connection, afterwards
        std::shared_ptr<PieceTimes> pieces;
    };
    // A body that is taken in pieces.
    struct Upload
    {
        QByteArray kept; // its first bytes, for the record
        qint64 size = 0;
    };
    static constexpr qint64 roomForPieces = 16 * 1024; // bytes

    Workspace *m_workspace;
    Parser m_parser;
    QByteArray m_pipelined; // input behind the current request, from m_pipelinedFrom on
    std::vector<QByteArray> m_output;
    Ledger m_ledger;
    Arrival m_arrival;
    qint64 m_bytesIn = 0;     // of the current request; from Closing on, discarded bytes
    qint64 m_windowFrom = 0;  // m_bytesIn when the body's window began
    Time m_since;             // start of the body's window; if draining or lingering, the last byte
    Time m_lingerFrom{};      // since when the peer may have everything
    qint64 m_undelivered = 0; // bytes, from undelivered(); wrote() sets it to 0
    std::unique_ptr<ReaderWatch> m_watch; // while bytes are unsent or undelivered
    std::unique_ptr<Stream> m_stream;     // while Answering
    std::unique_ptr<Upload> m_upload;     // while Handling or Answering
    qint32 m_pipelinedFrom = 0;
    State m_state = State::Idle;
    CloseReason m_closeReason = CloseReason::None;
    Fault m_refusal = Fault::None; // see takeRefusal()
    bool m_first = true;           // the connection's first request has not ended yet
    bool m_taken = false;          // the current request is with its handler
    bool m_wantsContinue = false;  // the current request
    bool m_peerFinished = false;   // FIN was received
    bool m_draining = false;
    bool m_cors = false;
    bool m_offersUploads = false;
    bool m_isUndecided = false; // see hasHead(); while ReadingBody
    bool m_currentCors = false; // m_cors when the current request began
    bool m_reset = false;
    bool m_resetOnceDelivered = false; // while Closing
    bool m_tunnelIsShut = false;       // our side of it
};

} // namespace overlap::http
