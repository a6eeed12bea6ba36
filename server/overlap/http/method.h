#pragma once

#include <QByteArrayView>

namespace overlap::http {

// Pure. The request methods of RFC 9110 §9.3 and PATCH (RFC 5789). Names are case-sensitive.
// Unknown stands for any other token; Request::methodName() has its spelling.
enum class Method : quint8 {
    Unknown,
    Get,
    Head,
    Post,
    Put,
    Delete,
    Connect,
    Options,
    Trace,
    Patch,
};

Method methodFromName(QByteArrayView name);

// As on the wire; empty for Unknown.
QByteArrayView methodName(Method method);

} // namespace overlap::http
