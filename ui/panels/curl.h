#pragma once

#include "overlap/record/store.h"

namespace overlap::ui {

// Pure. A command for a POSIX shell that sends the same request with curl (7.55 or newer). These
// differences remain: Host is first and Content-Length last; chunks have other sizes and no
// extensions or trailers; values have no blanks around them. If more is missing, the first lines
// say so. They are arguments of ":", since not every shell accepts comments at its prompt. If a
// body was not kept completely, the command reads it from a file and sends nothing without it.
// `origin` is like "http://localhost:7878", without a slash at the end.
QString curlCommand(QByteArrayView origin, const record::KeptDetails &request, bool withSecrets);

} // namespace overlap::ui
