#pragma once

#include "overlap/record/journal.h"

#include <memory>
#include <vector>

namespace overlap::record {

// Main thread. A journal for each event loop that ever existed: it may still have unread entries.
class Journals
{
public:
    // The journals of the first `loops` loops. Creates missing ones.
    std::vector<Journal *> first(int loops);
    std::vector<Journal *> all() const;
    // Since when the loop that is busy longest is busy; nothing if all loops wait.
    std::optional<qint64> busySinceNs() const;

private:
    std::vector<std::unique_ptr<Journal>> m_journals;
};

} // namespace overlap::record
