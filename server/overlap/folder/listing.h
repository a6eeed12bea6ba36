#pragma once

#include <QByteArray>
#include <QStringList>

#include <vector>

namespace overlap::folder {

// Pure. A file or a folder in a listing.
struct Entry
{
    QString name;
    bool isFolder = false;
    qint64 size = 0;       // bytes, of a file
    qint64 modifiedMs = 0; // since the Unix epoch
    bool operator==(const Entry &) const = default;
};

// Pure. How a listing is sorted. Folders come before files; what is equal is sorted by its name.
struct Order
{
    enum class By : quint8 { Name, Size, Modified };
    By by = By::Name;
    bool descends = false;
    bool operator==(const Order &) const = default;
};

// Pure. From the query of a listing's own links: "sort=size", "sort=size&desc"; by name otherwise.
Order orderFrom(QByteArrayView query);

// Any thread. What is shown of a folder: no dot files, and no links that lead out of the root. Both
// are paths without links, as of OpenFile. Waits for the disk.
struct Listing
{
    std::vector<Entry> entries{};
    bool isCut = false; // there are more
};
Listing listingOf(const QString &root, const QString &folder, std::size_t most = 10'000);

void sort(std::vector<Entry> &entries, const Order &order);

// Pure. HTML for the places of listing.html. Links are relative, so they hold behind any prefix.
QByteArray headingOf(const QStringList &names); // of the folder, below the root
QByteArray columnsOf(const Order &order);
QByteArray rowsOf(const Listing &listing, bool hasParent);

} // namespace overlap::folder
