#include "curl.h"

#include "overlap/analysis/messagehead.h"
#include "secrets.h"
#include "shelltext.h"

#include <QCoreApplication>

#include <algorithm>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using analysis::isNamed;
using analysis::MessageHead;
using analysis::splitMessageHead;

namespace {

// Bytes. A command line on Windows has at most 32 Ki characters.
constexpr qsizetype wordMost = 8 * 1024;
// Bytes. Before a body of this size, old versions of curl send "Expect: 100-continue".
constexpr qint64 expectFrom = 1024;

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

// The body to send.
struct Body
{
    QByteArrayView kept;
    qint64 size = 0;        // as received
    bool isMissing = false; // more was received than is kept
    bool isChunked = false;

    // A chunked body has at least its last chunk.
    bool isSent() const { return size > 0 || isChunked; }
};

QString methodOption(QByteArrayView method, bool hasBody)
{
    if (method == "GET" && !hasBody)
        return {};
    if (method != "HEAD")
        return u" -X "_s + shellWord(method);
    // With -X HEAD, curl would wait for the body of the answer, which never comes.
    return hasBody ? u" -X 'HEAD' -i --max-filesize 1"_s : u" --head"_s;
}

bool holdsOneOf(QByteArrayView text, QByteArrayView characters)
{
    return std::any_of(text.begin(), text.end(), [&](char c) { return characters.contains(c); });
}

// A target that is no path, or that curl would rewrite, goes into --request-target.
QString targetWords(QByteArrayView origin, QByteArrayView target)
{
    const QByteArray base = origin.toByteArray();
    // Newer versions of curl drop an empty query, too.
    const bool isRewritten = holdsOneOf(target, "#\\\"<>^`| ") || target.endsWith('?');
    if (!target.startsWith('/') || isRewritten || !isVisible(target))
        return u" --request-target "_s + shellWord(target) + u' ' + shellWord(base + '/');
    QString text;
    if (holdsOneOf(target, "[]{}"))
        text += u" --globoff"_s;
    if (target.contains("/.") || target.toByteArray().toLower().contains("%2e"))
        text += u" --path-as-is"_s;
    return text + u' ' + shellWord(base + target.toByteArray());
}

QString headerOption(const QString &word)
{
    return u" \\\n  -H "_s + word;
}

// Removes the fields that curl adds by itself and the request did not have.
QString removals(const MessageHead &head, const Body &body)
{
    std::vector<QByteArrayView> names = {"Host", "User-Agent", "Accept"};
    if (body.isSent())
        names.emplace_back("Content-Type");
    if (body.size >= expectFrom)
        names.emplace_back("Expect");
    QString text;
    for (const QByteArrayView name : names) {
        if (std::ranges::none_of(head.fields, [&](auto &field) { return isNamed(field, name); }))
            text += headerOption(shellQuoted(name.toByteArray() + ':'));
    }
    return text;
}

QString headerOptions(QByteArrayView origin, const MessageHead &head, const Body &body)
{
    const QByteArrayView authority = origin.sliced(origin.indexOf("//") + 2);
    const QByteArray ownHost = authority.endsWith(":80") ? QByteArray() : authority.toByteArray();
    QString text;
    for (const MessageHead::Field &field : head.fields) {
        if (field.name.isEmpty() || field.name.startsWith('@')) // "@…" names a file to curl
            continue;
        if (isNamed(field, "Host") && field.value == ownHost)
            continue;
        // curl computes it. A different one is wrong, or longer than what came: it is kept.
        if (isNamed(field, "Content-Length") && body.isSent() &&
            field.value == QByteArray::number(body.size))
            continue;
        // For curl, "Name:" removes a field, and "Name;" sends an empty one.
        const QByteArray line = field.value.isEmpty()
                                    ? field.name.toByteArray() + ';'
                                    : field.name.toByteArray() + ": " + field.value.toByteArray();
        text += headerOption(shellWord(line));
    }
    return text + removals(head, body);
}

bool isChunked(const MessageHead &head)
{
    return std::ranges::any_of(head.fields, [](const MessageHead::Field &field) {
        return isNamed(field, "Transfer-Encoding") &&
               field.value.compare("chunked", Qt::CaseInsensitive) == 0;
    });
}

struct Notes
{
    Q_DECLARE_TR_FUNCTIONS(CurlCommand)
};

// Not every shell accepts "#" at its prompt; ":" is a command that does nothing.
QString comment(const QString &text)
{
    return u": "_s + shellQuoted(text.toUtf8()) + u'\n';
}

// What the command does differently, one line for each.
QString notes(const record::KeptDetails &request, const RequestLine &line, bool isMasked)
{
    QStringList notes;
    if (!request.isWhole)
        notes +=
            Notes::tr("NOT THE SAME: this request broke off or was refused before its end. This "
                      "sends what came, as well as curl can.");
    else if (line.version != "HTTP/1.1" && line.version != "HTTP/1.0")
        notes += Notes::tr("NOT THE SAME: curl cannot send this version of HTTP, but sends 1.1.");
    if (request.requestBody.size() < request.requestBodySize)
        notes +=
            Notes::tr("NOT COMPLETE: of the body, %1 of %2 bytes were kept. Put all of it into "
                      "body.bin first.")
                .arg(request.requestBody.size())
                .arg(request.requestBodySize);
    if (isMasked)
        notes += Notes::tr("NOT THE SAME: secrets are left out, %1 stands for them.")
                     .arg(QLatin1StringView(mask));
    QString text;
    for (const QString &note : std::as_const(notes))
        text += comment(note);
    return text;
}

// curl takes "@…" as the name of a file. Such a body, and one that is not plain text, comes by a
// pipe.
QString withBody(const QString &command, const Body &body)
{
    const QString option = u" \\\n  --data-binary "_s;
    if (!body.isSent())
        return command;
    if (body.isMissing)
        return command + option + u"@- < body.bin"_s;
    if (body.kept.size() <= wordMost && isVisible(body.kept) && !body.kept.startsWith('@'))
        return command + option + shellQuoted(body.kept);
    return shellPrintf(body.kept) + u" | \\\n"_s + command + option + u"@-"_s;
}

} // namespace

QString curlCommand(QByteArrayView origin, const record::KeptDetails &request, bool withSecrets)
{
    const auto shown = [&](const QByteArray &text) {
        return withSecrets ? text : withoutSecrets(QByteArrayView(text));
    };
    const QByteArray bytes = shown(request.requestHead);
    const QByteArray content = shown(request.requestBody);
    const MessageHead head = splitMessageHead(bytes);
    const RequestLine line = splitRequestLine(head.startLine);
    const Body body{content, request.requestBodySize,
                    request.requestBody.size() < request.requestBodySize,
                    request.isWhole && isChunked(head)};
    const bool isMasked = bytes != request.requestHead || content != request.requestBody;
    if (line.method.isEmpty() || line.target.isEmpty())
        return comment(Notes::tr("NOTHING TO SEND: there is no request line."));
    QString command = u"curl"_s + methodOption(line.method, body.isSent());
    if (line.version == "HTTP/1.0")
        command += u" --http1.0"_s;
    command += targetWords(origin, line.target) + headerOptions(origin, head, body);
    return notes(request, line, isMasked) + withBody(command, body);
}

} // namespace overlap::ui
