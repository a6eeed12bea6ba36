#pragma once

#include <QApplication>

#include <memory>

namespace overlap::app {

// Main thread. The application with windows, and Qt's options taken out of the arguments. Where no
// window can be opened, ends the process with 1 and a sentence: Qt has no other way but to abort.
// What Qt says meanwhile is held back.
std::unique_ptr<QApplication> openDisplay(int &argc, char **argv);

// To be called once there is something to show.
void releaseMessages();

} // namespace overlap::app
