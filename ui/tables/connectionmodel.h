#pragma once

#include "columnmodel.h"
#include "connectioncolumns.h"

namespace overlap::ui {

// Main thread. The table of connections: the latest first, or sorted by a column. It keeps a copy
// of the store's connections, which changes only in update().
class ConnectionModel : public ColumnModel<ConnectionItem>
{
    Q_OBJECT
public:
    ConnectionModel(const record::Store &store, Clock clock, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

    // Shows only these connections; null: all. They may change in update(), few at a time.
    void setFilter(std::function<bool(quint32 id)> isShown);
    void update();               // copies what has changed in the store
    quint32 idAt(int row) const; // 0: there is no such row
    int rowOf(quint32 id) const; // -1: not in the table
    // While rows come and go, the view changes its current row by itself.
    bool isUpdating() const { return m_isUpdating; }

Q_SIGNALS:
    void updated();

private:
    void removeForgotten(const std::vector<record::Connection> &now);
    void addOpened(const std::vector<record::Connection> &now);
    void rearrange();
    bool isShown(quint32 id) const { return !m_isShown || m_isShown(id); }
    bool isBefore(const record::Connection &a, const record::Connection &b) const;

    std::vector<record::Connection> m_connections; // in the table's order
    int m_column = -1;
    Qt::SortOrder m_order = Qt::AscendingOrder;
    qint64 m_sortedAtNs = 0; // "now" of the last sorting: it must not move meanwhile
    bool m_isUpdating = false;
    std::function<bool(quint32 id)> m_isShown;
    quint64 m_forgotten = 0; // connections that the store had forgotten at the last update
};

} // namespace overlap::ui
