#pragma once

#include <QWidget>

namespace overlap::ui {

// Main thread. What there will be to see: the same few requests one after the other, and
// overlapping, in the shapes of the timeline.
class GhostBars : public QWidget
{
    Q_OBJECT
public:
    explicit GhostBars(bool overlapping, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const bool m_overlapping;
};

} // namespace overlap::ui
