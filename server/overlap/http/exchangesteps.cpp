#include "overlap/http/cors.h"
#include "overlap/http/exchange.h"

#include <utility>

// What the inputs of an exchange come down to: reading, answering and closing.
namespace overlap::http {

// Reading: one request at most, as the next one waits until it has been answered.

void Exchange::read(QByteArrayView &bytes, Time now)
{
    for (;;) {
        const bool hadBegun = m_parser.hasBegun();
        const qsizetype before = bytes.size();
        const Parser::Step step = m_parser.parse(bytes, *m_limits);
        m_wantsGoAhead = m_wantsGoAhead && before == 0;
        m_bytesIn += before - bytes.size();
        if (!hadBegun && m_parser.hasBegun()) {
            m_state = State::ReadingHead;
            m_corsAtHand = m_cors;
            m_arrival.firstByte = m_arrival.headRead = m_arrival.bodyRead = now;
        }
        switch (step) {
        case Parser::Step::More: return;
        case Parser::Step::Head: finishHead(!bytes.isEmpty(), now); break;
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

// What was received while it could not be read; and, behind it, the FIN.
void Exchange::readHeld(Time now)
{
    if (m_state == State::Idle && !m_held.isEmpty() && !isBlocked()) {
        const QByteArray held = std::exchange(m_held, QByteArray());
        QByteArrayView rest = QByteArrayView(held).sliced(std::exchange(m_heldFrom, 0));
        read(rest, now);
        if (m_state >= State::Closing)
            return;
        if (!rest.isEmpty()) {
            m_held = held;
            m_heldFrom = qint32(held.size() - rest.size());
        }
    }
    if (!m_held.isEmpty() || !isReading())
        return;
    if (m_peerFinished) {
        endWith(Ending::ClosedByClient);
        if (m_state == State::Idle)
            close(now);
        else
            endUnanswered(Transaction::End::AbortedByClient, now);
    } else if (m_draining) {
        drain(now);
    }
}

void Exchange::finishHead(bool bodyHasBegun, Time now)
{
    m_state = State::ReadingBody;
    m_arrival.headRead = m_arrival.bodyRead = m_since = now;
    m_windowFrom = m_bytesIn;
    m_wantsGoAhead = !bodyHasBegun && m_parser.expectsContinue();
}

// Answering.

static QByteArray told(const QByteArray &body)
{
    return body.size() > Transaction::bodyMost ? body.first(Transaction::bodyMost) : body;
}

void Exchange::send(Response &response, Transaction::End end, Time now, Fault fault)
{
    Persistence persistence = Persistence::Implied;
    if (response.close)
        persistence = Persistence::Close;
    else if (m_parser.minorVersion() == 0)
        persistence = Persistence::KeepAlive;
    if (m_corsAtHand)
        allowOrigin(response, m_parser.head());
    const bool forHead = m_parser.method() == Method::Head;
    const qsizetype before = m_output.size();
    const qsizetype headSize =
        appendResponse(m_output, response, forHead, persistence, m_date->at(now));
    m_ledger.queue(m_output.size() - before);

    Transaction transaction = endRequest(end, now);
    transaction.fault = fault;
    transaction.status = quint16(response.status);
    transaction.responseHead = m_output.sliced(before, headSize);
    if (!forHead)
        transaction.responseBody = told(response.body);
    m_ledger.add(std::move(transaction), now);
}

void Exchange::refuse(Fault fault, Transaction::End end, Time now)
{
    Response page = refusal(fault);
    send(page, end, now, fault);
    endWith(end == Transaction::End::TimedOut ? Ending::TimedOut : Ending::Refused);
    close(now);
}

void Exchange::endUnanswered(Transaction::End end, Time now)
{
    m_ledger.add(endRequest(end, now), now);
    if (end == Transaction::End::AbortedByClient)
        endWith(Ending::ClosedByClient);
    close(now);
}

// The request at hand, so far as it came; makes room for the next one.
Transaction Exchange::endRequest(Transaction::End end, Time now)
{
    Transaction transaction;
    transaction.end = end;
    transaction.method = m_parser.method();
    transaction.target = m_parser.targetRead();
    transaction.arrival = m_arrival;
    transaction.answered = now;
    transaction.bytesIn = std::exchange(m_bytesIn, 0);
    transaction.requestHead = m_parser.head();
    transaction.requestBody = told(m_parser.body());
    transaction.bodySize = m_parser.body().size();
    transaction.isWhole = m_parser.isComplete();
    m_parser.reset();
    m_wantsGoAhead = false;
    m_arrival = {now, now, now, now};
    m_first = false;
    return transaction;
}

// Closing.

// The first reason is the one.
void Exchange::endWith(Ending why)
{
    if (m_ending == Ending::None)
        m_ending = why;
}

void Exchange::close(Time now)
{
    m_held = QByteArray();
    m_heldFrom = 0;
    m_parser.reset();
    m_state = State::Closing;
    if (hasUnsent())
        return;
    if (m_peerFinished || !m_ledger.hasQueued())
        return finish();
    m_state = State::Lingering;
    m_since = m_lingerFrom = now;
}

void Exchange::finish()
{
    m_state = State::Finished;
    m_output = QByteArray();
    m_held = QByteArray();
    m_parser.reset();
}

void Exchange::cutOff(Transaction::End end, Time now)
{
    if (m_state == State::Finished)
        return;
    if (m_state == State::Handling || (isReading() && m_parser.hasBegun()))
        m_ledger.add(endRequest(end, now), now);
    m_reset = isDelivering();
    m_ledger.abandon(end, now);
    finish();
}

} // namespace overlap::http
