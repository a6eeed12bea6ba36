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
    OnBar, // on a solid bar of Label::phase
    OnTag, // over a hatched or unknown bar: on a tag of its own
    Dim,   // beside its bar
    Error,
};

struct Label
{
    QRect rect;
    QString text;
    Ink ink = Ink::Dim;
    record::Phase phase = record::Phase::Sleeping;
};

// What a label has to say, and where there may be room for it; pixels, ends exclusive.
struct LabelPlace
{
    int lane = 0;
    int barTo = 0;    // where the whole bar ends
    int homeFrom = 0; // its widest visible piece
    int homeTo = 0;
    analysis::Shape homeShape = analysis::Shape::Full;
    record::Phase homePhase = record::Phase::Sleeping;
    int roomTo = 0; // where the next bar begins; barTo: nothing may stand beside
};

// Pure. Decides what is written where: inside the bar where there is room, else beside it, else not
// at all. Errors always leave at least their sign where it fits.
class Labels
{
public:
    // nowX: a line that no quiet text crosses.
    Labels(const LaneGrid &grid, const QFont &font, int nowX)
        : m_grid(grid)
        , m_metrics(font)
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
    int m_nowX;
    std::vector<Label> m_labels;
};

} // namespace overlap::ui
