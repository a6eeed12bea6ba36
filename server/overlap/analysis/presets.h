#pragma once

#include "overlap/load/plan.h"

namespace overlap::analysis {

// Pure. What Send offers; the first is what its button sends.
std::vector<load::Plan> standardPlans();
// "8 × /sleep": how many of what.
QString planText(const load::Plan &plan);

} // namespace overlap::analysis
