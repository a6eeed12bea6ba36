#include "timeline/labels.h"

#include "overlap/analysis/describe.h"
#include "overlap/record/names.h"

namespace overlap::ui {

using namespace Qt::StringLiterals;
using analysis::requestProblem;
using analysis::requestTitle;
using analysis::Shape;

namespace {

constexpr size_t labelsMost = 400;
constexpr int padding = 5;
constexpr int shortest = 32; // pixels: in less, an elided text says nothing

} // namespace

void Labels::add(const record::Record &record, QByteArrayView target, const LabelPlace &place)
{
    if (m_labels.size() >= labelsMost)
        return;
    const bool error = record::isError(record);
    // Measuring a text is expensive: most bars are too short for one.
    if (!error && place.widestTo - place.widestFrom < shortest &&
        place.roomTo - place.barTo < shortest)
        return;
    const QString title = requestTitle(record, target);
    if (error)
        addError(record, title, place);
    else if ((place.widestShape == Shape::Comb || place.widestShape == Shape::Tiers) &&
             addBeside(title, place, Ink::Dim))
        return; // it would hide the teeth, or the lower tier
    else if (!addInside(title, place, shortest))
        addBeside(title, place, Ink::Dim);
}

void Labels::addError(const record::Record &record, const QString &title, const LabelPlace &place)
{
    const QString sign = record.status >= 400 ? u"!"_s : u"✕"_s;
    const QString text = sign + u' ' + requestProblem(record) + u' ' + title;
    const bool placed = addBeside(text, place, Ink::Error) || addInside(text, place, shortest) ||
                        addBeside(sign + u' ' + requestProblem(record), place, Ink::Error);
    if (!placed)
        addBeside(sign, place, Ink::Error);
}

bool Labels::addInside(const QString &text, const LabelPlace &place, int atLeast)
{
    const int room = place.widestTo - place.widestFrom - 2 * padding;
    if (room < atLeast)
        return false;
    const int width = m_metrics.horizontalAdvance(text);
    const bool fits = width <= room;
    const bool half = place.widestShape == Shape::Half;
    const bool solid = (half || place.widestShape == Shape::Full) &&
                       m_inkHeight <= m_grid.bar(place.row, 0, 1, half).height();
    m_labels.push_back({QRect(place.widestFrom + padding, m_grid.rowTop(place.row),
                              fits ? width + 1 : room, m_grid.barHeight),
                        fits ? text : m_metrics.elidedText(text, Qt::ElideRight, room),
                        solid ? Ink::OnBar : Ink::OnTag, place.widestPhase});
    return true;
}

bool Labels::addBeside(const QString &text, const LabelPlace &place, Ink ink)
{
    const int width = m_metrics.horizontalAdvance(text);
    const bool crosses = place.barTo <= m_nowX && place.barTo + width + 2 * padding > m_nowX;
    if (place.barTo + width + 2 * padding > place.roomTo || (crosses && ink == Ink::Dim))
        return false;
    m_labels.push_back(
        {QRect(place.barTo + padding, m_grid.rowTop(place.row), width + 1, m_grid.barHeight), text,
         ink, place.widestPhase});
    return true;
}

} // namespace overlap::ui
