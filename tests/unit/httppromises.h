#pragma once

#include "httppeer.h"

// The invariants of an exchange, for random input.
namespace overlap::http {

// Everything that must not depend on how the bytes were split. A 100 Continue may: it depends on
// whether the body has begun.
inline QByteArray summary(const HttpPeer &peer)
{
    QByteArray all = QByteArray(peer.sent).replace(continueResponse.toByteArray(), "");
    all += QByteArray::number(int(peer.state()));
    for (const Request &request : peer.requests)
        all +=
            "\n" + request.path.toByteArray() + "|" + request.headers.text() + "|" + request.body;
    for (const Transaction &t : peer.transactions) {
        all += "\n" + QByteArray::number(int(t.end)) + "|" + QByteArray::number(t.status) + "|" +
               QByteArray::number(t.bytesIn) + "|" + t.target.toByteArray() + "|" + t.requestHead +
               "|" + t.requestBody + "|" + t.responseBody;
    }
    return all;
}

inline Limits smallLimits()
{
    Limits limits;
    limits.requestLine = 60;
    limits.headerSection = 90;
    limits.headerFields = 4;
    limits.body = 20;
    limits.chunkLine = 12;
    limits.chunkFraming = 20;
    limits.trailers = 20;
    limits.readAhead = 50;
    limits.writeHighWater = 600;
    return limits;
}

// The invariant that an open connection violates; empty: none.
inline QByteArray wrongNow(const HttpPeer &peer)
{
    const bool endless = peer.exchange.deadline() == never;
    if (peer.state() == Exchange::State::Handling && !endless && !peer.exchange.isUploading())
        return "a deadline while the handler works";
    const bool isHandlersTurn = peer.state() == Exchange::State::Handling ||
                                ((peer.state() == Exchange::State::Answering ||
                                  peer.state() == Exchange::State::Tunnelling) &&
                                 peer.unsent.isEmpty());
    if (!isHandlersTurn && peer.state() != Exchange::State::Finished && endless)
        return "waits for ever";
    if (peer.unsent.size() > peer.limits.writeHighWater + 1000)
        return "too much output";
    return {};
}

// The invariant that is violated at the end, after `received` bytes; empty: none.
inline QByteArray wrongAfter(const HttpPeer &peer, qint64 received)
{
    qint64 in = 0, out = 0;
    quint64 answered = 0;
    for (const Transaction &t : peer.transactions) {
        in += t.bytesIn;
        out += t.bytesOut;
        answered += t.end == Transaction::End::Answered ? 1 : 0;
        const Arrival &a = t.arrival;
        if (a.idleSince > a.firstByte || a.firstByte > a.headRead || a.headRead > a.bodyRead ||
            a.bodyRead > t.answered || t.answered > t.flushed)
            return "times out of order";
    }
    if (in > received)
        return "more read than received";
    if (out != peer.sent.size())
        return "bytes sent that belong to no request";
    if (answered > peer.requests.size())
        return "more answers than requests";
    if (peer.transactions.size() < peer.requests.size())
        return "a request without an end";
    return peer.exchange.deadline() == never ? QByteArray() : "a deadline after the end";
}

} // namespace overlap::http
