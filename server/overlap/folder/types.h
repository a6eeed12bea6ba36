#pragma once

#include <QByteArray>
#include <QString>

namespace overlap::folder {

// Any thread. The Content-Type of a file, by its name alone: those of the web from a table, the
// others as the system knows them. Text is taken for UTF-8.
QByteArray typeOf(const QString &name);

// Any thread. The same without asking the system, which may have to read its tables; empty: it must
// be asked.
QByteArray knownTypeOf(const QString &name);

} // namespace overlap::folder
