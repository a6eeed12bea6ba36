#pragma once

#include <QByteArray>

namespace overlap::app {

// Pure. The manual page, in the language of man(7), made of the table of options.
QByteArray manualPage();

} // namespace overlap::app
