#pragma once

#include <QByteArrayView>

namespace overlap::ui {

// Pure. What the name of a field, a parameter, an element or a variable tells.
bool isSecret(QByteArrayView name);
// A "code" of ten characters and more with a digit among them is what OAuth gives
// (RFC 6749 §4.1.2), a shorter one a status or a country. `value` may be its first 64 bytes.
bool isSecretCode(QByteArrayView name, QByteArrayView value);

} // namespace overlap::ui
