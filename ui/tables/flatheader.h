#pragma once

#include <QHeaderView>

namespace overlap::ui {

// Main thread. A table's header without frames: dim titles over a thin line. An arrow shows how the
// table is sorted.
class FlatHeader : public QHeaderView
{
    Q_OBJECT
public:
    explicit FlatHeader(QWidget *parent = nullptr);

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;
    QSize sectionSizeFromContents(int section) const override;
};

} // namespace overlap::ui
