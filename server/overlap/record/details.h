#pragma once

#include "overlap/http/transaction.h"

#include <QByteArrayView>

namespace overlap::record {

// Pure. The texts of a finished request, for the details pane. In the queue and in the arena they
// are one packed block. Each text is cut to a size; Record::bytesIn and bytesOut have the real
// sizes.
struct Details
{
    static constexpr qsizetype maxTarget = 2048; // bytes, like the others
    static constexpr qsizetype maxHead = 0xffff; // a size is stored in two bytes
    static constexpr qsizetype maxKeptBody = http::Transaction::maxKeptBody;
    QByteArrayView target; // as received; kept even if there is no room for the other texts
    QByteArrayView requestHead;
    QByteArrayView requestBody;
    QByteArrayView responseHead;
    QByteArrayView responseBody;
    bool withBodies = true;     // false: bodies were left out, to save room
    qint64 requestBodySize = 0; // as received; at least the size of requestBody
    bool isWhole = true;        // false: the request was not read to its end
    QByteArrayView pieces{};    // see unpackPieces(); empty if the answer was given as a whole

    bool isEmpty() const;
    bool isCut() const;  // no text is longer than its largest size
    Details cut() const; // each text to its largest size
    Details withoutBodies() const;
    Details targetOnly() const { return {target, {}, {}, {}, {}, false}; }
};

// Pure. The block: five sizes, the request body's full size if it was cut, the pieces behind their
// size if there are some, then the texts.
// `details` must be cut().
quint32 packedSize(const Details &details);
quint32 packedTargetSize(const Details &details); // of its targetOnly()
void pack(const Details &details, char *block);   // packedSize() bytes
Details unpack(const char *block);                // views into the block

} // namespace overlap::record
