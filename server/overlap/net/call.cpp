#include "overlap/net/call.h"

#include "overlap/net/attendant.h"
#include "overlap/net/connection.h"
#include "overlap/net/mailbox.h"
#include "overlap/net/stream.h"

namespace overlap::net {

namespace {

http::Response unanswered()
{
    http::Response response;
    response.status = http::Status::InternalServerError;
    response.headers.append("Content-Type", "text/plain; charset=utf-8");
    response.body = "The handler of this request ended without an answer.\n";
    return response;
}

// On a thread that a call holds, waits that follow each other are a loop instead of a recursion: an
// answer may have any number of pieces.
class HeldWaits
{
public:
    using Wait = std::function<void(Call &&call)>;

    static void add(Call &&call, Wait wait)
    {
        if (current)
            current->m_next.emplace(std::move(call), std::move(wait));
        else
            HeldWaits().run(std::move(call), std::move(wait));
    }

private:
    HeldWaits() { current = this; }
    ~HeldWaits() { current = nullptr; }
    Q_DISABLE_COPY_MOVE(HeldWaits)

    void run(Call &&call, Wait wait)
    {
        m_next.emplace(std::move(call), std::move(wait));
        while (m_next) {
            auto [next, how] = *std::exchange(m_next, std::nullopt);
            how(std::move(next));
        }
    }

    static thread_local HeldWaits *current;
    std::optional<std::pair<Call, Wait>> m_next;
};

constinit thread_local HeldWaits *HeldWaits::current = nullptr;

} // namespace

void run(const Handler &handler, Call &&call)
{
    try {
        handler(std::move(call));
    } catch (const std::exception &error) {
        qWarning("A handler failed: %s", error.what());
    } catch (...) {
        qWarning("A handler failed.");
    }
}

void CallAddress::resume() const
{
    if (!mailbox->threads().resume(id))
        mailbox->post(id, [](Connection &connection) { connection.resume(); });
}

void CallAddress::run() const
{
    mailbox->run(id, [](Connection &connection) { connection.attendantHasNews(); });
}

Responder &Responder::operator=(Responder &&other) noexcept
{
    // A swap, so that the destructor of `other` answers what this one has not.
    std::swap(m_address, other.m_address);
    std::swap(m_ended, other.m_ended);
    return *this;
}

Responder::~Responder()
{
    if (m_address.mailbox)
        end([](Connection &connection) { connection.respond(unanswered()); });
}

// Calls last(Connection &), unless the call has ended already.
template <typename Last>
void Responder::end(Last last)
{
    Q_ASSERT(m_address.mailbox);
    const std::shared_ptr<Mailbox> mailbox = std::move(m_address.mailbox);
    const std::function<void()> ended = std::move(m_ended);
    mailbox->run(m_address.id, std::move(last));
    if (ended)
        ended();
}

void Responder::send(http::Response &&response) &&
{
    end([response = std::move(response)](Connection &connection) mutable {
        connection.respond(std::move(response));
    });
}

void Responder::closeConnection() &&
{
    end([](Connection &connection) { connection.closeUnanswered(); });
}

void Responder::breakOff(http::BreakOff how) &&
{
    end([how](Connection &connection) { connection.breakOff(how); });
}

Call::Call(http::Request &&request, Responder &&responder)
    : m_request(std::move(request))
    , m_responder(std::move(responder))
{
}

void Call::send(http::Response response) &&
{
    std::move(m_responder).send(std::move(response));
}

void Call::sendWithPeer(
    std::function<http::Response(const http::Request &, const Transport::Peer &)> make) &&
{
    m_responder.end([make = std::move(make), request = m_request](Connection &connection) {
        connection.respond(make(request, connection.peer()));
    });
}

Stream Call::begin(http::Response head, http::BodyLength length) &&
{
    const auto &[mailbox, id] = address();
    mailbox->run(id, [head = std::move(head), length](Connection &connection) mutable {
        connection.begin(std::move(head), length);
    });
    return Stream(std::move(*this));
}

void Call::complete() &&
{
    m_responder.end([](Connection &connection) { connection.complete(); });
}

void Call::breakOff(http::BreakOff how) &&
{
    std::move(m_responder).breakOff(how);
}

void Call::closeConnection() &&
{
    std::move(m_responder).closeConnection();
}

void Call::whenEnded(std::function<void()> what)
{
    std::function<void()> &ended = m_responder.m_ended;
    if (!ended)
        ended = std::move(what);
    else
        ended = [first = std::move(ended), second = std::move(what)] {
            first();
            second();
        };
}

void Call::leaveUnrun() &&
{
    m_responder.end([](Connection &connection) { connection.leaveUnrun(); });
}

void Call::park(record::Phase phase, Continuation then,
                std::optional<std::chrono::nanoseconds> duration) &&
{
    const CallAddress at = address();
    Q_ASSERT(at.mailbox);
    using record::Phase;
    const bool isWait = (phase >= Phase::Queued && phase <= Phase::Held) || phase == Phase::Sending;
    Q_ASSERT_X(isWait, "Call::park", "no phase of a handler");
    if (!isWait) // no time is kept for other phases
        phase = Phase::Sleeping;
    if (!m_holdsThread) {
        at.mailbox->run(at.id, [call = std::move(*this), phase, then = std::move(then),
                                duration](Connection &connection) mutable {
            connection.park(std::move(call), phase, std::move(then), duration);
        });
        return;
    }
    HeldWaits::add(std::move(*this), [phase, duration, then = std::move(then)](Call &&call) {
        const auto &[mailbox, id] = call.address();
        if (phase == Phase::Queued)
            mailbox->run(id, [](Connection &connection) { connection.beginHeldQueue(); });
        call.announce(); // before the thread is held
        const bool mayBeWithinAnswer = phase == Phase::Sending || phase == Phase::Held;
        if (mayBeWithinAnswer && mailbox->isHere()) // a loop that is held sends nothing itself
            mailbox->run(id, [](Connection &connection) { connection.sendNow(); });
        bool goesOn = mailbox->threads().wait(id, duration);
        if (phase == Phase::Queued) {
            const http::Time waited = mailbox->threads().takeWaited(id);
            mailbox->run(id, [waited](Connection &connection) { connection.endHeldQueue(waited); });
        }
        if (phase == Phase::Sending && duration)
            goesOn = goesOn && call.waitForRoom();
        std::move(call).goOn(goesOn, then);
    });
}

void Call::attend(record::Phase phase, std::unique_ptr<Attendant> attendant) &&
{
    Q_ASSERT(!m_holdsThread);
    const CallAddress at = address();
    at.mailbox->run(at.id, [call = std::move(*this), phase,
                            attendant = std::move(attendant)](Connection &connection) mutable {
        connection.attend(std::move(call), phase, std::move(attendant));
    });
}

void Call::parkUntilRoom(Continuation then) &&
{
    const CallAddress at = address();
    if (!m_holdsThread) {
        at.mailbox->run(at.id, [call = std::move(*this),
                                then = std::move(then)](Connection &connection) mutable {
            connection.parkUntilRoom(std::move(call), std::move(then));
        });
        return;
    }
    HeldWaits::add(std::move(*this), [then = std::move(then)](Call &&call) {
        const bool goesOn = call.waitForRoom();
        std::move(call).goOn(goesOn, then);
    });
}

bool Call::waitForRoom() const
{
    const auto &[mailbox, id] = address();
    if (!mailbox->isHere()) {
        mailbox->run(id, [](Connection &connection) { connection.resumeWhenRoom(); });
        return mailbox->threads().wait(id, std::nullopt);
    }
    bool hasRoom = false;
    bool isThere = true;
    while (!hasRoom && isThere && !isAbandoned()) {
        isThere = false;
        mailbox->run(id, [&](Connection &connection) {
            isThere = true;
            hasRoom = connection.waitForRoom();
        });
    }
    return hasRoom;
}

void Call::goOn(bool answer, const Continuation &then) &&
{
    if (answer)
        then(std::move(*this)); // the call is destroyed if `then` does not take it
    else
        std::move(*this).closeConnection();
}

void Call::after(std::chrono::nanoseconds duration, Continuation then) &&
{
    std::move(*this).park(record::Phase::Sleeping, std::move(then), duration);
}

void Call::announce() const
{
    const auto &[mailbox, id] = address();
    if (mailbox && mailbox->isHere())
        mailbox->run(id, [](Connection &connection) { connection.announce(); });
}

bool Call::isAbandoned(std::chrono::nanoseconds stillNeeded) const
{
    const auto &[mailbox, id] = address();
    const HeldThreads &threads = mailbox->threads();
    return (m_holdsThread && !threads.holds(id)) || threads.isAbandoned(stillNeeded);
}

void Call::noteRule(quint16 number) const
{
    const auto &[mailbox, id] = address();
    mailbox->run(id, [number](Connection &connection) { connection.noteRule(number); });
}

void Call::recordUpstream(const record::UpstreamTimes &times) const
{
    const auto &[mailbox, id] = address();
    mailbox->run(id, [times](Connection &connection) { connection.recordUpstream(times); });
}

http::Time Call::begun() const
{
    http::Time begun{};
    const auto &[mailbox, id] = address();
    if (mailbox->isHere())
        mailbox->run(id, [&begun](Connection &connection) { begun = connection.begun(); });
    return begun;
}

std::shared_ptr<const void> Call::takeMatched()
{
    std::shared_ptr<const void> matched;
    if (std::exchange(m_isMatched, false) && address().mailbox->isHere())
        address().mailbox->run(address().id, [&matched](Connection &connection) {
            matched = connection.takeMatched();
        });
    return matched;
}

void Call::holdThread()
{
    m_holdsThread = true;
    const auto &[mailbox, id] = address();
    mailbox->run(id, [](Connection &connection) { connection.holdThread(); });
}

} // namespace overlap::net
