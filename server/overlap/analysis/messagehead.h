#pragma once

#include <QByteArrayView>

#include <vector>

namespace overlap::analysis {

// Pure. A message's head as kept, for showing: taken apart without judging it, since refused ones
// are shown as well. The parts point into the head's bytes.
struct MessageHead
{
    struct Field
    {
        QByteArrayView name;
        QByteArrayView value;
    };
    QByteArrayView startLine;
    std::vector<Field> fields; // a line without a colon has no name
};

MessageHead splitMessageHead(QByteArrayView bytes);
// Compares field names (RFC 9110 §5.1).
bool isNamed(const MessageHead::Field &field, QByteArrayView name);
// A body as people read it: text where it is valid UTF-8 without control characters, else hex.
bool isText(QByteArrayView bytes);
// "0000  48 65 6c 6c 6f 0a …  Hello.": sixteen bytes a line.
QString hexText(QByteArrayView bytes);

} // namespace overlap::analysis
