#include "overlap/record/answerpieces.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace overlap::record {

static constexpr std::size_t headSize = 4; // numbers before those of the kept pieces

static Ticks ticks(http::Time time)
{
    return Ticks(
        std::clamp<qint64>(time.count() / nsPerTick, 0, std::numeric_limits<Ticks>::max()));
}

QByteArray pack(const http::PieceTimes &pieces)
{
    std::vector<Ticks> numbers;
    const quint64 count = pieces.count();
    numbers.reserve(headSize + pieces.kept().size() + 2 * pieces.held().size());
    numbers.push_back(Ticks(count));
    numbers.push_back(Ticks(count >> 32));
    numbers.push_back(ticks(pieces.longestGap()));
    numbers.push_back(Ticks(pieces.kept().size()));
    for (const http::Time at : pieces.kept())
        numbers.push_back(ticks(at));
    for (const auto &[from, to] : pieces.held()) {
        numbers.push_back(ticks(from));
        numbers.push_back(ticks(to));
    }
    return {reinterpret_cast<const char *>(numbers.data()),
            qsizetype(numbers.size() * sizeof(Ticks))};
}

AnswerPieces unpackPieces(QByteArrayView packed)
{
    std::vector<Ticks> numbers(size_t(packed.size()) / sizeof(Ticks));
    if (numbers.size() < headSize)
        return {};
    std::memcpy(numbers.data(), packed.data(), numbers.size() * sizeof(Ticks));
    const auto kept = numbers.begin() + headSize;
    const auto held = kept + numbers[3];
    AnswerPieces pieces{numbers[0] | quint64(numbers[1]) << 32, numbers[2], {kept, held}, {}};
    for (auto at = held; at != numbers.end(); at += 2)
        pieces.holds.push_back({at[0], at[1]});
    return pieces;
}

qint64 AnswerPieces::heldNs() const
{
    qint64 sum = 0;
    for (const Hold &hold : holds)
        sum += hold.to - hold.from;
    return sum * nsPerTick;
}

} // namespace overlap::record
