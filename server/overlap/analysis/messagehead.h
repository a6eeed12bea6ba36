#pragma once

#include <QByteArrayView>

#include <vector>

namespace overlap::analysis {

// Pure. A message's head, split for display. Accepts invalid heads, as refused requests are shown
// too. The views are into the given bytes.
struct MessageHead
{
    struct Field
    {
        QByteArrayView name;
        QByteArrayView value;
    };
    QByteArrayView startLine;
    std::vector<Field> fields; // a line without a colon has an empty name
};

MessageHead splitMessageHead(QByteArrayView bytes);
// Case-insensitive (RFC 9110 §5.1).
bool isNamed(const MessageHead::Field &field, QByteArrayView name);
// Whether a body is shown as text: valid UTF-8 without control characters, except line breaks and
// tabs. Others are shown as hexText().
bool isText(QByteArrayView bytes);
// "0000  48 65 6c 6c 6f 0a …  Hello.": sixteen bytes per line.
QString hexText(QByteArrayView bytes);

} // namespace overlap::analysis
