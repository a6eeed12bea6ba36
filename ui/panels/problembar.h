#pragma once

#include "overlap/session.h"
#include "widgets/focusreturn.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace overlap::ui {

// Main thread. A message above the timeline, instead of a dialog: what went wrong, or what was
// done, and what can be done about it. Hidden if there is none.
class ProblemBar : public QFrame
{
    Q_OBJECT
public:
    explicit ProblemBar(QWidget *parent = nullptr);

    void showProblem(const Problem &problem); // until dismissed
    void showLasting(const QString &text);    // until cleared
    // Until dismissed or taken. It is no problem, and leaves the focus where it is.
    void showOffer(const QString &text, const QString &button);
    void clear();
    QString text() const;

Q_SIGNALS:
    void portChosen(quint16 port); // to serve there, since the chosen one is in use
    void offerTaken();

protected:
    void keyPressEvent(QKeyEvent *event) override; // Esc dismisses it
    void paintEvent(QPaintEvent *event) override;

private:
    void say(const QString &text, const QString &button);

    QLabel *m_mark; // "!"
    QLabel *m_text;
    QPushButton *m_instead;
    QPushButton *m_dismiss;
    quint16 m_port = 0;
    FocusReturn m_focus;
};

} // namespace overlap::ui
