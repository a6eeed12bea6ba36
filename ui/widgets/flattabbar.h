#pragma once

#include <QTabBar>

namespace overlap::ui {

// Main thread. A row of titles, the current one bold and underlined.
class FlatTabBar : public QTabBar
{
    Q_OBJECT
public:
    explicit FlatTabBar(QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
    QSize tabSizeHint(int index) const override;
    QSize minimumTabSizeHint(int index) const override { return tabSizeHint(index); }

private:
    QFont boldFont() const;
};

} // namespace overlap::ui
