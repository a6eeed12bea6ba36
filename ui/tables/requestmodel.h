#pragma once

#include "columnmodel.h"
#include "sortedrows.h"

#include <QBasicTimer>

#include <memory>
#include <optional>

namespace overlap::ui {

// Main thread. Requests as a table over the store, whose rows it does not copy: those in flight on
// top, newest first, then the finished ones, latest first or sorted by a column. It changes only
// in update(), in a handful of announcements however much has happened. A million rows are searched
// and sorted in steps, between which the window goes on; until then it shows what it did before.
class RequestModel : public ColumnModel<RequestItem>
{
    Q_OBJECT
public:
    RequestModel(const record::Store &store, Clock clock, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    // Sorts the finished requests by a column; -1: the latest first.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

    void setFilter(const Filter &filter);                             // shows only what matches
    std::shared_ptr<const Search> search() const { return m_search; } // null: all are shown
    bool isArranging() const { return m_timer.isActive(); }
    void update();               // takes over what the store has become
    quint64 idAt(int row) const; // 0 where the store has forgotten it
    int rowOf(quint64 id) const; // -1: not in the table
    bool isUpdating() const
    {
        return m_updating;
    } // rows come and go, and with them what is current

Q_SIGNALS:
    void updated();
    void arranged(); // as sort() or setFilter() asked

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
    void addBegun(std::vector<record::Store::InFlight> now);
    void arrange(); // as the sorting and the filter say
    void arrangeMore();
    void adopt(); // what has been arranged
    void growByTime();
    void growSorted();
    void
    rearrange(const std::function<void()> &change); // keeps persistent indexes on their request

    std::vector<record::Store::InFlight> m_inFlight; // as in the table: newest first
    record::Row m_first = 0;                         // the finished rows shown
    record::Row m_end = 0;
    std::unique_ptr<SortedRows> m_sorted; // where none, the latest come first
    bool m_updating = false;
    std::shared_ptr<Search> m_search;   // for the filter; null: all match
    std::unique_ptr<SortedRows> m_next; // what is being arranged, where it needs to be
    bool m_isOtherFilter = false;       // than that of the rows shown
    QBasicTimer m_timer;                // while it arranges; then rows neither come nor go
    int m_sortColumn = -1;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
};

} // namespace overlap::ui
