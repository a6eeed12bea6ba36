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
    Q_ASSERT(m_mailbox);
    const std::shared_ptr<Mailbox> mailbox = std::exchange(m_mailbox, nullptr);
    const std::function<void()> ended = std::exchange(m_ended, nullptr);
    mailbox->deliver({m_connection, m_ordinal, std::move(response)});
    if (ended)
        ended();
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

void Call::after(std::chrono::nanoseconds duration, Continuation then) &&
{
    const std::shared_ptr<Mailbox> mailbox = m_responder.m_mailbox;
    Q_ASSERT(mailbox);
    mailbox->wait(m_responder.m_connection, std::move(*this), duration, std::move(then));
}

void Call::announce() const
{
    if (m_responder.m_mailbox)
        m_responder.m_mailbox->announce(m_responder.m_connection);
}

void Call::queued()
{
    if (m_responder.m_mailbox)
        m_responder.m_mailbox->queued(m_responder.m_connection);
}

bool Call::start(const Handler &handler)
{
    const std::shared_ptr<Mailbox> mailbox = m_responder.m_mailbox;
    Q_ASSERT(mailbox);
    return mailbox->start({m_responder.m_connection, m_responder.m_ordinal, handler}, *this);
}

bool Call::isAbandoned() const
{
    return !m_responder.m_mailbox || m_responder.m_mailbox->isAbandoned();
}

} // namespace overlap::net
