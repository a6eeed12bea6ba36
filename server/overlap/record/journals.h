#pragma once

#include "overlap/record/journal.h"

#include <memory>
#include <vector>

namespace overlap::record {

// Main thread. A journal for each event loop that there ever was: what they hold may not have been
// read yet.
class Journals
{
public:
    // Those of the first so many loops, made where there are none.
    std::vector<Journal *> first(int loops);
    std::vector<Journal *> all() const;
    // Since when a loop has been at something, the longest of all; none: they wait.
    std::optional<qint64> busySinceNs() const;

private:
    std::vector<std::unique_ptr<Journal>> m_journals;
};

} // namespace overlap::record
