#pragma once

#include "overlap/net/call.h"

namespace overlap::routes {

// Any thread. Answers with the request's body and content type.
void echo(net::Call &&call, const QByteArray &parameter);

} // namespace overlap::routes
