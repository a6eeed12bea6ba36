#pragma once

#include <QPointer>
#include <QWidget>

#include <vector>

namespace overlap::ui {

// Main thread. A frame over whatever has the focus in a window, so that it is seen: styles use
// fainter colours, or nothing for tables and texts. It has a contrast of at least 3:1 to what is
// around it (WCAG 2.1, 1.4.11).
class FocusRing : public QWidget
{
    Q_OBJECT
public:
    // Set this property of a widget that calls paint() itself, for a part of its area.
    static constexpr auto paintsItself = "paintsFocusRing";

    explicit FocusRing(QWidget *window); // its parent
    static void paint(QPainter &painter, const QPalette &palette, const QRect &rect);

    bool eventFilter(QObject *followed, QEvent *event) override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void follow(QWidget *focused); // null: nothing
    void place();

    QPointer<QWidget> m_focused;
    std::vector<QPointer<QWidget>> m_followed; // it and its ancestors below the window
};

} // namespace overlap::ui
