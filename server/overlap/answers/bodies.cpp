#include "overlap/answers/bodies.h"

#include "overlap/net/filebytes.h"
#include "overlap/net/stream.h"

#include <algorithm>
#include <cstring>

namespace overlap::answers {

static QByteArray pattern()
{
    constexpr QByteArrayView line =
        "0123456789 abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXY\n";
    static_assert(net::Stream::mostAtOnce % 64 == 0);
    QByteArray text;
    // Twice a piece, so that there is a whole one behind each position in a line.
    while (text.size() < 2 * net::Stream::mostAtOnce)
        text += line;
    return net::inFile(text);
}

QByteArray patternBytes(qint64 position, qint64 most)
{
    static const QByteArray text = pattern(); // never freed before the last connection
    static const qsizetype period = text.indexOf('\n') + 1;
    const auto size = qsizetype(qMin<qint64>(most, net::Stream::mostAtOnce));
    return QByteArray::fromRawData(text.constData() + position % period, size);
}

QByteArray randomBytes(script::Draws &draws, qint64 size)
{
    QByteArray bytes(qsizetype(size), Qt::Uninitialized);
    char *to = bytes.data();
    for (qint64 left = size; left > 0; left -= sizeof(quint64), to += sizeof(quint64)) {
        const quint64 drawn = draws.next();
        std::memcpy(to, &drawn, std::size_t(std::min<qint64>(left, sizeof drawn)));
    }
    return bytes;
}

QByteArray jsonLine(qint64 n)
{
    return "{\"n\":" + QByteArray::number(n) + "}\n";
}

QByteArray serverSentEvent(qint64 n)
{
    const QByteArray id = QByteArray::number(n);
    return "id: " + id + "\ndata: " + id + "\n\n";
}

qint64 lastEventId(QByteArrayView field)
{
    bool isNumber = false;
    const qint64 id = field.toByteArray().toLongLong(&isNumber);
    return isNumber ? std::max<qint64>(0, id) : 0;
}

} // namespace overlap::answers
