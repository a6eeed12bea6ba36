#include "widgets/focusreturn.h"

namespace overlap::ui {

namespace {

bool isIn(const QWidget &part, const QWidget *widget)
{
    return widget && (widget == &part || part.isAncestorOf(widget));
}

} // namespace

void FocusReturn::remember(const QWidget &part)
{
    QWidget *focused = part.window()->focusWidget();
    if (!isIn(part, focused))
        m_before = focused;
}

void FocusReturn::giveBack(const QWidget &part)
{
    if (!isIn(part, part.window()->focusWidget()))
        return;
    if (m_before && m_before->isVisible() && m_before->isEnabled())
        m_before->setFocus();
}

} // namespace overlap::ui
