#pragma once

#include <QByteArrayView>
#include <QLatin1StringView>
#include <QString>

namespace overlap::ui {

// Pure. One column of a table of Items. A table is an array of these: a new column is a new row
// there.
template <typename Item>
struct Column
{
    QLatin1StringView title;
    QLatin1StringView meaning; // the header's tool tip
    Qt::AlignmentFlag alignment;
    int characters; // its first width; 0: it takes the remaining width
    QString (*text)(const Item &item);
    quint64 (*key)(const Item &item);                       // sorts by this
    QByteArrayView (*tieBreak)(const Item &item) = nullptr; // orders items of equal keys
    bool isHidden = false;                                  // at first
    bool isDefaultOrder = false; // without sorting, the latest by this column come first
};

// The roles of header data that return Column::characters, isHidden and isDefaultOrder.
inline constexpr int charactersRole = Qt::UserRole;
inline constexpr int isHiddenRole = Qt::UserRole + 1;
inline constexpr int isDefaultOrderRole = Qt::UserRole + 2;

} // namespace overlap::ui
