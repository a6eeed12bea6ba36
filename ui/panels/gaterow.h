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
    // What stands before the buttons. All rows have the same widths, so that buttons form columns.
    struct Widths
    {
        int name = 0;
        int state = 0;
    };
    Widths wanted() const;
    void setWidths(Widths widths);

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
