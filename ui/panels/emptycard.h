#pragma once

#include "overlap/session.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace overlap::ui {

// Main thread. What stands in the timeline's place before there is a request: what to expect, and
// one button that shows it.
class EmptyCard : public QFrame
{
    Q_OBJECT
public:
    // `count` is how many test requests its button sends.
    explicit EmptyCard(int count, QWidget *parent = nullptr);

    void showState(Session::State state, const QUrl &url);
    void takeFocus(); // so that Enter works at once

Q_SIGNALS:
    void sendPressed(); // start first where it is stopped
    void startPressed();

private:
    void build();

    const int m_count;
    QLabel *m_text;
    QPushButton *m_send;
    QPushButton *m_start;
};

} // namespace overlap::ui
