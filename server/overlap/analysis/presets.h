#pragma once

#include "overlap/load/plan.h"

#include <vector>

namespace overlap::analysis {

// What is offered to be sent, and how it is called.
struct Preset
{
    QString title;
    load::Plan plan;
};

// Pure. What the menu of Send offers; the first is what its button sends.
std::vector<load::Plan> standardPlans();
// Pure. What the Send panel offers to begin with.
std::vector<Preset> sendPresets();
// "8 × /sleep": how many of what.
QString planText(const load::Plan &plan);

} // namespace overlap::analysis
