#include "overlap/folder/types.h"

#include <QHash>
#include <QMimeDatabase>

#include <mutex>

namespace overlap::folder {

using namespace Qt::StringLiterals;

namespace {

// What the system has said: by the whole name, which may have a type of its own.
std::mutex mutex;
QHash<QString, QByteArray> &toldTypes() // guarded by it
{
    static QHash<QString, QByteArray> types;
    return types;
}

// Asking takes some 40 µs.
QByteArray typeOfTheSystem(const QString &name)
{
    const std::lock_guard lock(mutex);
    QHash<QString, QByteArray> &told = toldTypes();
    if (told.size() > 10'000)
        told.clear();
    QByteArray &type = told[name];
    if (type.isEmpty()) {
        const QMimeDatabase types;
        type = types.mimeTypeForFile(name, QMimeDatabase::MatchExtension).name().toLatin1();
    }
    return type;
}

QByteArray withCharset(const QByteArray &type)
{
    return type.startsWith("text/") ? type + "; charset=utf-8" : type;
}

QByteArray typeOfTheWeb(const QString &name)
{
    // A browser refuses modules, styles and WebAssembly of another type, whatever is installed.
    static const QHash<QString, QByteArray> ofTheWeb{
        {u"avif"_s, "image/avif"},
        {u"css"_s, "text/css"},
        {u"csv"_s, "text/csv"},
        {u"gif"_s, "image/gif"},
        {u"htm"_s, "text/html"},
        {u"html"_s, "text/html"},
        {u"ico"_s, "image/x-icon"},
        {u"jpeg"_s, "image/jpeg"},
        {u"jpg"_s, "image/jpeg"},
        {u"js"_s, "text/javascript"},
        {u"json"_s, "application/json"},
        {u"map"_s, "application/json"},
        {u"md"_s, "text/markdown"},
        {u"mjs"_s, "text/javascript"},
        {u"mp3"_s, "audio/mpeg"},
        {u"mp4"_s, "video/mp4"},
        {u"otf"_s, "font/otf"},
        {u"pdf"_s, "application/pdf"},
        {u"png"_s, "image/png"},
        {u"svg"_s, "image/svg+xml"},
        {u"ttf"_s, "font/ttf"},
        {u"txt"_s, "text/plain"},
        {u"wasm"_s, "application/wasm"},
        {u"webm"_s, "video/webm"},
        {u"webmanifest"_s, "application/manifest+json"},
        {u"webp"_s, "image/webp"},
        {u"woff"_s, "font/woff"},
        {u"woff2"_s, "font/woff2"},
        {u"xml"_s, "application/xml"},
        {u"zip"_s, "application/zip"},
    };
    const qsizetype dot = name.lastIndexOf(u'.');
    return ofTheWeb.value(dot < 0 ? QString() : name.sliced(dot + 1).toLower());
}

} // namespace

QByteArray knownTypeOf(const QString &name)
{
    const QByteArray type = typeOfTheWeb(name);
    if (!type.isEmpty())
        return withCharset(type);
    const std::lock_guard lock(mutex);
    return withCharset(toldTypes().value(name));
}

QByteArray typeOf(const QString &name)
{
    const QByteArray type = typeOfTheWeb(name);
    return withCharset(type.isEmpty() ? typeOfTheSystem(name) : type);
}

} // namespace overlap::folder
