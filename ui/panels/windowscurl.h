#pragma once

#include "curlcall.h"

#include <QString>

namespace overlap::ui {

// Pure. The call as text for the two shells of Windows. Words that the shell can hold are written
// as words; text with quotes or lines goes into a config file of curl; any other bytes do so in
// Base64, since curl takes arguments in the system's code page. The file is removed afterwards.
QString cmdCurl(const CurlCall &call);
QString powerShellCurl(const CurlCall &call);

// One word of a program's command line, quoted for C programs and then for the prompt of cmd.
// Precondition: printable ASCII.
QString cmdWord(QByteArrayView bytes);
// One word in single quotes for PowerShell. Precondition: printable ASCII without double quotes,
// which its versions pass on differently; not empty, and no backslash at the end.
QString powerShellWord(QByteArrayView bytes);
// A line of curl's config file, without its end.
QByteArray configLine(const CurlCall::Option &option);

} // namespace overlap::ui
