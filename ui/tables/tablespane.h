#pragma once

#include "connectiontable.h"
#include "filterbar.h"
#include "nomatches.h"
#include "requesttable.h"
#include "widgets/tabs.h"

class QSettings;

namespace overlap::ui {

// Main thread. The tables of requests and connections in tabs, whose titles show the counts.
class TablesPane : public Tabs
{
    Q_OBJECT
public:
    using Clock = std::function<qint64()>; // ns on the records' clock
    // Store and selection outlive the pane.
    TablesPane(const record::Store &store, Selection &selection, Clock clock,
               QWidget *parent = nullptr);

    void focusFilter();                // and shows the requests
    void refresh();                    // shows what has changed in the store
    void setFollowing(bool following); // the newest requests stay in view
    void copySelected() const;         // in the visible table, as text
    std::shared_ptr<const Search> search() const { return m_requests.search(); }

    void save(QSettings &settings) const; // the columns
    void restore(const QSettings &settings);
    void setWallClock(const WallClock &wallClock); // for the column of it

Q_SIGNALS:
    // Enter or double click on a row.
    void requestActivated(quint64 id);
    void connectionActivated(quint32 id);
    void searchChanged(); // there is another search, or it has looked at more rows

private:
    void setFilter(const Filter &filter);
    void showCounts();
    QString matchesText() const; // "12 of 848"; empty: there is no filter
    void updateConnections();

    const record::Store &m_store;
    RequestModel m_requests;
    ConnectionModel m_connections;
    RequestTable *m_requestTable;
    ConnectionTable *m_connectionTable;
    FilterBar *m_filterBar;
    NoMatches *m_noMatches;
    bool m_isFilterNew = false; // its matches have not been announced yet
};

} // namespace overlap::ui
