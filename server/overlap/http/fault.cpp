#include "overlap/http/fault.h"

namespace overlap::http {

namespace {
struct Row
{
    Fault fault;
    Status status;
    QByteArrayView sentence;
};
} // namespace

static constexpr Row rows[] = {
    {Fault::None, Status::InternalServerError, "Nothing is wrong with the request."},
    {Fault::EmptyLines, Status::BadRequest, "Too many empty lines came before the request line."},
    {Fault::BareCr, Status::BadRequest, "A carriage return was not followed by a line feed."},
    {Fault::BareLf, Status::BadRequest,
     "A line ended with a line feed alone: HTTP ends lines with CR LF."},
    {Fault::Method, Status::BadRequest,
     "A request begins with a method such as GET, followed by one space; this one does not."},
    {Fault::TargetByte, Status::BadRequest,
     "The request target holds a byte that is not allowed there: only visible ASCII without # is."},
    {Fault::TargetEscape, Status::BadRequest,
     "A % in the path is not followed by two hexadecimal digits: %25 stands for a % itself."},
    {Fault::TargetForm, Status::BadRequest,
     "The request target is neither a path that begins with /, nor an http URI with a valid host, "
     "nor * with OPTIONS."},
    {Fault::Version, Status::BadRequest,
     "The request line does not end with one space and a version such as HTTP/1.1."},
    {Fault::VersionUnsupported, Status::VersionNotSupported,
     "This server speaks HTTP/1.1 and HTTP/1.0 only."},
    {Fault::RequestLineLength, Status::UriTooLong, "The request line is too long."},
    {Fault::FieldFolded, Status::BadRequest,
     "A header line begins with a blank: folded lines are obsolete."},
    {Fault::FieldName, Status::BadRequest,
     "A header line does not begin with a field name that is directly followed by a colon."},
    {Fault::FieldValue, Status::BadRequest, "A field value holds a control character."},
    {Fault::SectionLength, Status::RequestHeaderFieldsTooLarge,
     "The header section is too long: if cookies fill it, clear those of all ports of this host."},
    {Fault::FieldCount, Status::RequestHeaderFieldsTooLarge, "There are too many header fields."},
    {Fault::HostMissing, Status::BadRequest, "HTTP/1.1 requires a Host field; there is none."},
    {Fault::HostTwice, Status::BadRequest, "There is more than one Host field."},
    {Fault::HostSyntax, Status::BadRequest,
     "The Host field is not a name or an address with an optional port."},
    {Fault::LengthSyntax, Status::BadRequest, "The Content-Length is not one number of bytes."},
    {Fault::LengthTwice, Status::BadRequest, "There is more than one Content-Length field."},
    {Fault::LengthAndCoding, Status::BadRequest,
     "Content-Length and Transfer-Encoding exclude each other; both were sent."},
    {Fault::CodingSyntax, Status::BadRequest,
     "The Transfer-Encoding is malformed, or does not end with one chunked."},
    {Fault::CodingUnknown, Status::NotImplemented,
     "The only Transfer-Encoding that this server knows is chunked."},
    {Fault::CodingInOldVersion, Status::BadRequest, "HTTP/1.0 has no Transfer-Encoding."},
    {Fault::Expectation, Status::ExpectationFailed,
     "The only expectation that this server meets is 100-continue."},
    {Fault::BodyLength, Status::ContentTooLarge, "The body is too long."},
    {Fault::ChunkSize, Status::BadRequest,
     "A chunk does not begin with its size as a hexadecimal number."},
    {Fault::ChunkExtension, Status::BadRequest, "A chunk extension is malformed."},
    {Fault::ChunkLineLength, Status::BadRequest, "The line before a chunk is too long."},
    {Fault::ChunkFraming, Status::BadRequest, "The chunks carry too many extensions."},
    {Fault::ChunkEnd, Status::BadRequest, "A chunk does not end with CR LF after its data."},
    {Fault::TrailersLength, Status::BadRequest, "The trailer section is too long."},
    {Fault::HeadLate, Status::RequestTimeout,
     "The head of the request did not arrive in the time that it has."},
    {Fault::BodyLate, Status::RequestTimeout, "The body of the request arrived too slowly."},
    {Fault::Overload, Status::ServiceUnavailable,
     "Too many connections are open: close some, or come back later."},
    {Fault::Memory, Status::ServiceUnavailable,
     "This server holds as many requests and answers as it may: come back later."},
    {Fault::Tls, Status::BadRequest, "This looks like TLS: use http:// instead of https://."},
    {Fault::Http2, Status::VersionNotSupported, "This looks like HTTP/2: use HTTP/1.1."},
    {Fault::Ssh, Status::BadRequest, "This looks like SSH: this is an HTTP server."},
    {Fault::Smtp, Status::BadRequest, "This looks like SMTP: this is an HTTP server, not mail."},
    {Fault::Ftp, Status::BadRequest, "This looks like FTP: this is an HTTP server, use http://."},
    {Fault::Socks, Status::BadRequest, "This looks like SOCKS: this server is no proxy."},
    {Fault::Proxy, Status::BadRequest,
     "This looks like the PROXY protocol: turn it off at the proxy before this server."},
    {Fault::Rdp, Status::BadRequest, "This looks like RDP: this is an HTTP server."},
    {Fault::Redis, Status::BadRequest, "This looks like Redis: this is an HTTP server."},
};

static constexpr bool rowsAreInOrder()
{
    for (std::size_t i = 0; i < std::size(rows); ++i) {
        if (std::size_t(rows[i].fault) != i)
            return false;
    }
    return std::size(rows) == faultCount;
}
static_assert(rowsAreInOrder());

Status statusOf(Fault fault)
{
    return rows[std::size_t(fault)].status;
}

QByteArrayView sentenceOf(Fault fault)
{
    return rows[std::size_t(fault)].sentence;
}

Response refusal(Fault fault)
{
    Response response;
    response.status = statusOf(fault);
    response.headers.append("Content-Type", "text/plain; charset=utf-8");
    response.headers.append("Cache-Control", "no-store");
    response.headers.append("X-Content-Type-Options", "nosniff");
    response.body = sentenceOf(fault).toByteArray() + '\n';
    response.close = true;
    return response;
}

} // namespace overlap::http
