#include "overlap/upstream/answerhead.h"

#include "overlap/upstream/hops.h"

namespace overlap::upstream {

using http::equalsIgnoringCase;
using http::Headers;

http::Response answerHead(const ResponseParser &answer, const Origin &origin,
                          QByteArrayView ownHost)
{
    http::Response response;
    response.status = http::Status(answer.status());
    const Headers fields = answer.fields();
    const Hops hops(fields);
    for (const Headers::Field &field : fields) {
        if (hops.endHere(field.name))
            continue;
        const bool isReference = equalsIgnoringCase(field.name, "Location") ||
                                 equalsIgnoringCase(field.name, "Content-Location");
        if (isReference)
            response.headers.append(field.name, ownReference(field.value, origin, ownHost));
        else
            response.headers.append(field.name, field.value);
        response.dated = response.dated || equalsIgnoringCase(field.name, "Date");
    }
    return response;
}

// The names of fields that a 101 needs are put in again.
QByteArray interimHead(const ResponseParser &answer)
{
    const auto status = http::Status(answer.status());
    QByteArray head = "HTTP/1.1 " + QByteArray::number(answer.status()) + ' ' +
                      http::reasonPhrase(status).toByteArray() + "\r\n";
    const Headers fields = answer.fields();
    const Hops hops(fields);
    for (const Headers::Field &field : fields) {
        if (!hops.endHere(field.name))
            head.append(field.name).append(": ").append(field.value).append("\r\n");
    }
    if (answer.status() == 101)
        head += "Upgrade: websocket\r\nConnection: Upgrade\r\n";
    return head + "\r\n";
}

} // namespace overlap::upstream
