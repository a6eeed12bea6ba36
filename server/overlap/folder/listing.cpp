#include "overlap/folder/listing.h"

#include "overlap/folder/openfile.h"
#include "overlap/text/format.h"

#include <QDateTime>
#include <QDirIterator>
#include <QTimeZone>
#include <QUrl>

#include <algorithm>

namespace overlap::folder {

using namespace Qt::StringLiterals;

namespace {

struct Column
{
    Order::By by;
    QByteArrayView name; // in the query
    QByteArrayView title;
};

constexpr Column columns[] = {
    {Order::By::Name, "name", "Name"},
    {Order::By::Size, "size", "Size"},
    {Order::By::Modified, "modified", "Modified"},
};

// Names are shown as plain text, without what would turn it around. A brace is none of a place in
// the page.
QByteArray html(const QString &text)
{
    return text::plainText(text.toUtf8()).toHtmlEscaped().replace(u'{', u"&#123;"_s).toUtf8();
}

// A name with a colon is no scheme behind "./" (RFC 3986 §4.2).
QByteArray linkTo(const Entry &entry)
{
    return "./" + QUrl::toPercentEncoding(entry.name) + (entry.isFolder ? "/" : "");
}

QByteArray timeOf(const Entry &entry)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(entry.modifiedMs);
    return "<time datetime=\"" + time.toUTC().toString(Qt::ISODate).toLatin1() + "\">" +
           time.toString(u"yyyy-MM-dd HH:mm"_s).toLatin1() + "</time>";
}

QByteArray rowOf(const QByteArray &link, const QByteArray &text, const QByteArray &size,
                 const QByteArray &time)
{
    return "<tr><td><a href=\"" + link + "\">" + text + "</a></td><td>" + size + "</td><td>" +
           time + "</td></tr>\n";
}

// Less than 0: a comes before b.
int compared(const Entry &a, const Entry &b, Order::By by)
{
    const auto sign = [](qint64 x, qint64 y) { return x < y ? -1 : x > y ? 1 : 0; };
    switch (by) {
    case Order::By::Name: break;
    case Order::By::Size: return sign(a.size, b.size);
    case Order::By::Modified: return sign(a.modifiedMs, b.modifiedMs);
    }
    return a.name.compare(b.name, Qt::CaseInsensitive);
}

} // namespace

Order orderFrom(QByteArrayView query)
{
    Order order;
    for (const Column &column : columns) {
        const QByteArray wanted = QByteArray("sort=").append(column.name);
        if (query == wanted || query == wanted + "&desc")
            order = {column.by, query != wanted};
    }
    return order;
}

Listing listingOf(const QString &root, const QString &folder, std::size_t most)
{
    const Names rules = ownNames();
    Listing listing;
    QDirIterator files(folder, QDir::Files | QDir::Dirs | QDir::NoDotAndDotDot);
    while (files.hasNext()) {
        files.next();
        const QFileInfo info = files.fileInfo();
        if (!isShown(info.fileName(), rules) || ((info.isSymLink() || info.isJunction()) &&
                                                 !isBelow(root, info.canonicalFilePath(), rules)))
            continue;
        if (listing.entries.size() == most) {
            listing.isCut = true;
            break;
        }
        const bool isFolder = info.isDir();
        listing.entries.push_back({info.fileName(), isFolder, isFolder ? 0 : info.size(),
                                   info.lastModified().toMSecsSinceEpoch()});
    }
    return listing;
}

void sort(std::vector<Entry> &entries, const Order &order)
{
    std::ranges::sort(entries, [&order](const Entry &a, const Entry &b) {
        if (a.isFolder != b.isFolder)
            return a.isFolder;
        if (const int first = compared(a, b, order.by); first != 0)
            return order.descends ? first > 0 : first < 0;
        return a.name < b.name;
    });
}

QByteArray headingOf(const QStringList &names)
{
    return html(u'/' + names.join(u'/') + (names.isEmpty() ? u""_s : u"/"_s));
}

QByteArray columnsOf(const Order &order)
{
    QByteArray row;
    for (const Column &column : columns) {
        const bool isSorted = column.by == order.by;
        const bool turns = isSorted && !order.descends;
        row += isSorted ? QByteArray("<th aria-sort=\"") +
                              (order.descends ? "descending" : "ascending") + "\">"
                        : QByteArray("<th>");
        row.append("<a href=\"?sort=").append(column.name).append(turns ? "&amp;desc" : "");
        row.append("\">").append(column.title).append("</a></th>");
    }
    return row;
}

QByteArray rowsOf(const Listing &listing, bool hasParent)
{
    QByteArray rows;
    if (hasParent)
        rows += rowOf("../", "../", {}, {});
    for (const Entry &entry : listing.entries) {
        rows += rowOf(linkTo(entry), html(entry.name) + (entry.isFolder ? "/" : ""),
                      entry.isFolder ? QByteArray() : text::bytesText(quint64(entry.size)).toUtf8(),
                      timeOf(entry));
    }
    if (listing.entries.empty())
        rows += "<tr><td colspan=\"3\">There is nothing in this folder.</td></tr>\n";
    if (listing.isCut)
        rows += "<tr><td colspan=\"3\">There are more, which are not listed.</td></tr>\n";
    return rows;
}

} // namespace overlap::folder
