#pragma once

#include "overlap/net/call.h"
#include "overlap/net/stream.h"

#include <QList>
#include <QMutex>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace overlap::answers {

// Any thread. Named gates, at which requests wait until someone lets them go. A gate exists from
// its first use on, and is closed at first. Must outlive the calls, which are those of one session:
// its connections are numbered over all loops, so a CallId is unique.
class Gates
{
public:
    enum class Verdict : quint8 {
        Go,
        Fail, // with 503, or broken off if the answer has begun
    };
    struct State
    {
        QByteArray name;
        int held = 0;
        bool isOpen = false;
        // Since when the one is held that is held longest; nothing: none is.
        std::optional<std::chrono::steady_clock::time_point> since{};
        quint64 moves = 0; // how many came to be held, or left, since the first
        bool operator==(const State &) const = default;
    };
    // Calls `changed`, on any thread, when states() may be different: often, so only note it there.
    // Set it while there are no calls.
    void whenChanged(std::function<void()> changed) { m_changed = std::move(changed); }

    // Goes on with `then`: at once if the gate is open. The request is recorded as Held.
    void hold(net::Call &&call, const QByteArray &name,
              std::function<void(net::Call &&call, Verdict verdict)> then);
    // In an answer in pieces.
    void hold(net::Stream &&stream, const QByteArray &name,
              std::function<void(net::Stream &&stream, Verdict verdict)> then);

    // Lets those go that are held longest, at most so many. How many they were; 0 if there is no
    // such gate.
    int release(const QByteArray &name, int count, Verdict verdict = Verdict::Go);
    // Lets one go, by its connection and the ordinal on it. False: it is not held.
    bool release(net::CallId call, Verdict verdict = Verdict::Go);
    int open(const QByteArray &name);   // lets all go, also those that come later
    void close(const QByteArray &name); // those that come later are held again
    // A server that stops lets nobody wait for someone: those that are held fail, and so do those
    // that come to a closed gate meanwhile.
    void setStopping(bool stopping);

    QList<State> states() const; // by name
    bool holds(net::CallId call) const;
    std::size_t held() const; // how many, at all gates
    // More names than these are not told apart from the last one, so that nobody fills the memory.
    static constexpr std::size_t mostGates = 1000;

private:
    struct Ticket;
    struct Gate
    {
        bool isOpen = false;
        std::map<quint64, Ticket *> held; // by number, in the order of arrival
        quint64 moves = 0;
    };
    struct Entry;
    Entry enter(const net::CallAddress &address, const QByteArray &name);
    void leave(const Ticket &ticket);
    Gate &gate(const QByteArray &name);
    void letGo(Ticket &ticket, Verdict verdict);
    int letGo(Gate &gate, std::size_t count, Verdict verdict);
    void noteChange() const;

    std::function<void()> m_changed;
    mutable QMutex m_mutex;
    std::map<QByteArray, Gate> m_gates;     // guarded by m_mutex, like what follows
    std::map<net::CallId, Ticket *> m_held; // all of them
    quint64 m_lastNumber = 0;
    bool m_isStopping = false;
};

} // namespace overlap::answers
