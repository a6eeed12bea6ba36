#pragma once

#include "filter.h"

#include <QLineEdit>
#include <QTimer>

namespace overlap::ui {

// Main thread. Where a filter is typed. What can't be understood is said in a tool tip and to
// screen readers, and leaves the filter as it was.
class FilterEdit : public QLineEdit
{
    Q_OBJECT
public:
    explicit FilterEdit(QWidget *parent = nullptr);

    const QString &problem() const { return m_problem; } // empty: none
    QSize sizeHint() const override; // its example, beside the titles of the tabs

Q_SIGNALS:
    void changed(const overlap::ui::Filter &filter);

protected:
    void keyPressEvent(QKeyEvent *event) override; // Esc clears

private:
    void read();

    QTimer m_typing; // while somebody types, a filter is not complete
    QString m_problem;
};

} // namespace overlap::ui
