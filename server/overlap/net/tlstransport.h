#pragma once

#include "overlap/net/connector.h"
#include "overlap/net/trustedfile.h"

#include <QString>

#include <functional>
#include <memory>

class QSslSocket;

namespace overlap::net {

// Pure. How a connection is made secure.
struct TlsOptions
{
    QString name{};                         // whom the certificate must name
    std::shared_ptr<TrustedFile> trusted{}; // null: those that the system trusts
    bool isInsecure = false;                // any certificate will do
};

// Before the socket, which may be on any thread, becomes secure.
void prepare(QSslSocket &socket, const TlsOptions &how);

// Why it did not become so; NotSecure: nothing is wrong with the certificate that is known.
ConnectError whyNotSecure(const QSslSocket &socket);

// Any thread. Whether this Qt tells that a peer has ended its side (close_notify, RFC 8446 §6.1).
// An end without that could be anyone's; where nothing is told, it is taken for the peer's.
bool tellsWhoEnds();

// Loop thread. A connection with TLS, from the client's side, over a QSslSocket on every platform.
// The transport can't end in halves: shutdownWrite() ends it. `securing` is called when the
// connection is there, and TLS begins.
std::unique_ptr<Connector> connectTls(const ConnectTo &to, const TlsOptions &how,
                                      std::function<void()> securing, Connector::Done done);

} // namespace overlap::net
