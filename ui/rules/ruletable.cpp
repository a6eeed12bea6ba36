#include "rules/ruletable.h"

#include <QHeaderView>
#include <QKeyEvent>

namespace overlap::ui {

RuleTable::RuleTable(RuleModel &model, QWidget *parent) : TableView(model, parent), m_model(model)
{
    setSortingEnabled(false); // their order says who is asked first
    setSelectionMode(SingleSelection);
    horizontalHeader()->setSectionsClickable(false);
    connect(&model, &QAbstractItemModel::modelAboutToBeReset, this,
            [this] { m_current = m_model.numberAt(currentRow()); });
    connect(&model, &QAbstractItemModel::modelReset, this,
            [this] { makeCurrent(m_model.rowOf(m_current)); });
}

void RuleTable::makeCurrent(int row)
{
    if (row < 0 || row >= m_model.rowCount())
        return selectionModel()->clear();
    selectionModel()->setCurrentIndex(m_model.index(row, 0), QItemSelectionModel::ClearAndSelect |
                                                                 QItemSelectionModel::Rows);
    scrollTo(currentIndex());
}

void RuleTable::keyPressEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Space || currentRow() < 0)
        return TableView::keyPressEvent(event);
    Q_EMIT m_model.switchWanted(currentRow());
    event->accept();
}

} // namespace overlap::ui
