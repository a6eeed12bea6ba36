#include "overlap/record/stringpool.h"

#include <QHashFunctions>

#include <cstring>

namespace overlap::record {

quint16 StringPool::intern(QByteArrayView text)
{
    const bool isCrowded = qsizetype(m_pages.size()) * pageSize >= crowdedBytes;
    text = text.first(qMin(text.size(), isCrowded ? maxTextIfCrowded : maxText));
    if (!m_places.empty() && isSame(at(m_last), text))
        return m_last;
    if (m_slots.size() < 2 * (m_places.size() + 1))
        rehash();
    quint32 &slot = m_slots[slotOf(text)];
    if (slot == 0) {
        Q_ASSERT(m_places.size() <= 0xffff);
        if (m_pages.empty() || m_used + text.size() > pageSize) {
            m_pages.push_back(std::make_unique_for_overwrite<char[]>(size_t(pageSize)));
            m_used = 0;
        }
        char *bytes = m_pages.back().get() + m_used;
        if (!text.isEmpty())
            std::memcpy(bytes, text.data(), size_t(text.size()));
        m_used += text.size();
        m_places.push_back({bytes, quint16(text.size())});
        slot = quint32(m_places.size());
    }
    m_last = quint16(slot - 1);
    return m_last;
}

QByteArrayView StringPool::at(quint16 index) const
{
    const Place &place = m_places[index];
    return {place.bytes, place.size};
}

void StringPool::seal()
{
    std::vector<quint32>().swap(m_slots);
    m_places.shrink_to_fit();
}

size_t StringPool::slotOf(QByteArrayView text) const
{
    const size_t mask = m_slots.size() - 1;
    size_t slot = qHash(text) & mask;
    while (m_slots[slot] != 0 && !isSame(at(quint16(m_slots[slot] - 1)), text))
        slot = (slot + 1) & mask;
    return slot;
}

void StringPool::rehash()
{
    m_slots.assign(qMax<size_t>(64, 2 * m_slots.size()), 0);
    for (size_t index = 0; index < m_places.size(); ++index)
        m_slots[slotOf(at(quint16(index)))] = quint32(index + 1);
}

} // namespace overlap::record
