// Requests, valid or not. What our parser accepts reaches the upstream as exactly one request, with
// one host and one framing, and says where it was.
#include "fuzz.h"
#include "overlap/http/parser.h"
#include "overlap/upstream/requesthead.h"

#include <limits>

using namespace overlap::upstream;
using namespace overlap::http;
using overlap::fuzz::Input;
using overlap::fuzz::require;

namespace {

void passOn(const Request &request, const Forwarding &how)
{
    const QByteArray head = requestHead(request, Fields(request.headers), how, "127.0.0.1");
    Limits limits;
    limits.requestLine *= 2;
    limits.headerSection *= 2;
    limits.headerFields *= 2;
    limits.body = std::numeric_limits<qint64>::max();
    QByteArrayView rest = head;
    Parser parser;
    const Parser::Step step = parser.parse(rest, limits);
    require(step == Parser::Step::Complete || step == Parser::Step::Head, "a request goes on");
    require(rest.isEmpty(), "a head is one");
    const Request passed = parser.request();
    require(passed.methodName() == request.methodName(), "a method stays what it was");
    require(passed.target == "*" || passed.target.startsWith(how.origin.basePath + '/'),
            "no path leaves the base");
    require(passed.headers.count("Host") == 1, "a request has one host");
    const std::optional<BodyLength> was = bodyOf(Fields(request.headers));
    const std::optional<BodyLength> is = bodyOf(Fields(passed.headers));
    require(was.has_value() == is.has_value() &&
                (!is || (is->kind == was->kind && is->bytes == was->bytes)),
            "a body is framed as it was");
    require((step == Parser::Step::Head) ==
                (is && (is->kind == BodyLength::Kind::Chunked || is->bytes > 0)),
            "a body follows if there is one");
    require(passed.headers.count("Content-Length") + passed.headers.count("Transfer-Encoding") <= 1,
            "a body is framed in one way");
    require(parser.keepsAlive() && !parser.expectsContinue(), "a request is about itself only");
    require(wasHere(passed.headers, how.pseudonym), "a request says where it was");
    require(asksForWebSocket(passed, Fields(passed.headers)) ==
                asksForWebSocket(request, Fields(request.headers)),
            "a WebSocket is asked for as it was");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    Input input(data, size);
    const int choices = input.byte();
    const QByteArray base = choices & 2 ? "/base" : "";
    const Forwarding how{Origin{false, "up", 3000, base}, (choices & 1) != 0, "me"};
    input.bytes(input.byte() % 4); // as in the corpus of the parser
    QByteArrayView bytes = input.rest();
    Parser parser;
    while (!bytes.isEmpty()) {
        const Parser::Step step = parser.parse(bytes, Limits());
        if (step == Parser::Step::Failed || step == Parser::Step::More)
            break;
        if (parser.method() != Method::Connect) // the router answers these
            passOn(parser.request(), how);
        if (step == Parser::Step::Complete)
            parser.reset();
    }
    return 0;
}
