#pragma once

#include "overlap/analysis/diagnosis.h"

namespace overlap::analysis {

// Pure. Why the last request of a burst was refused, or why a page may not read the answer to one
// of the last requests. `records` are the records of `rows`.
Diagnosis refusalIn(const record::Store &store, std::span<const record::Row> rows,
                    std::span<const record::Record> records);

} // namespace overlap::analysis
