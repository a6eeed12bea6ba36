#pragma once

#include <QtGlobal>

namespace overlap::net {

// Pure. Whether browsers connect to no such port, whoever listens there: the "bad ports" of the
// Fetch standard (Port blocking), which other protocols use.
bool browsersRefuse(quint16 port);

} // namespace overlap::net
