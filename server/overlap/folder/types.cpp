#include "overlap/folder/types.h"

#include <QHash>
#include <QMimeDatabase>

namespace overlap::folder {

using namespace Qt::StringLiterals;

QByteArray typeOf(const QString &name)
{
    // A browser refuses modules, styles and WebAssembly of another type, whatever is installed.
    static const QHash<QString, QByteArray> ofTheWeb{
        {u"css"_s, "text/css"},
        {u"htm"_s, "text/html"},
        {u"html"_s, "text/html"},
        {u"ico"_s, "image/x-icon"},
        {u"js"_s, "text/javascript"},
        {u"json"_s, "application/json"},
        {u"map"_s, "application/json"},
        {u"md"_s, "text/markdown"},
        {u"mjs"_s, "text/javascript"},
        {u"svg"_s, "image/svg+xml"},
        {u"txt"_s, "text/plain"},
        {u"wasm"_s, "application/wasm"},
        {u"webmanifest"_s, "application/manifest+json"},
        {u"webp"_s, "image/webp"},
        {u"woff"_s, "font/woff"},
        {u"woff2"_s, "font/woff2"},
        {u"xml"_s, "application/xml"},
    };
    const qsizetype dot = name.lastIndexOf(u'.');
    QByteArray type = ofTheWeb.value(dot < 0 ? QString() : name.sliced(dot + 1).toLower());
    if (type.isEmpty()) {
        const QMimeDatabase types;
        type = types.mimeTypeForFile(name, QMimeDatabase::MatchExtension).name().toLatin1();
    }
    return type.startsWith("text/") ? type + "; charset=utf-8" : type;
}

} // namespace overlap::folder
