#include "overlap/record/answerpieces.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace overlap::record {

static Ticks ticks(http::Time time)
{
    return Ticks(
        std::clamp<qint64>(time.count() / nsPerTick, 0, std::numeric_limits<Ticks>::max()));
}

QByteArray pack(const http::PieceTimes &pieces)
{
    std::vector<Ticks> numbers;
    const quint64 count = pieces.count();
    numbers.reserve(3 + pieces.kept().size());
    numbers.push_back(Ticks(count));
    numbers.push_back(Ticks(count >> 32));
    numbers.push_back(ticks(pieces.longestGap()));
    for (const http::Time at : pieces.kept())
        numbers.push_back(ticks(at));
    return {reinterpret_cast<const char *>(numbers.data()),
            qsizetype(numbers.size() * sizeof(Ticks))};
}

AnswerPieces unpackPieces(QByteArrayView packed)
{
    std::vector<Ticks> numbers(size_t(packed.size()) / sizeof(Ticks));
    if (numbers.size() < 3)
        return {};
    std::memcpy(numbers.data(), packed.data(), numbers.size() * sizeof(Ticks));
    return {
        numbers[0] | quint64(numbers[1]) << 32, numbers[2], {numbers.begin() + 3, numbers.end()}};
}

} // namespace overlap::record
