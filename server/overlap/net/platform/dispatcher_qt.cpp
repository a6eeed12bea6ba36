#include "overlap/net/platform/dispatcher.h"

namespace overlap::net {

void useDispatcher(QThread &) {}

} // namespace overlap::net
