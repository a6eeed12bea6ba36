#pragma once

#include "connectionfilter.h"
#include "connectiontable.h"
#include "filterbar.h"
#include "nomatches.h"
#include "requestexport.h"
#include "requesttable.h"
#include "widgets/tabs.h"

class QMenu;
class QSettings;

namespace overlap::analysis {
struct SelectedRequest;
}

namespace overlap::ui {

class RulesPage;

// Main thread. The tables of requests and connections in tabs, whose titles show the counts. The
// filter leaves requests, and the connections that have such requests.
class TablesPane : public Tabs
{
    Q_OBJECT
public:
    using Clock = std::function<qint64()>; // ns on the records' clock
    // Store and selection outlive the pane.
    TablesPane(const record::Store &store, Selection &selection, Clock clock,
               QWidget *parent = nullptr);

    void setRules(RulesPage &page);    // a third tab, which shows their count
    void showRules();                  // that tab
    void focusFilter();                // and shows the requests
    void refresh();                    // shows what has changed in the store
    void setFollowing(bool following); // the newest requests stay in view
    void copySelected() const;         // in the visible table, as text
    // Writes the requests that the table shows, as CSV, in its order and with its columns. Null
    // while the table is being filtered or sorted.
    RequestExport *exportTo(const QString &file);
    // What can be done with a request, for a context menu. Nothing if it is not kept.
    void addRequestActions(QMenu &menu, quint64 id);
    std::shared_ptr<const Search> search() const { return m_requests.search(); }

    void save(QSettings &settings) const; // the columns
    void restore(const QSettings &settings);
    void setWallClock(const WallClock &wallClock); // for the column of it

Q_SIGNALS:
    // Enter or double click on a row.
    void requestActivated(quint64 id);
    void connectionActivated(quint32 id);
    void detailsWanted();                           // of what is selected
    void urlWanted(quint64 id);                     // copy the request's URL
    void curlWanted(quint64 id);                    // copy a command that sends it again
    void requestMenuOpens(QMenu &menu, quint64 id); // add more that can be done with it
    void searchChanged(); // there is another search, or it has looked at more rows

private:
    void addConnectionActions(QMenu &menu, quint32 id);
    void addFilters(QMenu &menu, const analysis::SelectedRequest &request);
    void filterOnly(const QString &field, const QString &value);
    void leaveOut(const QString &term);
    void showConnection(quint32 id);
    void setFilter(const Filter &filter);
    void showCounts();
    QString matchesText() const;  // "12 of 848"; empty: there is no filter
    QString shownText() const;    // the same of the visible table
    QString standingText() const; // which filter still holds, while the field has none
    void updateConnections();

    const record::Store &m_store;
    Selection &m_selection;
    RequestModel m_requests;
    ConnectionModel m_connections;
    ConnectionFilter m_connectionFilter;
    RequestTable *m_requestTable;
    ConnectionTable *m_connectionTable;
    RulesPage *m_rules = nullptr;
    FilterBar *m_filterBar;
    NoMatches *m_noMatches;
    NoMatches *m_noConnections;
    QString m_filter;           // its text
    bool m_isFilterNew = false; // its matches have not been announced yet
};

} // namespace overlap::ui
