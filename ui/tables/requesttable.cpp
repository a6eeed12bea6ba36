#include "requesttable.h"

#include <QScrollBar>

namespace overlap::ui {

RequestTable::RequestTable(RequestModel &model, Selection &selection, QWidget *parent)
    : TableView(model, parent)
    , m_model(model)
    , m_selection(selection)
{
    wire();
    makeCurrent();
}

void RequestTable::wire()
{
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) {
                if (!m_model.isUpdating() && current.isValid())
                    m_selection.select(m_model.idAt(current.row()));
            });
    connect(&m_selection, &Selection::changed, this, [this] {
        makeCurrent();
        scrollTo(currentIndex());
    });
    connect(&m_model, &RequestModel::updated, this, &RequestTable::makeCurrent);
}

void RequestTable::setFollowing(bool following)
{
    if (following && !m_isFollowing)
        scrollToTop();
    m_isFollowing = following;
}

// At the top, new rows push in. Further down, the visible rows stay in place.
void RequestTable::refresh()
{
    const int top = verticalScrollBar()->value();
    const quint64 topId = top > 0 || !m_isFollowing ? m_model.idAt(top) : 0;
    m_model.update();
    const int row = topId ? m_model.rowOf(topId) : -1;
    if (row < 0 || row == top)
        return;
    updateGeometries(); // so that the scroll bar knows of new rows
    verticalScrollBar()->setValue(row);
}

void RequestTable::makeCurrent()
{
    const int row = m_model.rowOf(m_selection.id());
    if (row < 0)
        selectionModel()->clear();
    else if (currentIndex().row() != row || !selectionModel()->hasSelection())
        selectionModel()->setCurrentIndex(
            m_model.index(row, 0), QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

} // namespace overlap::ui
