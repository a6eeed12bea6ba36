#pragma once

#include "overlap/analysis/pieces.h"
#include "overlap/record/record.h"
#include "timeline/lanegrid.h"

#include <QByteArrayView>
#include <QFontMetrics>
#include <QString>

#include <vector>

namespace overlap::ui {

enum class Ink : quint8 {
    OnBar, // on a solid bar in the colour of Label::phase
    OnTag, // over a bar that is not solid, on a background of its own
    Dim,   // beside its bar
    Error,
};

// Pure. A text at a bar.
struct Label
{
    QRect rect;
    QString text;
    Ink ink = Ink::Dim;
    record::Phase phase = record::Phase::Sleeping;
};

// Pure. Where a label may stand: inside the widest piece of a bar, or beside the bar. In pixels;
// ends are exclusive.
struct LabelPlace
{
    int row = 0;
    int barTo = 0;      // where the whole bar ends
    int widestFrom = 0; // its widest visible piece
    int widestTo = 0;
    analysis::Shape widestShape = analysis::Shape::Full;
    record::Phase widestPhase = record::Phase::Sleeping;
    int roomTo = 0; // where the next bar begins; equal to barTo: no room beside it
};

// Pure. Decides where labels are written: inside the bar if they fit, else beside it, else not at
// all. An error always gets at least its sign, where that fits.
class Labels
{
public:
    // nowX: the line of now. Only error labels may cross it.
    Labels(const LaneGrid &grid, const Fonts &fonts, int nowX)
        : m_grid(grid)
        , m_metrics(fonts.label)
        , m_inkHeight(fonts.labelAbove + fonts.labelBelow)
        , m_nowX(nowX)
    {
    }
    void add(const record::Record &record, QByteArrayView target, const LabelPlace &place);
    std::vector<Label> take() { return std::move(m_labels); }

private:
    void addError(const record::Record &record, const QString &title, const LabelPlace &place);
    bool addInside(const QString &text, const LabelPlace &place, int atLeast);
    bool addBeside(const QString &text, const LabelPlace &place, Ink ink);

    const LaneGrid &m_grid;
    QFontMetrics m_metrics;
    int m_inkHeight;
    int m_nowX;
    std::vector<Label> m_labels;
};

} // namespace overlap::ui
