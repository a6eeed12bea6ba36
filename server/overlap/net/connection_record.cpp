// What a connection writes to its loop's journal.
#include "overlap/http/control.h"
#include "overlap/net/connection.h"
#include "overlap/net/loop.h"
#include "overlap/record/answerpieces.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace overlap::net {

using http::Exchange;
using http::Time;
using record::Phase;

namespace {

record::Ticks ticks(Time duration)
{
    const qint64 count = std::max<qint64>(0, duration.count()) / record::nsPerTick;
    return record::Ticks(std::min<qint64>(count, std::numeric_limits<record::Ticks>::max()));
}

quint32 saturated(qint64 bytes)
{
    return quint32(std::min<qint64>(bytes, std::numeric_limits<quint32>::max()));
}

record::Outcome outcome(http::Transaction::End end)
{
    switch (end) {
    case http::Transaction::End::Answered: return record::Outcome::Answered;
    case http::Transaction::End::Refused: return record::Outcome::Refused;
    case http::Transaction::End::TimedOut: return record::Outcome::TimedOut;
    case http::Transaction::End::AbortedByClient: return record::Outcome::AbortedByClient;
    case http::Transaction::End::AbortedByServer: return record::Outcome::AbortedByServer;
    case http::Transaction::End::CutShort: return record::Outcome::CutShort;
    case http::Transaction::End::Reset: return record::Outcome::Reset;
    case http::Transaction::End::Garbled: return record::Outcome::Garbled;
    case http::Transaction::End::NeverRun: return record::Outcome::NeverRun;
    }
    Q_UNREACHABLE();
}

void extend(record::Ticks &sum, Time by)
{
    sum = ticks(Time(sum * record::nsPerTick) + by);
}

record::Ticks &duration(record::Record &record, Phase phase)
{
    return record.phases[std::size_t(phase)];
}

} // namespace

void HandlerTimes::addWait(Phase phase, Time duration)
{
    if (phase == Phase::Queued) { // the rest of the queue is known by its ends
        queuedAtRule += rule > 0 ? duration : Time{};
        return;
    }
    waited += duration;
    extend(waits[std::size_t(phase) - std::size_t(Phase::Queued)], duration);
}

HandlerTimes &Connection::addTimes(std::size_t index)
{
    m_loop.spareTimes().lendTo(m_handlerTimes);
    while (m_handlerTimes.size() <= index)
        m_handlerTimes.emplace_back();
    return m_handlerTimes[index];
}

std::optional<Phase> Connection::phase() const
{
    switch (m_exchange.state()) {
    case Exchange::State::ReadingHead: return Phase::ReadingHead;
    case Exchange::State::ReadingBody: return Phase::ReadingBody;
    case Exchange::State::Handling: return handlingPhase();
    case Exchange::State::Answering:
    case Exchange::State::Tunnelling: return m_parked ? m_parked->phase : Phase::Sending;
    case Exchange::State::Idle:
    case Exchange::State::Closing:
        if (isWriting())
            return Phase::Writing;
        return std::nullopt;
    case Exchange::State::Lingering:
    case Exchange::State::Finished: return std::nullopt;
    }
    Q_UNREACHABLE();
}

Phase Connection::handlingPhase() const
{
    if (m_parked)
        return m_parked->phase;
    const std::size_t index = m_responded - m_recorded;
    const bool hasBegun = index >= m_handlerTimes.size() || m_handlerTimes[index].started != Time{};
    return hasBegun ? Phase::Running : Phase::Queued;
}

void Connection::announce()
{
    m_loop.inFlightChanged(m_id);
    m_loop.announceAll(m_loop.now());
    m_loop.wakeReader();
}

void Connection::announce(Time now)
{
    if (m_parked && std::exchange(m_parked->attended.upstreamChanged, false))
        recordUpstream(*m_parked->attended.attendant->lastTimes());
    const std::optional<Phase> current = phase();
    if (!current)
        return;
    const quint32 ordinal = *current == Phase::Writing ? m_recorded + 1 : m_responded + 1;
    // It may be in a phase once more, after others that were not announced.
    const bool isParked = m_parked && *current == m_parked->phase && *current != Phase::Sending;
    const Time since = isParked ? m_parked->since : Time{};
    if (ordinal == m_announced && *current == m_announcedPhase && since == m_announcedSince)
        return;
    m_announced = ordinal;
    m_announcedPhase = *current;
    m_announcedSince = since;
    record::Details details;
    const http::Transaction *const written = writtenIn(*current);
    details.target = written ? written->target : m_exchange.current().target();
    const http::PieceTimes *const pieces = written ? written->pieces.get() : m_exchange.pieces();
    const QByteArray held =
        pieces && !pieces->held().empty() ? record::pack(*pieces) : QByteArray();
    details.pieces = held;
    m_loop.journal().write(inFlight(*current, now), details);
}

// The exchange has done with a request that is being written.
const http::Transaction *Connection::writtenIn(Phase phase) const
{
    return phase == Phase::Writing ? m_exchange.waiting() : nullptr;
}

void Connection::upstreamChanged()
{
    m_parked->attended.upstreamChanged = true;
    m_loop.inFlightChanged(m_id);
}

void Connection::recordUpstream(const record::UpstreamTimes &times)
{
    writeUpstream(times, idOf(currentTimes()));
}

void Connection::writeUpstream(record::UpstreamTimes times, quint64 request)
{
    times.request = request;
    m_loop.journal().write(times);
}

void Connection::writeLastTimes(quint64 request)
{
    if (const auto *const last = m_parked->attended.attendant->lastTimes())
        writeUpstream(*last, request);
}

quint64 Connection::idOf(HandlerTimes &times)
{
    if (times.id == 0)
        times.id = m_loop.nextRequestId();
    return times.id;
}

// From another thread it may come behind the announcement, which then is made once more.
void Connection::noteRule(quint16 number)
{
    currentTimes().rule = number;
    if (m_announced != m_responded + 1)
        return;
    m_announced = 0;
    m_loop.inFlightChanged(m_id);
}

Time Connection::withHandlerSince(const HandlerTimes &times, Time now) const
{
    if (m_parked)
        return m_parked->since;
    return times.started == Time{} ? now : std::min(now, times.started + times.waited);
}

record::Record Connection::inFlight(Phase phase, Time now)
{
    HandlerTimes &times = phase == Phase::Writing ? m_handlerTimes.front() : currentTimes();
    const http::Transaction *const written = writtenIn(phase);
    const http::Arrival &arrival = written ? written->arrival : m_exchange.arrival();
    const http::Parser &request = m_exchange.current();
    record::Record record;
    record.id = idOf(times);
    record.rule = times.rule;
    record.connection = m_id;
    record.ordinal = m_announced;
    record.phase = phase;
    record.method = quint8(written ? written->method : request.method());
    record.isControl = written ? http::asksForControl(written->target, written->requestHead)
                               : http::asksForControl(request.target(), request.head());
    record.startNs = arrival.firstByte.count();
    switch (phase) {
    case Phase::ReadingHead: record.phaseSinceNs = arrival.firstByte.count(); break;
    case Phase::ReadingBody: record.phaseSinceNs = arrival.headRead.count(); break;
    case Phase::Queued: record.phaseSinceNs = arrival.bodyRead.count(); break;
    case Phase::Sending: record.phaseSinceNs = m_exchange.pieces()->sendingSince().count(); break;
    case Phase::Writing: record.phaseSinceNs = times.answered.count(); break;
    default: record.phaseSinceNs = withHandlerSince(times, now).count(); break;
    }
    fillPhases(record, arrival, times, written ? written->pieces.get() : m_exchange.pieces(),
               Time(record.phaseSinceNs));
    return record;
}

void Connection::fillPhases(record::Record &record, const http::Arrival &arrival,
                            const HandlerTimes &times, const http::PieceTimes *pieces,
                            Time sentUntil) const
{
    std::ranges::copy(times.waits, &duration(record, Phase::Queued));
    duration(record, Phase::KeepAliveIdle) = ticks(arrival.firstByte - arrival.idleSince);
    duration(record, Phase::ReadingHead) = ticks(arrival.headRead - arrival.firstByte);
    duration(record, Phase::ReadingBody) = ticks(arrival.bodyRead - arrival.headRead);
    if (times.started == Time{})
        return; // its handler never ran
    duration(record, Phase::Queued) = ticks(times.started - arrival.bodyRead);
    if (times.begun != Time{})
        duration(record, Phase::Running) = ticks(times.begun - times.started - times.waited);
    if (!pieces)
        return;
    const Time held = pieces->heldTime();
    // At least a tick, which tells that there were pieces.
    duration(record, Phase::Sending) =
        std::max<record::Ticks>(1, ticks(sentUntil - pieces->begun() - held));
    extend(duration(record, Phase::Held), held);
}

void Connection::writeFinished()
{
    if (!m_exchange.finished())
        return;
    std::size_t done = 0;
    for (; const http::Transaction *transaction = m_exchange.finished(); ++done) {
        if (done < m_handlerTimes.size()) {
            write(*transaction, m_handlerTimes[done]);
        } else {
            HandlerTimes none;
            write(*transaction, none);
        }
        m_exchange.removeFinished();
    }
    if (done >= m_handlerTimes.size())
        m_loop.spareTimes().takeBack(m_handlerTimes);
    else
        m_handlerTimes.erase(m_handlerTimes.begin(), m_handlerTimes.begin() + std::ptrdiff_t(done));
}

void Connection::write(const http::Transaction &transaction, HandlerTimes &times)
{
    ++m_recorded;
    m_responded = std::max(m_responded, m_recorded);

    record::Record record;
    record.id = times.id ? times.id : m_loop.nextRequestId();
    record.startNs = transaction.arrival.firstByte.count();
    record.phaseSinceNs = transaction.flushed.count();
    record.connection = m_id;
    record.ordinal = m_recorded;
    record.bytesIn = saturated(transaction.bytesIn);
    record.bytesOut = saturated(transaction.bytesOut);
    record.status = transaction.status;
    record.method = quint8(transaction.method);
    record.outcome = outcome(transaction.end);
    record.fault = quint8(transaction.fault);
    record.rule = times.rule;
    record.isControl = http::asksForControl(transaction.target, transaction.requestHead);
    const bool isParked = m_parked && m_dispatched == m_recorded; // the client left meanwhile
    if (isParked && times.begun == Time{})
        times.addWait(m_parked->phase, transaction.flushed - m_parked->since);
    if (isParked && m_parked->attended.attendant)
        writeLastTimes(record.id);
    if (m_holdsThread && m_dispatched == m_recorded && times.begun == Time{}) // or held a thread
        times.held = heldTime();
    fillPhases(record, transaction.arrival, times, transaction.pieces.get(), transaction.answered);
    if (m_dispatched == m_recorded && times.started == Time{}) { // ended while it was queued
        duration(record, Phase::Queued) = ticks(transaction.flushed - transaction.arrival.bodyRead);
    } else if (times.started != Time{}) {
        const Time begun = transaction.pieces ? transaction.pieces->begun() : transaction.answered;
        const Time ran = begun - times.started - times.waited;
        duration(record, Phase::Running) = ticks(ran);
        record.held = std::min(ticks(times.held), ticks(ran));
    }
    record.queuedAtRule = ticks(times.queuedAtRule) > duration(record, Phase::Queued) / 2;
    duration(record, Phase::Writing) = ticks(transaction.flushed - transaction.answered);
    const QByteArray pieces = transaction.pieces ? record::pack(*transaction.pieces) : QByteArray();
    m_loop.journal().write(record,
                           {transaction.target, transaction.requestHead, transaction.requestBody,
                            transaction.responseHead, transaction.responseBody, true,
                            transaction.bodySize, transaction.isWhole, pieces});
}

} // namespace overlap::net
