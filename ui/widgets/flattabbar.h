#pragma once

#include <QTabBar>

namespace overlap::ui {

// Main thread. A tab bar of plain titles; the current one is bold and underlined.
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
