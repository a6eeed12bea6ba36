#pragma once

#include "overlap/lesson/lesson.h"

namespace overlap::lesson {

// Pure. What a page shows of a program: the lines between two lines "//! [shown]", without what all
// of them are indented by. Or one sentence about what is wrong.
std::variant<std::vector<CodeLine>, QString> shownIn(const QString &program);

} // namespace overlap::lesson
