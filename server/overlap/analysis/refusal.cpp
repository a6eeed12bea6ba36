#include "overlap/analysis/refusal.h"

#include "overlap/analysis/reason.h"

namespace overlap::analysis {

// Reading a request's details copies them. The requests of a page come together, so a few suffice.
static constexpr size_t maxRows = 32;

Diagnosis refusalIn(const record::Store &store, std::span<const record::Row> rows,
                    std::span<const record::Record> records)
{
    for (size_t back = 1; back <= std::min(rows.size(), maxRows); ++back) {
        const size_t i = rows.size() - back;
        if (records[i].fault != 0 && back > 1)
            continue; // a refusal counts only if it is the last request
        const QString reason =
            reasonOf(records[i], store.details(rows[i]), store.upstream(rows[i]));
        if (!reason.isEmpty()) // it becomes a part of a sentence: without the full stop
            return {Diagnosis::Kind::Refused, reason.chopped(1), {}, 1};
    }
    return {};
}

} // namespace overlap::analysis
