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
    void takeFocus();            // so that Enter works at once
    void cover(QWidget *widget); // it lies over this one, and adapts to its size

Q_SIGNALS:
    void sendPressed(); // the server may have to be started first
    void startPressed();
    void lessonsPressed();

protected:
    bool eventFilter(QObject *covered, QEvent *event) override;

private:
    void build();
    void fit();

    const int m_count;
    QWidget *m_covered = nullptr;
    QWidget *m_previews; // hidden where there is no room
    QLabel *m_text;
    QPushButton *m_send;
    QPushButton *m_start;
    QPushButton *m_lessons;
    QPointer<QWidget> m_standIn; // has the focus while the buttons are disabled
};

} // namespace overlap::ui
