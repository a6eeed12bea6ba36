#include "cells.h"

#include "secrets.h"

namespace overlap::ui {

using namespace Qt::StringLiterals;

QString harmlessCell(const QString &cell)
{
    const bool isFormula = !cell.isEmpty() && u"=+-@\""_s.contains(cell.front());
    return withoutSecrets(isFormula ? u'\'' + cell : cell);
}

} // namespace overlap::ui
