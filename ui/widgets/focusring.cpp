#include "widgets/focusring.h"

#include "theme.h"

#include <QApplication>
#include <QEvent>
#include <QMenuBar>
#include <QPainter>

namespace overlap::ui {

namespace {

constexpr int thickness = 2; // pixels

} // namespace

FocusRing::FocusRing(QWidget *window) : QWidget(window)
{
    setObjectName(QStringLiteral("focusRing"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    hide();
    connect(qApp, &QApplication::focusChanged, this,
            [this](QWidget *, QWidget *now) { follow(now); });
}

void FocusRing::paint(QPainter &painter, const QPalette &palette, const QRect &rect)
{
    QPen pen(Theme::forPalette(palette).accentText, thickness);
    pen.setJoinStyle(Qt::MiterJoin);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(rect.adjusted(1, 1, -1, -1));
}

void FocusRing::follow(QWidget *focused)
{
    for (const auto &widget : m_followed) {
        if (widget)
            widget->removeEventFilter(this);
    }
    m_followed.clear();
    const bool isHere = focused && focused != parentWidget() && focused->window() == parentWidget();
    const bool isSeen = qobject_cast<QMenuBar *>(focused) || // by its highlighted title
                        (focused && focused->property(paintsItself).toBool());
    m_focused = isHere && !isSeen ? focused : nullptr;
    for (QWidget *each = m_focused; each && each != parentWidget(); each = each->parentWidget()) {
        each->installEventFilter(this);
        m_followed.emplace_back(each);
    }
    place();
}

bool FocusRing::eventFilter(QObject *, QEvent *event)
{
    switch (event->type()) {
    case QEvent::Move:
    case QEvent::Resize:
    case QEvent::Show:
    case QEvent::Hide: place(); break;
    default: break;
    }
    return false;
}

// The mask lets what is inside be painted without the ring: the timeline and tables often are.
void FocusRing::place()
{
    if (!m_focused || !m_focused->isVisible())
        return hide();
    QRect area = parentWidget()->rect();
    for (const auto &each : m_followed) // an ancestor may cut it off
        area &= QRect(each->mapTo(parentWidget(), QPoint()), each->size());
    if (area.isEmpty())
        return hide();
    setGeometry(area);
    setMask(QRegion(rect()) - rect().adjusted(thickness, thickness, -thickness, -thickness));
    raise();
    show();
}

void FocusRing::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paint(painter, palette(), rect());
}

} // namespace overlap::ui
