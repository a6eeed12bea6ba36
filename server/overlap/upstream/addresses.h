#pragma once

#include "overlap/upstream/origin.h"

#include <QHostAddress>
#include <QList>

namespace overlap::upstream {

// Pure. The addresses of an upstream that need no look-up: its own, or both of localhost, where
// programs listen at either, and of names below it, which not every system knows (RFC 6761 §6.3).
// Empty: its name must be looked up.
QList<QHostAddress> knownAddresses(const Origin &origin);

} // namespace overlap::upstream
