#pragma once

#include <QScrollArea>

namespace overlap::ui {

// Main thread. Content of a window that may be larger than the screen, with large text or on a
// small one. It gets all the room there is, and scrolls only if that is less than it needs at
// least.
class ScrollPage : public QScrollArea
{
    Q_OBJECT
public:
    explicit ScrollPage(QWidget *content, QWidget *parent = nullptr); // takes the content

    QSize sizeHint() const override;        // of the content, as far as it fits the screen
    QSize minimumSizeHint() const override; // as well

    bool eventFilter(QObject *object, QEvent *event) override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QSize fitting(QSize size) const;
    void fit();
};

} // namespace overlap::ui
