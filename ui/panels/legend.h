#pragma once

#include <QDialog>

namespace overlap::ui {

// Main thread. What the shapes of the timeline mean, drawn as there, and the words around it.
class Legend : public QDialog
{
    Q_OBJECT
public:
    explicit Legend(QWidget *parent = nullptr);

Q_SIGNALS:
    void shownChanged(bool shown);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override; // L closes it, too
};

} // namespace overlap::ui
