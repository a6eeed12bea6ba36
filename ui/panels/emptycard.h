#pragma once

#include "overlap/session.h"

#include <QFrame>
#include <QPointer>

class QLabel;
class QPushButton;

namespace overlap::ui {

// Main thread. Covers the timeline until there is a request: says what to expect, and has a button
// that sends test requests.
class EmptyCard : public QFrame
{
    Q_OBJECT
public:
    // `count`: how many test requests the button sends.
    explicit EmptyCard(int count, QWidget *parent = nullptr);

    void showState(Session::State state, const QUrl &url);
    void takeFocus(); // so that Enter works at once

Q_SIGNALS:
    void sendPressed(); // the server may have to be started first
    void startPressed();

private:
    void build();

    const int m_count;
    QLabel *m_text;
    QPushButton *m_send;
    QPushButton *m_start;
    QPointer<QWidget> m_standIn; // has the focus while the buttons are disabled
};

} // namespace overlap::ui
