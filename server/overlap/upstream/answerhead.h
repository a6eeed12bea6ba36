#pragma once

#include "overlap/http/response.h"
#include "overlap/upstream/fields.h"
#include "overlap/upstream/origin.h"
#include "overlap/upstream/responseparser.h"

namespace overlap::upstream {

// Pure. The head that our client gets of an upstream's final answer: its status and the fields that
// go on, with references to the upstream turned into ours. Pages of other origins read it if the
// upstream lets them, else as CORS says here. `ownHost`: see ownReference(). The
// encoder adds the framing, for ResponseParser::length(), and Connection.
http::Response answerHead(const ResponseParser &answer, const Fields &fields, const Origin &origin,
                          QByteArrayView ownHost);

// Pure. The trailers that our client gets of it: some clients take them for fields of the head, so
// none may frame the body or be about the connection (RFC 9110 §6.5.1).
http::Headers answerTrailers(const http::Headers &trailers);

// Pure. An interim answer as our client gets it (RFC 9110 §15.2), with its empty line. It must be
// one of HTTP/1.1; others never get any.
QByteArray interimHead(const ResponseParser &answer);

} // namespace overlap::upstream
