#include "widgets/flattabbar.h"

#include "theme.h"
#include "widgets/focusring.h"

#include <QPainter>

namespace overlap::ui {

FlatTabBar::FlatTabBar(QWidget *parent) : QTabBar(parent)
{
    setDrawBase(false);
    setExpanding(false);
    setUsesScrollButtons(true);
    setProperty(FocusRing::paintsItself, true);
}

void FlatTabBar::paintEvent(QPaintEvent *)
{
    const Theme theme = Theme::forPalette(palette());
    QPainter painter(this);
    const int line = std::max(2, fontMetrics().height() / 8);
    for (int i = 0; i < count(); ++i) {
        const bool current = i == currentIndex();
        const QRect rect = tabRect(i);
        painter.setFont(current ? boldFont() : font());
        painter.setPen(current ? theme.text : theme.dim);
        painter.drawText(rect, Qt::AlignCenter | Qt::TextShowMnemonic, tabText(i));
        if (current)
            painter.fillRect(rect.adjusted(line, rect.height() - line, -line, 0), theme.accent);
        if (current && hasFocus())
            FocusRing::paint(painter, palette(), rect);
    }
}

// Every tab is as wide as its bold text, so that nothing moves when the current one changes.
QSize FlatTabBar::tabSizeHint(int index) const
{
    const QFontMetrics bold(boldFont());
    const QSize text = bold.size(Qt::TextShowMnemonic, tabText(index));
    return {text.width() + 2 * bold.averageCharWidth(), bold.height() * 8 / 5};
}

QFont FlatTabBar::boldFont() const
{
    QFont bold = font();
    bold.setBold(true);
    return bold;
}

} // namespace overlap::ui
