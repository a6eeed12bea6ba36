#pragma once

#include "record/store.h"

#include <vector>

namespace overlap::ui {

// Pure. Where in each lane the errors are, so that drawing can leap over what falls into one pixel
// and still show every error. Grows with the store, at the cost of what was added.
class Errors
{
public:
    void take(const record::Store &store, const record::Growth &growth);
    // Whether a bar with an error begins in [fromNs, untilNs).
    bool any(record::Lanes::Lane lane, qint64 fromNs, qint64 untilNs) const;

private:
    void takeLane(const record::Store &store, record::Lanes::Lane lane, record::Row firstAdded);

    struct Error
    {
        record::Row row;
        qint64 fromNs;
    };
    std::vector<std::vector<Error>> m_lanes; // each in the order of time
};

} // namespace overlap::ui
