#include "widgets/scrollpage.h"

#include <QApplication>
#include <QEvent>
#include <QLayout>
#include <QScreen>
#include <QScrollBar>

#include <algorithm>

namespace overlap::ui {

ScrollPage::ScrollPage(QWidget *content, QWidget *parent) : QScrollArea(parent)
{
    setFrameShape(NoFrame);
    setWidget(content);
    // By itself it does so for Tab only, but not for shortcuts and what gives the focus back.
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *, QWidget *now) {
        if (now && widget()->isAncestorOf(now))
            ensureWidgetVisible(now);
    });
}

// Title, menu and status bar of the window need room, too.
QSize ScrollPage::fitting(QSize size) const
{
    const int line = fontMetrics().height();
    const QSize most = screen()->availableSize() - QSize(2 * line, 6 * line);
    return size.boundedTo(most);
}

QSize ScrollPage::sizeHint() const
{
    const QSize all = widget()->sizeHint();
    return fitting({all.width() + verticalScrollBar()->sizeHint().width(), all.height()});
}

QSize ScrollPage::minimumSizeHint() const
{
    const QSize least = widget()->minimumSizeHint();
    return fitting({least.width() + verticalScrollBar()->sizeHint().width(), least.height()});
}

bool ScrollPage::eventFilter(QObject *object, QEvent *event)
{
    if (object == widget() && event->type() == QEvent::LayoutRequest) {
        fit();
        updateGeometry();
    }
    return QScrollArea::eventFilter(object, event);
}

void ScrollPage::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    fit();
}

// QScrollArea by itself would give the content its preferred height, and scroll.
void ScrollPage::fit()
{
    const QSize least = widget()->minimumSizeHint();
    const auto heightFor = [&](int width) {
        const QLayout *layout = widget()->layout();
        return layout->hasHeightForWidth() ? layout->totalMinimumHeightForWidth(width)
                                           : least.height();
    };
    const QSize room = maximumViewportSize();
    QSize size = least.expandedTo(room);
    if (heightFor(size.width()) > room.height()) // the bar takes some of the width
        size.setWidth(
            std::max(least.width(), room.width() - verticalScrollBar()->sizeHint().width()));
    size.setHeight(std::max(room.height(), heightFor(size.width())));
    if (size.height() == room.height() && size.width() > room.width())
        size.setHeight(std::max(heightFor(size.width()),
                                room.height() - horizontalScrollBar()->sizeHint().height()));
    widget()->resize(size);
}

} // namespace overlap::ui
