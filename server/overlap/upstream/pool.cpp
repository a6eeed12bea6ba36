#include "overlap/upstream/pool.h"

#include <algorithm>

namespace overlap::upstream {

std::optional<Pool::Given> Pool::ask(quint64 request)
{
    if (!m_idle.empty()) {
        const quint32 link = m_idle.back().link;
        m_idle.pop_back();
        m_busy.push_back(link);
        return Given{request, link, false};
    }
    if (!isFull())
        return open(request);
    m_waiting.push_back(request);
    return std::nullopt;
}

bool Pool::forget(quint64 request)
{
    return std::erase(m_waiting, request) > 0;
}

std::optional<Pool::Given> Pool::giveBack(quint32 link, Time now, std::optional<Time> closesIn)
{
    Q_ASSERT(std::ranges::count(m_busy, link) == 1);
    const Time idleFor = std::min(m_settings.idleFor, closesIn.value_or(m_settings.idleFor));
    if (idleFor <= Time(0))
        return close(link);
    if (!m_waiting.empty()) {
        const quint64 request = m_waiting.front();
        m_waiting.pop_front();
        return Given{request, link, false};
    }
    noLongerBusy(link);
    m_idle.push_back({link, http::later(now, idleFor)});
    m_first = std::min(m_first, m_idle.back().until);
    return std::nullopt;
}

std::optional<Pool::Given> Pool::close(quint32 link)
{
    if (!noLongerBusy(link))
        std::erase_if(m_idle, [link](const Idle &idle) { return idle.link == link; });
    return openForNext();
}

Pool::Given Pool::replace(quint32 link, quint64 request)
{
    noLongerBusy(link);
    return open(request);
}

std::vector<quint32> Pool::expire(Time now)
{
    if (now < m_first)
        return {};
    std::vector<quint32> expired;
    for (const Idle &idle : m_idle) {
        if (idle.until <= now)
            expired.push_back(idle.link);
    }
    std::erase_if(m_idle, [now](const Idle &idle) { return idle.until <= now; });
    m_first = deadline();
    return expired;
}

Pool::Time Pool::deadline() const
{
    Time first = http::never;
    for (const Idle &idle : m_idle)
        first = std::min(first, idle.until);
    return first;
}

Pool::Given Pool::open(quint64 request)
{
    m_busy.push_back(++m_last);
    return {request, m_last, true};
}

bool Pool::noLongerBusy(quint32 link)
{
    const auto at = std::ranges::find(m_busy, link);
    if (at == m_busy.end())
        return false;
    *at = m_busy.back();
    m_busy.pop_back();
    return true;
}

std::optional<Pool::Given> Pool::openForNext()
{
    if (m_waiting.empty() || isFull())
        return std::nullopt;
    const quint64 request = m_waiting.front();
    m_waiting.pop_front();
    return open(request);
}

std::optional<http::Time> keepAliveOf(const Fields &fields)
{
    if (!fields.contains(Known::KeepAlive))
        return std::nullopt;
    for (const Fields::Field &field : fields) {
        if (field.known != Known::KeepAlive)
            continue;
        for (QByteArrayView list = field.value; !list.isEmpty();) {
            const QByteArrayView parameter = http::takeToken(list);
            const qsizetype equals = parameter.indexOf('=');
            if (equals < 0 ||
                !http::equalsIgnoringCase(parameter.first(equals).trimmed(), "timeout"))
                continue;
            constexpr qint64 longest = 24 * 60 * 60;
            const qint64 seconds = http::lengthFrom(parameter.sliced(equals + 1).trimmed());
            if (seconds >= 0)
                return std::chrono::seconds(std::clamp<qint64>(seconds - 1, 0, longest));
        }
    }
    return std::nullopt;
}

} // namespace overlap::upstream
