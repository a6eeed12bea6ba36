#pragma once

#include "filter.h"

#include <QLineEdit>
#include <QTimer>

namespace overlap::ui {

// Main thread. The input field for the filter. A text that is no filter leaves the filter as it
// was. The field says why, in a tool tip.
class FilterEdit : public QLineEdit
{
    Q_OBJECT
public:
    explicit FilterEdit(QWidget *parent = nullptr);

    const QString &problem() const { return m_problem; } // empty: none
    QStringList words() const;                           // in lower case
    void setWord(const QString &word, bool on);          // adds or removes it, and filters at once
    // Only this value of a field, such as "status:": replaces other values.
    void setField(const QString &field, const QString &value);
    void clearFilter();
    QSize sizeHint() const override; // wide enough for the example

Q_SIGNALS:
    void changed(const overlap::ui::Filter &filter);
    void refused(); // the text is no filter: see problem()

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override; // Esc clears

private:
    void read();
    void replace(const QString &text);

    QTimer m_typing; // a filter is read after a pause in typing
    QString m_problem;
};

} // namespace overlap::ui
