#pragma once

#include <QtGlobal>

#include <array>
#include <memory>
#include <vector>

namespace overlap::record {

// Pure. Like PagedArray, for numbers of which most are 0: a page of zeros takes no memory.
template <typename T, qsizetype pageSize>
class SparseArray
{
public:
    T operator[](qsizetype index) const
    {
        const auto i = size_t(m_front + index); // unsigned: divided by a shift
        const std::unique_ptr<Page> &page = m_pages[i / size_t(pageSize)];
        return page ? (*page)[i % size_t(pageSize)] : T{};
    }
    void set(qsizetype index, T value)
    {
        const auto i = size_t(m_front + index);
        std::unique_ptr<Page> &page = m_pages[i / size_t(pageSize)];
        if (!page && value != T{})
            page = std::make_unique<Page>();
        if (page)
            (*page)[i % size_t(pageSize)] = value;
    }
    void append(T value)
    {
        if (m_front + m_size == qsizetype(m_pages.size()) * pageSize)
            m_pages.emplace_back();
        set(m_size++, value);
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

    std::vector<std::unique_ptr<Page>> m_pages; // null: all zeros
    qsizetype m_front = 0;                      // in the first page
    qsizetype m_size = 0;
};

} // namespace overlap::record
