#pragma once

#include "columnmodel.h"
#include "requestlist.h"
#include "sortedrows.h"

#include <QBasicTimer>

#include <memory>
#include <optional>

namespace overlap::ui {

// Main thread. The table of requests, over the store's rows: those in flight on top, newest first;
// then the finished ones, latest first or sorted by a column. It changes only in update(), with few
// signals however much has happened. A million rows are filtered and sorted in steps, so that the
// window stays responsive; until that is done the table shows the old order.
class RequestModel : public ColumnModel<RequestItem>
{
    Q_OBJECT
public:
    RequestModel(const record::Store &store, Clock clock, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    // Sorts the finished requests. Column -1: the latest first.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

    void setWallClock(WallClock wallClock) { m_wallClock = std::move(wallClock); }
    void setFilter(const Filter &filter);                             // shows only what matches
    std::shared_ptr<const Search> search() const { return m_search; } // null: all are shown
    bool isArranging() const { return m_timer.isActive(); }
    void update();               // shows what has changed in the store
    quint64 idAt(int row) const; // 0: the store has forgotten it
    int rowOf(quint64 id) const; // -1: not in the table
    RequestList list() const;    // all rows
    // While rows come and go, the view changes its current row by itself.
    bool isUpdating() const { return m_updating; }

Q_SIGNALS:
    void updated();
    void arranged(); // the work of sort() or setFilter() is done

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    std::optional<RequestItem> item(int row) const;
    std::optional<record::Row> finishedAt(int row) const;
    int inFlightCount() const { return int(m_inFlight.size()); }
    int finishedCount() const;
    void takeOver();
    std::vector<record::Store::InFlight> matchingInFlight() const; // newest first
    void removeEnded(const std::vector<record::Store::InFlight> &now);
    void addBegun(std::vector<record::Store::InFlight> all);
    void arrange(); // begins to sort and filter
    void arrangeMore();
    void adopt(); // shows the result
    void growByTime();
    void growSorted();
    // Persistent indexes stay on their requests.
    void rearrange(const std::function<void()> &change);

    std::vector<record::Store::InFlight> m_inFlight; // in the table's order: newest first
    record::Row m_first = 0;                         // the finished rows shown
    record::Row m_end = 0;
    std::unique_ptr<SortedRows> m_sorted; // null: the latest first
    bool m_updating = false;
    std::shared_ptr<Search> m_search;   // null: no filter, all match
    std::unique_ptr<SortedRows> m_next; // the order being worked out; null: the latest first
    bool m_isOtherFilter = false;       // the shown rows are those of another filter
    QBasicTimer m_timer; // runs while it arranges; meanwhile finished rows neither come nor go
    WallClock m_wallClock;
    int m_sortColumn = -1;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
};

} // namespace overlap::ui
