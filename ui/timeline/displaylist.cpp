#include "timeline/displaylist.h"

#include <algorithm>
#include <iterator>

namespace overlap::ui {

Tone Tone::faded(int to) const
{
    Tone tone = *this;
    tone.percent = quint8(to);
    return tone;
}

Tone Tone::ink() const
{
    Tone tone = *this;
    tone.isInkOn = true;
    return tone;
}

void DisplayList::write(const QRect &rect, const QString &text, Tone tone, Face face, int flags)
{
    primitives.push_back({rect, tone, Primitive::Style::Text, qint32(texts.size())});
    texts.push_back({text, face, flags});
}

void DisplayList::append(DisplayList &&other)
{
    const auto shift = qint32(texts.size());
    for (Primitive primitive : other.primitives) {
        if (primitive.text >= 0)
            primitive.text += shift;
        primitives.push_back(primitive);
    }
    std::ranges::move(other.texts, std::back_inserter(texts));
}

void DisplayList::clear()
{
    primitives.clear();
    texts.clear();
}

} // namespace overlap::ui
