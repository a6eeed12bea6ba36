#include "timeline/figures.h"

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

void Figures::write(const QRect &rect, const QString &text, Tone tone, Face face, int flags)
{
    all.push_back({rect, tone, Figure::Style::Text, qint32(texts.size())});
    texts.push_back({text, face, flags});
}

void Figures::append(Figures &&other)
{
    const auto shift = qint32(texts.size());
    for (Figure figure : other.all) {
        if (figure.text >= 0)
            figure.text += shift;
        all.push_back(figure);
    }
    std::ranges::move(other.texts, std::back_inserter(texts));
}

void Figures::clear()
{
    all.clear();
    texts.clear();
}

} // namespace overlap::ui
