#pragma once

#include <QByteArrayView>

#include <memory>
#include <vector>

namespace overlap::record {

// Pure. Up to 65 536 different texts, each kept once and never moved, in about ten MiB at most.
class StringPool
{
public:
    static constexpr qsizetype textMost = 512; // bytes; longer texts are cut
    // From so many bytes on, they are cut to that.
    static constexpr qsizetype longMost = 8 << 20, shortMost = 64;

    quint16 intern(QByteArrayView text);
    QByteArrayView at(quint16 index) const;
    void seal(); // no more texts: frees what only intern() needs

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
    std::vector<quint32> m_slots; // open addressing: index + 1, 0 where free
    quint16 m_last = 0;           // the text interned last: often the next one too
};

} // namespace overlap::record
