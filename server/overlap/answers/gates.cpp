#include "overlap/answers/gates.h"

#include <limits>

namespace overlap::answers {

using net::Call;
using net::Stream;

static constexpr auto everyone = std::numeric_limits<std::size_t>::max();

// One request at a gate. The continuation owns it: if the client leaves, that is destroyed.
struct Gates::Ticket
{
    Ticket(Gates &all, Gate &place, quint64 order, net::CallAddress caller)
        : gates(all)
        , gate(place)
        , number(order)
        , address(std::move(caller))
    {
    }
    Q_DISABLE_COPY_MOVE(Ticket)
    ~Ticket() { gates.leave(*this); }

    Gates &gates;
    Gate &gate; // gates are never removed
    const quint64 number;
    const net::CallAddress address;
    const std::chrono::steady_clock::time_point since = std::chrono::steady_clock::now();
    Verdict verdict = Verdict::Go; // guarded by the gates' mutex until it is let go
};

struct Gates::Entry
{
    std::shared_ptr<Ticket> ticket; // null: it need not wait
    Verdict verdict = Verdict::Go;  // then
};

Gates::Gate &Gates::gate(const QByteArray &name)
{
    const auto at = m_gates.find(name);
    if (at != m_gates.end())
        return at->second;
    return m_gates.size() < mostGates ? m_gates[name] : m_gates.rbegin()->second;
}

Gates::Entry Gates::enter(const net::CallAddress &address, const QByteArray &name)
{
    Entry entry;
    {
        const QMutexLocker lock(&m_mutex);
        Gate &at = gate(name);
        if (!at.isOpen && m_isStopping) {
            entry.verdict = Verdict::Fail;
        } else if (!at.isOpen) {
            entry.ticket = std::make_shared<Ticket>(*this, at, ++m_lastNumber, address);
            ++at.moves;
            at.held.emplace_hint(at.held.end(), m_lastNumber, entry.ticket.get());
            m_held.emplace(address.id, entry.ticket.get());
        }
    }
    noteChange();
    return entry;
}

void Gates::leave(const Ticket &ticket)
{
    const QMutexLocker lock(&m_mutex);
    if (ticket.gate.held.erase(ticket.number) == 0)
        return; // it was let go
    ++ticket.gate.moves;
    m_held.erase(ticket.address.id);
    noteChange();
}

void Gates::hold(Call &&call, const QByteArray &name,
                 std::function<void(Call &&call, Verdict verdict)> then)
{
    const auto [ticket, verdict] = enter(call.address(), name);
    if (!ticket)
        return then(std::move(call), verdict);
    std::move(call).park(record::Phase::Held,
                         [ticket = ticket, then = std::move(then)](Call &&freed) {
                             then(std::move(freed), ticket->verdict);
                         });
}

void Gates::hold(Stream &&stream, const QByteArray &name,
                 std::function<void(Stream &&stream, Verdict verdict)> then)
{
    const auto [ticket, verdict] = enter(stream.address(), name);
    if (!ticket)
        return then(std::move(stream), verdict);
    std::move(stream).untilResumed([ticket = ticket, then = std::move(then)](Stream &&freed) {
        then(std::move(freed), ticket->verdict);
    });
}

// It is resumed in a later iteration of its loop, so never before it is parked.
void Gates::letGo(Ticket &ticket, Verdict verdict)
{
    ticket.verdict = verdict;
    ++ticket.gate.moves;
    ticket.gate.held.erase(ticket.number);
    m_held.erase(ticket.address.id);
    ticket.address.resume();
}

int Gates::letGo(Gate &gate, std::size_t count, Verdict verdict)
{
    int gone = 0;
    for (; !gate.held.empty() && std::size_t(gone) < count; ++gone)
        letGo(*gate.held.begin()->second, verdict);
    noteChange();
    return gone;
}

int Gates::release(const QByteArray &name, int count, Verdict verdict)
{
    const QMutexLocker lock(&m_mutex);
    const auto at = m_gates.find(name);
    return at == m_gates.end() ? 0 : letGo(at->second, std::size_t(std::max(0, count)), verdict);
}

bool Gates::release(net::CallId call, Verdict verdict)
{
    const QMutexLocker lock(&m_mutex);
    const auto at = m_held.find(call);
    if (at == m_held.end())
        return false;
    letGo(*at->second, verdict);
    noteChange();
    return true;
}

int Gates::open(const QByteArray &name)
{
    const QMutexLocker lock(&m_mutex);
    Gate &at = gate(name);
    at.isOpen = true;
    return letGo(at, everyone, Verdict::Go);
}

void Gates::close(const QByteArray &name)
{
    const QMutexLocker lock(&m_mutex);
    gate(name).isOpen = false;
    noteChange();
}

void Gates::setStopping(bool stopping)
{
    const QMutexLocker lock(&m_mutex);
    m_isStopping = stopping;
    if (!stopping)
        return;
    for (auto &[name, gate] : m_gates)
        letGo(gate, everyone, Verdict::Fail);
}

bool Gates::holds(net::CallId call) const
{
    const QMutexLocker lock(&m_mutex);
    return m_held.contains(call);
}

std::size_t Gates::held() const
{
    const QMutexLocker lock(&m_mutex);
    return m_held.size();
}

QList<Gates::State> Gates::states() const
{
    const QMutexLocker lock(&m_mutex);
    QList<State> found;
    for (const auto &[name, gate] : m_gates)
        found.append(
            {name, int(gate.held.size()), gate.isOpen,
             gate.held.empty() ? std::nullopt : std::optional(gate.held.begin()->second->since),
             gate.moves});
    return found;
}

void Gates::noteChange() const
{
    if (m_changed)
        m_changed();
}

} // namespace overlap::answers
