#pragma once

#include <QByteArray>
#include <QString>

namespace overlap::ui {

// Pure. What people copy often ends up where others read it: values that let somebody in are
// replaced by `mask`. Secret are Authorization, Proxy-Authorization, Cookie, Set-Cookie, and all
// fields and query parameters whose names speak of a token, a key, a secret, a password or a
// signature.
inline constexpr char mask[] = "MASKED";
bool isSecret(QByteArrayView name);             // of a field or a parameter
QByteArray withoutSecrets(QByteArrayView head); // a message's head; lengths change, lines do not
QString withoutSecrets(const QString &text);    // the query of a target, or any other text

} // namespace overlap::ui
