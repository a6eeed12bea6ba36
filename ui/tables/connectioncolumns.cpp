#include "connectioncolumns.h"

#include "overlap/record/names.h"
#include "overlap/text/approximate.h"
#include "overlap/text/format.h"

#include <array>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using text::ageText;
using text::bytesText;
using text::countText;
using text::durationText;
using text::secondsText;

namespace {

using Item = ConnectionItem;

qint64 lastedNs(const Item &item)
{
    const record::Connection &c = item.connection;
    return (c.isOpen() ? item.nowNs : c.closedNs) - c.openedNs;
}

QString stateText(const record::Connection &c)
{
    const bool isUnknown = !c.isOpen() && c.closeReason == http::CloseReason::None;
    return isUnknown ? u"closed"_s : QString(record::closeReasonName(c.closeReason));
}

constexpr std::array<Column<Item>, 8> columns = {{
    {"#"_L1, "Number, in the order of opening"_L1, Qt::AlignLeft, 5,
     [](const Item &i) { return QString::number(i.connection.id); },
     [](const Item &i) { return quint64(i.connection.id); }},
    {"Peer"_L1, "The client's address and port"_L1, Qt::AlignLeft, 0,
     [](const Item &i) { return i.connection.peer(); },
     [](const Item &i) { return quint64(i.connection.id); }},
    {"State"_L1, "Open, or why it was closed"_L1, Qt::AlignLeft, 16,
     [](const Item &i) { return stateText(i.connection); },
     [](const Item &i) {
         return quint64(i.connection.isOpen() ? 0 : 1 + int(i.connection.closeReason));
     }},
    {"Opened"_L1, "In seconds"_L1, Qt::AlignRight, 8,
     [](const Item &i) { return secondsText(i.connection.openedNs); },
     [](const Item &i) { return quint64(i.connection.openedNs); }},
    {"Duration"_L1, "From opened to closed, or until now"_L1, Qt::AlignRight, 8,
     [](const Item &i) {
         return i.connection.isOpen() ? ageText(lastedNs(i)) : durationText(lastedNs(i));
     },
     [](const Item &i) { return quint64(lastedNs(i)); }},
    {"Requests"_L1, "Finished ones"_L1, Qt::AlignRight, 8,
     [](const Item &i) { return countText(i.connection.requests); },
     [](const Item &i) { return quint64(i.connection.requests); }},
    {"Bytes in"_L1, "Of finished requests"_L1, Qt::AlignRight, 8,
     [](const Item &i) { return bytesText(i.connection.bytesIn); },
     [](const Item &i) { return i.connection.bytesIn; }},
    {"Bytes out"_L1, "Of their responses"_L1, Qt::AlignRight, 8,
     [](const Item &i) { return bytesText(i.connection.bytesOut); },
     [](const Item &i) { return i.connection.bytesOut; }},
}};

} // namespace

std::span<const Column<ConnectionItem>> connectionColumns()
{
    return columns;
}

} // namespace overlap::ui
