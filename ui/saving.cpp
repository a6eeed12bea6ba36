#include "saving.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>

#include <algorithm>

namespace overlap::ui {

SaveName saveName(const QString &typed, const QStringList &suffixes)
{
    const bool hasSuffix = std::ranges::any_of(suffixes, [&](const QString &suffix) {
        return typed.endsWith(u'.' + suffix, Qt::CaseInsensitive);
    });
    const QString named = hasSuffix ? typed : typed + u'.' + suffixes.constFirst();
    const QString file = QDir::toNativeSeparators(QFileInfo(named).absoluteFilePath());
    if (!hasSuffix && QFileInfo::exists(file))
        return {file, QCoreApplication::translate("Saving", "there is such a file already")};
    return {file, {}};
}

QString notSavedText(const QString &file, const QString &problem)
{
    return QCoreApplication::translate("Saving", "%1 was not written: %2.").arg(file, problem);
}

QFileDialog *saveDialog(QWidget *parent, const QString &title, const QStringList &nameFilters,
                        const QString &suffix, const QString &name)
{
    auto *dialog = new QFileDialog(parent, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters(nameFilters);
    dialog->setDefaultSuffix(suffix);
    dialog->selectFile(name);
    return dialog;
}

} // namespace overlap::ui
