#pragma once

#include "connectionmodel.h"
#include "filteredit.h"
#include "requesttable.h"
#include "widgets/tabs.h"

class QSettings;

namespace overlap::ui {

// Main thread. The tables of requests and connections, one at a time, their numbers in the titles.
class TablesPane : public Tabs
{
    Q_OBJECT
public:
    using Clock = std::function<qint64()>; // ns on the records' clock
    // Store and selection outlive the pane.
    TablesPane(const record::Store &store, Selection &selection, Clock clock,
               QWidget *parent = nullptr);

    void focusFilter();        // shows the requests
    void takeNews();           // takes over what the store has become
    void copySelected() const; // of the table that is shown, as text
    std::shared_ptr<const Search> search() const { return m_requests.search(); }

    void save(QSettings &settings) const; // widths and order of columns
    void restore(QSettings &settings);

Q_SIGNALS:
    void searchChanged(); // another one, or it has found more

private:
    void setFilter(const Filter &filter);
    void showCounts();
    void updateConnections();

    const record::Store &m_store;
    RequestModel m_requests;
    ConnectionModel m_connections;
    RequestTable *m_requestTable;
    TableView *m_connectionTable;
    FilterEdit *m_filterEdit;
};

} // namespace overlap::ui
