#include "overlap/destinations.h"

#include "overlap/folder/folder.h"

#include <QDir>

namespace overlap {

namespace {

// What `{rest...}` stood for, or else the path behind its slash; "*" has none.
QByteArray pathIn(const http::Request &request, const QByteArray &rest)
{
    const QByteArrayView path = request.path;
    return rest.isNull() && path.startsWith('/') ? path.sliced(1).toByteArray() : rest;
}

scenario::Destination destinationFor(const scenario::Folder &to, folder::Readers &readers)
{
    const QStringList fallback = to.fallback.split(u'/', Qt::SkipEmptyParts);
    const folder::Folder files({.root = to.dir, .isListed = to.lists, .fallback = fallback},
                               readers);
    return [files](net::Call &&call, scenario::Passed passed) {
        const QByteArray path = pathIn(call.request(), passed.rest);
        files.handle(std::move(call), path, passed.rate, std::move(passed.whenEnding));
    };
}

} // namespace

scenario::Makers makersFor(scenario::Makers own, folder::Readers &readers)
{
    if (!own.folder)
        own.folder = [&readers](const scenario::Folder &to) { return destinationFor(to, readers); };
    return own;
}

QStringList missingFolders(const scenario::Scenario &scenario)
{
    QStringList missing;
    for (const scenario::Rule &rule : scenario.rules) {
        const auto *const to = std::get_if<scenario::Folder>(&rule.to);
        if (to && !rule.isOff && !missing.contains(to->dir) && !QDir(to->dir).exists())
            missing += to->dir;
    }
    return missing;
}

} // namespace overlap
