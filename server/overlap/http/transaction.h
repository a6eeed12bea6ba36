#pragma once

#include "overlap/http/fault.h"
#include "overlap/http/request.h"

namespace overlap::http {

// Pure. How one request ended, with everything that a record of it needs. Its response, if any,
// has been handed to the transport in full, or the connection is gone.
struct Transaction
{
    enum class End : quint8 {
        Answered,        // by its handler
        Refused,         // by the protocol: 4xx or 5xx without a handler
        TimedOut,        // 408, or closed in the middle of a message at a deadline
        AbortedByClient, // FIN or reset before the response was handed over
        AbortedByServer, // stopped, or a reader that took nothing
    };
    // Of bodies no more is told, and so none is held for that while its answer waits.
    static constexpr qsizetype bodyMost = 0xffff; // what programs send each other mostly fits

    End end = End::Answered;
    Fault fault = Fault::None; // why it was refused
    Method method = Method::Unknown;
    QByteArray target;       // as received; of a refused request line, as far as it was read
    Arrival arrival;         // times not reached are those of the last one reached
    Time answered = {};      // the response was given; == flushed where there was none
    Time flushed = {};       // its last byte was handed to the transport
    quint16 status = 0;      // 0: none was sent
    qint64 bytesIn = 0;      // of the whole request, framing and empty lines before it included
    qint64 bytesOut = 0;     // of the whole response and a 100 before it, as far as handed over
    QByteArray requestHead;  // as received, as far as it was read
    QByteArray requestBody;  // decoded, as far as it was read; cut, like the response's
    QByteArray responseHead; // as sent
    QByteArray responseBody; // as sent; empty for HEAD
    qint64 bodySize = 0;     // of the request, decoded, before it was cut
    bool isWhole = false;    // the request was read to its end
};

} // namespace overlap::http
