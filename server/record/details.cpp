#include "record/details.h"

#include <array>
#include <cstring>

namespace overlap::record {

namespace {

using Texts = std::array<QByteArrayView, 5>;
using Sizes = std::array<quint16, 5>;

// Stands in the target's size, which needs fewer bits.
constexpr quint16 withoutBodies = 0x8000;
static_assert(Details::targetMost < withoutBodies);

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

Details Details::cut() const
{
    const auto most = [](QByteArrayView text, qsizetype size) {
        return text.first(qMin(text.size(), size));
    };
    return {most(target, targetMost), most(requestHead, headMost), most(requestBody, bodyMost),
            most(responseHead, headMost), most(responseBody, bodyMost), withBodies};
}

quint32 packedSize(const Details &details)
{
    qsizetype size = sizeof(Sizes);
    for (const QByteArrayView text : textsOf(details))
        size += text.size();
    return quint32(size);
}

void pack(const Details &details, char *block)
{
    const Texts texts = textsOf(details);
    Sizes sizes;
    for (size_t i = 0; i < texts.size(); ++i)
        sizes[i] = quint16(texts[i].size());
    if (!details.withBodies)
        sizes[0] |= withoutBodies;
    std::memcpy(block, sizes.data(), sizeof sizes);
    block += sizeof sizes;
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
    const bool withBodies = !(sizes[0] & withoutBodies);
    sizes[0] &= quint16(~withoutBodies);
    Texts texts;
    for (size_t i = 0; i < texts.size(); ++i) {
        texts[i] = QByteArrayView(block, sizes[i]);
        block += sizes[i];
    }
    return {texts[0], texts[1], texts[2], texts[3], texts[4], withBodies};
}

} // namespace overlap::record
