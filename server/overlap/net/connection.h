#pragma once

#include "overlap/http/exchange.h"
#include "overlap/net/call.h"
#include "overlap/net/transport.h"
#include "overlap/record/journal.h"

#include <array>
#include <memory>
#include <optional>
#include <vector>

namespace overlap::net {

class Loop;

// Loop thread. One client: joins a transport to an exchange, gives requests to the handler, holds a
// call that waits, and tells the loop's journal what happened. The loop owns it and deletes it
// after it has retired.
class Connection final : private Transport::Listener
{
public:
    // `told`: the journal's reader knows of it, and has to be told of its end.
    Connection(Loop &loop, quint32 id, std::unique_ptr<Transport> transport, bool told);
    ~Connection();

    bool isTold() const { return m_told; }
    http::Time deadline() const { return m_exchange.deadline(); }
    http::CloseReason closeReason() const { return m_exchange.closeReason(); }
    void expire(); // the deadline has come
    void drain();  // closes once the request at hand is answered
    void abort();
    void refuse();  // there are too many
    void proceed(); // with what it left for later

    // Whether request `ordinal` is with its handler. If so, what its call does; see Call.
    bool isHandling(quint32 ordinal) const;
    void respond(std::optional<http::Response> response); // none: it is closed instead
    void park(Call call, record::Phase phase, Call::Continuation then,
              std::optional<http::Time> duration);
    void resume(); // what is parked, unless it waits for a time
    void holdThread();
    void announce();

    void wake(); // what is parked goes on: its time has come
    // Tells what is in flight here, where its phase is not yet known to the journal's reader.
    void announce(http::Time now);

private:
    void readable() override;
    void sent(qint64 bytes) override;
    void finished() override;
    void gone() override;

    // What the exchange doesn't know of a request: its handler's side.
    struct HandlerTimes
    {
        quint64 id = 0;                                        // 0: not told to anybody yet
        http::Time started{}, answered{};                      // 0 where it has not come to that
        http::Time waited{};                                   // while it was parked, in all
        std::array<record::Ticks, record::phaseCount> waits{}; // and by phase

        void addWait(record::Phase phase, http::Time duration);
    };
    // A call that waits, and how it goes on.
    struct Parked
    {
        Call call;
        Call::Continuation then;
        http::Time since;
        std::optional<http::Time> until; // none: it is resumed
        record::Phase phase;
    };
    enum class Fin : quint8 {
        None,
        InTime, // what came before it is answered
        Late,   // its client has left
    };
    enum class State : quint8 { Open, WriteShut, Closed };

    void advance(); // after any input
    bool pump();    // false: there may be more to do, but it is others' turn
    void read();
    bool finish();
    void tellFin();
    void abandon();
    bool isLate(); // a FIN that is seen now
    void expectHandler();
    void dispatch(http::Request request);
    void write(const http::Transaction &transaction); // into the journal
    void releaseThread();
    void dropCall();
    void updateBuffered();
    bool holdsTooMuch() const;
    bool mayRead() const;
    void close();
    HandlerTimes &timesAtHand();
    bool isWriting() const { return m_responded > m_recorded; }
    std::optional<record::Phase> phase() const; // none: nothing in flight
    record::Phase handlingPhase() const;
    record::Record inFlight(record::Phase phase, http::Time now);
    void fillPhases(record::Record &record, const http::Arrival &arrival,
                    const HandlerTimes &times) const;

    Loop &m_loop;
    const quint32 m_id;
    std::unique_ptr<Transport> m_transport;
    http::Exchange m_exchange;
    std::unique_ptr<Parked> m_parked;
    std::vector<HandlerTimes>
        m_handlerTimes;         // of requests answered but not flushed, then of the one at hand
    quint32 m_dispatched = 0;   // requests given to the handler
    quint32 m_responded = 0;    // requests with a response
    quint32 m_recorded = 0;     // requests that are over
    qint32 m_bufferedSteps = 0; // of what the exchange holds, as told to the loop
    quint32 m_announced = 0;    // the request last announced, as an ordinal
    record::Phase m_announcedPhase{};
    http::Time m_receivedAt{}; // the last bytes came
    quint32 m_receivedIn = 0;  // which turn of the loop they came in
    const bool m_told;
    State m_state = State::Open;
    Fin m_fin = Fin::None;      // came; the exchange is told once it got all that came before
    bool m_holdsThread = false; // the request at hand
    bool m_advancing = false;
    bool m_readable = false; // there is perhaps something to receive
};

} // namespace overlap::net
