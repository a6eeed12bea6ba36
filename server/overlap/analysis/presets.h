#pragma once

#include "overlap/load/plan.h"

#include <vector>

namespace overlap::analysis {

// Pure. A plan that the window offers, and its name.
struct Preset
{
    QString title;
    load::Plan plan;
};

// Pure. The plans in the menu of Send; its button sends the first one.
std::vector<load::Plan> standardPlans();
// Pure. The presets of the Send panel.
std::vector<Preset> sendPresets();
// Pure. "8 × /sleep"
QString planText(const load::Plan &plan);

} // namespace overlap::analysis
