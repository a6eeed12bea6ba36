#pragma once

#include "overlap/record/record.h"

#include <QWidget>

namespace overlap::ui {

// Main thread. The bar of one phase, at its place within the whole request. Shapes are those of the
// timeline; an open right edge if it goes on.
class PhaseBar : public QWidget
{
    Q_OBJECT
public:
    using QWidget::QWidget;

    // `from` and `to` are fractions of the whole, from 0 to 1.
    void setSpan(record::Phase phase, double from, double to, bool goesOn);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    record::Phase m_phase = record::Phase::ReadingHead;
    double m_from = 0.0;
    double m_to = 0.0;
    bool m_goesOn = false;
};

} // namespace overlap::ui
