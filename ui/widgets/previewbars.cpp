#include "widgets/previewbars.h"

#include "widgets/shapes.h"

#include <QPainter>

namespace overlap::ui {

using record::Phase;

namespace {

constexpr int bars = 4;

} // namespace

PreviewBars::PreviewBars(bool overlapping, QWidget *parent)
    : QWidget(parent)
    , m_overlapping(overlapping)
{
    setAccessibleName(overlapping ? tr("Four requests that overlap")
                                  : tr("Four requests one after the other"));
}

QSize PreviewBars::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 34, fontMetrics().height() * bars * 5 / 4};
}

void PreviewBars::paintEvent(QPaintEvent *)
{
    const Theme theme = Theme::forPalette(palette());
    QPainter painter(this);
    const int pitch = height() / bars;
    const int tall = pitch * 3 / 4;
    const int edge = std::max(2, fontMetrics().averageCharWidth() / 3);
    const int length = width() / (bars + 1);
    for (int i = 0; i < bars; ++i) {
        const int x = m_overlapping ? i * edge * 2 : i * length;
        const QRect bar(x, i * pitch, length, tall);
        paintPhase(painter, theme, Phase::Sleeping, bar.adjusted(edge, 0, -edge, 0));
        paintPhase(painter, theme, Phase::ReadingHead, QRect(bar.left(), bar.top(), edge, tall));
        paintPhase(painter, theme, Phase::Writing,
                   QRect(bar.right() - edge + 1, bar.top(), edge, tall));
    }
    // When the last one is answered.
    const int end = (m_overlapping ? (bars - 1) * edge * 2 : (bars - 1) * length) + length;
    painter.fillRect(QRect(end + edge, 0, 1, height()), theme.dim);
}

} // namespace overlap::ui
