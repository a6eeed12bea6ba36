#include "overlap/net/connection.h"

#include "overlap/net/loop.h"

namespace overlap::net {

using http::Time;

// Buffered bytes are counted in steps, so that usual requests, which are smaller, cost nothing.
static constexpr qint64 bufferedStep = 4096;
// How many full buffers, and pipelined requests, are handled before other connections.
static constexpr int readsAtOnce = 4;
static constexpr int requestsAtOnce = 64;
static constexpr int piecesAtOnce = 32; // of an answer in pieces, likewise

Connection::Connection(Loop &loop, quint32 id, std::unique_ptr<Transport> transport,
                       bool isJournaled)
    : m_loop(loop)
    , m_transport(std::move(transport))
    , m_exchange(loop.workspace(), loop.now())
    , m_id(id)
    , m_isJournaled(isJournaled)
{
    m_transport->setListener(this);
    if (m_loop.decidesUploads())
        m_exchange.offerUploads();
}

Connection::~Connection()
{
    m_loop.bufferedChanged(-m_bufferedSteps * bufferedStep);
}

void Connection::readable()
{
    m_readable = true;
    advance();
}

void Connection::sent(qint64 bytes)
{
    m_exchange.wrote(bytes, m_loop.now());
    advance();
}

void Connection::peerFinished()
{
    if (m_fin == Fin::None) {
        // What is left of an upload, or of a tunnel, comes before it, whenever that is read.
        const bool isWaiting = m_exchange.isWithHandler() && !m_exchange.hasMoreUpload();
        m_fin = isWaiting && isLate() ? Fin::Late : Fin::InTime;
    }
    advance();
}

// Whether a FIN that is seen now came late after the last bytes. While the loop was busy, it could
// not see the FIN; so at its first chance, the time before the last iteration ended does not count.
bool Connection::isLate()
{
    m_loop.now(); // so that an iteration has begun
    const LoopMonitor &monitor = m_loop.monitor();
    const bool isFirstLook = monitor.number() - m_receivedIn <= 1;
    const Time since = isFirstLook ? std::max(m_receivedAt, monitor.lastEnded()) : m_receivedAt;
    return monitor.began() - since >= m_loop.limits().halfCloseWithin;
}

void Connection::gone()
{
    m_exchange.peerGone(m_loop.now());
    advance();
}

// Bytes that arrived while the loop was busy are in time, so they are read first.
void Connection::expire()
{
    m_transport->catchUp();
    if (m_state == State::Closed)
        return;
    m_exchange.undelivered(m_transport->undelivered(), m_loop.now());
    m_exchange.expire(m_loop.now());
    advance();
}

// Requests that arrived before the stop are still answered, so they are read first.
void Connection::drain()
{
    m_exchange.beginDraining();
    m_transport->catchUp();
    if (m_state == State::Closed)
        return;
    m_exchange.undelivered(m_transport->undelivered(), m_loop.now());
    m_exchange.drain(m_loop.now());
    if (m_parked && m_parked->isTimed() && m_parked->until > m_loop.abandonedAt() &&
        !m_parked->attended.attendant)
        m_exchange.abort(m_loop.now()); // an answer would come too late
    advance();
}

void Connection::abort()
{
    m_exchange.abort(m_loop.now());
    advance();
}

void Connection::proceed()
{
    advance();
}

void Connection::refuse()
{
    m_exchange.refuse(http::Fault::Overload, m_loop.now());
    advance();
}

void Connection::advance()
{
    // Transport::send() and a handler that answers at once call this again before they return.
    if (m_advancing || m_state == State::Closed)
        return;
    m_advancing = true;
    bool isThrough = pump();
    for (int reads = 0; isThrough && m_readable && mayRead(); ++reads) {
        if (reads == readsAtOnce) {
            isThrough = false;
            break;
        }
        read();
        isThrough = pump();
        updateBuffered();
    }
    if (isThrough && m_fin != Fin::None)
        isThrough = handleFin();
    if (!isThrough)
        m_loop.proceedLater(m_id);
    updateBuffered();
    m_advancing = false;

    if (m_exchange.state() == http::Exchange::State::Finished) {
        close();
        return;
    }
    if (!m_exchange.isWithHandler())
        dropCall(); // the exchange may have dropped the request
    if (m_exchange.wantsShutdown() && m_state == State::Open) {
        m_state = State::WriteShut;
        m_transport->shutdownWrite();
    }
    if (m_exchange.hasUnsent())
        m_exchange.undelivered(m_transport->undelivered(), m_loop.now());
    if (phase())
        m_loop.inFlightChanged(m_id);
    m_loop.deadlineMoved(m_exchange.deadline());
}

bool Connection::pump()
{
    int requests = 0;
    int pieces = 0;
    for (;;) {
        if (requests < requestsAtOnce && m_exchange.hasRequest()) {
            ++requests;
            dispatch();
        } else if (m_exchange.hasHead()) {
            decideUpload();
        } else if (m_exchange.wantsContinue() && !m_exchange.hasUpload()) {
            expectHandler();
        } else if (send()) {
            continue;
        } else if ((m_parked || m_threadWantsRoom) && pieces < piecesAtOnce && goOnIfRoom()) {
            ++pieces;
        } else {
            break;
        }
    }
    writeFinished();
    return requests < requestsAtOnce && pieces < piecesAtOnce;
}

bool Connection::send()
{
    std::vector<QByteArray> output = m_exchange.takeOutput();
    if (output.empty())
        return false;
    if (const http::Fault why = m_exchange.takeRefusal(); why != http::Fault::None)
        m_loop.refusing({m_id, m_dispatched + 1}, why);
    m_transport->send(output, m_exchange.state() == http::Exchange::State::Closing);
    m_loop.workspace().pieces.takeBack(output);
    return true;
}

void Connection::read()
{
    const std::span<char> buffer = m_loop.receiveBuffer();
    const qint64 size = m_transport->receive(buffer.data(), qint64(buffer.size()));
    m_readable = size == qint64(buffer.size()); // if less, there is nothing more now
    if (size <= 0)
        return;
    m_receivedAt = m_loop.now();
    m_receivedIn = m_loop.monitor().number();
    m_exchange.setCors(m_loop.cors());
    m_exchange.receive(QByteArrayView(buffer.data(), size), m_receivedAt);
}

void Connection::updateBuffered()
{
    const auto steps = qint32(m_exchange.bufferedBytes() / bufferedStep);
    if (steps != m_bufferedSteps)
        m_loop.bufferedChanged((steps - std::exchange(m_bufferedSteps, steps)) * bufferedStep);
    const http::Exchange::State state = m_exchange.state();
    const bool reads =
        state == http::Exchange::State::ReadingHead || state == http::Exchange::State::ReadingBody;
    if (reads && buffersTooMuch()) {
        m_exchange.refuse(http::Fault::Memory, m_loop.now());
        pump();
    }
}

bool Connection::buffersTooMuch() const
{
    return m_bufferedSteps > 0 && m_loop.isFull();
}

// Does not read ahead of the current request if that would take the memory of other connections.
bool Connection::mayRead() const
{
    const bool ahead = m_exchange.isWithHandler();
    return m_exchange.wantsInput() && !(ahead && buffersTooMuch());
}

// Handles the FIN: requests before it are still answered, unless the client has left.
bool Connection::handleFin()
{
    if (m_exchange.isWithHandler() && m_fin == Fin::Late)
        abandon();
    else if (!m_readable && m_exchange.wantsInput())
        passOnFin();
    return pump();
}

void Connection::passOnFin()
{
    if (!m_exchange.hasPeerFinished())
        m_exchange.peerFinished(m_loop.now());
}

void Connection::abandon()
{
    passOnFin();
    m_exchange.abandon(m_loop.now());
}

void Connection::decideUpload()
{
    http::Request head = m_exchange.current().request();
    head.cors = m_loop.cors();
    auto [streams, matched] = m_loop.headHandler(head);
    m_matched = std::move(matched);
    m_matchedOrdinal = m_dispatched + 1;
    if (streams)
        m_exchange.streamUpload(m_loop.now());
    else
        m_exchange.holdUpload(m_loop.now());
}

// The client waits for a 100 before it sends the body.
void Connection::expectHandler()
{
    const http::Parser &request = m_exchange.current();
    if (std::optional<http::Response> answer =
            m_loop.expectHandler(request.method(), request.target()))
        m_exchange.failExpectation(*std::move(answer), m_loop.now());
    else
        m_exchange.sendContinue();
}

const Transport::Peer &Connection::peer()
{
    if (!m_peer)
        m_peer = m_transport->peer();
    return *m_peer;
}

void Connection::dispatch()
{
    currentTimes().started = m_exchange.arrival().bodyRead; // in the same iteration
    const CallId id{m_id, ++m_dispatched};
    m_resumedEarly = false;
    Call call(m_exchange.takeRequest(), Responder({m_loop.mailbox(), id}));
    call.m_isMatched = m_matched && m_matchedOrdinal == m_dispatched;
    m_loop.handle(std::move(call));
}

bool Connection::isHandling(quint32 ordinal) const
{
    // The next request may be there already, but not with its handler.
    return ordinal == m_dispatched && m_exchange.isWithHandler() && !m_exchange.hasRequest();
}

void Connection::respond(http::Response &&response)
{
    if (m_exchange.state() != http::Exchange::State::Handling) // its handler left it unfinished
        return breakOff(http::BreakOff::Reset);
    const Time now = m_loop.now();
    endAnswer(now);
    m_exchange.respond(std::move(response), now);
    advance();
}

void Connection::endAnswer(Time now)
{
    HandlerTimes &times = currentTimes();
    times.answered = now;
    if (times.begun == Time{})
        times.held = heldTime();
    ++m_responded;
    releaseThread();
    if (m_loop.abandonedAt() != http::never) // a stop has begun; drain() may still be queued
        m_exchange.beginDraining();
}

void Connection::begin(http::Response &&head, http::BodyLength length)
{
    const Time now = m_loop.now();
    HandlerTimes &times = currentTimes();
    times.begun = now;
    times.held = heldTime();
    if (m_loop.abandonedAt() != http::never)
        m_exchange.beginDraining();
    m_exchange.begin(std::move(head), length, now);
    if (m_exchange.state() != http::Exchange::State::Answering) // it has no body
        endAnswer(now);
    advance();
}

void Connection::tunnel(const QByteArray &head)
{
    const Time now = m_loop.now();
    currentTimes().begun = now;
    m_exchange.tunnel(head, now);
    advance();
}

void Connection::write(const QByteArray &piece)
{
    m_exchange.write(piece, m_loop.now());
    advance();
}

void Connection::complete(const http::Headers &trailers)
{
    const Time now = m_loop.now();
    endAnswer(now);
    m_exchange.complete(now, trailers);
    advance();
}

void Connection::breakOff(http::BreakOff how)
{
    const Time now = m_loop.now();
    endAnswer(now);
    m_exchange.breakOff(how, now);
    advance();
}

void Connection::leaveUnrun()
{
    const Time now = m_loop.now();
    currentTimes().started = {};
    endAnswer(now);
    m_exchange.leaveUnrun(now);
    advance();
}

void Connection::closeUnanswered()
{
    currentTimes().answered = m_loop.now();
    currentTimes().held = heldTime();
    releaseThread();
    abort();
}

void Connection::close()
{
    m_state = State::Closed;
    dropCall();
    m_transport->close(m_exchange.reset());
    m_loop.close(m_id);
}

} // namespace overlap::net
