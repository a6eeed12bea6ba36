#pragma once

#include <QtGlobal>

namespace overlap::net {

// Pure. Whether browsers never connect to this port: the "bad ports" of the Fetch standard (Port
// blocking), which belong to other protocols.
bool browsersRefuse(quint16 port);

} // namespace overlap::net
