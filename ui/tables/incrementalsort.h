#pragma once

#include <QDeadlineTimer>

#include <algorithm>
#include <vector>

namespace overlap::ui {

// Pure. A merge sort in steps: a window stays responsive while it sorts a million rows.
template <typename T>
class IncrementalSort
{
public:
    explicit IncrementalSort(std::vector<T> items) : m_items(std::move(items)) {}

    // Works until the deadline, or until all is sorted: then it returns true. All calls need the
    // same `less`.
    template <typename Less>
    bool work(QDeadlineTimer until, Less less)
    {
        while (m_sorted < m_items.size()) {
            const size_t end = std::min(m_items.size(), m_sorted + piece);
            std::sort(m_items.begin() + qsizetype(m_sorted), m_items.begin() + qsizetype(end),
                      less);
            m_sorted = end;
            if (until.hasExpired())
                return false;
        }
        while (m_width < m_items.size()) {
            m_merged.resize(m_items.size());
            while (m_out < m_items.size()) {
                merge(less);
                if (until.hasExpired())
                    return false;
            }
            m_items.swap(m_merged);
            m_width *= 2;
            m_out = 0;
        }
        m_merged = {};
        return true;
    }
    std::vector<T> take() { return std::move(m_items); }

private:
    static constexpr size_t piece = 4096; // items of one step

    // Merges up to `piece` items of two neighbouring runs.
    template <typename Less>
    void merge(Less less)
    {
        const size_t size = m_items.size();
        if (m_out % (2 * m_width) == 0) {
            m_left = m_out;
            m_right = std::min(size, m_out + m_width);
        }
        const size_t begin = m_out / (2 * m_width) * (2 * m_width);
        const size_t middle = std::min(size, begin + m_width);
        const size_t end = std::min(size, middle + m_width);
        for (size_t left = piece; left > 0 && m_out < end; --left) {
            const bool fromRight =
                m_left == middle || (m_right < end && less(m_items[m_right], m_items[m_left]));
            m_merged[m_out++] = m_items[fromRight ? m_right++ : m_left++];
        }
    }

    std::vector<T> m_items;
    std::vector<T> m_merged;
    size_t m_sorted = 0;    // items in sorted runs of `piece` items
    size_t m_width = piece; // of the runs that are merged now
    size_t m_left = 0;
    size_t m_right = 0;
    size_t m_out = 0;
};

} // namespace overlap::ui
