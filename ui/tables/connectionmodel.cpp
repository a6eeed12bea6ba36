#include "connectionmodel.h"

#include <algorithm>
#include <utility>

namespace overlap::ui {

using record::Connection;

ConnectionModel::ConnectionModel(const record::Store &store, Clock clock, QObject *parent)
    : ColumnModel(store, connectionColumns(), std::move(clock), parent)
{
    update();
}

int ConnectionModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_connections.size());
}

QVariant ConnectionModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Column<ConnectionItem> &column = m_columns[size_t(index.column())];
    if (role == Qt::TextAlignmentRole)
        return int(column.alignment | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return column.text({m_connections[size_t(index.row())], m_clock()});
}

void ConnectionModel::sort(int column, Qt::SortOrder order)
{
    m_column = column < columnCount() ? column : -1;
    m_order = order;
    rearrange();
}

// Too many may come and go at once to tell of each.
void ConnectionModel::setFilter(std::function<bool(quint32)> isShown)
{
    m_isUpdating = true;
    beginResetModel();
    m_isShown = std::move(isShown);
    m_connections.clear();
    endResetModel();
    update();
}

void ConnectionModel::update()
{
    const std::vector<Connection> &now = m_store.connections();
    m_isUpdating = true;
    removeForgotten(now);
    addOpened(now);
    rearrange();
    m_isUpdating = false;
    if (!m_connections.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1),
                           {Qt::DisplayRole});
    Q_EMIT updated();
}

quint32 ConnectionModel::idAt(int row) const
{
    return row >= 0 && row < rowCount() ? m_connections[size_t(row)].id : 0;
}

int ConnectionModel::rowOf(quint32 id) const
{
    const auto found = std::ranges::find(m_connections, id, &Connection::id);
    return found == m_connections.end() ? -1 : int(found - m_connections.begin());
}

void ConnectionModel::removeForgotten(const std::vector<Connection> &now)
{
    const quint64 forgotten = m_store.opened() - now.size();
    if (std::exchange(m_forgotten, forgotten) == forgotten && !m_isShown)
        return;
    const auto isThere = [&](int row) {
        const quint32 id = m_connections[size_t(row)].id;
        return m_store.connection(id) && isShown(id);
    };
    for (int end = rowCount(); end > 0;) {
        int from = end;
        while (from > 0 && !isThere(from - 1))
            --from;
        if (from == end) {
            --end;
            continue;
        }
        beginRemoveRows({}, from, end - 1);
        m_connections.erase(m_connections.begin() + from, m_connections.begin() + end);
        endRemoveRows();
        end = from;
    }
}

// Updates the known connections and inserts the new ones at the top. In the default order, the
// latest first, that is already their place.
void ConnectionModel::addOpened(const std::vector<Connection> &now)
{
    std::vector<bool> known(now.size());
    for (Connection &shown : m_connections) {
        const Connection *latest = m_store.connection(shown.id);
        shown = *latest;
        known[size_t(latest - now.data())] = true;
    }
    std::vector<Connection> opened;
    for (size_t i = now.size(); i > 0; --i) {
        if (!known[i - 1] && isShown(now[i - 1].id))
            opened.push_back(now[i - 1]);
    }
    if (opened.empty())
        return;
    beginInsertRows({}, 0, int(opened.size()) - 1);
    m_connections.insert(m_connections.begin(), opened.begin(), opened.end());
    endInsertRows();
}

bool ConnectionModel::isBefore(const Connection &a, const Connection &b) const
{
    if (m_column < 0)
        return a.id > b.id;
    const auto key = m_columns[size_t(m_column)].key;
    const quint64 left = key({a, m_sortedAtNs});
    const quint64 right = key({b, m_sortedAtNs});
    if (left != right)
        return (left < right) == (m_order == Qt::AscendingOrder);
    return a.id > b.id;
}

void ConnectionModel::rearrange()
{
    m_sortedAtNs = m_clock();
    const auto before = [this](const auto &a, const auto &b) { return isBefore(a, b); };
    if (std::is_sorted(m_connections.begin(), m_connections.end(), before))
        return;
    Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
    const QModelIndexList old = persistentIndexList();
    std::vector<quint32> ids;
    for (const QModelIndex &index : old)
        ids.push_back(m_connections[size_t(index.row())].id);
    std::sort(m_connections.begin(), m_connections.end(), before);
    QModelIndexList moved;
    for (qsizetype i = 0; i < old.size(); ++i) {
        const auto found = std::find_if(m_connections.begin(), m_connections.end(),
                                        [&](const auto &c) { return c.id == ids[size_t(i)]; });
        moved.append(index(int(found - m_connections.begin()), old[i].column()));
    }
    changePersistentIndexList(old, moved);
    Q_EMIT layoutChanged({}, VerticalSortHint);
}

} // namespace overlap::ui
