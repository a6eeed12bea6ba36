#pragma once

#include "overlap/session.h"

#include <QWidget>

#include <array>

class QLabel;
class QPushButton;

namespace overlap::ui {

// Main thread. One gate: its name, what it holds, and since when; and buttons for it.
class GateRow : public QWidget
{
    Q_OBJECT
public:
    explicit GateRow(answers::Gates &gates, QWidget *parent = nullptr);

    void show(const answers::Gates::State &state);
    void focusFirst(); // on the first button that does something

private:
    enum Button { OpenOnce, Open, Fail, Close, ButtonCount };
    void press(Button button);
    void setNames();
    void setEnabled(const std::array<bool, ButtonCount> &enabled);

    answers::Gates &m_gates;
    QByteArray m_gate;
    QLabel *m_name;
    QLabel *m_state;
    std::array<QPushButton *, ButtonCount> m_buttons{};
};

} // namespace overlap::ui
