#include "overlap/folder/passage.h"

#include <utility>

namespace overlap::folder {

void Passage::send(net::Call &&call, http::Response response)
{
    begin(response.status);
    end();
    std::move(call).send(std::move(response));
}

void Passage::end()
{
    if (const WhenEnding whenEnding = std::exchange(m_whenEnding, {}))
        whenEnding(m_status);
}

} // namespace overlap::folder
