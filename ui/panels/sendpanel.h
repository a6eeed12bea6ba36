#pragma once

#include "overlap/session.h"
#include "widgets/focusreturn.h"

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

// Main thread. The panel over the built-in client: the plan, the progress, and the results.
class SendPanel : public QWidget
{
    Q_OBJECT
public:
    explicit SendPanel(QWidget *parent = nullptr);

    void showState(Session::State state);
    void showProgress(int answered, int failed, int count);
    void showResults(const QList<load::Result> &results);
    void restore(const QSettings &settings);
    void save(QSettings &settings) const;
    void focusFirst(); // sets the keyboard focus

public Q_SLOTS:
    void open(bool isOpen); // shows it and gives it the focus, or hides it

Q_SIGNALS:
    void sendPressed(const overlap::load::Plan &plan);
    void cancelPressed();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void build();
    void setNames();
    void wire();
    void check();
    void press();
    void showWorking();
    void updateColours();

    Session::State m_state = Session::State::Stopped;
    bool m_isSending = false;
    FocusReturn m_focus;
    bool m_isValid = true;
    int m_answered = 0;
    int m_failed = 0;
    QElapsedTimer m_since;
    QTimer m_tick; // updates the elapsed time while it sends
    SendForm *m_form;
    QPushButton *m_send;
    QToolButton *m_close;
    QLabel *m_preview; // what the plan sends, or what is wrong with it
    QLabel *m_results;
    QProgressBar *m_progress;
};

} // namespace overlap::ui
