#pragma once

#include "overlap/record/store.h"

namespace overlap::analysis {

// Pure. Why a finished request was refused, or why the page that sent it gets no answer, as one
// sentence that says what to do; empty where there is nothing to tell. The latter is told from the
// heads: of a page of another origin that has not been allowed to read it (Fetch standard, “CORS
// protocol”).
QString reasonOf(const record::Record &record, const record::KeptDetails &details);

} // namespace overlap::analysis
