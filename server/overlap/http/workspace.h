#pragma once

#include "overlap/http/encoder.h"
#include "overlap/http/ledger.h"
#include "overlap/http/limits.h"

namespace overlap::http {

// Pure. What the exchanges of a loop share.
struct Workspace
{
    const Limits &limits;
    ResponseHeads heads{};
    Spare<QByteArray> pieces{};
    Spare<Ledger::Entry> entries{};
};

} // namespace overlap::http
