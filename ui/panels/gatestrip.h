#pragma once

#include "overlap/session.h"

#include <QScrollArea>
#include <QTimer>

#include <vector>

class QLabel;

namespace overlap::ui {

class GateRow;

// Main thread. The gates that were used, each with what it holds and with buttons that let it go.
// Hidden until there is one. It is as high as a few gates, and then it scrolls.
class GateStrip : public QScrollArea
{
    Q_OBJECT
public:
    explicit GateStrip(answers::Gates &gates, QWidget *parent = nullptr);

    void refresh();                                      // when the gates have changed
    void focusFirst();                                   // sets the keyboard focus
    bool isTicking() const { return m_tick.isActive(); } // for the ages, while something is held

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QList<answers::Gates::State> shown();
    void tell(int held);
    void align();
    void fit();

    answers::Gates &m_gates;
    QWidget *m_list;
    QLabel *m_more; // how many gates are not shown
    std::vector<GateRow *> m_rows;
    QTimer m_tick;
    int m_held = 0; // by all gates
};

} // namespace overlap::ui
