#pragma once

#include "overlap/http/headers.h"

#include <QByteArray>
#include <QByteArrayView>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace overlap::upstream {

// Pure. A head that is being written, piece by piece. It is allocated once, if the size that was
// expected is enough.
class HeadText
{
public:
    explicit HeadText(qsizetype expected) : m_text(expected, Qt::Uninitialized) {}

    void put(QByteArrayView piece)
    {
        makeRoom(piece.size());
        add(piece);
    }
    template <std::size_t Size>
    void put(const char (&literal)[Size]) // its size is known when this is compiled
    {
        makeRoom(qsizetype(Size) - 1);
        add(literal);
    }
    // As it was received, and exists until take(): lines that follow each other are copied as one.
    void putField(const http::Headers::Field &field)
    {
        const char *const value = field.value.begin();
        const char *const end = field.value.end(); // a line end is behind it, or blanks
        if (value != field.name.end() + 2 || value[-1] != ' ' || *end != '\r')
            return putField(field.name, field.value);
        if (field.name.begin() != m_linesEnd) {
            copyLines();
            m_lines = field.name.begin();
        }
        m_linesEnd = end + 2;
    }
    void putField(QByteArrayView name, QByteArrayView value)
    {
        makeRoom(name.size() + value.size() + 4);
        add(name);
        add(": ");
        add(value);
        add("\r\n");
    }
    QByteArray take()
    {
        copyLines();
        m_text.truncate(m_size);
        return std::move(m_text);
    }

private:
    void makeRoom(qsizetype size)
    {
        if (m_lines)
            copyLines();
        if (m_text.size() - m_size < size)
            m_text.resize(2 * m_size + size);
    }
    void copyLines()
    {
        const QByteArrayView lines(std::exchange(m_lines, nullptr),
                                   std::exchange(m_linesEnd, nullptr));
        makeRoom(lines.size());
        add(lines);
    }
    void add(QByteArrayView piece)
    {
        std::copy(piece.begin(), piece.end(), m_text.data() + m_size);
        m_size += piece.size();
    }
    template <std::size_t Size>
    void add(const char (&literal)[Size])
    {
        std::copy(literal, literal + Size - 1, m_text.data() + m_size);
        m_size += qsizetype(Size) - 1;
    }

    QByteArray m_text;
    qsizetype m_size = 0;          // of what was put into it
    const char *m_lines = nullptr; // not copied yet
    const char *m_linesEnd = nullptr;
};

} // namespace overlap::upstream
