#pragma once

#include "overlap/http/headers.h"
#include "overlap/http/method.h"
#include "overlap/script/forms.h"
#include "overlap/script/parse.h"

#include <span>

namespace overlap::script {

// Pure. A parameter of a named route.
struct Parameter
{
    const char *name; // in the braces of the path, or in the query
    const Form *form;
    const char *fallback = nullptr; // without it in the query; null: it is in the path
};

// Pure. What a request asks of a named route.
struct Asked
{
    QList<Argument> parameters; // in the order of the row
    QByteArrayView query;       // still encoded
    http::Method method;
    const http::Headers &fields;
};

using Outcome = std::variant<Script, ScriptError>;

// Pure. One row of the table of routes that are scripts, or bodies made of the request.
struct NamedRoute
{
    enum class Answer : quint8 {
        Steps,
        Anything, // the request as JSON
        Headers,  // its fields as JSON
        Ip,       // the client's address as JSON
    };
    enum class Methods : quint8 { Any, Get, GetAndPut };

    const char *pattern; // as of routes::Route
    std::span<const Parameter> parameters;
    // One of them for Answer::Steps: a script in which {name} stands for a parameter, or a
    // function.
    const char *script;
    Outcome (*make)(const Asked &asked);
    const char *help;    // one sentence; to be translated, in the context "Script"
    const char *example; // a target to try
    Answer answer = Answer::Steps;
    Methods methods = Methods::Any;
};

std::span<const NamedRoute> namedRoutes();

// Pure. What answers a request to a route with Answer::Steps: a checked script, or what is wrong
// with a parameter. `segment` is the decoded one that stands for the braces, `query` is still
// encoded; parameters that the row does not have are ignored.
Outcome scriptOf(const NamedRoute &route, QByteArrayView segment, QByteArrayView query,
                 http::Method method, const http::Headers &fields);

} // namespace overlap::script
