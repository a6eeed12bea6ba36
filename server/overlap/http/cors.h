#pragma once

#include "overlap/http/request.h"
#include "overlap/http/response.h"

namespace overlap::http {

// Pure. The CORS protocol (Fetch standard, “CORS protocol”), by which a server lets pages of other
// origins read its answers: each origin, with cookies or without, any method and any field.

// Adds to an answer the fields that let the page read it: where the request has an Origin field of
// visible ASCII, or was refused before it. `head` is the request's, so far as it was read.
void allowOrigin(Response &response, QByteArrayView head);

// Whether a browser asks on a page's behalf what it may send (“CORS-preflight request”): it goes on
// only where the answer is of status 2xx, whatever there is at the target.
bool isPreflight(const Request &request);

// The answer to it, but for what allowOrigin() adds: 204 that allows what was asked for, also from
// a public address into a private network (Private Network Access).
Response preflightAnswer(const Request &request);

} // namespace overlap::http
