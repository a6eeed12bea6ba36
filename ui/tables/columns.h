#pragma once

#include <QByteArrayView>
#include <QLatin1StringView>
#include <QString>

namespace overlap::ui {

// Pure. One column of a table over Items: a new column is a new row in an array of these.
template <typename Item>
struct Column
{
    QLatin1StringView title;
    QLatin1StringView meaning; // the header's tool tip
    Qt::AlignmentFlag alignment;
    int characters; // its width when first shown; 0: it takes the room that is left
    QString (*text)(const Item &item);
    quint64 (*key)(const Item &item);                       // what it sorts by
    QByteArrayView (*tieBreak)(const Item &item) = nullptr; // orders items of the same key
};

// A header's role for Column::characters.
inline constexpr int charactersRole = Qt::UserRole;

} // namespace overlap::ui
