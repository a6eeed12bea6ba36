#include "overlap/record/lanebars.h"

#include "overlap/record/growth.h"

#include <algorithm>
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
    return bars->begins[size_t(slot)].ns + unpackLength(bars->lengths[size_t(slot)]);
}

inline DominantPhase LaneBars::Page::dominant(qsizetype slot) const
{
    return {quint8(bars->begins[size_t(slot)].longest), (errors >> slot & 1) != 0};
}

quint64 LaneBars::rowAt(qsizetype index) const
{
    const Place at = placeOf(index);
    const quint32 row = m_pages[at.page].bars->rows[size_t(at.slot)];
    return m_firstRow + quint32(row - quint32(m_firstRow));
}

qint64 LaneBars::fromNs(qsizetype index) const
{
    const Place at = placeOf(index);
    if (at.slot == 0)
        return m_pages[at.page].firstNs;
    return m_pages[at.page].bars->begins[size_t(at.slot)].ns;
}

qint64 LaneBars::toNs(qsizetype index) const
{
    const Place at = placeOf(index);
    return m_pages[at.page].endNs(at.slot);
}

LaneBars::Bar LaneBars::operator[](qsizetype index) const
{
    const Place at = placeOf(index);
    return {rowAt(index), fromNs(index), toNs(index), m_pages[at.page].dominant(at.slot)};
}

// A bar ends before the next one begins. So of the bars that have begun by atNs, at most the last
// one has not ended.
qsizetype LaneBars::endOfThoseEndingBy(qint64 atNs, qsizetype pageIndex) const
{
    const Page &page = m_pages[size_t(pageIndex)];
    const qsizetype begin = pageIndex * pageSize;
    const qsizetype size = std::min(pageSize, endPlace() - begin);
    const auto hasBegun = [&](qsizetype slot) {
        return page.bars->begins[size_t(slot)].ns <= atNs;
    };
    qsizetype begun = 0;
    for (qsizetype half = pageSize / 2; half > 0; half /= 2)
        begun += begun + half <= size && hasBegun(begun + half - 1) ? half : 0;
    if (begun < size && hasBegun(begun))
        ++begun;
    return begin + (begun > 0 && page.endNs(begun - 1) > atNs ? begun - 1 : begun);
}

qsizetype LaneBars::firstEndingAfter(qint64 atNs) const
{
    const auto page = std::ranges::upper_bound(m_pages, atNs, {}, &Page::lastEndNs);
    if (page == m_pages.end())
        return m_size;
    return std::max<qsizetype>(0, endOfThoseEndingBy(atNs, page - m_pages.begin()) - m_front);
}

LaneBars::Run LaneBars::run(qsizetype index, qint64 untilNs, qint64 slackNs) const
{
    const qsizetype first = m_front + index;
    const qsizetype end = endPlace();
    qsizetype at = first;
    Sum sum;
    while (at < end) {
        const auto page = size_t(at / pageSize);
        const Page &whole = m_pages[page];
        const bool isAligned = at % pageSize == 0;
        if (whole.lastEndNs <= untilNs) {
            const qsizetype next = std::min(end, at + pageSize - at % pageSize);
            if (isAligned)
                sum.add(whole.length, whole.longest, whole.errors);
            else
                sumUp(sum, at, next);
            at = next;
            continue;
        }
        const bool isShort =
            isAligned && page > 0 && whole.lastEndNs - m_pages[page - 1].lastEndNs <= slackNs;
        if (at == first || !isShort) {
            const qsizetype least = at == first ? at + 1 : at;
            const qsizetype until = std::max(endOfThoseEndingBy(untilNs, qsizetype(page)), least);
            sumUp(sum, at, until);
            at = until;
        }
        break;
    }
    return {at - m_front, {sum.longest, sum.errors > 0}, sum.errors};
}

// The range lies within one page.
void LaneBars::sumUp(Sum &sum, qsizetype fromPlace, qsizetype toPlace) const
{
    if (fromPlace >= toPlace)
        return;
    const Page &page = m_pages[size_t(fromPlace / pageSize)];
    const qsizetype from = fromPlace % pageSize;
    const qsizetype to = from + toPlace - fromPlace;
    quint32 length = page.bars->lengths[size_t(from)];
    qsizetype longest = from;
    for (qsizetype slot = from + 1; slot < to; ++slot) {
        const quint32 other = page.bars->lengths[size_t(slot)];
        longest = other > length ? slot : longest;
        length = std::max(length, other);
    }
    const quint32 range = 0xffffu << from & 0xffffu >> (pageSize - to);
    sum.add(length, page.dominant(longest).longest, page.errors & range);
}

// Errors: one bit for each.
void LaneBars::Sum::add(quint32 otherLength, quint8 otherLongest, quint32 otherErrors)
{
    if (otherLength > length || isEmpty) {
        length = otherLength;
        longest = otherLongest;
    }
    isEmpty = false;
    errors += std::popcount(otherErrors);
}

void LaneBars::addPage()
{
    if (m_freeInBlock == 0) {
        m_freeInBlock = std::clamp<size_t>(m_pages.size() / 4, 1, maxBlockPages);
        m_blocks.push_back({std::make_unique_for_overwrite<Bars[]>(m_freeInBlock), m_freeInBlock});
    }
    const Block &block = m_blocks.back();
    reserveOneMore(m_pages);
    m_pages.push_back({.bars = &block.bars[block.count - m_freeInBlock--]});
}

void LaneBars::append(const Bar &bar)
{
    const Place at = placeOf(m_size);
    if (at.page == m_pages.size())
        addPage();
    Page &page = m_pages[at.page];
    const quint32 length = packLength(bar.toNs - bar.fromNs);
    page.bars->begins[size_t(at.slot)] = {bar.fromNs, bar.dominant.longest};
    page.bars->lengths[size_t(at.slot)] = length;
    page.bars->rows[size_t(at.slot)] = quint32(bar.row);
    page.errors |= quint16(bar.dominant.isError << at.slot);
    if (at.slot == 0 || length > page.length) {
        page.length = length;
        page.longest = bar.dominant.longest;
    }
    if (at.slot == 0)
        page.firstNs = bar.fromNs;
    page.lastEndNs = page.endNs(at.slot);
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
    m_goneFromBlock += size_t(pages);
    while (!m_blocks.empty() && m_goneFromBlock >= m_blocks.front().count) {
        m_goneFromBlock -= m_blocks.front().count;
        m_blocks.erase(m_blocks.begin());
    }
    m_firstRow = row;
}

} // namespace overlap::record
