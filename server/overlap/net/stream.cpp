#include "overlap/net/stream.h"

#include "overlap/net/connection.h"
#include "overlap/net/mailbox.h"

namespace overlap::net {

Call::Continuation Stream::onCall(Continuation then)
{
    return [then = std::move(then)](Call &&call) { then(Stream(std::move(call))); };
}

void Stream::write(QByteArray piece)
{
    const auto &[mailbox, id] = m_call.address();
    mailbox->run(id,
                 [piece = std::move(piece)](Connection &connection) { connection.write(piece); });
}

void Stream::whenRoom(Continuation then) &&
{
    std::move(m_call).parkUntilRoom(onCall(std::move(then)));
}

void Stream::after(std::chrono::nanoseconds duration, Continuation then) &&
{
    std::move(m_call).park(record::Phase::Sending, onCall(std::move(then)), duration);
}

void Stream::untilResumed(Continuation then) &&
{
    std::move(m_call).park(record::Phase::Held, onCall(std::move(then)));
}

void Stream::finish() &&
{
    std::move(m_call).complete();
}

void Stream::breakOff(http::BreakOff how) &&
{
    std::move(m_call).breakOff(how);
}

} // namespace overlap::net
