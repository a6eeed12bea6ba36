#pragma once

#include "overlap/http/request.h"
#include "overlap/http/response.h"

namespace overlap::http {

// Pure. The CORS protocol (Fetch standard, “CORS protocol”): lets pages of other origins read the
// server's answers. Every origin, method and field is allowed, with or without cookies.

// Adds the fields that let a page of another origin read the answer. Does so if the request has a
// valid Origin field, or if it was refused before that field was read. `head` is the request's
// head as far as it was read.
void allowOrigin(Response &response, QByteArrayView head);

// Whether this is a “CORS-preflight request”. The browser sends the real request only after a 2xx
// answer, so a preflight must be answered for every target.
bool isPreflight(const Request &request);

// The answer to a preflight, without what allowOrigin() adds: 204 that allows everything that was
// asked for, including access from a public page to a private network (Private Network Access).
Response preflightAnswer(const Request &request);

} // namespace overlap::http
