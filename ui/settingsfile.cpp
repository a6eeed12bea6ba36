#include "settingsfile.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

namespace overlap::ui {

using namespace Qt::StringLiterals;

namespace {

std::unique_ptr<QSettings> settingsAt(const QString &file)
{
    return file.isEmpty() ? std::make_unique<QSettings>()
                          : std::make_unique<QSettings>(file, QSettings::IniFormat);
}

} // namespace

std::unique_ptr<QSettings> openSettings(const QString &file, QString &notice)
{
    auto settings = settingsAt(file);
    settings->allKeys(); // parses the whole file: status() is right only after that
    if (settings->status() != QSettings::FormatError)
        return settings;
    const QString broken = settings->fileName();
    const QString aside = broken + u".broken"_s;
    settings.reset();
    QFile::remove(aside); // from the last time
    notice = QFile::rename(broken, aside)
                 ? QCoreApplication::translate("Settings", "The settings could not be read: they "
                                                           "are now in %1, and all is as at first.")
                       .arg(QDir::toNativeSeparators(aside))
                 : QCoreApplication::translate("Settings", "The settings in %1 could not be read.")
                       .arg(QDir::toNativeSeparators(broken));
    return settingsAt(file);
}

} // namespace overlap::ui
