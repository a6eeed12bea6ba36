#pragma once

#include <QHostAddress>
#include <QList>

namespace overlap {

// Pure. Where to listen, as people write it: an IP address, also in brackets, or a name of this
// machine.

// In one form, in which it is told, kept and looked up: without the brackets, a name in lower case
// and in ASCII. Empty: no host can be called that.
QString hostFrom(const QString &text);

// What a host of that form means where nobody need be asked: localhost (RFC 6761 §6.3) and "::" are
// an address of each family. Empty: a name to look up.
QList<QHostAddress> addressesOf(const QString &host);

} // namespace overlap
