#pragma once

#include "overlap/analysis/diagnosis.h"

namespace overlap::analysis {

// Pure. Why the latest of a burst's requests was refused, or whose page may not read its answer.
// `records` are those of the rows, of which the last few are looked at.
Diagnosis refusalIn(const record::Store &store, std::span<const record::Row> rows,
                    std::span<const record::Record> records);

} // namespace overlap::analysis
