#include "curlcall.h"

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

using Options = std::vector<CurlCall::Option>;

void addMethod(Options &options, QByteArrayView method, bool hasBody)
{
    if (method == "GET" && !hasBody)
        return;
    if (method == "HEAD" && !hasBody) {
        options.push_back({"--head", {}});
        return;
    }
    options.push_back({"-X", method.toByteArray()});
    if (method != "HEAD")
        return;
    // curl would wait for the body of the answer, which never comes.
    options.push_back({"-i", {}});
    options.push_back({"--max-filesize", "1"});
}

bool holdsOneOf(QByteArrayView text, QByteArrayView characters)
{
    return std::any_of(text.begin(), text.end(), [&](char c) { return characters.contains(c); });
}

// A target that is no path, or that curl would rewrite, goes into --request-target.
void addTarget(Options &options, QByteArrayView origin, QByteArrayView target)
{
    const QByteArray base = origin.toByteArray();
    // Newer versions of curl drop an empty query, too.
    const bool isRewritten = holdsOneOf(target, "#\\\"<>^`| ") || target.endsWith('?');
    if (!target.startsWith('/') || isRewritten || !isVisible(target)) {
        options.push_back({"--request-target", target.toByteArray()});
        options.push_back({"--url", base + '/'});
        return;
    }
    if (holdsOneOf(target, "[]{}"))
        options.push_back({"--globoff", {}});
    if (target.contains("/.") || target.toByteArray().toLower().contains("%2e"))
        options.push_back({"--path-as-is", {}});
    options.push_back({"--url", base + target.toByteArray()});
}

// Removes the fields that curl adds by itself and the request did not have.
void addRemovals(Options &options, const MessageHead &head, bool hasBody, qint64 bodySize)
{
    std::vector<QByteArrayView> names = {"Host", "User-Agent", "Accept"};
    if (hasBody)
        names.emplace_back("Content-Type");
    if (bodySize >= expectFrom)
        names.emplace_back("Expect");
    for (const QByteArrayView name : names) {
        if (std::ranges::none_of(head.fields, [&](auto &field) { return isNamed(field, name); }))
            options.push_back({"-H", name.toByteArray() + ':'});
    }
}

void addHeaders(Options &options, QByteArrayView origin, const MessageHead &head, bool hasBody,
                qint64 bodySize)
{
    const QByteArrayView authority = origin.sliced(origin.indexOf("//") + 2);
    const QByteArray ownHost = authority.endsWith(":80") ? QByteArray() : authority.toByteArray();
    for (const MessageHead::Field &field : head.fields) {
        // "@…" names a file to curl, and no argument can hold a NUL.
        if (field.name.isEmpty() || field.name.startsWith('@') || field.value.contains('\0'))
            continue;
        if (isNamed(field, "Host") && field.value == ownHost)
            continue;
        // curl computes it. A different one is wrong, or longer than what came: it is kept.
        if (isNamed(field, "Content-Length") && hasBody &&
            field.value == QByteArray::number(bodySize))
            continue;
        // For curl, "Name:" removes a field, and "Name;" sends an empty one.
        const QByteArray name = field.name.toByteArray();
        const bool isEmpty = field.value.isEmpty();
        options.push_back({"-H", isEmpty ? name + ';' : name + ": " + field.value.toByteArray()});
    }
    addRemovals(options, head, hasBody, bodySize);
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

QStringList notes(const record::KeptDetails &request, const RequestLine &line, bool isMasked)
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
    return notes;
}

} // namespace

QString curlWords(const QString &program, const std::vector<CurlCall::Option> &options,
                  QString (*word)(QByteArrayView), const QString &lineEnd)
{
    QString text = program;
    for (const CurlCall::Option &option : options) {
        const QByteArrayView name(option.name);
        text += name == "-H" || name == "--data-binary" ? lineEnd : u" "_s;
        if (name == "--url") { // needs no name
            text += word(option.value);
            continue;
        }
        text += QLatin1StringView(name);
        if (!option.value.isNull())
            text += u' ' + word(option.value);
    }
    return text;
}

CurlCall curlCall(QByteArrayView origin, const record::KeptDetails &request, bool withSecrets)
{
    const auto shown = [&](const QByteArray &text) {
        return withSecrets ? text : withoutSecrets(QByteArrayView(text));
    };
    const QByteArray bytes = shown(request.requestHead);
    const MessageHead head = splitMessageHead(bytes);
    const RequestLine line = splitRequestLine(head.startLine);
    CurlCall call;
    call.body = shown(request.requestBody);
    if (line.method.isEmpty() || line.target.isEmpty()) {
        call.notes = {Notes::tr("NOTHING TO SEND: there is no request line.")};
        return call;
    }
    // A chunked body has at least its last chunk.
    call.hasBody = request.requestBodySize > 0 || (request.isWhole && isChunked(head));
    call.isBodyMissing = request.requestBody.size() < request.requestBodySize;
    const bool isMasked = bytes != request.requestHead || call.body != request.requestBody;
    call.notes = notes(request, line, isMasked);
    addMethod(call.options, line.method, call.hasBody);
    if (line.version == "HTTP/1.0")
        call.options.push_back({"--http1.0", {}});
    addTarget(call.options, origin, line.target);
    addHeaders(call.options, origin, head, call.hasBody, request.requestBodySize);
    return call;
}

} // namespace overlap::ui
