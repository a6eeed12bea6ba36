#include "overlap/script/size.h"

#include "overlap/http/headers.h"

namespace overlap::script {

namespace {

struct Unit
{
    QByteArrayView name;
    qint64 bytes;
};

// The larger ones first; "B" after those that end with it.
constexpr Unit units[] = {
    {"TiB", 1LL << 40}, {"TB", 1'000'000'000'000},
    {"GiB", 1LL << 30}, {"GB", 1'000'000'000},
    {"MiB", 1LL << 20}, {"MB", 1'000'000},
    {"KiB", 1LL << 10}, {"KB", 1'000},
    {"kB", 1'000},      {"B", 1},
};

} // namespace

std::optional<qint64> parseSize(QByteArrayView text)
{
    qint64 unit = 1;
    for (const Unit &candidate : units) {
        if (text.endsWith(candidate.name)) {
            unit = candidate.bytes;
            text.chop(candidate.name.size());
            break;
        }
    }
    const qint64 count = http::lengthFrom(text);
    if (count < 0 || count > largestSize / unit)
        return std::nullopt;
    return count * unit;
}

QByteArray printSize(qint64 bytes)
{
    for (const Unit &unit : units) {
        if (bytes > 0 && bytes % unit.bytes == 0 && unit.bytes > 1)
            return QByteArray::number(bytes / unit.bytes).append(unit.name);
    }
    return QByteArray::number(bytes);
}

} // namespace overlap::script
