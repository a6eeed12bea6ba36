#pragma once

#include "overlap/http/response.h"
#include "overlap/script/script.h"

#include <optional>

namespace overlap::script {

// Pure. What a checked script says about all requests that it answers.
struct Settings
{
    std::optional<qint64> seed;
    QByteArray key;      // empty: count those with the same target
    qint64 failures = 0; // so many of the first requests fail
    qint64 limit = 0;    // so many at once; 0: any number
};
Settings settingsOf(const Script &script);

// Pure. The steps that one request takes, in order: all but settings, fail and then, and of both
// ways the one for requests that fail, or for the others.
QList<Step> stepsFor(const Script &script, bool fails);

// Pure. What the steps of stepsFor() will have sent, known before the first one runs.
struct Outline
{
    enum class Framing : quint8 {
        Length,
        Chunked, // chosen by the script, or as nothing else is known: until close for HTTP/1.0
        UntilClose,
    };
    http::Response head; // status and fields, with a Content-Type for bodies; no body
    Framing framing = Framing::Length;
    qint64 length = 0;      // of the body, in bytes; -1 if it is not known
    bool hasPiece = false;  // so the head is sent
    bool breaksOff = false; // it does not end by itself
};
Outline outlineOf(const QList<Step> &steps);

} // namespace overlap::script
