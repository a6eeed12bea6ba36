#pragma once

#include "overlap/analysis/upstreampieces.h"
#include "overlap/record/record.h"

#include <QWidget>

#include <variant>
#include <vector>

class QPainter;

namespace overlap::ui {

// Main thread. The bars of one phase, or of one step with the upstream, at their places within the
// whole request. Shapes are those of the timeline; an open right edge if the last one goes on.
class PhaseBar : public QWidget
{
    Q_OBJECT
public:
    using QWidget::QWidget;

    struct Span // in fractions of the whole, from 0 to 1
    {
        double from, to;
    };
    using What = std::variant<record::Phase, analysis::UpstreamStep>;
    void setSpans(What what, std::vector<Span> spans, bool goesOn);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void paint(QPainter &painter, const Span &span, bool goesOn) const;

    What m_what;
    std::vector<Span> m_spans;
    bool m_goesOn = false;
};

} // namespace overlap::ui
