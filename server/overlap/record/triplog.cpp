#include "overlap/record/triplog.h"

#include <utility>

namespace overlap::record {

bool TripLog::begin(Trip &trip)
{
    const std::lock_guard lock(m_mutex);
    if (m_told.size() >= most) {
        ++m_dropped;
        return false;
    }
    trip.id = ++m_begun;
    return add(trip);
}

bool TripLog::tell(const Trip &trip)
{
    if (trip.id == 0)
        return false;
    const std::lock_guard lock(m_mutex);
    return add(trip);
}

bool TripLog::add(const Trip &trip)
{
    m_told.push_back(trip);
    return m_told.size() == 1;
}

std::vector<Trip> TripLog::take()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_told, {});
}

quint64 TripLog::dropped() const
{
    const std::lock_guard lock(m_mutex);
    return m_dropped;
}

} // namespace overlap::record
