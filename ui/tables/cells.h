#pragma once

#include <QString>

namespace overlap::ui {

// Pure. People share what they copy or export, or open it in a spreadsheet: secrets are masked, and
// a leading apostrophe keeps a cell from being read as a formula.
QString harmlessCell(const QString &cell);

} // namespace overlap::ui
