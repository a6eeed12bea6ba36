#include "overlap/upstream/answerhead.h"

namespace overlap::upstream {

static http::Headers headersOf(const HeadText &text)
{
    return {QByteArray(text.constData(), text.size()), 0};
}

// Nothing needs to be checked again: the parser has found each field valid.
http::Response answerHead(const ResponseParser &answer, const Fields &fields, const Origin &origin,
                          QByteArrayView ownHost)
{
    http::Response response;
    response.status = http::Status(answer.status());
    HeadText text;
    for (const Fields::Field &field : fields) {
        if (fields.endsHere(field))
            continue;
        response.dated = response.dated || field.known == Known::Date;
        response.ownOriginOnly = response.ownOriginOnly || field.known == Known::AllowOrigin;
        if (field.known == Known::Location || field.known == Known::ContentLocation)
            putField(text, field.name, ownReference(field.value, origin, ownHost));
        else
            putField(text, field.name, field.value);
    }
    response.headers = headersOf(text);
    return response;
}

http::Headers answerTrailers(const http::Headers &trailers)
{
    const Fields fields(trailers);
    HeadText text;
    for (const Fields::Field &field : fields) {
        if (!fields.endsHere(field))
            putField(text, field.name, field.value);
    }
    return headersOf(text);
}

// The names of fields that a 101 needs are put in again.
QByteArray interimHead(const ResponseParser &answer)
{
    const Fields fields(answer.fields());
    HeadText head;
    put(head, "HTTP/1.1 ");
    put(head, QByteArray::number(answer.status()));
    put(head, " ");
    put(head, http::reasonPhrase(http::Status(answer.status())));
    put(head, "\r\n");
    for (const Fields::Field &field : fields) {
        if (!fields.endsHere(field))
            putField(head, field.name, field.value);
    }
    if (answer.status() == 101)
        put(head, "Upgrade: websocket\r\nConnection: Upgrade\r\n");
    put(head, "\r\n");
    return {head.constData(), head.size()};
}

} // namespace overlap::upstream
