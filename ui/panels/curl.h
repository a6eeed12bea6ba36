#pragma once

#include "overlap/record/store.h"

namespace overlap::ui {

enum class Shell : quint8 { Posix, Cmd, PowerShell };

// Pure. A command that sends the same request with curl (7.55 or newer), to be pasted at the prompt
// of this shell. These differences remain: Host is first and Content-Length last; chunks have other
// sizes and no extensions or trailers; values have no blanks around them. If more is missing, the
// first lines say so, as comments. If a body was not kept completely, the command reads it from a
// file and sends nothing without it. `origin` is like "http://localhost:7878", without a slash at
// the end.
QString curlCommand(Shell shell, QByteArrayView origin, const record::KeptDetails &request,
                    bool withSecrets);

} // namespace overlap::ui
