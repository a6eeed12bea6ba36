#include "overlap/upstream/requesthead.h"

#include "overlap/http/chars.h"
#include "overlap/http/control.h"
#include "overlap/upstream/hops.h"

namespace overlap::upstream {

using http::BodyLength;
using http::equalsIgnoringCase;
using http::Headers;

namespace chars = http::chars;

namespace {

void put(QByteArray &head, QByteArrayView name, QByteArrayView value)
{
    head.append(name).append(": ").append(value).append("\r\n");
}

// The path comes from the origin-form, the absolute-form or is the asterisk; the query follows it.
QByteArray targetOf(const http::Request &request, const Origin &origin)
{
    if (request.path == "*")
        return "*";
    const qsizetype question = request.target.indexOf('?');
    const QByteArrayView query = question < 0 ? QByteArrayView() : request.target.sliced(question);
    return origin.basePath + request.path.toByteArray() + query.toByteArray();
}

// token / quoted-string (RFC 7239 §4). A host and an address hold nothing to escape.
QByteArray forwardedValue(QByteArrayView text)
{
    const QByteArray plain = text.toByteArray();
    return chars::isToken(text) ? plain : '"' + plain + '"';
}

QByteArray forwardedElement(QByteArrayView client, QByteArrayView host)
{
    const QByteArray node =
        client.contains(':') ? '[' + client.toByteArray() + ']' : client.toByteArray();
    QByteArray element = "for=" + forwardedValue(node);
    if (!host.isEmpty())
        element += ";host=" + forwardedValue(host);
    return element + ";proto=http";
}

// Fields that are made here. Of X-Forwarded-For, what was there is kept.
bool isMadeHere(QByteArrayView name, bool expects)
{
    return equalsIgnoringCase(name, "Host") || equalsIgnoringCase(name, "X-Forwarded-For") ||
           equalsIgnoringCase(name, "X-Forwarded-Host") ||
           equalsIgnoringCase(name, "X-Forwarded-Proto") ||
           (!expects && equalsIgnoringCase(name, "Expect"));
}

// In one line, as many programs look at the first one only.
QByteArray forwardedFor(const Headers &fields, const Hops &hops, QByteArrayView client)
{
    QByteArray all;
    for (const Headers::Field &field : fields) {
        const bool counts = equalsIgnoringCase(field.name, "X-Forwarded-For") &&
                            !field.value.isEmpty() && !hops.endHere(field.name);
        if (counts)
            all.append(field.value).append(", ");
    }
    return all.append(client);
}

void putConnection(QByteArray &head, const http::Request &request)
{
    const bool upgrades = asksForWebSocket(request);
    const bool trailers = hasToken(request.headers, "TE", "trailers");
    if (upgrades)
        put(head, "Upgrade", "websocket");
    if (trailers)
        put(head, "TE", "trailers");
    if (upgrades || trailers)
        put(head, "Connection", upgrades ? (trailers ? "Upgrade, TE" : "Upgrade") : "TE");
}

void putFraming(QByteArray &head, const Headers &fields)
{
    const std::optional<BodyLength> body = bodyOf(fields);
    if (!body)
        return;
    if (body->kind == BodyLength::Kind::Known)
        put(head, "Content-Length", QByteArray::number(body->bytes));
    else
        put(head, "Transfer-Encoding", "chunked");
}

} // namespace

std::optional<BodyLength> bodyOf(const Headers &fields)
{
    if (fields.contains("Transfer-Encoding"))
        return BodyLength{BodyLength::Kind::Chunked};
    if (const std::optional<QByteArrayView> length = fields.find("Content-Length"))
        return BodyLength::known(http::lengthFrom(*length));
    return std::nullopt;
}

bool asksForWebSocket(const http::Request &request)
{
    const std::optional<BodyLength> body = bodyOf(request.headers);
    return request.method == http::Method::Get && request.minorVersion > 0 &&
           (!body || (body->kind == BodyLength::Kind::Known && body->bytes == 0)) &&
           hasToken(request.headers, "Upgrade", "websocket") &&
           hasToken(request.headers, "Connection", "upgrade");
}

ResponseParser::Asked askedBy(const http::Request &request)
{
    return {request.method, asksForWebSocket(request)};
}

QByteArrayView hostOf(const http::Request &request)
{
    const QByteArrayView authority = http::authorityOf(request.target);
    return authority.isEmpty() ? request.headers.find("Host").value_or(QByteArrayView())
                               : authority;
}

bool wasHere(const Headers &fields, QByteArrayView pseudonym)
{
    for (const Headers::Field &field : fields) {
        if (!equalsIgnoringCase(field.name, "Via"))
            continue;
        for (QByteArrayView list = field.value; !list.isEmpty();) {
            // "1.1 name", or "HTTP/1.1 name (comment)"
            const QByteArrayView element = http::takeListElement(list);
            const qsizetype blank = element.indexOf(' ');
            const QByteArrayView by = blank < 0 ? element : element.sliced(blank + 1).trimmed();
            const qsizetype end = by.indexOf(' ');
            if ((end < 0 ? by : by.first(end)) == pseudonym)
                return true;
        }
    }
    return false;
}

QByteArray requestHead(const http::Request &request, const Forwarding &how, QByteArrayView client,
                       bool expects)
{
    const Hops hops(request.headers);
    const QByteArrayView ownHost = hostOf(request);
    const bool keepsHost = how.keepsHost && !ownHost.isEmpty();
    QByteArray head =
        request.methodName().toByteArray() + ' ' + targetOf(request, how.origin) + " HTTP/1.1\r\n";
    put(head, "Host", keepsHost ? ownHost.toByteArray() : how.origin.authority());
    for (const Headers::Field &field : request.headers) {
        if (!isMadeHere(field.name, expects) && !hops.endHere(field.name))
            put(head, field.name, field.value);
    }
    put(head, "Via", (request.minorVersion > 0 ? "1.1 " : "1.0 ") + how.pseudonym);
    put(head, "Forwarded", forwardedElement(client, ownHost));
    put(head, "X-Forwarded-For", forwardedFor(request.headers, hops, client));
    if (!ownHost.isEmpty())
        put(head, "X-Forwarded-Host", ownHost);
    put(head, "X-Forwarded-Proto", "http");
    putConnection(head, request);
    putFraming(head, request.headers);
    return head + "\r\n";
}

} // namespace overlap::upstream
