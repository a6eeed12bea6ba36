#pragma once

#include <QHostAddress>
#include <QList>

namespace overlap {

// Pure. Where to listen: an IP address, also in brackets, or a name of this machine.

// The normalized form, which is shown, stored and looked up: without brackets; a name in lower case
// and in ASCII. Empty if the text is not a valid host.
QString hostFrom(const QString &text);

// The addresses of a host in that form, if no look-up is needed. localhost (RFC 6761 §6.3) and "::"
// have one of each family. Empty if it is a name to look up.
QList<QHostAddress> addressesOf(const QString &host);

} // namespace overlap
