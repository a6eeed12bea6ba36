#pragma once

#include "overlap/http/time.h"

#include <QtGlobal>

namespace overlap::http {

// Pure. What a client may ask of one connection, and all of them of one server. Every default has
// its reason beside it; all sizes are in bytes.
struct Limits
{
    // People type requests by hand: absolute, so that a slow drip does not extend it. 408.
    Time headWithin = std::chrono::seconds(20);
    // A body slower than bodyRate over this window has stalled. 408.
    Time bodyWindow = std::chrono::seconds(30);
    qint64 bodyRate = 1024; // bytes a second
    // Browsers keep connections for minutes; fifteen seconds keep a page's requests together.
    Time keepAliveIdle = std::chrono::seconds(15);
    // A reader to which bytes were outstanding throughout this window, and which confirmed fewer
    // than writtenInWindow of them, is stuck: kernels take a little even for a program that reads
    // nothing. Abort.
    Time writeWindow = std::chrono::seconds(30);
    qint64 writtenInWindow = 30 * 1024; // as slow as bodyRate
    // How long the peer may go on sending behind the last answer, so that it gets to read that
    // (RFC 9112 §9.6): until it is silent for so long, and no longer and no more than that.
    Time lingerSilence = std::chrono::seconds(2);
    Time lingerWithin = std::chrono::seconds(30);
    qint64 lingerBytes = 64 * 1024 * 1024;
    // A FIN so soon behind a request ends the sending, not the waiting: `printf … | ncat` waits,
    // and nobody gives up that soon.
    Time halfCloseWithin = std::chrono::milliseconds(100);
    // A graceful stop waits for a body only as long as it moves, and no longer for who lingers.
    Time drainSilence = std::chrono::seconds(2);

    qint32 requestLine = 16 * 1024;   // longer than any browser's URL in practice. 414
    qint32 headerSection = 64 * 1024; // cookies of a crowded localhost. 431
    qint32 headerFields = 200;        // 431
    qint64 body = 16 * 1024 * 1024;   // judged at the head where announced. 413
    qint32 chunkLine = 4 * 1024;      // size and extensions of one chunk. 400
    // Of extensions and leading zeros over a whole body: 1-byte chunks are fine, padding is not.
    // 400
    qint32 chunkFraming = 16 * 1024;
    qint32 trailers = 8 * 1024;   // 400
    qint32 emptyLines = 4;        // before a request line (RFC 9112 §2.2). 400
    qint32 readAhead = 64 * 1024; // pipelined bytes held while a handler works
    // Unsent bytes, of responses and what is kept beside them, above which no request is begun.
    qint32 writeHighWater = 256 * 1024;
    // Of requests and answers that all connections together hold: thirty of the largest bodies.
    // Then those that have no more than a small request are still answered. 503
    qint64 bufferedByAll = 512 * 1024 * 1024;
};

} // namespace overlap::http
