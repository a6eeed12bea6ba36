#pragma once

#include "overlap/session.h"
#include "widgets/numberbox.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QMenu;
class QPushButton;
class QToolButton;

namespace overlap::ui {

// Main thread. The row of controls at the top: address, start and stop, strategy, send, live.
class ControlBar : public QWidget
{
    Q_OBJECT
public:
    // `plans` are the entries of the Send menu; at least one.
    explicit ControlBar(std::vector<load::Plan> plans, QWidget *parent = nullptr);

    QString host() const;              // as typed
    quint16 port() const;              // 0: any free one
    schedule::Choice strategy() const; // with the count of each strategy
    QString problem() const; // a sentence, if a number was typed that can't be; else empty
    void setStrategy(QLatin1StringView name);
    void setCounts(const schedule::Counts &counts); // for the strategies that have one
    void setHost(const QString &host);
    void setPort(quint16 port);

    // `url` is where it serves; empty: it does not.
    void showState(Session::State state, const QUrl &url);
    void showSending(bool sending, int answered, int count);
    void showLive(bool live, quint64 missed);
    void focusFirst(); // sets the keyboard focus
    QMenu *sendMenu() const { return m_sendMenu; }
    QMenu *copyMenu() const { return m_copyMenu; } // of URLs

Q_SIGNALS:
    void startPressed();
    void stopPressed();
    void openPressed();
    void copyPressed();
    void strategyChosen();
    void comparePressed();
    void sendPressed(const overlap::load::Plan &plan);
    void cancelPressed();
    void livePressed(bool live);

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    void buildSendMenu();
    void setNames();
    void wire();
    void check(); // whether it can start
    void showCount();
    void updateColours();

    const std::vector<load::Plan> m_plans;
    Session::State m_state = Session::State::Stopped;
    schedule::Counts m_counts;
    quint16 m_port = 7878; // as chosen; the field may show what port 0 got
    bool m_isSending = false;
    QPushButton *m_start;
    QLineEdit *m_host;
    CountBox *m_portBox;
    QPushButton *m_open;
    QMenu *m_copyMenu;
    QToolButton *m_copy;
    QComboBox *m_strategy;
    CountBox *m_count; // of the strategy; hidden if it has none
    QPushButton *m_compare;
    QMenu *m_sendMenu;
    QToolButton *m_send;
    QPushButton *m_live;
};

} // namespace overlap::ui
