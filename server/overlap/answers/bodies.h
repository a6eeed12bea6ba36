#pragma once

#include "overlap/script/draws.h"

#include <QByteArray>

namespace overlap::answers {

// Any thread. Bytes of the endless body that `send` sends: lines of 64 readable characters. They
// are not copied. At most `most` bytes from `position` on, at least one.
QByteArray patternBytes(qint64 position, qint64 most);
// The same, but pseudo-random.
QByteArray randomBytes(script::Draws &draws, qint64 size);

// Pure. Piece number `n`, from 1: a line of JSON, a server-sent event with its id.
QByteArray jsonLine(qint64 n);
QByteArray serverSentEvent(qint64 n);
// Where a client that reconnects goes on: behind the id of its Last-Event-ID field, or 0.
qint64 lastEventId(QByteArrayView field);

} // namespace overlap::answers
