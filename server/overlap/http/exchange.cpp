#include "overlap/http/exchange.h"

#include "overlap/http/cors.h"

#include <utility>

namespace overlap::http {

// A server may have tens of thousands of idle connections.
static_assert(sizeof(void *) > 8 || sizeof(Exchange) <= 400);

Exchange::Exchange(Workspace &workspace, Time accepted)
    : m_workspace(&workspace)
    , m_arrival{accepted, accepted, accepted, accepted}
    , m_since(accepted)
{
}

void Exchange::receive(QByteArrayView bytes, Time now)
{
    if (isReading() && m_pipelined.isEmpty() && (m_state != State::Idle || !isOverHighWater()))
        read(bytes, now);
    else if (wantsUpload() && m_pipelined.isEmpty())
        readUpload(bytes, now);
    if (m_draining && (m_state == State::ReadingBody || isUploading()))
        m_since = now;
    if (bytes.isEmpty())
        return;
    if (m_state >= State::Closing) {
        m_bytesIn += bytes.size();
        m_since = now;
        return;
    }
    if (m_state == State::Tunnelling)
        m_bytesIn += bytes.size();
    if (m_pipelinedFrom > 0)
        m_pipelined.remove(0, std::exchange(m_pipelinedFrom, 0));
    m_pipelined.append(bytes);
}

void Exchange::peerFinished(Time now)
{
    m_peerFinished = true;
    if (m_state == State::Lingering)
        finish();
    else if (m_state == State::Tunnelling)
        endTunnelIfOver(now);
    else
        readPipelined(now);
}

void Exchange::peerGone(Time now)
{
    if (hasUnsent())
        m_closeReason = CloseReason::None; // the last answer did not reach the client
    noteCloseReason(CloseReason::ResetByClient);
    abortWith(Transaction::End::AbortedByClient, now);
}

void Exchange::respond(Response &&response, Time now)
{
    Q_ASSERT(m_state == State::Handling && m_taken);
    if (m_state != State::Handling)
        return;
    if (m_watch)
        m_watch->postpone(now - m_arrival.bodyRead, limits(), now);
    response.close = response.close || closesAfterAnswer();
    send(response, Transaction::End::Answered, now);
    goOn(response.close, now);
}

bool Exchange::closesAfterAnswer() const
{
    return m_draining || !m_parser.keepsAlive() || isUploading() ||
           (m_peerFinished && m_pipelined.isEmpty());
}

void Exchange::goOn(bool thenClose, Time now)
{
    if (thenClose) {
        if (m_peerFinished)
            noteCloseReason(CloseReason::HalfClosed);
        noteCloseReason(m_draining ? CloseReason::Stopped : CloseReason::AfterAnswer);
        return close(now);
    }
    m_state = State::Idle;
    readPipelined(now);
}

void Exchange::leaveUnrun(Time now)
{
    if (m_state != State::Handling)
        return;
    noteCloseReason(CloseReason::NeverRun);
    endUnanswered(Transaction::End::NeverRun, now);
}

void Exchange::abandon(Time now)
{
    if (!m_peerFinished)
        return;
    if (m_state == State::Handling)
        endUnanswered(Transaction::End::AbortedByClient, now);
    else if (isAnswering())
        peerGone(now);
}

void Exchange::sendContinue()
{
    if (!std::exchange(m_wantsContinue, false))
        return;
    static const QByteArray text = continueResponse.toByteArray();
    put(text);
}

void Exchange::failExpectation(Response response, Time now)
{
    if (!m_wantsContinue)
        return;
    response.close = true; // otherwise the body would have to be read first
    send(response, Transaction::End::Answered, now);
    noteCloseReason(CloseReason::AfterAnswer);
    close(now);
}

void Exchange::wrote(qint64 bytes, Time now)
{
    if (m_state == State::Finished)
        return;
    m_undelivered = 0;
    m_ledger.handOver(bytes, now);
    if (m_state == State::Idle && !hasUnsent())
        m_arrival = {now, now, now, now};
    if (m_state == State::Closing)
        close(now);
    else
        readPipelined(now);
}

void Exchange::refuse(Fault why, Time now)
{
    if (isReading())
        refuse(why, Transaction::End::Refused, now);
}

void Exchange::abort(Time now)
{
    noteCloseReason(CloseReason::Stopped);
    abortWith(Transaction::End::AbortedByServer, now);
}

Request Exchange::takeRequest()
{
    Q_ASSERT(hasRequest());
    m_taken = true;
    Request request = m_parser.request();
    request.cors = m_currentCors;
    if (m_upload)
        request.body = {}; // it comes by takeUpload()
    return request;
}

bool Exchange::wantsInput() const
{
    if (m_state >= State::Closing)
        return m_state != State::Finished && m_bytesIn < limits().lingerBytes;
    return m_pipelined.size() - m_pipelinedFrom < limits().readAhead &&
           (!isUploading() || wantsUpload());
}

qint64 Exchange::bufferedBytes() const
{
    return m_parser.head().capacity() + m_parser.body().capacity() + m_pipelined.capacity() +
           m_ledger.bufferedBytes() + (m_upload ? m_upload->kept.capacity() : 0);
}

bool Exchange::isOverHighWater() const
{
    return m_ledger.bufferedBytes() > limits().writeHighWater;
}

// Reading. At most one request is read ahead of its handler; the next one waits in m_pipelined.

void Exchange::read(QByteArrayView &bytes, Time now)
{
    for (;;) {
        const bool hadBegun = m_parser.hasBegun();
        const qsizetype before = bytes.size();
        const Parser::Step step = m_parser.parse(bytes, limits());
        m_wantsContinue = m_wantsContinue && before == 0;
        m_bytesIn += before - bytes.size();
        if (!hadBegun && m_parser.hasBegun()) {
            m_state = State::ReadingHead;
            m_currentCors = m_cors;
            m_arrival.firstByte = m_arrival.headRead = m_arrival.bodyRead = now;
        }
        switch (step) {
        case Parser::Step::More: return;
        case Parser::Step::Head:
            finishHead(!bytes.isEmpty(), now);
            m_isUndecided = m_offersUploads;
            if (m_isUndecided)
                return;
            break;
        case Parser::Step::Complete:
            if (m_state == State::ReadingHead)
                m_arrival.headRead = now;
            m_arrival.bodyRead = now;
            m_state = State::Handling;
            m_taken = false;
            return;
        case Parser::Step::Failed: return refuse(m_parser.fault(), Transaction::End::Refused, now);
        }
    }
}

// Reads what was received while a handler was working, then handles the FIN behind it.
void Exchange::readPipelined(Time now)
{
    if (!m_pipelined.isEmpty() && ((m_state == State::Idle && !isOverHighWater()) || wantsUpload()))
        readOn(now);
    if (m_state >= State::Closing || !m_pipelined.isEmpty())
        return;
    if (m_peerFinished && isUploading()) // the rest never comes
        return endUpload(Transaction::End::AbortedByClient, CloseReason::ClosedByClient, {}, now);
    if (!isReading())
        return;
    if (m_peerFinished) {
        noteCloseReason(CloseReason::ClosedByClient);
        if (m_state == State::Idle)
            close(now);
        else
            endUnanswered(Transaction::End::AbortedByClient, now);
    } else if (m_draining) {
        drain(now);
    }
}

// Reads what was received, as far as it is wanted.
void Exchange::readOn(Time now)
{
    const QByteArray received = std::exchange(m_pipelined, QByteArray());
    QByteArrayView rest = QByteArrayView(received).sliced(std::exchange(m_pipelinedFrom, 0));
    m_upload ? readUpload(rest, now) : read(rest, now);
    if (m_state >= State::Closing || rest.isEmpty())
        return;
    m_pipelined = received;
    m_pipelinedFrom = qint32(received.size() - rest.size());
}

void Exchange::finishHead(bool bodyHasBegun, Time now)
{
    m_state = State::ReadingBody;
    m_arrival.headRead = m_arrival.bodyRead = m_since = now;
    m_windowFrom = m_bytesIn;
    m_wantsContinue = !bodyHasBegun && m_parser.expectsContinue();
}

// Answering.

static QByteArray truncated(const QByteArray &body)
{
    return body.size() > Transaction::maxKeptBody ? body.first(Transaction::maxKeptBody) : body;
}

Persistence Exchange::persistenceOf(const Response &response) const
{
    if (response.close)
        return Persistence::Close;
    return m_parser.minorVersion() == 0 ? Persistence::KeepAlive : Persistence::Implied;
}

void Exchange::send(Response &response, Transaction::End end, Time now, Fault fault)
{
    const Persistence persistence = persistenceOf(response);
    if (m_currentCors && !response.ownOriginOnly)
        allowOrigin(response, m_parser.head());
    const bool hasBody = m_parser.method() != Method::Head && !response.body.isEmpty() &&
                         mayHaveBody(response.status);

    Transaction &transaction = endRequest(end, now);
    transaction.fault = fault;
    transaction.status = quint16(response.status);
    transaction.responseHead = m_workspace->heads.headOf(response, persistence, now);
    put(transaction.responseHead);
    if (hasBody) {
        transaction.responseBody = truncated(response.body);
        put(response.body);
    }
    m_ledger.added(now);
}

void Exchange::put(const QByteArray &piece)
{
    m_workspace->pieces.lendTo(m_output);
    m_output.push_back(piece);
    m_ledger.queue(piece.size());
}

void Exchange::refuse(Fault fault, Transaction::End end, Time now)
{
    Response page = refusal(fault);
    send(page, end, now, fault);
    m_refusal = fault;
    noteCloseReason(end == Transaction::End::TimedOut ? CloseReason::TimedOut
                                                      : CloseReason::Refused);
    close(now);
}

void Exchange::endUnanswered(Transaction::End end, Time now)
{
    endRequest(end, now);
    m_ledger.added(now);
    if (end == Transaction::End::AbortedByClient)
        noteCloseReason(CloseReason::ClosedByClient);
    close(now);
}

// Adds the current request, as far as it was read, to the ledger, and resets the parser for the
// next one. Call Ledger::added() afterwards.
Transaction &Exchange::endRequest(Transaction::End end, Time now)
{
    if (m_state == State::ReadingHead) // it ends while it is read
        m_arrival.headRead = m_arrival.bodyRead = now;
    else if (m_state == State::ReadingBody)
        m_arrival.bodyRead = now;
    Transaction &transaction = m_ledger.add(m_workspace->entries);
    transaction.end = end;
    transaction.method = m_parser.method();
    transaction.arrival = m_arrival;
    transaction.answered = now;
    transaction.bytesIn = std::exchange(m_bytesIn, 0);
    transaction.requestHead = m_parser.head();
    transaction.target = m_parser.targetRead();
    transaction.requestBody = truncated(m_parser.body());
    transaction.bodySize = m_parser.body().size();
    transaction.isWhole = m_parser.isComplete();
    m_parser.reset();
    if (m_upload) {
        transaction.requestBody = m_upload->kept;
        transaction.bodySize = m_upload->size;
        m_upload.reset();
    }
    m_isUndecided = false;
    m_wantsContinue = false;
    m_arrival = {now, now, now, now};
    m_first = false;
    return transaction;
}

// Closing.

// Only the first reason counts.
void Exchange::noteCloseReason(CloseReason why)
{
    if (m_closeReason == CloseReason::None)
        m_closeReason = why;
}

void Exchange::close(Time now)
{
    m_pipelined = QByteArray();
    m_pipelinedFrom = 0;
    m_parser.reset();
    m_state = State::Closing;
    m_since = now;
    if (m_resetOnceDelivered && !m_ledger.hasQueued())
        return resetNow();
    if (m_resetOnceDelivered || hasUnsent()) // the former goes on in expire()
        return;
    // To find that it gets nothing, a peer that still sends needs a FIN, not a reset.
    if (m_peerFinished || (!m_ledger.hasQueued() && m_closeReason != CloseReason::NeverRun))
        return finish();
    m_state = State::Lingering;
    m_lingerFrom = now;
}

void Exchange::resetNow()
{
    m_reset = true;
    finish();
}

void Exchange::finish()
{
    m_state = State::Finished;
    m_output = {};
    m_pipelined = QByteArray();
    m_parser.reset();
}

void Exchange::abortWith(Transaction::End end, Time now)
{
    if (m_state == State::Finished)
        return;
    const bool wasAnswering = isAnswering();
    if (wasAnswering) {
        endStream(end, now);
    } else if (m_state == State::Handling ||
               (m_state <= State::ReadingBody && m_parser.hasBegun())) {
        endRequest(end, now);
        m_ledger.added(now);
    }
    m_reset = wasAnswering || isDelivering(); // a body that is cut must not look whole
    m_ledger.abandon(end, now);
    finish();
}

} // namespace overlap::http
