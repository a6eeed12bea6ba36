#pragma once

#include "why.h"

namespace overlap::ui {

// Pure. Why the last of a burst's requests was refused, where it was. `records` are its rows'.
Why refusalIn(std::span<const record::Record> records);

} // namespace overlap::ui
