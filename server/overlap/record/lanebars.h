#pragma once

#include "overlap/record/dominantphase.h"

#include <QtGlobal>

#include <array>
#include <memory>
#include <vector>

namespace overlap::record {

// Pure. The requests of one lane, read like a vector: sorted by time, without overlap. Pages of
// bars are summed up, so that drawing costs depend on what is visible, not on the number of bars.
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
    // Whether its page ends by then, and so the bar. Cheaper than toNs().
    bool surelyEndsBy(qsizetype index, qint64 atNs) const
    {
        return m_pages[placeOf(index).page].lastEndNs <= atNs;
    }
    Iterator begin() const { return {this, 0}; }
    Iterator end() const { return {this, size()}; }
    // The first bar that ends after atNs, or size().
    qsizetype firstEndingAfter(qint64 atNs) const;

    // Consecutive bars.
    struct Run
    {
        qsizetype end;          // the first bar behind it
        DominantPhase dominant; // of the longest bar; isError if any bar has an error
        qsizetype errors;       // how many bars have one
    };
    // The bar at `index` and all following bars that end by untilNs. Costs the bars of two pages,
    // and one step for each page between them. With slackNs, the run may end before a page that
    // is no longer than that, without looking into it: cheaper, but less exact.
    Run run(qsizetype index, qint64 untilNs, qint64 slackNs = 0) const;

    void append(const Bar &bar);
    void forgetRowsBefore(quint64 row);

private:
    // A bar takes 16 bytes, in columns. Only the low half of the row is stored. The length is a
    // small floating-point number: exact up to 134 ms, above it rounded down by less than one part
    // in 10^7. Times reach more than a year.
    static constexpr qsizetype pageSize = 16; // small: thousands of lanes may have one bar
    struct Begin
    {
        qint64 ns : 56;
        qint64 longest : 8; // DominantPhase::longest
    };
    struct Bars // of one page
    {
        std::array<Begin, pageSize> begins;
        std::array<quint32, pageSize> lengths;
        std::array<quint32, pageSize> rows;
    };
    // What many pages are summed up from lies side by side: reading the bars themselves would wait
    // for memory.
    struct Page
    {
        qint64 firstNs = 0;
        qint64 lastEndNs = 0;
        quint32 length = 0; // of its longest bar
        quint16 errors = 0; // one bit per bar
        quint8 longest = 0; // phase of the longest bar
        Bars *bars;
        qint64 endNs(qsizetype slot) const;
        DominantPhase dominant(qsizetype slot) const;
    };
    struct Sum // of some bars
    {
        quint32 length = 0; // of the longest bar; packed lengths compare like lengths
        quint8 longest = 0; // its phase
        qsizetype errors = 0;
        bool isEmpty = true;
        void add(quint32 otherLength, quint8 otherLongest, quint32 otherErrors);
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
    // A place is an index that counts from the first page's beginning.
    qsizetype endPlace() const { return m_front + m_size; }
    qsizetype endOfThoseEndingBy(qint64 atNs, qsizetype pageIndex) const;
    void sumUp(Sum &sum, qsizetype fromPlace, qsizetype toPlace) const;

    // Bars of pages that are contiguous in memory. The more there are, the larger a new block is.
    struct Block
    {
        std::unique_ptr<Bars[]> bars;
        size_t count;
    };
    static constexpr size_t maxBlockPages = 64;
    void addPage();

    std::vector<Block> m_blocks;
    size_t m_goneFromBlock = 0; // forgotten pages of the first block
    size_t m_freeInBlock = 0;   // unused pages of the last block
    std::vector<Page> m_pages;  // their bars are in m_blocks
    qsizetype m_front = 0;      // forgotten in the first page
    qsizetype m_size = 0;
    quint64 m_firstRow = 0; // no bar's row is lower
};

} // namespace overlap::record
