#pragma once

#include "overlap/session.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;
class QSettings;
class QToolButton;

namespace overlap::ui {

class SendForm;

// Main thread. What the built-in client is to send, in every detail; how far it is with it; and
// what came of it.
class SendPanel : public QWidget
{
    Q_OBJECT
public:
    explicit SendPanel(QWidget *parent = nullptr);

    void showState(Session::State state);
    void showProgress(int answered, int failed, int count); // of whatever is sent
    void showResults(const QList<load::Result> &results);
    void restore(const QSettings &settings);
    void save(QSettings &settings) const;
    void focusFirst(); // by the keyboard

public Q_SLOTS:
    void open(bool isOpen); // with the focus in it

Q_SIGNALS:
    void sendPressed(const overlap::load::Plan &plan);
    void cancelPressed();
    void opened(bool isOpen);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void build();
    void name();
    void wire();
    void check();
    void press();
    void showWorking();
    void tint();

    Session::State m_state = Session::State::Stopped;
    bool m_isSending = false;
    bool m_isValid = true;
    int m_answered = 0;
    int m_failed = 0;
    QElapsedTimer m_since;
    QTimer m_tick; // while it sends: the time goes on
    SendForm *m_form;
    QPushButton *m_send;
    QToolButton *m_close;
    QLabel *m_preview; // or what is wrong
    QLabel *m_outcome;
    QProgressBar *m_progress;
};

} // namespace overlap::ui
