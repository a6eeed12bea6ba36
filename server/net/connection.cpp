#include "net/connection.h"

#include "net/loop.h"

#include <QTimerEvent>

#include <algorithm>
#include <limits>

namespace overlap::net {

using http::Time;

Connection::Connection(Loop &loop, quint32 id, std::unique_ptr<Transport> transport)
    : m_loop(loop)
    , m_id(id)
    , m_transport(std::move(transport))
    , m_exchange(loop.limits(), loop.date(), loop.now())
{
    wire();
}

Connection::~Connection() = default;

void Connection::wire()
{
    connect(m_transport.get(), &Transport::readable, this, [this] {
        m_readable = true;
        advance();
    });
    connect(m_transport.get(), &Transport::sent, this, [this](qint64 bytes) {
        m_exchange.wrote(bytes, m_loop.now());
        advance();
    });
    connect(m_transport.get(), &Transport::finished, this, [this] {
        m_peerFinished = true;
        advance();
    });
    connect(m_transport.get(), &Transport::gone, this, [this] {
        m_exchange.peerGone(m_loop.now());
        advance();
    });
}

void Connection::expire(Time now)
{
    m_exchange.expire(now);
    advance();
}

void Connection::drain()
{
    m_exchange.drain(m_loop.now());
    advance();
}

void Connection::abort()
{
    m_exchange.abort(m_loop.now());
    advance();
}

void Connection::turnAway()
{
    m_exchange.turnAway(m_loop.now());
    advance();
}

void Connection::advance()
{
    // Sending, and answers given at once, come back here before they return.
    if (m_advancing || m_retired)
        return;
    m_advancing = true;
    pump();
    while (m_readable && m_exchange.wantsInput()) {
        read();
        pump();
    }
    if (m_peerFinished && m_exchange.wantsInput()) {
        m_peerFinished = false;
        m_exchange.peerFinished(m_loop.now());
        pump();
    }
    m_advancing = false;

    if (m_exchange.state() == http::Exchange::State::Finished) {
        retire();
        return;
    }
    if (m_waiting && m_exchange.state() != http::Exchange::State::Handling)
        dropWait(); // the exchange gave up on its client
    if (m_exchange.wantsShutdown() && !std::exchange(m_shutDown, true))
        m_transport->shutdownWrite();
    if (phase())
        m_loop.inFlightChanged(m_id);
    m_loop.deadlineMoved(m_exchange.deadline());
}

void Connection::pump()
{
    for (;;) {
        if (std::optional<http::Request> request = m_exchange.takeRequest())
            dispatch(*std::move(request));
        else if (QByteArray output = m_exchange.takeOutput(); !output.isEmpty())
            m_transport->send(std::move(output));
        else
            break;
    }
    while (const std::optional<http::Transaction> transaction = m_exchange.takeTransaction())
        write(*transaction);
}

void Connection::read()
{
    const std::span<char> buffer = m_loop.receiveBuffer();
    const qint64 size = m_transport->receive(buffer.data(), qint64(buffer.size()));
    m_readable = size == qint64(buffer.size()); // less: that was all for now
    if (size > 0)
        m_exchange.receive(QByteArrayView(buffer.data(), size), m_loop.now());
}

void Connection::dispatch(http::Request request)
{
    stageAtHand().started = m_loop.now();
    m_loop.handle(Call(std::move(request), Responder(m_loop.mailbox(), m_id, ++m_dispatched)));
}

void Connection::respond(quint32 ordinal, http::Response response)
{
    if (ordinal != m_dispatched || m_exchange.state() != http::Exchange::State::Handling)
        return;
    const Time now = m_loop.now();
    stageAtHand().answered = now;
    ++m_responded;
    m_exchange.respond(std::move(response), now);
    advance();
}

void Connection::wait(Call call, Time duration, Call::Continuation then)
{
    Q_ASSERT(!m_waiting);
    const Time now = m_loop.now();
    m_waiting = std::make_unique<Waiting>(
        Waiting{std::move(call), std::move(then), now, now + duration});
    // The timer is this object's own rather than a static single shot's: that would keep its slot
    // until it fires, though the client has gone. Rounded up, so that it never fires early.
    const auto wholeMs = std::chrono::ceil<std::chrono::milliseconds>(duration).count();
    m_timer.start(int(std::clamp<qint64>(wholeMs, 0, std::numeric_limits<int>::max())),
                  Qt::PreciseTimer, this);
}

void Connection::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer.timerId() || !m_waiting)
        return;
    m_timer.stop();
    const std::unique_ptr<Waiting> waiting = std::move(m_waiting);
    const Time now = m_loop.now();
    Stage &stage = stageAtHand();
    stage.slept += std::min(now, waiting->due) - waiting->since;
    stage.late += std::max(Time{}, now - waiting->due);
    m_loop.run(waiting->then, std::move(waiting->call));
    advance();
}

void Connection::dropWait()
{
    m_timer.stop();
    m_waiting.reset();
}

void Connection::retire()
{
    m_retired = true;
    dropWait();
    m_transport->close(m_exchange.reset());
    m_loop.retire(m_id);
}

} // namespace overlap::net
