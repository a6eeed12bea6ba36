#pragma once

#include <QSettings>

#include <memory>

namespace overlap::ui {

// Main thread. Opens the settings in `file`, or at the system's place if it is empty. A file that
// cannot be read is renamed, not overwritten; then `notice` is a sentence for people about it.
std::unique_ptr<QSettings> openSettings(const QString &file, QString &notice);

} // namespace overlap::ui
