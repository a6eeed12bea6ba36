#pragma once

#include <QWidget>

namespace overlap::ui {

// Main thread. A sketch of what the timeline will show: the same few requests one after the other,
// or overlapping.
class PreviewBars : public QWidget
{
    Q_OBJECT
public:
    explicit PreviewBars(bool overlapping, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {sizeHint().width(), sizeHint().height() / 2}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const bool m_overlapping;
};

} // namespace overlap::ui
