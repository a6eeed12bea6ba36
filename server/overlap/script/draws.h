#pragma once

#include "overlap/script/script.h"

namespace overlap::script {

// Pure. Random numbers that are the same for the same seed with every compiler, library and
// platform (SplitMix64). Those of <random> are not, and QRandomGenerator is 2.5 KB large.
class Draws
{
public:
    // `stream`: the ordinal of the request, so that those of one seed differ.
    explicit Draws(quint64 seed, quint64 stream = 0);

    quint64 next();
    double fraction(); // from 0, below 1
    // How long to wait this time, of at most longestDuration. A fixed wait takes no draw.
    std::chrono::nanoseconds of(const Wait &wait);

private:
    double normal(); // with mean 0 and standard deviation 1

    quint64 m_state;
};

} // namespace overlap::script
