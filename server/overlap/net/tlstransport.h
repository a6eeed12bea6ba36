#pragma once

#include "overlap/net/connector.h"

#include <QString>

class QSslSocket;

namespace overlap::net {

// Pure. How a connection is made secure.
struct TlsOptions
{
    QString name{};          // whom the certificate must name
    QString ca{};            // file of the certificates (PEM) that are trusted; empty: the system's
    bool isInsecure = false; // any certificate will do
};

// Before the socket, which may be on any thread, becomes secure.
void prepare(QSslSocket &socket, const TlsOptions &how);

// Any thread. Whether this Qt tells that a peer has ended its side (close_notify, RFC 8446 §6.1).
// An end without that could be anyone's; where nothing is told, it is taken for the peer's.
bool tellsWhoEnds();

// Loop thread. A connection with TLS, from the client's side, over a QSslSocket on every platform.
// The transport can't end in halves: shutdownWrite() ends it.
std::unique_ptr<Connector> connectTls(const ConnectTo &to, const TlsOptions &how,
                                      Connector::Done done);

} // namespace overlap::net
