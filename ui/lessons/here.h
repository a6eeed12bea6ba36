#pragma once

#include "overlap/lesson/lesson.h"
#include "overlap/record/inflightrequests.h"

#include <vector>

namespace overlap::ui {

// Pure. Who stands at a line of code just now.
struct Here
{
    int count = 0;          // requests in flight
    bool holdsLoop = false; // and the event loop waits for this line
    bool operator==(const Here &) const = default;
};

// One for each line: the requests in the phase that the line is marked with.
std::vector<Here> whoIsHere(const std::vector<lesson::CodeLine> &code,
                            const std::vector<record::InFlight> &inFlight, bool isLoopBlocked);

// "3 here"; empty: nobody is.
QString hereText(const Here &here);

} // namespace overlap::ui
