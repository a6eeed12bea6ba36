#include "overlap/record/details.h"

#include <array>
#include <cstring>

namespace overlap::record {

namespace {

using Texts = std::array<QByteArrayView, 5>;
using Sizes = std::array<quint16, 5>;

// Stored in the upper bits of the target's size.
enum Flag : quint16 {
    WithoutBodies = 0x8000,
    Broken = 0x4000,
    BodySizeFollows = 0x2000,
    PiecesFollow = 0x1000,
};
constexpr quint16 flags = WithoutBodies | Broken | BodySizeFollows | PiecesFollow;
static_assert(Details::maxTarget < PiecesFollow);

bool bodySizeFollows(const Details &d)
{
    return d.requestBodySize > d.requestBody.size();
}

Texts textsOf(const Details &d)
{
    return {d.target, d.requestHead, d.requestBody, d.responseHead, d.responseBody};
}

} // namespace

bool Details::isEmpty() const
{
    return target.isEmpty() && requestHead.isEmpty() && requestBody.isEmpty() &&
           responseHead.isEmpty() && responseBody.isEmpty();
}

bool Details::isCut() const
{
    return target.size() <= maxTarget && requestHead.size() <= maxHead &&
           requestBody.size() <= qMin<qint64>(maxKeptBody, requestBodySize) &&
           responseHead.size() <= maxHead && responseBody.size() <= maxKeptBody;
}

Details Details::cut() const
{
    const auto most = [](QByteArrayView text, qsizetype size) {
        return text.first(qMin(text.size(), size));
    };
    return {most(target, maxTarget),
            most(requestHead, maxHead),
            most(requestBody, maxKeptBody),
            most(responseHead, maxHead),
            most(responseBody, maxKeptBody),
            withBodies,
            qMax<qint64>(requestBodySize, requestBody.size()),
            isWhole,
            pieces};
}

Details Details::withoutBodies() const
{
    return {target, requestHead, {}, responseHead, {}, false, requestBodySize, isWhole, pieces};
}

quint32 packedSize(const Details &details)
{
    qsizetype size = sizeof(Sizes) + (bodySizeFollows(details) ? sizeof(quint32) : 0);
    if (!details.pieces.isEmpty())
        size += qsizetype(sizeof(quint16)) + details.pieces.size();
    for (const QByteArrayView text : textsOf(details))
        size += text.size();
    return quint32(size);
}

quint32 packedTargetSize(const Details &details)
{
    return quint32(sizeof(Sizes) + std::size_t(details.target.size()));
}

void pack(const Details &details, char *block)
{
    const Texts texts = textsOf(details);
    Sizes sizes;
    for (size_t i = 0; i < texts.size(); ++i)
        sizes[i] = quint16(texts[i].size());
    sizes[0] |= quint16((details.withBodies ? 0 : WithoutBodies) | (details.isWhole ? 0 : Broken) |
                        (bodySizeFollows(details) ? BodySizeFollows : 0) |
                        (details.pieces.isEmpty() ? 0 : PiecesFollow));
    std::memcpy(block, sizes.data(), sizeof sizes);
    block += sizeof sizes;
    if (bodySizeFollows(details)) {
        const quint32 bodySize = quint32(qMin<qint64>(details.requestBodySize, 0xffffffff));
        std::memcpy(block, &bodySize, sizeof bodySize);
        block += sizeof bodySize;
    }
    if (!details.pieces.isEmpty()) {
        const auto size = quint16(details.pieces.size());
        std::memcpy(block, &size, sizeof size);
        std::memcpy(block + sizeof size, details.pieces.data(), size);
        block += sizeof size + size;
    }
    for (const QByteArrayView text : texts) {
        if (!text.isEmpty())
            std::memcpy(block, text.data(), size_t(text.size()));
        block += text.size();
    }
}

Details unpack(const char *block)
{
    Sizes sizes;
    std::memcpy(sizes.data(), block, sizeof sizes);
    block += sizeof sizes;
    const quint16 set = sizes[0] & flags;
    sizes[0] &= quint16(~flags);
    quint32 bodySize = sizes[2];
    if (set & BodySizeFollows) {
        std::memcpy(&bodySize, block, sizeof bodySize);
        block += sizeof bodySize;
    }
    QByteArrayView pieces;
    if (set & PiecesFollow) {
        quint16 size = 0;
        std::memcpy(&size, block, sizeof size);
        pieces = {block + sizeof size, size};
        block += sizeof size + size;
    }
    Texts texts;
    for (size_t i = 0; i < texts.size(); ++i) {
        texts[i] = QByteArrayView(block, sizes[i]);
        block += sizes[i];
    }
    return {texts[0], texts[1],        texts[2], texts[3], texts[4], !(set & WithoutBodies),
            bodySize, !(set & Broken), pieces};
}

} // namespace overlap::record
