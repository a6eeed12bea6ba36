#pragma once

#include "overlap/http/exchange.h"
#include "overlap/net/attendant.h"
#include "overlap/net/handlertimes.h"
#include "overlap/net/transport.h"
#include "overlap/record/journal.h"

#include <memory>
#include <optional>
#include <vector>

namespace overlap::net {

class Loop;

// Loop thread. Connects a transport to an exchange, gives requests to the handler, keeps the parked
// call, and writes to the loop's journal. The loop owns it, and deletes it after close().
class Connection final : private Transport::Listener
{
public:
    // `isJournaled`: its opening is in the journal, so its end must be written, too.
    Connection(Loop &loop, quint32 id, std::unique_ptr<Transport> transport, bool isJournaled);
    ~Connection();

    std::unique_ptr<Transport> takeTransport() { return std::move(m_transport); } // once closed
    bool isJournaled() const { return m_isJournaled; }
    const Transport::Peer &peer();
    http::Time deadline() const { return m_exchange.deadline(); }
    http::CloseReason closeReason() const { return m_exchange.closeReason(); }
    void expire(); // at deadline()
    void drain();  // closes after the answer to the current request
    void abort();
    void refuse();  // answers 503: there are too many connections
    void proceed(); // after Loop::proceedLater()

    // Whether request `ordinal` is with its handler. Only then its Call may call what follows.
    bool isHandling(quint32 ordinal) const;
    http::Time begun() const { return m_exchange.arrival().firstByte; } // its first byte
    void respond(http::Response &&response);
    void begin(http::Response &&head, http::BodyLength length);
    void write(const QByteArray &piece);
    void tunnel(const QByteArray &head);
    void complete(const http::Headers &trailers = {});
    void breakOff(http::BreakOff how);
    void leaveUnrun();
    void closeUnanswered();
    void park(Call &&call, record::Phase phase, Call::Continuation then,
              std::optional<http::Time> duration);
    void parkUntilRoom(Call &&call, Call::Continuation then); // in an answer in pieces
    void attend(Call &&call, record::Phase phase, std::unique_ptr<Attendant> attendant);
    void attendantHasNews(); // it proceeds
    std::shared_ptr<const void> takeMatched() { return std::move(m_matched); }
    void resume();         // the parked call, unless it waits for a time or for room
    void resumeWhenRoom(); // the thread that the call holds
    // While the call holds the loop, which sends nothing meanwhile.
    void sendNow();
    bool waitForRoom(); // blocks for a short while; whether there is room
    void holdThread();
    void noteRule(quint16 number);
    // It waits for its rule's turn, and holds its thread; it has waited.
    void beginHeldQueue();
    void endHeldQueue(http::Time waited);
    void recordUpstream(const record::UpstreamTimes &times); // of the current request
    void upstreamChanged();                                  // what its attendant knows of it
    void announce();

    void wake(); // the parked call goes on
    // Announces the request in flight, if its phase has changed since the last announcement.
    void announce(http::Time now);

private:
    friend class Serving;

    void readable() override;
    void sent(qint64 bytes) override;
    void peerFinished() override;
    void gone() override;

    struct Attended
    {
        std::unique_ptr<Attendant> attendant{};
        qint64 uploaded = 0; // Exchange::uploaded(), as it knows
        bool hasNews = true;
        bool wantsRoom = false;
        bool tookBody = false;        // that was held whole
        bool upstreamChanged = false; // its lastTimes() were not recorded since
    };
    struct Parked
    {
        Call call;
        Call::Continuation then;
        http::Time since;
        http::Time until; // http::never: it waits for resume()
        record::Phase phase;
        bool forRoom = false;
        Attended attended{}; // without an attendant: `then` goes on

        bool isTimed() const { return until != http::never; }
    };
    enum class Fin : quint8 {
        None,
        InTime, // a half-close: the client waits for its answers
        Late,   // the client has left
    };
    enum class State : quint8 { Open, WriteShut, Closed };

    void advance(); // after any input
    bool pump();    // false: there may be more to do, but other connections come first
    bool send();    // false: there was nothing to send
    void read();
    bool handleFin();
    void passOnFin();
    void abandon();
    bool isLate(); // whether a FIN that is seen now is Fin::Late
    void decideUpload();
    void expectHandler();
    void dispatch();
    void writeFinished(); // into the journal
    void write(const http::Transaction &transaction, HandlerTimes &times);
    void writeUpstream(record::UpstreamTimes times, quint64 request);
    void writeLastTimes(quint64 request); // of its attendant
    http::Time heldTime() const;          // in which the current request held its thread and waited
    bool goOnIfRoom();                    // whether it did
    bool attendIfNews();                  // likewise
    void proceedAt(http::Time time);
    void endAttendedWait();
    void endAnswer(http::Time now);
    void releaseThread();
    void dropCall();
    void updateBuffered();
    bool buffersTooMuch() const;
    bool mayRead() const;
    void close();
    HandlerTimes &currentTimes()
    {
        const std::size_t index = m_responded - m_recorded;
        return index < m_handlerTimes.size() ? m_handlerTimes[index] : addTimes(index);
    }
    HandlerTimes &addTimes(std::size_t index);
    quint64 idOf(HandlerTimes &times); // of the request, from now on
    bool isWriting() const { return m_responded > m_recorded; }
    std::optional<record::Phase> phase() const; // nothing: no request is in flight
    record::Phase handlingPhase() const;
    const http::Transaction *writtenIn(record::Phase phase) const; // null: another phase
    // When the phase of a request that is with its handler began.
    http::Time withHandlerSince(const HandlerTimes &times, http::Time now) const;
    record::Record inFlight(record::Phase phase, http::Time now);
    // `pieces`: of its answer until `sentUntil`; null: none was begun.
    void fillPhases(record::Record &record, const http::Arrival &arrival, const HandlerTimes &times,
                    const http::PieceTimes *pieces, http::Time sentUntil) const;

    Loop &m_loop;
    std::unique_ptr<Transport> m_transport;
    std::optional<Transport::Peer> m_peer; // once it was asked for
    http::Exchange m_exchange;
    std::unique_ptr<Parked> m_parked;
    std::shared_ptr<const void> m_matched; // see Reception; null: nothing, or taken
    std::vector<HandlerTimes>
        m_handlerTimes; // of requests answered but not flushed, then of the current one
    quint32 m_matchedOrdinal = 0;
    const quint32 m_id;
    quint32 m_dispatched = 0;   // how many requests were given to the handler
    quint32 m_responded = 0;    // how many have a response
    quint32 m_recorded = 0;     // how many are finished
    qint32 m_bufferedSteps = 0; // buffered bytes that the loop counts, in units of bufferedStep
    quint32 m_announced = 0;    // the ordinal of the request announced last
    quint32 m_receivedIn = 0;   // in which iteration of the loop
    http::Time m_receivedAt{};  // when the last bytes were received
    record::Phase m_announcedPhase{};
    http::Time m_announcedSince{}; // of a parked call
    const bool m_isJournaled;
    State m_state = State::Open;
    Fin m_fin = Fin::None;      // passed on to the exchange after all bytes before it
    bool m_holdsThread = false; // the current request
    bool m_advancing = false;
    bool m_readable = false;        // there may be something to receive
    bool m_threadWantsRoom = false; // see resumeWhenRoom()
    bool m_resumedEarly = false;    // before it was parked, by another thread
};

} // namespace overlap::net
