#pragma once

class QMenuBar;

namespace overlap::ui {

// Main thread. Lets an open menu have the letters that are typed. Else Qt takes those that are
// shortcuts of a single widget for that widget's, since the menu bar has the focus meanwhile.
void keepLetters(QMenuBar &menus);

} // namespace overlap::ui
