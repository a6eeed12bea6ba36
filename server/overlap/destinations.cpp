#include "overlap/destinations.h"

#include "overlap/folder/folder.h"
#include "overlap/net/trustedfile.h"

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

// What rules that are on name and is not there, each once. `missing` gives nothing for the others.
static QStringList allMissing(const scenario::Scenario &scenario,
                              QString (*missing)(const scenario::To &to))
{
    QStringList all;
    for (const scenario::Rule &rule : scenario.rules) {
        if (!rule.isOff)
            all += missing(rule.to);
    }
    all.removeAll(QString());
    all.removeDuplicates();
    return all;
}

QStringList missingFolders(const scenario::Scenario &scenario)
{
    return allMissing(scenario, [](const scenario::To &to) {
        const auto *const folder = std::get_if<scenario::Folder>(&to);
        return folder && !QDir(folder->dir).exists() ? folder->dir : QString();
    });
}

QStringList missingCertificates(const scenario::Scenario &scenario)
{
    return allMissing(scenario, [](const scenario::To &to) {
        const auto *const upstream = std::get_if<scenario::Upstream>(&to);
        const bool isMissing = upstream && !upstream->ca.isEmpty() && !upstream->isInsecure &&
                               net::TrustedFile(upstream->ca).certificates().isEmpty();
        return isMissing ? upstream->ca : QString();
    });
}

} // namespace overlap
