#pragma once

#include <QtGlobal>

#include <array>
#include <memory>
#include <vector>

namespace overlap::record {

// Pure. A sequence in pages of fixed size. It grows at the back and is trimmed at the front. Unlike
// a vector it does not reserve twice its size, and never moves elements. Index 0 is the front.
template <typename T, qsizetype pageSize>
class PagedArray
{
public:
    qsizetype size() const { return m_size; }
    bool isEmpty() const { return m_size == 0; }
    T &operator[](qsizetype index) { return slot(m_front + index); }
    const T &operator[](qsizetype index) const { return slot(m_front + index); }
    const T &back() const { return slot(m_front + m_size - 1); }

    void append(const T &value)
    {
        if (m_front + m_size == qsizetype(m_pages.size()) * pageSize)
            m_pages.push_back(std::make_unique_for_overwrite<Page>());
        ++m_size;
        slot(m_front + m_size - 1) = value;
    }
    void removeFront(qsizetype count)
    {
        m_front += count;
        m_size -= count;
        m_pages.erase(m_pages.begin(), m_pages.begin() + m_front / pageSize);
        m_front %= pageSize;
    }

private:
    using Page = std::array<T, size_t(pageSize)>;
    T &slot(qsizetype index) const
    {
        const auto i = size_t(index); // unsigned: divided by a shift
        return (*m_pages[i / size_t(pageSize)])[i % size_t(pageSize)];
    }

    std::vector<std::unique_ptr<Page>> m_pages;
    qsizetype m_front = 0; // in the first page
    qsizetype m_size = 0;
};

} // namespace overlap::record
