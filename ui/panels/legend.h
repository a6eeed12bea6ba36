#pragma once

#include "widgets/focusreturn.h"

#include <QWidget>

namespace overlap::ui {

// Main thread. What the shapes of the timeline mean, drawn as there, and the words around it. Has
// room of its own beside the picture that it explains. Takes the focus as it opens.
class Legend : public QWidget
{
    Q_OBJECT
public:
    explicit Legend(QWidget *parent = nullptr); // hidden

    void setVisible(bool visible) override;
    QSize sizeHint() const override;

Q_SIGNALS:
    void shownChanged(bool shown);

protected:
    void keyPressEvent(QKeyEvent *event) override; // Esc and L close it

private:
    FocusReturn m_focus;
};

} // namespace overlap::ui
