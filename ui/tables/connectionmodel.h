#pragma once

#include "columnmodel.h"

namespace overlap::ui {

// Pure. What the columns of the connections' table are computed from.
struct ConnectionItem
{
    const record::Connection &connection;
    qint64 nowNs = 0; // until when an open connection has lasted
};

std::span<const Column<ConnectionItem>> connectionColumns();

// Main thread. Connections as a table: the latest first, or sorted by a column. A copy of the
// store's, which shares its texts; it changes only in update().
class ConnectionModel : public ColumnModel<ConnectionItem>
{
    Q_OBJECT
public:
    ConnectionModel(const record::Store &store, Clock clock, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

    void update(); // takes over what the store has become

private:
    void removeForgotten(const std::vector<record::Connection> &now);
    void addOpened(const std::vector<record::Connection> &now);
    void rearrange();
    bool isBefore(const record::Connection &a, const record::Connection &b) const;

    std::vector<record::Connection> m_connections; // as in the table
    int m_column = -1;
    Qt::SortOrder m_order = Qt::AscendingOrder;
    qint64 m_sortedAtNs = 0; // what "now" was: it must not move in the middle of sorting
    quint64 m_forgotten = 0; // by the store, when it was last looked at
};

} // namespace overlap::ui
