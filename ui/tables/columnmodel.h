#pragma once

#include "columns.h"
#include "overlap/record/store.h"

#include <QAbstractTableModel>

#include <functional>
#include <span>

namespace overlap::ui {

// Main thread. The common part of both table models: the store, a clock, and columns with headers.
template <typename Item>
class ColumnModel : public QAbstractTableModel
{
public:
    using Clock = std::function<qint64()>; // ns on the records' clock

    int columnCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : int(m_columns.size());
    }
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override
    {
        if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
            return {};
        const Column<Item> &column = m_columns[size_t(section)];
        switch (role) {
        case Qt::DisplayRole: return QString(column.title);
        case Qt::ToolTipRole: return QString(column.meaning);
        case Qt::TextAlignmentRole: return int(column.alignment | Qt::AlignVCenter);
        case charactersRole: return column.characters;
        case isHiddenRole: return column.isHidden;
        case isDefaultOrderRole: return column.isDefaultOrder;
        default: return {};
        }
    }

protected:
    // The store and the columns outlive the model.
    ColumnModel(const record::Store &store, std::span<const Column<Item>> columns, Clock clock,
                QObject *parent)
        : QAbstractTableModel(parent)
        , m_store(store)
        , m_columns(columns)
        , m_clock(std::move(clock))
    {
    }

    const record::Store &m_store;
    const std::span<const Column<Item>> m_columns;
    const Clock m_clock;
};

} // namespace overlap::ui
