#pragma once

#include "overlap/record/dominantphase.h"
#include "overlap/record/pagedarray.h"

#include <QtGlobal>

#include <array>
#include <memory>
#include <vector>

namespace overlap::record {

// Pure. The requests of one lane, to be read like a vector: sorted by time, without overlap. What
// falls together is summed up in groups, so that a picture costs what is visible of it.
class LaneBars
{
public:
    struct Bar
    {
        quint64 row;
        qint64 fromNs;
        qint64 toNs;
        DominantPhase dominant{};
    };
    struct Iterator
    {
        const LaneBars *bars;
        qsizetype index;
        Bar operator*() const { return (*bars)[index]; }
        Iterator &operator++()
        {
            ++index;
            return *this;
        }
        bool operator!=(const Iterator &other) const { return index != other.index; }
    };

    qsizetype size() const { return m_size; }
    bool empty() const { return m_size == 0; }
    Bar operator[](qsizetype index) const;
    quint64 rowAt(qsizetype index) const;
    qint64 fromNs(qsizetype index) const;
    qint64 toNs(qsizetype index) const;
    Iterator begin() const { return {this, 0}; }
    Iterator end() const { return {this, size()}; }
    // The first bar that ends after atNs, or size().
    qsizetype firstEndingAfter(qint64 atNs) const;

    // Some bars after each other.
    struct Run
    {
        qsizetype end;          // the first bar that is no part of it
        DominantPhase dominant; // of the longest; with whether there is an error in any
    };
    // The bar at `index`, and with it all that end by untilNs. Costs the bars of two groups, and a
    // step for each group between. A group that spans no more than slackNs is not looked into but
    // left to the next run: it is told that much late, and for less.
    Run run(qsizetype index, qint64 untilNs, qint64 slackNs = 0) const;

    void append(const Bar &bar);
    void forgetRowsBefore(quint64 row);

private:
    // Bars in 16 bytes each, in columns: the low half of the row; and the length as a small
    // floating-point number, exact up to 134 ms and from there rounded down by less than one part
    // in 10^7. Times reach a year.
    static constexpr qsizetype pageSize = 64;
    static constexpr qsizetype groupSize = 16;
    struct Begin
    {
        qint64 ns : 56;
        qint64 longest : 8; // DominantPhase::longest
    };
    struct Page
    {
        std::array<Begin, pageSize> begins;
        std::array<quint32, pageSize> lengths;
        std::array<quint32, pageSize> rows;
        quint64 errors = 0; // a bit for each
        qint64 endNs(qsizetype slot) const;
        DominantPhase dominant(qsizetype slot) const;
    };
    struct Sum // of a group of bars
    {
        qint64 lastEndNs = 0;
        quint32 length = 0; // of the longest, as packed: these sort as what they stand for
        DominantPhase dominant{0, false};
        bool isEmpty = true;
        void add(quint32 otherLength, const DominantPhase &other);
    };
    struct Place
    {
        size_t page;
        qsizetype slot;
    };
    Place placeOf(qsizetype index) const
    {
        return {size_t((m_front + index) / pageSize), (m_front + index) % pageSize};
    }
    // Places are counted from the first page's beginning, groups as places.
    qsizetype endPlace() const { return m_front + m_size; }
    qsizetype endOfThoseEndingBy(qint64 atNs, qsizetype group) const;
    void sumUp(Sum &sum, qsizetype fromPlace, qsizetype toPlace) const;

    // Pages that follow each other in memory: few where there are few bars, then more.
    struct Block
    {
        std::unique_ptr<Page[]> pages;
        size_t count;
    };
    static constexpr size_t blockMost = 16;
    void addPage();

    std::vector<Block> m_blocks;
    size_t m_goneFromBlock = 0;  // forgotten pages of the first one
    size_t m_freeInBlock = 0;    // pages yet unused of the last one
    std::vector<Page *> m_pages; // in these
    // By group, including what is forgotten of the first page; a page of these for each of bars.
    PagedArray<Sum, pageSize / groupSize> m_sums;
    qsizetype m_front = 0; // forgotten in the first page
    qsizetype m_size = 0;
    quint64 m_firstRow = 0; // no bar's row is lower
};

} // namespace overlap::record
