#pragma once

#include <QByteArrayView>

#include <algorithm>
#include <memory>
#include <vector>

namespace overlap::record {

// Pure. Like ==, but inline, for texts that are short or mostly differ in size.
inline bool isSame(QByteArrayView a, QByteArrayView b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

// Pure. Up to 65 536 different texts, each stored once and never moved. About 10 MiB at most.
class StringPool
{
public:
    static constexpr qsizetype maxText = 512; // bytes; longer texts are cut
    // When the pool has crowdedBytes, texts are cut to maxTextIfCrowded.
    static constexpr qsizetype crowdedBytes = 8 << 20, maxTextIfCrowded = 64;

    quint16 intern(QByteArrayView text);
    QByteArrayView at(quint16 index) const;
    void seal(); // no more texts will come: frees what only intern() needs

private:
    struct Place
    {
        const char *bytes;
        quint16 size;
    };
    void rehash();
    size_t slotOf(QByteArrayView text) const;

    static constexpr qsizetype pageSize = 16 * 1024;
    std::vector<std::unique_ptr<char[]>> m_pages;
    qsizetype m_used = 0; // of the last page
    std::vector<Place> m_places;
    std::vector<quint32> m_slots; // a hash table with open addressing: index + 1, or 0 if free
    quint16 m_last = 0;           // the last text interned, as the next one is often the same
};

} // namespace overlap::record
