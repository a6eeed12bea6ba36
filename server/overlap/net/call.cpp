#include "overlap/net/call.h"

#include "overlap/net/connection.h"
#include "overlap/net/mailbox.h"

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
        std::move(*this).send(unanswered());
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

Call::Call(http::Request &&request, Responder &&responder)
    : m_request(std::move(request))
    , m_responder(std::move(responder))
{
}

void Call::send(http::Response response) &&
{
    std::move(m_responder).send(std::move(response));
}

void Call::closeConnection() &&
{
    std::move(m_responder).closeConnection();
}

void Call::park(record::Phase phase, Continuation then,
                std::optional<std::chrono::nanoseconds> duration) &&
{
    const CallAddress at = address();
    Q_ASSERT(at.mailbox);
    const bool isWait = phase >= record::Phase::Queued && phase <= record::Phase::Sleeping;
    Q_ASSERT_X(isWait, "Call::park", "no phase of a handler");
    if (!isWait) // no time is kept for other phases
        phase = record::Phase::Sleeping;
    if (!m_holdsThread) {
        at.mailbox->run(at.id, [call = std::move(*this), phase, then = std::move(then),
                                duration](Connection &connection) mutable {
            connection.park(std::move(call), phase, std::move(then), duration);
        });
        return;
    }
    announce();                   // before the thread is held
    Call call = std::move(*this); // which is destroyed here if `then` does not take it
    if (at.mailbox->threads().wait(at.id, duration))
        then(std::move(call));
    else
        std::move(call).closeConnection();
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

void Call::holdThread()
{
    m_holdsThread = true;
    const auto &[mailbox, id] = address();
    mailbox->run(id, [](Connection &connection) { connection.holdThread(); });
}

} // namespace overlap::net
