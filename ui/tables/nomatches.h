#pragma once

#include <QWidget>

class QAbstractScrollArea;
class QLabel;
class QPushButton;

namespace overlap::ui {

// Main thread. Lies over an empty table: says that the filter leaves nothing, and clears it.
class NoMatches : public QWidget
{
    Q_OBJECT
public:
    explicit NoMatches(QAbstractScrollArea &table);

    void showFilter(const QString &filter);
    void leave(); // hides, and leaves the focus to the table

Q_SIGNALS:
    void clearPressed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override; // follows the table's size

private:
    void place();

    QAbstractScrollArea &m_table;
    QLabel *m_text;
    QPushButton *m_clear;
};

} // namespace overlap::ui
