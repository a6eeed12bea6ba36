#include "curl.h"

#include "format.h"
#include "head.h"

#include <algorithm>

namespace overlap::ui {

using namespace Qt::StringLiterals;

namespace {

// Whether a terminal shows these bytes as they are, and takes none of them as a key.
bool isVisible(QByteArrayView bytes)
{
    return bytes.isValidUtf8() && !bytes.contains('\0') &&
           plainText(bytes) == QString::fromUtf8(bytes.data(), bytes.size());
}

// For printf's format: all but a few harmless characters as octal escapes.
QString octal(QByteArrayView bytes)
{
    constexpr QByteArrayView harmless(" /:;,.=_?&");
    QString text;
    for (const char c : bytes) {
        const bool alphanumeric =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (alphanumeric || harmless.contains(c))
            text += QLatin1Char(c);
        else
            text += u'\\' + QString::number(uchar(c), 8).rightJustified(3, u'0');
    }
    return text;
}

QString quoted(QByteArrayView bytes)
{
    QString text = QString::fromUtf8(bytes.data(), bytes.size());
    return u'\'' + text.replace(u'\'', u"'\\''"_s) + u'\'';
}

// One word of the shell's. A trailing line feed would be lost in $(…): there is none in a head.
QString word(QByteArrayView bytes)
{
    return isVisible(bytes) ? quoted(bytes) : u"\"$(printf '"_s + octal(bytes) + u"')\""_s;
}

struct RequestLine
{
    QByteArrayView method, target, version;
};

RequestLine splitRequestLine(QByteArrayView line)
{
    const qsizetype first = line.indexOf(' ');
    const qsizetype last = line.lastIndexOf(' ');
    if (first < 0)
        return {line, {}, {}};
    if (last == first)
        return {line.first(first), line.sliced(first + 1), {}};
    return {line.first(first), line.sliced(first + 1, last - first - 1), line.sliced(last + 1)};
}

QString methodOption(QByteArrayView method, bool hasBody)
{
    if (method == "GET" && !hasBody)
        return {};
    if (method == "HEAD")
        return u" --head"_s;
    return u" -X "_s + word(method);
}

// Targets that curl would rewrite, or that are no path, are given beside the address.
QString targetWords(QByteArrayView origin, QByteArrayView target)
{
    const QByteArray base = origin.toByteArray();
    if (!target.startsWith('/'))
        return u" --request-target "_s + word(target) + u' ' + word(base + '/');
    QString text;
    if (std::any_of(target.begin(), target.end(),
                    [](char c) { return QByteArrayView("[]{}").contains(c); }))
        text += u" --globoff"_s;
    if (target.contains("/."))
        text += u" --path-as-is"_s;
    return text + u' ' + word(base + target.toByteArray());
}

QString headerOptions(const Head &head, bool hasBody)
{
    QString text;
    bool hasType = false;
    for (const Head::Field &field : head.fields) {
        if (field.name.isEmpty() || isNamed(field, "Host") || isNamed(field, "Content-Length"))
            continue;
        if (field.name.startsWith('@')) // curl would read a file
            continue;
        hasType = hasType || isNamed(field, "Content-Type");
        // To curl "Name:" removes a field, and "Name;" sends one without a value.
        const QByteArray line = field.value.isEmpty()
                                    ? field.name.toByteArray() + ';'
                                    : field.name.toByteArray() + ": " + field.value.toByteArray();
        text += u" \\\n  -H "_s + word(line);
    }
    if (hasBody && !hasType)
        text += u" \\\n  -H 'Content-Type:'"_s; // or curl says that it is a form
    return text;
}

} // namespace

QString curlCommand(QByteArrayView origin, QByteArrayView bytes, QByteArrayView body)
{
    const Head head = splitHead(bytes);
    const RequestLine line = splitRequestLine(head.startLine);
    const bool hasBody = !body.isEmpty();
    QString text = u"curl"_s + methodOption(line.method, hasBody);
    if (line.version == "HTTP/1.0")
        text += u" --http1.0"_s;
    text += targetWords(origin, line.target) + headerOptions(head, hasBody);
    if (!hasBody)
        return text;
    // curl reads "@…" as the name of a file, and no argument can hold a NUL: these come by a pipe.
    if (isVisible(body) && !body.startsWith('@'))
        return text + u" \\\n  --data-binary "_s + quoted(body);
    return u"printf '"_s + octal(body) + u"' | \\\n"_s + text + u" \\\n  --data-binary @-"_s;
}

} // namespace overlap::ui
