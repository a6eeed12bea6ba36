#include "overlap/answers/gates.h"

#include <limits>

namespace overlap::answers {

using net::Call;
using net::Stream;

// One request at a gate. The continuation owns it: if the client leaves, that is destroyed.
struct Gates::Ticket
{
    Ticket(Gates &all, QByteArray name, quint64 place, net::CallAddress caller)
        : gates(all)
        , gate(std::move(name))
        , number(place)
        , address(std::move(caller))
    {
    }
    Q_DISABLE_COPY_MOVE(Ticket)
    ~Ticket() { gates.leave(*this); }

    Gates &gates;
    const QByteArray gate;
    const quint64 number;
    const net::CallAddress address;
    const std::chrono::steady_clock::time_point since = std::chrono::steady_clock::now();
    Verdict verdict = Verdict::Go; // guarded by the gates' mutex until it is let go
};

Gates::Gate &Gates::gate(const QByteArray &name)
{
    const auto at = m_gates.find(name);
    if (at != m_gates.end() || m_gates.size() < mostGates)
        return m_gates[name];
    return m_gates.rbegin()->second;
}

// Null: the gate is open.
std::shared_ptr<Gates::Ticket> Gates::enter(const net::CallAddress &address, const QByteArray &name)
{
    std::shared_ptr<Ticket> ticket;
    {
        const QMutexLocker lock(&m_mutex);
        Gate &at = gate(name);
        if (!at.isOpen) {
            ticket = std::make_shared<Ticket>(*this, name, ++m_lastNumber, address);
            at.held.emplace_hint(at.held.end(), ticket->number, ticket.get());
        }
    }
    noteChange();
    return ticket;
}

void Gates::leave(const Ticket &ticket)
{
    const QMutexLocker lock(&m_mutex);
    if (gate(ticket.gate).held.erase(ticket.number) == 0)
        return; // it was let go
    noteChange();
}

void Gates::hold(Call &&call, const QByteArray &name,
                 std::function<void(Call &&call, Verdict verdict)> then)
{
    const std::shared_ptr<Ticket> ticket = enter(call.address(), name);
    if (!ticket)
        return then(std::move(call), Verdict::Go);
    std::move(call).park(record::Phase::Held, [ticket, then = std::move(then)](Call &&freed) {
        then(std::move(freed), ticket->verdict);
    });
}

void Gates::hold(Stream &&stream, const QByteArray &name,
                 std::function<void(Stream &&stream, Verdict verdict)> then)
{
    const std::shared_ptr<Ticket> ticket = enter(stream.address(), name);
    if (!ticket)
        return then(std::move(stream), Verdict::Go);
    std::move(stream).untilResumed([ticket, then = std::move(then)](Stream &&freed) {
        then(std::move(freed), ticket->verdict);
    });
}

// It is resumed in a later iteration of its loop, so never before it is parked.
int Gates::letGo(Gate &gate, std::size_t count, Verdict verdict)
{
    int gone = 0;
    for (; !gate.held.empty() && std::size_t(gone) < count; ++gone) {
        Ticket &ticket = *gate.held.begin()->second;
        ticket.verdict = verdict;
        gate.held.erase(gate.held.begin());
        ticket.address.resume();
    }
    return gone;
}

int Gates::release(const QByteArray &name, int count, Verdict verdict)
{
    const QMutexLocker lock(&m_mutex);
    const int gone = letGo(gate(name), std::size_t(std::max(0, count)), verdict);
    noteChange();
    return gone;
}

bool Gates::release(net::CallId call, Verdict verdict)
{
    const QMutexLocker lock(&m_mutex);
    for (auto &[name, gate] : m_gates) {
        for (const auto &[number, ticket] : gate.held) {
            if (ticket->address.id != call)
                continue;
            ticket->verdict = verdict;
            ticket->address.resume();
            gate.held.erase(number);
            noteChange();
            return true;
        }
    }
    return false;
}

int Gates::open(const QByteArray &name)
{
    const QMutexLocker lock(&m_mutex);
    Gate &at = gate(name);
    at.isOpen = true;
    const int gone = letGo(at, std::numeric_limits<std::size_t>::max(), Verdict::Go);
    noteChange();
    return gone;
}

void Gates::close(const QByteArray &name)
{
    const QMutexLocker lock(&m_mutex);
    gate(name).isOpen = false;
    noteChange();
}

QList<Gates::State> Gates::states() const
{
    const QMutexLocker lock(&m_mutex);
    QList<State> all;
    for (const auto &[name, gate] : m_gates)
        all.append(
            {name, int(gate.held.size()), gate.isOpen,
             gate.held.empty() ? std::nullopt : std::optional(gate.held.begin()->second->since)});
    return all;
}

void Gates::noteChange() const
{
    if (m_changed)
        m_changed();
}

} // namespace overlap::answers
