#include "record/lanebars.h"

#include <bit>

namespace overlap::record {

namespace {

constexpr int fractionBits = 27;

quint32 packLength(qint64 ns)
{
    const quint64 length = quint64(qMax<qint64>(ns, 0));
    const int shift = qMax(0, int(std::bit_width(length)) - fractionBits);
    return quint32(shift) << fractionBits | quint32(length >> qMin(shift, 31));
}

qint64 unpackLength(quint32 length)
{
    return qint64(length & ((1u << fractionBits) - 1)) << (length >> fractionBits);
}

} // namespace

inline qint64 LaneBars::Page::endNs(qsizetype slot) const
{
    return begins[size_t(slot)].ns + unpackLength(lengths[size_t(slot)]);
}

inline Gist LaneBars::Page::gist(qsizetype slot) const
{
    return {quint8(begins[size_t(slot)].longest), (errors >> slot & 1) != 0};
}

// Each ends before the next one begins, so that all but the last to begin by then have ended.
inline qsizetype LaneBars::Page::countEndingBy(qint64 atNs, qsizetype size) const
{
    qsizetype begun = 0;
    for (qsizetype half = pageSize / 2; half > 0; half /= 2) {
        const qsizetype probe = begun + half;
        begun = probe <= size && begins[size_t(probe - 1)].ns <= atNs ? probe : begun;
    }
    if (begun < size && begins[size_t(begun)].ns <= atNs)
        ++begun;
    return begun > 0 && endNs(begun - 1) > atNs ? begun - 1 : begun;
}

quint64 LaneBars::rowAt(qsizetype index) const
{
    const Place at = placeOf(index);
    const quint32 row = m_pages[at.page]->rows[size_t(at.slot)];
    return m_firstRow + quint32(row - quint32(m_firstRow));
}

qint64 LaneBars::fromNs(qsizetype index) const
{
    const Place at = placeOf(index);
    return m_pages[at.page]->begins[size_t(at.slot)].ns;
}

qint64 LaneBars::toNs(qsizetype index) const
{
    const Place at = placeOf(index);
    return m_pages[at.page]->endNs(at.slot);
}

LaneBars::Bar LaneBars::operator[](qsizetype index) const
{
    const Place at = placeOf(index);
    return {rowAt(index), fromNs(index), toNs(index), m_pages[at.page]->gist(at.slot)};
}

qsizetype LaneBars::sizeOf(size_t page) const
{
    return std::min(pageSize, m_front + m_size - qsizetype(page) * pageSize);
}

qsizetype LaneBars::firstEndingAfter(qint64 atNs) const
{
    const auto found = std::ranges::partition_point(
        m_sums, [atNs](const Sum &sum) { return sum.lastEndNs <= atNs; });
    if (found == m_sums.end())
        return m_size;
    const auto page = size_t(found - m_sums.begin());
    const qsizetype slot = m_pages[page]->countEndingBy(atNs, sizeOf(page));
    return std::max<qsizetype>(0, qsizetype(page) * pageSize + slot - m_front);
}

LaneBars::Run LaneBars::run(qsizetype index, qint64 untilNs) const
{
    Place at = placeOf(index);
    Sum sum;
    sumUp(sum, at.page, at.slot, at.slot + 1);
    ++at.slot;
    for (; at.page < m_pages.size(); ++at.page, at.slot = 0) {
        const Sum &page = m_sums[at.page];
        const qsizetype size = sizeOf(at.page);
        const bool isOver = page.lastEndNs <= untilNs;
        const qsizetype end = isOver ? size : m_pages[at.page]->countEndingBy(untilNs, size);
        if (isOver && at.slot == 0)
            sum.add(page.length, page.gist);
        else
            sumUp(sum, at.page, at.slot, end);
        at.slot = std::max(at.slot, end);
        if (!isOver)
            break;
    }
    return {std::min(m_size, qsizetype(at.page) * pageSize + at.slot - m_front), sum.gist};
}

void LaneBars::sumUp(Sum &sum, size_t page, qsizetype from, qsizetype to) const
{
    if (from >= to)
        return;
    const Page &bars = *m_pages[page];
    quint32 length = bars.lengths[size_t(from)];
    qsizetype longest = from;
    for (qsizetype slot = from + 1; slot < to; ++slot) {
        const quint32 other = bars.lengths[size_t(slot)];
        longest = other > length ? slot : longest;
        length = std::max(length, other);
    }
    const quint64 range = ~0ull << from & ~0ull >> (pageSize - to);
    sum.add(length, {bars.gist(longest).longest, (bars.errors & range) != 0});
}

void LaneBars::Sum::add(quint32 otherLength, const Gist &other)
{
    if (otherLength > length || isEmpty) {
        length = otherLength;
        gist.longest = other.longest;
    }
    isEmpty = false;
    gist.isError |= other.isError;
}

void LaneBars::addPage()
{
    if (m_freeInBlock == 0) {
        m_freeInBlock = std::clamp<size_t>(m_pages.size() / 4, 1, blockMost);
        m_blocks.push_back({std::make_unique_for_overwrite<Page[]>(m_freeInBlock), m_freeInBlock});
    }
    const Block &block = m_blocks.back();
    m_pages.push_back(&block.pages[block.count - m_freeInBlock--]);
    m_sums.emplace_back();
}

void LaneBars::append(const Bar &bar)
{
    const Place at = placeOf(m_size);
    if (at.page == m_pages.size())
        addPage();
    Page &page = *m_pages[at.page];
    const quint32 length = packLength(bar.toNs - bar.fromNs);
    page.begins[size_t(at.slot)] = {bar.fromNs, bar.gist.longest};
    page.lengths[size_t(at.slot)] = length;
    page.rows[size_t(at.slot)] = quint32(bar.row);
    page.errors |= quint64(bar.gist.isError) << at.slot;
    m_sums[at.page].add(length, bar.gist);
    m_sums[at.page].lastEndNs = page.endNs(at.slot);
    ++m_size;
}

void LaneBars::forgetRowsBefore(quint64 row)
{
    qsizetype forgotten = 0;
    while (forgotten < m_size && rowAt(forgotten) < row)
        ++forgotten;
    m_front += forgotten;
    m_size -= forgotten;
    const qsizetype pages = m_front / pageSize;
    m_front %= pageSize;
    m_pages.erase(m_pages.begin(), m_pages.begin() + pages);
    m_sums.erase(m_sums.begin(), m_sums.begin() + pages);
    m_goneFromBlock += size_t(pages);
    while (!m_blocks.empty() && m_goneFromBlock >= m_blocks.front().count) {
        m_goneFromBlock -= m_blocks.front().count;
        m_blocks.erase(m_blocks.begin());
    }
    m_firstRow = row;
}

} // namespace overlap::record
