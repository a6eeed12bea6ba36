#pragma once

#include <QSettings>

#include <memory>

namespace overlap::ui {

// The settings in a file, or where the system keeps the application's, if it is empty. What can't
// be read is set aside, not overwritten: then `notice` says so, in a sentence for people.
std::unique_ptr<QSettings> openSettings(const QString &file, QString &notice);

} // namespace overlap::ui
