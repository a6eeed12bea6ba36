#pragma once

#include "overlap/http/time.h"

#include <QtGlobal>

namespace overlap::http {

// Pure. Limits of one connection, and of all connections together. Each default has its reason
// beside it, and the status or action when it is exceeded. All sizes are in bytes.
struct Limits
{
    // Long enough to type a request by hand. Counts from the first byte, so a client cannot extend
    // it by sending slowly. 408.
    Time headWithin = std::chrono::seconds(20);
    // A body that is slower than bodyRate over this window has stalled. 408.
    Time bodyWindow = std::chrono::seconds(30);
    qint64 bodyRate = 1024; // bytes per second
    // Browsers keep connections for minutes; fifteen seconds keep a page's requests together.
    Time keepAliveIdle = std::chrono::seconds(15);
    // A reader is stuck if bytes were outstanding throughout this window and it confirmed fewer
    // than writtenInWindow. Not 0, as kernels accept some bytes for a program that reads nothing.
    // Abort.
    Time writeWindow = std::chrono::seconds(30);
    qint64 writtenInWindow = 30 * 1024; // the same rate as bodyRate
    // After the last answer the peer may still be sending, and must get time to read the answer
    // (RFC 9112 §9.6). Lingering ends after this silence, this time or so many bytes.
    Time lingerSilence = std::chrono::seconds(2);
    Time lingerWithin = std::chrono::seconds(30);
    qint64 lingerBytes = 64 * 1024 * 1024;
    // A FIN this soon after a request means that the client has sent everything and waits for the
    // answer, as `printf … | ncat` does. A later FIN means that it has left.
    Time halfCloseWithin = std::chrono::milliseconds(100);
    // A graceful stop waits for a body only while bytes arrive. Lingering ends this soon, too.
    Time drainSilence = std::chrono::seconds(2);

    qint32 requestLine = 16 * 1024;   // longer than any browser's URL in practice. 414
    qint32 headerSection = 64 * 1024; // localhost collects the cookies of many projects. 431
    qint32 headerFields = 200;        // 431
    qint64 body = 16 * 1024 * 1024;   // a Content-Length is checked at the head. 413
    qint32 chunkLine = 4 * 1024;      // size and extensions of one chunk. 400
    // Extensions and leading zeros in a whole body. Allows 1-byte chunks, but no padding. 400
    qint32 chunkFraming = 16 * 1024;
    qint32 trailers = 8 * 1024;   // 400
    qint16 emptyLines = 4;        // before a request line (RFC 9112 §2.2). 400
    qint32 readAhead = 64 * 1024; // pipelined bytes buffered while a handler works
    // No further request is begun above this: unsent responses and their transactions' texts.
    qint32 writeHighWater = 256 * 1024;
    // Buffered bytes of all connections: thirty of the largest bodies. Above it, connections with
    // more than a small request are refused. 503
    qint64 bufferedByAll = 512 * 1024 * 1024;
};

} // namespace overlap::http
