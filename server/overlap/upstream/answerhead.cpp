#include "overlap/upstream/answerhead.h"

#include "overlap/upstream/headtext.h"

namespace overlap::upstream {

// Nothing needs to be checked again: the parser has found each field valid.
http::Response answerHead(const ResponseParser &answer, const Fields &fields, const Origin &origin,
                          QByteArrayView ownHost)
{
    http::Response response;
    response.status = http::Status(answer.status());
    HeadText text(answer.fields().text().size());
    for (const Fields::Field &field : fields) {
        if (fields.endsHere(field))
            continue;
        response.dated = response.dated || field.known == Known::Date;
        response.ownOriginOnly = response.ownOriginOnly || field.known == Known::AllowOrigin;
        if (field.known == Known::Location || field.known == Known::ContentLocation)
            text.putField(field.name, ownReference(field.value, origin, ownHost));
        else
            text.putField(field);
    }
    response.headers = {text.take(), 0};
    return response;
}

http::Headers answerTrailers(const http::Headers &trailers)
{
    const Fields fields(trailers);
    HeadText text(trailers.text().size());
    for (const Fields::Field &field : fields) {
        if (!fields.endsHere(field))
            text.putField(field);
    }
    return {text.take(), 0};
}

// The names of fields that a 101 needs are put in again.
QByteArray interimHead(const ResponseParser &answer)
{
    const Fields fields(answer.fields());
    HeadText head(answer.fields().text().size() + 128);
    head.put("HTTP/1.1 ");
    head.put(QByteArray::number(answer.status()));
    head.put(" ");
    head.put(http::reasonPhrase(http::Status(answer.status())));
    head.put("\r\n");
    for (const Fields::Field &field : fields) {
        if (!fields.endsHere(field))
            head.putField(field);
    }
    if (answer.status() == 101)
        head.put("Upgrade: websocket\r\nConnection: Upgrade\r\n");
    head.put("\r\n");
    return head.take();
}

} // namespace overlap::upstream
