#pragma once

#include <QByteArrayView>
#include <QStringList>

#include <optional>

namespace overlap::folder {

// Whose rules names follow.
enum class Names : quint8 { Unix, Windows };
Names ownNames(); // Any thread. Those of this system.

// Pure. Whether a file of that name may be known: no dot file, no "..", no separator, no control
// character; on Windows no device, no stream, no short name, and nothing that it would strip.
bool isShown(QStringView name, Names rules);

// Pure. The way from a folder to what is below it.
struct Way
{
    QStringList names{};   // of folders, and then of a file or a folder; none: the folder itself
    bool isFolder = false; // it ends with a slash, so only a folder is meant
    bool operator==(const Way &) const = default;
};

// Pure. Of a path as in a request, behind the slash of the folder: "css/a%20b.css". It is decoded
// once, as UTF-8. Nothing: a name in it is not shown, or is empty.
std::optional<Way> wayOf(QByteArrayView path, Names rules);

} // namespace overlap::folder
