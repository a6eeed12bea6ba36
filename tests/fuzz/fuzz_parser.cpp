// Requests, valid or not. The result does not depend on how they are split, limits hold, and
// nothing is consumed after an error.
#include "../unit/httppromises.h"
#include "fuzz.h"

#include <algorithm>

using namespace overlap::http;
using overlap::fuzz::Input;
using overlap::fuzz::require;

namespace {

// The result of parsing bytes in pieces of these sizes, which repeat.
QByteArray parsed(QByteArrayView bytes, QByteArrayView sizes, const Limits &limits)
{
    Parser parser;
    QByteArray all;
    for (qsizetype i = 0; !bytes.isEmpty(); ++i) {
        const int size = sizes.isEmpty() ? 0 : quint8(sizes[i % sizes.size()]);
        QByteArrayView piece =
            bytes.first(size == 0 ? bytes.size() : qMin<qsizetype>(size, bytes.size()));
        bytes = bytes.sliced(piece.size());
        while (!piece.isEmpty()) {
            const Parser::Step step = parser.parse(piece, limits);
            require(parser.head().size() <= limits.requestLine + limits.headerSection + 4,
                    "no head is longer than its limits");
            require(parser.body().size() <= limits.body, "no body is longer than its limit");
            if (step == Parser::Step::More) {
                require(piece.isEmpty(), "bytes are left over only for a reason");
            } else if (step == Parser::Step::Failed) {
                require(parser.fault() != Fault::None, "a failure has its fault");
                const qsizetype left = piece.size();
                require(parser.parse(piece, limits) == Parser::Step::Failed && piece.size() == left,
                        "nothing is consumed after an error");
                const QByteArray target = parser.targetRead().toByteArray();
                require(parser.head().contains(target) && !target.contains('#') &&
                            std::ranges::all_of(target, [](char c) { return c > ' ' && c < 0x7f; }),
                        "a target is what was read of it, in plain characters");
                return all + "|failed" + QByteArray::number(int(parser.fault())) + target;
            } else if (step == Parser::Step::Complete) {
                const Request request = parser.request();
                require(request.headers.size() <= limits.headerFields,
                        "no more fields than allowed");
                all += "|" + request.path.toByteArray() + "|" + request.headers.text() + "|" +
                       request.body;
                parser.reset();
            }
        }
    }
    return all + (parser.hasBegun() ? "|begun|" + parser.head() + parser.body() : QByteArray());
}

QByteArray exchanged(QByteArrayView bytes, int size, const Limits &limits)
{
    HttpPeer peer(limits);
    while (!bytes.isEmpty()) {
        peer.receive(bytes.first(qMin<qsizetype>(size, bytes.size())));
        bytes = bytes.sliced(qMin<qsizetype>(size, bytes.size()));
    }
    if (peer.state() != Exchange::State::Lingering && peer.state() != Exchange::State::Finished)
        peer.peerFinished();
    peer.wait(std::chrono::seconds(60));
    require(peer.state() == Exchange::State::Finished, "after a minute it is over");
    return summary(peer);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    Input input(data, size);
    const Limits limits = input.byte() % 2 ? Limits() : smallLimits();
    const QByteArrayView sizes = input.bytes(input.byte() % 4);
    const QByteArrayView bytes = input.rest();
    require(parsed(bytes, {}, limits) == parsed(bytes, sizes, limits) &&
                parsed(bytes, {}, limits) == parsed(bytes, "\1", limits),
            "a parser's result does not depend on the splits");
    require(exchanged(bytes, 1 << 20, limits) == exchanged(bytes, 1, limits),
            "an exchange's result does not depend on the splits");
    return 0;
}
