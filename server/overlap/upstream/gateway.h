#pragma once

#include "overlap/upstream/passage.h"

#include <memory>

namespace overlap::upstream {

// Any thread. Passes calls on to one upstream, and its answers back. A copy shares its connections,
// as do its calls; they are closed when the last one is gone.
class Gateway
{
public:
    explicit Gateway(Route route);

    void handle(net::Call &&call, Passing passing) const;

private:
    class Shared;
    std::shared_ptr<Shared> m_shared;
};

} // namespace overlap::upstream
