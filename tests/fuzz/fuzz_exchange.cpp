// An exchange whose peer and handler do anything in any order, with a clock that the input sets.
// There are no more answers than requests, in the same order, and no deadline is left at the end.
#include "../unit/httppromises.h"
#include "fuzz.h"

using namespace overlap::http;
using overlap::fuzz::Input;
using overlap::fuzz::require;

namespace {

// Does what the next byte says. Returns how many bytes the exchange received.
qsizetype poke(Input &input, HttpPeer &peer, bool streams)
{
    switch (input.byte() % (streams ? 17 : 12)) {
    case 0: peer.take(1 + 2 * input.byte()); break;
    case 1:
        if (peer.state() == Exchange::State::Handling)
            peer.respond(HttpPeer::page(input.bytes(input.byte()).toByteArray()));
        break;
    case 2: peer.peerFinished(); break;
    case 3: peer.drain(); break;
    case 4: peer.peerGone(); break;
    case 5: peer.wait(std::chrono::milliseconds(100 * input.byte())); break;
    case 6: peer.answers = !peer.answers; break;
    case 7: peer.abandon(); break;
    case 8: peer.exchange.undelivered(input.byte(), peer.now); break;
    case 12:
        peer.exchange.takeUpload(peer.now);
        peer.poll();
        break;
    case 13:
        if (peer.state() == Exchange::State::Handling)
            peer.exchange.begin(Response(), {BodyLength::Kind(input.byte() % 3), 5}, peer.now);
        peer.poll();
        break;
    case 14:
        peer.exchange.write(input.bytes(input.byte()).toByteArray(), peer.now);
        peer.poll();
        break;
    case 15:
        peer.exchange.complete(peer.now);
        peer.poll();
        break;
    case 16:
        if (peer.state() == Exchange::State::Handling && !peer.exchange.isUploading())
            peer.exchange.tunnel("HTTP/1.1 101 Switching Protocols\r\n\r\n", peer.now);
        peer.poll();
        break;
    default:
        if (peer.exchange.wantsInput()) {
            const QByteArrayView bytes = input.bytes(input.byte());
            peer.receive(bytes);
            return bytes.size();
        }
    }
    return 0;
}

bool isOrderly(const HttpPeer &peer)
{
    // The handler's answers belong to the requests in the order in which they were taken.
    std::size_t next = 0;
    for (const Transaction &transaction : peer.transactions) {
        if (transaction.end != Transaction::End::Answered)
            continue;
        while (next < peer.requests.size() && peer.requests[next].target != transaction.target)
            ++next;
        if (next++ == peer.requests.size())
            return false;
    }
    return true;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    Input input(data, size);
    HttpPeer peer(smallLimits());
    const int choice = input.byte();
    peer.takesAll = choice & 1;
    if (choice & 2) {
        peer.exchange.refuse(Fault::Overload, peer.now);
        peer.poll();
    }
    const bool streams = choice & 4; // answers, and bodies of targets of an odd size
    peer.streams = [](const Parser &request) { return request.target().size() % 2 > 0; };
    if (streams)
        peer.exchange.offerUploads();
    qint64 received = 0;
    while (!input.isEmpty()) {
        received += poke(input, peer, streams);
        const QByteArray wrong = wrongNow(peer);
        require(wrong.isEmpty(), wrong.constData());
    }
    peer.abort();
    const QByteArray wrong = wrongAfter(peer, received);
    require(wrong.isEmpty(), wrong.constData());
    require(peer.state() == Exchange::State::Finished, "aborted, it is over");
    require(isOrderly(peer), "answers come in the order of requests");
    return 0;
}
