#include "overlap/analysis/refusal.h"

#include "overlap/analysis/reason.h"

namespace overlap::analysis {

// A page's requests come together, and a look at a request's texts copies them.
static constexpr size_t mostLooked = 32;

Diagnosis refusalIn(const record::Store &store, std::span<const record::Row> rows,
                    std::span<const record::Record> records)
{
    for (size_t back = 1; back <= std::min(rows.size(), mostLooked); ++back) {
        const size_t i = rows.size() - back;
        if (records[i].fault != 0 && back > 1)
            continue; // others came after it
        const QString reason = reasonOf(records[i], store.details(rows[i]));
        if (!reason.isEmpty()) // a part of a sentence: without a stop
            return {Diagnosis::Kind::Refused, reason.chopped(1), {}, 1};
    }
    return {};
}

} // namespace overlap::analysis
