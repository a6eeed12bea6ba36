#pragma once

#include "overlap/record/store.h"

namespace overlap::ui {

// Pure. A command for a POSIX shell that sends the same request with curl (7.55 or newer). What
// curl sends differently: Host comes first and Content-Length last, chunks have other sizes and
// neither extensions nor trailers, and no value has blanks around it. Where more is missing, the
// first lines say so, as words that the shell ignores: not every shell takes comments at its
// prompt. A body that was not kept whole has to be put into a file, without which nothing is sent.
// `origin` is "http://localhost:7878", without a slash at its end.
QString curlCommand(QByteArrayView origin, const record::KeptDetails &request, bool withSecrets);

} // namespace overlap::ui
