#pragma once

#include "overlap/http/headers.h"

#include <QVarLengthArray>

namespace overlap::upstream {

// Pure. The fields that mean something to who passes a message on.
enum class Known : quint8 {
    Te,
    Via,
    Date,
    Host,
    Expect,
    Upgrade,
    Location,
    Connection,
    KeepAlive,
    ContentType,
    MaxForwards,
    ContentLength,
    Http2Settings,
    XForwardedFor,
    ContentLocation,
    XForwardedHost,
    ProxyConnection,
    TransferEncoding,
    XForwardedProto,
    AllowOrigin, // Access-Control-Allow-Origin
    Other,
};
Known knownAs(QByteArrayView name);

// Pure. The fields of a message, each looked at once, and which of them are meant for its next
// recipient only, and so are not passed on: those of the connection, and those that Connection
// names (RFC 9110 §7.6.1). Those that frame the body are among them, as it is framed anew. The
// message must exist as long as this.
class Fields
{
public:
    struct Field : http::Headers::Field
    {
        Known known;
    };

    explicit Fields(const http::Headers &headers);

    auto begin() const { return m_fields.begin(); }
    auto end() const { return m_fields.end(); }
    bool contains(Known known) const { return m_known & bit(known); }
    std::optional<QByteArrayView> find(Known known) const; // the first
    // Whether one of that name holds this token in its comma-separated list.
    bool hasToken(Known known, QByteArrayView token) const;
    bool endsHere(const Field &field) const;

private:
    static constexpr quint32 bit(Known known) { return 1u << quint8(known); }

    QVarLengthArray<Field, 32> m_fields;
    QVarLengthArray<QByteArrayView, 8> m_named; // by Connection
    quint32 m_known = 0;
};

} // namespace overlap::upstream
