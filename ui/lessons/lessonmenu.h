#pragma once

class QMenu;

namespace overlap::ui {

class LessonPanel;

// Main thread. Adds the menu of the lessons, which opens each; those that were done are ticked.
void addLessonMenu(QMenu &menu, LessonPanel &panel);

} // namespace overlap::ui
