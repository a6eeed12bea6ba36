#pragma once

#include "overlap/session.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace overlap::ui {

// Main thread. A message in its place, instead of a dialog: what went wrong and what can be done
// about it. Hidden while there is none.
class ProblemBar : public QFrame
{
    Q_OBJECT
public:
    explicit ProblemBar(QWidget *parent = nullptr);

    void showProblem(const Problem &problem); // until dismissed
    void showLasting(const QString &text);    // until cleared
    void clear() { hide(); }
    QString text() const;

Q_SIGNALS:
    void portChosen(quint16 port); // instead of the one in use

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QLabel *m_text;
    QPushButton *m_instead;
    QPushButton *m_dismiss;
    quint16 m_port = 0;
};

} // namespace overlap::ui
