#include "overlap/upstream/requesthead.h"

#include "overlap/http/chars.h"
#include "overlap/http/control.h"
#include "overlap/upstream/headtext.h"

namespace overlap::upstream {

using http::BodyLength;
using http::equalsIgnoringCase;
using http::Headers;

namespace chars = http::chars;

namespace {

// The path comes from the origin-form, the absolute-form or is the asterisk; the query follows it.
void putTarget(HeadText &head, const http::Request &request, const Origin &origin)
{
    if (request.path == "*")
        return head.put("*");
    head.put(origin.basePath);
    head.put(request.path);
    if (const qsizetype question = request.target.indexOf('?'); question >= 0)
        head.put(request.target.sliced(question));
}

// token / quoted-string (RFC 7239 §4). A host and an address hold nothing to escape.
void putForwardedValue(HeadText &head, QByteArrayView text)
{
    const QByteArrayView quote = chars::isToken(text) ? "" : "\"";
    head.put(quote);
    head.put(text);
    head.put(quote);
}

void putForwarded(HeadText &head, QByteArrayView client, QByteArrayView host)
{
    head.put("Forwarded: for=");
    if (client.contains(':'))
        putForwardedValue(head, '[' + client.toByteArray() + ']');
    else
        putForwardedValue(head, client);
    if (!host.isEmpty()) {
        head.put(";host=");
        putForwardedValue(head, host);
    }
    head.put(";proto=http\r\n");
}

// In one line, as many programs look at the first one only.
void putForwardedFor(HeadText &head, const Fields &fields, QByteArrayView client)
{
    head.put("X-Forwarded-For: ");
    for (const Fields::Field &field : fields) {
        const bool counts = field.known == Known::XForwardedFor && !field.value.isEmpty() &&
                            !fields.endsHere(field);
        if (!counts)
            continue;
        head.put(field.value);
        head.put(", ");
    }
    head.put(client);
    head.put("\r\n");
}

// Fields that are made here. Of X-Forwarded-For, what was there is kept.
bool isMadeHere(Known known, bool expects)
{
    switch (known) {
    case Known::Host:
    case Known::XForwardedFor:
    case Known::XForwardedHost:
    case Known::XForwardedProto: return true;
    case Known::Expect: return !expects;
    default: return false;
    }
}

void putConnection(HeadText &head, const Fields &fields, bool upgrades)
{
    const bool trailers = fields.hasToken(Known::Te, "trailers");
    if (upgrades)
        head.put("Upgrade: websocket\r\n");
    if (trailers)
        head.put("TE: trailers\r\n");
    if (upgrades || trailers)
        head.putField("Connection", upgrades ? (trailers ? "Upgrade, TE" : "Upgrade") : "TE");
}

// Only these two count who passes them on (RFC 9110 §7.6.2).
bool isCounted(const http::Request &request)
{
    return request.method == http::Method::Options || request.method == http::Method::Trace;
}

void putFraming(HeadText &head, const Fields &fields)
{
    const std::optional<BodyLength> body = bodyOf(fields);
    if (!body)
        return;
    if (body->kind == BodyLength::Kind::Known)
        head.putField("Content-Length", QByteArray::number(body->bytes));
    else
        head.put("Transfer-Encoding: chunked\r\n");
}

} // namespace

std::optional<BodyLength> bodyOf(const Fields &fields)
{
    if (fields.contains(Known::TransferEncoding))
        return BodyLength{BodyLength::Kind::Chunked};
    if (const std::optional<QByteArrayView> length = fields.find(Known::ContentLength))
        return BodyLength::known(http::lengthFrom(*length));
    return std::nullopt;
}

bool asksForWebSocket(const http::Request &request, const Fields &fields)
{
    if (request.method != http::Method::Get || request.minorVersion == 0 ||
        !fields.hasToken(Known::Upgrade, "websocket") ||
        !fields.hasToken(Known::Connection, "upgrade"))
        return false;
    const std::optional<BodyLength> body = bodyOf(fields);
    return !body || (body->kind == BodyLength::Kind::Known && body->bytes == 0);
}

ResponseParser::Asked askedBy(const http::Request &request, const Fields &fields)
{
    return {request.method, asksForWebSocket(request, fields)};
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

bool endsHere(const http::Request &request)
{
    const auto left = isCounted(request) ? request.headers.find("Max-Forwards") : std::nullopt;
    return left && http::lengthFrom(*left) == 0;
}

QByteArray requestHead(const http::Request &request, const Fields &fields, const Forwarding &how,
                       QByteArrayView client, bool expects)
{
    const QByteArrayView ownHost = hostOf(request);
    // What is added takes less, with a short address and name.
    HeadText head(request.headers.text().size() + 512);
    head.put(request.methodName());
    head.put(" ");
    putTarget(head, request, how.origin);
    head.put(" HTTP/1.1\r\n");
    if (how.keepsHost && !ownHost.isEmpty())
        head.putField("Host", ownHost);
    else
        head.putField("Host", how.authority.isEmpty() ? how.origin.authority() : how.authority);
    for (const Fields::Field &field : fields) {
        if (isMadeHere(field.known, expects) || fields.endsHere(field))
            continue;
        const qint64 left = field.known == Known::MaxForwards && isCounted(request)
                                ? http::lengthFrom(field.value)
                                : qint64(-1);
        if (left > 0)
            head.putField(field.name, QByteArray::number(left - 1));
        else
            head.putField(field);
    }
    head.put(request.minorVersion > 0 ? "Via: 1.1 " : "Via: 1.0 ");
    head.put(how.pseudonym);
    head.put("\r\n");
    putForwarded(head, client, ownHost);
    putForwardedFor(head, fields, client);
    if (!ownHost.isEmpty())
        head.putField("X-Forwarded-Host", ownHost);
    head.put("X-Forwarded-Proto: http\r\n");
    putConnection(head, fields, how.tunnels && asksForWebSocket(request, fields));
    putFraming(head, fields);
    head.put("\r\n");
    return head.take();
}

} // namespace overlap::upstream
