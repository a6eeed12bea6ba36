#pragma once

#include "overlap/record/record.h"

#include <QWidget>

namespace overlap::ui {

// Main thread. One phase's bar within the whole of its request, in the timeline's shapes: half
// height for sleeping, hatched for waiting, an open right edge where it goes on.
class PhaseBar : public QWidget
{
    Q_OBJECT
public:
    using QWidget::QWidget;

    // Where it lies, in parts of the whole from 0 to 1.
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
