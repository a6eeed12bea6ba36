#include "overlap/record/journals.h"

#include <algorithm>

namespace overlap::record {

std::vector<Journal *> Journals::first(int loops)
{
    while (m_journals.size() < std::size_t(loops))
        m_journals.push_back(std::make_unique<Journal>());
    std::vector<Journal *> chosen = all();
    chosen.resize(std::size_t(loops));
    return chosen;
}

std::vector<Journal *> Journals::all() const
{
    std::vector<Journal *> all;
    for (const auto &journal : m_journals)
        all.push_back(journal.get());
    return all;
}

std::optional<qint64> Journals::busySinceNs() const
{
    std::optional<qint64> since;
    for (const auto &journal : m_journals) {
        const qint64 busy = journal->busySinceNs();
        if (busy != Journal::notBusy)
            since = std::min(since.value_or(busy), busy);
    }
    return since;
}

} // namespace overlap::record
