#pragma once

#include <QByteArrayView>

namespace overlap::ui {

// Pure. Whether a field, parameter, element or variable of this name holds a secret.
bool isSecret(QByteArrayView name);
// A "code" of at least ten characters, one of them a digit, is an OAuth authorization code (RFC
// 6749 §4.1.2). A shorter one is a status or a country. `value` may be cut after 64 bytes.
bool isSecretCode(QByteArrayView name, QByteArrayView value);

} // namespace overlap::ui
