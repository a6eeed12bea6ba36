#pragma once

#include <QHeaderView>

namespace overlap::ui {

// Main thread. A table's header without frames: dim titles over a thin line. An arrow shows how the
// table is sorted: by default, the latest by one column come first.
class FlatHeader : public QHeaderView
{
    Q_OBJECT
public:
    explicit FlatHeader(QWidget *parent = nullptr);
    void setDefaultOrder(int section) { m_defaultOrder = section; } // else the first one

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;
    QSize sectionSizeFromContents(int section) const override;

private:
    int m_defaultOrder = 0;
};

} // namespace overlap::ui
