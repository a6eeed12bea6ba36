#pragma once

#include "rules/rulemodel.h"
#include "tables/tableview.h"

namespace overlap::ui {

// Main thread. The table of rules. The current row stays with its rule wherever that moves.
class RuleTable : public TableView
{
    Q_OBJECT
public:
    explicit RuleTable(RuleModel &model, QWidget *parent = nullptr); // which outlives the table

    int currentRow() const { return currentIndex().row(); } // -1: none
    void makeCurrent(int row);                              // and selects it; -1: none
    QSize minimumSizeHint() const override;                 // two rows can be seen

protected:
    void keyPressEvent(QKeyEvent *event) override; // Space switches the current rule off or on
    void resizeEvent(QResizeEvent *event) override;

private:
    RuleModel &m_model;
    int m_current = 0; // its number, while the rows change
};

} // namespace overlap::ui
