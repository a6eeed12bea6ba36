#pragma once

#include "overlap/script/parse.h"

namespace overlap::script {

// Pure. What is wrong with the order of steps whose arguments are good: its first error, or
// nothing.
std::optional<ScriptError> checkOrder(const QList<Step> &steps);

} // namespace overlap::script
