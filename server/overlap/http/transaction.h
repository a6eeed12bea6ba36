#pragma once

#include "overlap/http/fault.h"
#include "overlap/http/piecetimes.h"
#include "overlap/http/request.h"

#include <memory>

namespace overlap::http {

// Pure. A request that has ended, with everything that its record needs. The transport has taken
// its whole response, if there is one, or the connection is gone.
struct Transaction
{
    enum class End : quint8 {
        Answered,        // by its handler
        Refused,         // by the server: 4xx or 5xx without a handler
        TimedOut,        // 408, or a reader that took too little
        AbortedByClient, // FIN or reset before the response was handed over
        AbortedByServer, // the server stopped
        // Its handler ended it early, on purpose.
        CutShort, // by FIN
        Reset,    // by RST
        Garbled,  // by bytes that are not HTTP
        NeverRun, // its handler was not even begun, on purpose
    };
    // A longer body is cut here, so that records and waiting answers need little memory. Bytes.
    // Most bodies of API requests are shorter.
    static constexpr qsizetype maxKeptBody = 0xffff;
    // Of an answer in pieces, as there may be very many at once.
    static constexpr qsizetype maxKeptPieces = 16 * 1024;

    End end = End::Answered;
    Fault fault = Fault::None; // why it was refused
    Method method = Method::Unknown;
    Arrival arrival;         // a time that was not reached equals the last one reached
    Time answered = {};      // the response was given; == flushed if there was none
    Time flushed = {};       // its last byte was handed to the transport
    quint16 status = 0;      // 0: none was sent
    qint64 bytesIn = 0;      // of the whole request, including framing and empty lines before it
    qint64 bytesOut = 0;     // of the response and a 100 before it, as far as handed over
    QByteArray requestHead;  // as received, as far as it was read
    QByteArrayView target;   // in requestHead; from an invalid request line, as far as it was read
    QByteArray requestBody;  // decoded, as far as it was read, cut at maxKeptBody
    QByteArray responseHead; // as sent
    QByteArray responseBody; // as sent, without chunks, cut; empty for HEAD
    qint64 bodySize = 0;     // of the request's body, decoded, before it was cut
    bool isWhole = false;    // the whole request was read
    std::shared_ptr<const PieceTimes> pieces{}; // null: the answer was given as a whole
};

} // namespace overlap::http
