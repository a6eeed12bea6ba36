#pragma once

#include "overlap/http/transaction.h"

#include <QByteArrayView>

namespace overlap::record {

// Pure. The texts that the details pane shows of a finished request. On their way and in the arena
// they are one block, so each is cut: the target to targetMost, heads and bodies to headMost and
// maxKeptBody bytes. Record::bytesIn and bytesOut tell how much there was.
struct Details
{
    static constexpr qsizetype targetMost = 2048;
    static constexpr qsizetype headMost = 0xffff; // two bytes a size
    static constexpr qsizetype maxKeptBody = http::Transaction::maxKeptBody;
    QByteArrayView target; // as received, kept even where the rest finds no room
    QByteArrayView requestHead;
    QByteArrayView requestBody;
    QByteArrayView responseHead;
    QByteArrayView responseBody;
    bool withBodies = true;     // false: bodies were left out, as there was too much to keep
    qint64 requestBodySize = 0; // as received; less than what is here counts as that
    bool isWhole = true;        // false: the request broke off, or was refused before its end

    bool isEmpty() const;
    Details cut() const; // each to its most
    Details withoutBodies() const;
    Details targetOnly() const { return {target, {}, {}, {}, {}, false}; }
};

// The block: five sizes, that of a body that is not here as a whole, then the texts. Details are
// cut by the caller.
quint32 packedSize(const Details &details);
void pack(const Details &details, char *block); // packedSize() bytes
Details unpack(const char *block);              // views into the block

} // namespace overlap::record
