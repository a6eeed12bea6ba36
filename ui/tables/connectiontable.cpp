#include "connectiontable.h"

namespace overlap::ui {

ConnectionTable::ConnectionTable(ConnectionModel &model, Selection &selection, QWidget *parent)
    : TableView(model, parent)
    , m_model(model)
    , m_selection(selection)
{
    // Getting the focus makes a row current without selecting it.
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        const QModelIndex current = currentIndex();
        if (!m_model.isUpdating() && selectionModel()->isSelected(current))
            m_selection.selectConnection(m_model.idAt(current.row()));
    });
    connect(&selection, &Selection::changed, this, &ConnectionTable::makeCurrent);
    connect(&model, &ConnectionModel::updated, this, &ConnectionTable::makeCurrent);
    makeCurrent();
}

void ConnectionTable::makeCurrent()
{
    const quint32 id = m_selection.connection();
    const int current = currentIndex().row();
    if (id != 0 && m_model.idAt(current) == id && selectionModel()->hasSelection())
        return; // as nearly always: the model keeps it current
    const int row = m_model.rowOf(id);
    if (row < 0)
        return selectionModel()->clear();
    selectionModel()->setCurrentIndex(m_model.index(row, 0), QItemSelectionModel::ClearAndSelect |
                                                                 QItemSelectionModel::Rows);
    scrollTo(currentIndex());
}

} // namespace overlap::ui
