#pragma once

#include "filteredit.h"

#include <QWidget>

class QLabel;
class QToolButton;

namespace overlap::ui {

// Main thread. The filter of the requests: its field, a button for errors, and how many match.
class FilterBar : public QWidget
{
    Q_OBJECT
public:
    explicit FilterBar(QWidget *parent = nullptr);

    FilterEdit *edit() const { return m_edit; }
    // Such as "12 of 848"; empty: there is no filter. The tool tip may say more.
    void showMatches(const QString &text, const QString &toolTip = {});
    void placeBetween(QWidget *before, QWidget *after); // in the order of Tab
    QSize sizeHint() const override;                    // wide, as far as the tabs leave room

private:
    FilterEdit *m_edit;
    QToolButton *m_errors;
    QLabel *m_matches;
};

} // namespace overlap::ui
