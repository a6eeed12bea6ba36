#include "rules/ruletable.h"

#include "theme.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QScrollBar>
#include <QStyledItemDelegate>

namespace overlap::ui {

namespace {

// Its check boxes have borders like those elsewhere.
class RuleDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        if (option->features & QStyleOptionViewItem::HasCheckIndicator)
            option->palette.setColor(QPalette::Window,
                                     fieldPalette(option->palette).color(QPalette::Window));
    }
};

} // namespace

RuleTable::RuleTable(RuleModel &model, QWidget *parent) : TableView(model, parent), m_model(model)
{
    setItemDelegate(new RuleDelegate(this));
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

QSize RuleTable::minimumSizeHint() const
{
    const int height = horizontalHeader()->sizeHint().height() +
                       2 * verticalHeader()->defaultSectionSize() +
                       horizontalScrollBar()->sizeHint().height() + 2 * frameWidth();
    return {TableView::minimumSizeHint().width(), height};
}

// The editor takes room from it, and is about the current row.
void RuleTable::resizeEvent(QResizeEvent *event)
{
    TableView::resizeEvent(event);
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
