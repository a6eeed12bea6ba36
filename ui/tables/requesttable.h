#pragma once

#include "requestmodel.h"
#include "selection.h"
#include "tableview.h"

namespace overlap::ui {

// Main thread. The table of requests. Its current row is the selected request, whoever selects it.
class RequestTable : public TableView
{
    Q_OBJECT
public:
    // Model and selection outlive the table.
    RequestTable(RequestModel &model, Selection &selection, QWidget *parent = nullptr);

    void refresh(); // updates the model
    // Shows the newest rows, as long as one does not scroll; else the visible rows stay in place.
    void setFollowing(bool following);
    bool isFollowing() const { return m_isFollowing; }

private:
    void wire();
    void makeCurrent();

    RequestModel &m_model;
    Selection &m_selection;
    bool m_isFollowing = true;
};

} // namespace overlap::ui
