#pragma once

#include <QString>
#include <QStringList>

class QFileDialog;
class QWidget;

namespace overlap::ui {

// Pure. The file that a name typed in a dialog stands for.
struct SaveName
{
    QString file;    // absolute, with a suffix
    QString problem; // empty: it may be written
};

// Appends the first of these suffixes (such as "png"), if the name has none of them. The dialog has
// asked about the name as it was typed: another one must not replace a file.
SaveName saveName(const QString &typed, const QStringList &suffixes);

// What to tell if it was not written.
QString notSavedText(const QString &file, const QString &problem);

// A dialog that asks for a file to write, and deletes itself.
QFileDialog *saveDialog(QWidget *parent, const QString &title, const QStringList &nameFilters,
                        const QString &suffix, const QString &name);

} // namespace overlap::ui
