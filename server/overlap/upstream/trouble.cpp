#include "overlap/upstream/trouble.h"

#include <iterator>

namespace overlap::upstream {

using http::Status;

namespace {
struct Row
{
    Trouble trouble;
    Status status;
    QByteArrayView sentence;
    QByteArrayView advice;
};
} // namespace

static constexpr QByteArrayView seeItsLog = "See what it wrote to its own log or console.";

static constexpr Row rows[] = {
    {Trouble::None, Status::BadGateway, "The upstream answered.", ""},
    {Trouble::NameUnknown, Status::BadGateway, "The name of the upstream has no address.",
     "Check how the name is written in the rule."},
    {Trouble::Refused, Status::BadGateway, "The upstream refused the connection.",
     "Check that it runs, and that it listens at this port."},
    {Trouble::Unreachable, Status::BadGateway, "No way leads to the address of the upstream.",
     "Check the network, and the address in the rule."},
    {Trouble::ConnectLate, Status::GatewayTimeout,
     "The upstream did not take the connection in time.",
     "Check that it is not stopped in a debugger, and that no firewall drops the packets."},
    {Trouble::TlsFailed, Status::BadGateway, "No secure connection to the upstream came about.",
     "Check that it speaks TLS at this port, and a version of it that is still in use."},
    {Trouble::ClosedBefore, Status::BadGateway,
     "The upstream closed the connection before it answered.", seeItsLog},
    {Trouble::ResetBefore, Status::BadGateway,
     "The upstream reset the connection before it answered.", seeItsLog},
    {Trouble::AnswerLate, Status::GatewayTimeout, "The upstream did not answer in time.",
     "Check whether it still works on the request, or give the rule a longer timeout."},
    {Trouble::WrongAnswer, Status::BadGateway, "The upstream gave an answer that is wrong.",
     seeItsLog},
    {Trouble::CutShort, Status::BadGateway, "The upstream ended the connection within its answer.",
     seeItsLog},
    {Trouble::Circle, Status::LoopDetected, "The request came back to where it was passed on.",
     "Check that no rule passes requests on to this server itself."},
    {Trouble::Exhausted, Status::ServiceUnavailable,
     "This server has no descriptor or port left for a connection to the upstream.",
     "Send fewer requests at once, or let the rule open fewer connections."},
    {Trouble::TlsLate, Status::GatewayTimeout,
     "The upstream took the connection, but did not make it secure in time.",
     "Check that it speaks TLS at this port, and that it is not stopped in a debugger."},
    {Trouble::OutOfDate, Status::BadGateway,
     "The certificate of the upstream has expired, or is not valid yet.",
     "Renew it, or accept any with insecure."},
    {Trouble::Untrusted, Status::BadGateway,
     "Nobody who is trusted has signed the certificate of the upstream.",
     "Name it, or that of who has signed it, with ca, or accept any with insecure."},
    {Trouble::WrongName, Status::BadGateway,
     "The certificate of the upstream is that of another host.",
     "Write the name of that host in the rule, or accept any with insecure."},
};

static constexpr bool rowsAreInOrder()
{
    for (std::size_t i = 0; i < std::size(rows); ++i) {
        if (std::size_t(rows[i].trouble) != i)
            return false;
    }
    return std::size(rows) == troubleCount;
}
static_assert(rowsAreInOrder());

Status statusOf(Trouble trouble)
{
    return rows[std::size_t(trouble)].status;
}

QByteArrayView sentenceOf(Trouble trouble)
{
    return rows[std::size_t(trouble)].sentence;
}

QByteArrayView adviceOf(Trouble trouble)
{
    return rows[std::size_t(trouble)].advice;
}

http::Response pageOf(Trouble trouble, const Origin &origin, Flaw flaw)
{
    http::Response response;
    response.status = statusOf(trouble);
    response.headers.append("Content-Type", "text/plain; charset=utf-8");
    response.headers.append("Cache-Control", "no-store");
    response.headers.append("X-Content-Type-Options", "nosniff");
    response.body = sentenceOf(trouble).toByteArray() + '\n';
    if (flaw != Flaw::None)
        response.body.append(sentenceOf(flaw)).append('\n');
    response.body += (origin.isTls ? "Upstream: https://" : "Upstream: http://") +
                     origin.authority() + origin.basePath + '\n';
    response.body.append(adviceOf(trouble)).append('\n');
    return response;
}

} // namespace overlap::upstream
