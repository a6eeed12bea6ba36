#pragma once

#include <QPointer>
#include <QWidget>

namespace overlap::ui {

// Main thread. Remembers what had the focus before a part of the window took it, and gives it back.
class FocusReturn
{
public:
    void remember(const QWidget &part); // before the part takes the focus
    void giveBack(const QWidget &part); // before the part hides; does nothing if it has no focus

private:
    QPointer<QWidget> m_before;
};

} // namespace overlap::ui
