#include "net/call.h"

#include "net/mailbox.h"

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

void run(const Handler &handler, Call call)
{
    try {
        handler(std::move(call));
    } catch (const std::exception &error) {
        qWarning("A handler failed: %s", error.what());
    } catch (...) {
        qWarning("A handler failed.");
    }
}

Responder::Responder(std::shared_ptr<Mailbox> mailbox, quint32 connection, quint32 ordinal)
    : m_mailbox(std::move(mailbox))
    , m_connection(connection)
    , m_ordinal(ordinal)
{
}

Responder &Responder::operator=(Responder &&other) noexcept
{
    // By swapping, what this one owed is answered when `other` ends.
    std::swap(m_mailbox, other.m_mailbox);
    std::swap(m_connection, other.m_connection);
    std::swap(m_ordinal, other.m_ordinal);
    std::swap(m_ended, other.m_ended);
    return *this;
}

Responder::~Responder()
{
    if (m_mailbox)
        std::move(*this).send(unanswered());
}

void Responder::send(http::Response response) &&
{
    deliver(std::move(response));
}

void Responder::giveUp() &&
{
    deliver(std::nullopt);
}

void Responder::deliver(std::optional<http::Response> response)
{
    Q_ASSERT(m_mailbox);
    const std::shared_ptr<Mailbox> mailbox = std::exchange(m_mailbox, nullptr);
    const std::function<void()> ended = std::exchange(m_ended, nullptr);
    mailbox->deliver({m_connection, m_ordinal, std::move(response)});
    if (ended)
        ended();
}

Ticket::Ticket(std::shared_ptr<Mailbox> mailbox, quint32 connection, quint32 ordinal)
    : m_mailbox(std::move(mailbox))
    , m_connection(connection)
    , m_ordinal(ordinal)
{
}

void Ticket::giveTurn(const Handler &handler) const
{
    m_mailbox->giveTurn({m_connection, m_ordinal, handler});
}

Call::Call(http::Request request, Responder responder)
    : m_request(std::move(request))
    , m_responder(std::move(responder))
{
}

void Call::send(http::Response response) &&
{
    std::move(m_responder).send(std::move(response));
}

void Call::giveUp() &&
{
    std::move(m_responder).giveUp();
}

void Call::after(std::chrono::nanoseconds duration, Continuation then) &&
{
    const std::shared_ptr<Mailbox> mailbox = m_responder.m_mailbox;
    Q_ASSERT(mailbox);
    if (!m_hold) {
        mailbox->wait(m_responder.m_connection, std::move(*this), duration, std::move(then));
        return;
    }
    announce(); // while it can be told
    if (mailbox->sleep(duration, *m_hold))
        then(std::move(*this));
    else
        std::move(*this).giveUp();
}

void Call::announce() const
{
    if (m_responder.m_mailbox)
        m_responder.m_mailbox->announce(m_responder.m_connection);
}

Ticket Call::ticket() const
{
    return {m_responder.m_mailbox, m_responder.m_connection, m_responder.m_ordinal};
}

void Call::queue() &&
{
    const std::shared_ptr<Mailbox> mailbox = m_responder.m_mailbox;
    Q_ASSERT(mailbox);
    mailbox->queue(m_responder.m_connection, std::move(*this));
}

bool Call::isAbandoned(std::chrono::nanoseconds stillNeeded) const
{
    return (m_hold && m_hold->gone) || m_responder.m_mailbox->isAbandoned(stillNeeded);
}

void Call::holdThread()
{
    m_hold = m_responder.m_mailbox->hold(m_responder.m_connection);
}

} // namespace overlap::net
