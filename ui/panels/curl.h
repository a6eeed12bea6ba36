#pragma once

#include <QByteArrayView>
#include <QString>

namespace overlap::ui {

// Pure. A command for a POSIX shell that sends the same request with curl. Nothing of the wire is
// ever read by the shell or by the terminal it is pasted into: what is more than visible text in
// single quotes goes through printf's octal escapes. Host and Content-Length are curl's to set.
// `origin` is "http://localhost:7878", without a slash at its end; the body is decoded.
QString curlCommand(QByteArrayView origin, QByteArrayView head, QByteArrayView body);

} // namespace overlap::ui
