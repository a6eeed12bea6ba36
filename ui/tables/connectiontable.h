#pragma once

#include "connectionmodel.h"
#include "selection.h"
#include "tableview.h"

namespace overlap::ui {

// Main thread. The table of connections. Its current row is the selected connection, whoever
// selects it.
class ConnectionTable : public TableView
{
    Q_OBJECT
public:
    // Model and selection outlive the table.
    ConnectionTable(ConnectionModel &model, Selection &selection, QWidget *parent = nullptr);

private:
    void makeCurrent();

    ConnectionModel &m_model;
    Selection &m_selection;
};

} // namespace overlap::ui
