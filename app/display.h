#pragma once

#include <QApplication>

#include <memory>

namespace overlap::app {

// Main thread. Creates the application, which removes Qt's options from the arguments. If no window
// can be opened, Qt would abort; instead, this prints a sentence and ends the process with status
// 1. Qt's other messages are buffered until releaseMessages().
std::unique_ptr<QApplication> openDisplay(int &argc, char **argv);

// Main thread. Passes on Qt's buffered messages.
void releaseMessages();

} // namespace overlap::app
