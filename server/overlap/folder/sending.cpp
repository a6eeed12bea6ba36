#include "overlap/folder/sending.h"

#include "overlap/http/encoder.h"

#include <algorithm>
#include <utility>

namespace overlap::folder {

// Bytes. A body up to this size is sent as a whole.
static constexpr qint64 wholeAtMost = 64 * 1024;
// What is read at once waits in memory until the client takes it; less would mean more changes of
// the thread.
static constexpr qint64 pieceSize = 256 * 1024;

Sending::Sending(OpenFile file, Delivery delivery, Readers &readers)
    : m_file(std::move(file))
    , m_delivery(std::move(delivery))
    , m_readers(readers)
{
}

void Sending::begin(net::Call &&call)
{
    const auto length = http::BodyLength::known(m_delivery.size());
    http::Response &head = m_delivery.head;
    if (!http::mayHaveBody(head.status))
        return std::move(call).send(std::move(head));
    if (call.request().method == http::Method::Head)
        return std::move(call).begin(std::move(head), length).finish();
    if (length.bytes > wholeAtMost)
        return goOn(std::move(call).begin(std::move(head), length));
    QByteArray body = take(length.bytes);
    if (!m_isCut) {
        head.body = std::move(body);
        return std::move(call).send(std::move(head));
    }
    net::Stream stream = std::move(call).begin(std::move(head), length);
    stream.write(std::move(body));
    std::move(stream).breakOff(http::BreakOff::Close);
}

void Sending::goOn(net::Stream &&stream)
{
    stream.write(take(pieceSize));
    if (m_isCut)
        return std::move(stream).breakOff(http::BreakOff::Close);
    if (isDone())
        return std::move(stream).finish();
    std::move(stream).whenRoom([self = shared_from_this()](net::Stream &&ready) {
        self->m_readers.run(std::move(ready),
                            [self](net::Stream &&next) { self->goOn(std::move(next)); });
    });
}

QByteArray Sending::take(qint64 most)
{
    QByteArray bytes;
    while (!isDone() && !m_isCut && (bytes.isEmpty() || bytes.size() < most)) {
        auto &[before, range] = m_delivery.parts[m_part];
        bytes += std::exchange(before, {});
        const qint64 wanted = std::clamp<qint64>(most - bytes.size(), 0, range.size);
        const QByteArray read = m_file.read(range.first, wanted);
        bytes += read;
        range = {range.first + read.size(), range.size - read.size()};
        m_isCut = read.size() < wanted;
        if (range.size == 0)
            ++m_part;
    }
    if (isDone())
        bytes += std::exchange(m_delivery.after, {});
    return bytes;
}

} // namespace overlap::folder
