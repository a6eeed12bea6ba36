#include "overlap/http/status.h"

namespace overlap::http {

QByteArrayView reasonPhrase(Status status)
{
    switch (status) {
    case Status::Continue: return "Continue";
    case Status::Ok: return "OK";
    case Status::NoContent: return "No Content";
    case Status::BadRequest: return "Bad Request";
    case Status::NotFound: return "Not Found";
    case Status::MethodNotAllowed: return "Method Not Allowed";
    case Status::RequestTimeout: return "Request Timeout";
    case Status::ContentTooLarge: return "Content Too Large";
    case Status::UriTooLong: return "URI Too Long";
    case Status::ExpectationFailed: return "Expectation Failed";
    case Status::RequestHeaderFieldsTooLarge: return "Request Header Fields Too Large";
    case Status::InternalServerError: return "Internal Server Error";
    case Status::NotImplemented: return "Not Implemented";
    case Status::ServiceUnavailable: return "Service Unavailable";
    case Status::VersionNotSupported: return "HTTP Version Not Supported";
    }
    return {}; // a reason phrase may be empty (RFC 9112 §4)
}

} // namespace overlap::http
