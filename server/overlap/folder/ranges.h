#pragma once

#include <QByteArrayView>

#include <vector>

namespace overlap::folder {

// Pure. Bytes of a file.
struct Range
{
    qint64 first = 0;
    qint64 size = 0;
    qint64 end() const { return first + size; }
    bool operator==(const Range &) const = default;
};

// Pure. What a Range field asks for (RFC 9110 §14.2).
struct Ranges
{
    enum class Kind : quint8 {
        Whole,         // the field is ignored: it is wrong, of another unit, or asks for too much
        Partial,       // the answer is 206
        Unsatisfiable, // the answer is 416: all of them begin behind the end
    };
    Kind kind = Kind::Whole;
    std::vector<Range> parts{}; // at least one if Partial; none is empty, and no two overlap
};

// Pure. Of a file of `size` bytes. Ranges that overlap are joined, and then in ascending order
// (§15.3.7.2); others keep their order. More than `mostRanges` are too much.
inline constexpr int mostRanges = 32;
Ranges rangesOf(QByteArrayView field, qint64 size);

} // namespace overlap::folder
