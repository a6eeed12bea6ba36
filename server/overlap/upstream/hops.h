#pragma once

#include "overlap/http/headers.h"

#include <QVarLengthArray>

namespace overlap::upstream {

// Pure. Which fields of a message are meant for its next recipient only, and so are not passed on:
// those of the connection, and those that Connection names (RFC 9110 §7.6.1). Those that frame the
// body are among them, as it is framed anew. The message must exist as long as this.
class Hops
{
public:
    explicit Hops(const http::Headers &fields);

    bool endHere(QByteArrayView name) const;

private:
    QVarLengthArray<QByteArrayView, 8> m_named;
};

// Whether a field of this name holds this token in its comma-separated list.
bool hasToken(const http::Headers &fields, QByteArrayView name, QByteArrayView token);

} // namespace overlap::upstream
