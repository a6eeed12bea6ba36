#include "overlap/folder/sending.h"

#include "overlap/http/encoder.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace overlap::folder {

// Bytes. A body up to this size is sent as a whole.
static constexpr qint64 wholeAtMost = 64 * 1024;
// What is read at once waits in memory until the client takes it; less would mean more changes of
// the thread.
static constexpr qint64 pieceSize = 256 * 1024;
static constexpr int piecesASecond = 10; // at least, with a rate

Sending::Sending(OpenFile file, Delivery delivery, Readers &readers,
                 std::shared_ptr<Passage> passage)
    : m_file(std::move(file))
    , m_delivery(std::move(delivery))
    , m_readers(readers)
    , m_passage(std::move(passage))
{
}

void Sending::begin(net::Call &&call)
{
    const auto length = http::BodyLength::known(m_delivery.size());
    http::Response &head = m_delivery.head;
    m_passage->begin(head.status);
    if (!http::mayHaveBody(head.status))
        return m_passage->send(std::move(call), std::move(head));
    if (call.request().method == http::Method::Head) {
        m_passage->end();
        return std::move(call).begin(std::move(head), length).finish();
    }
    if (length.bytes > wholeAtMost || (m_passage->rate() > 0 && length.bytes > 0))
        return goOn(std::move(call).begin(std::move(head), length));
    QByteArray body = take(length.bytes);
    if (!m_isCut) {
        head.body = std::move(body);
        return m_passage->send(std::move(call), std::move(head));
    }
    give(std::move(call).begin(std::move(head), length), body);
}

// With a rate, bytes go when they would have come at it.
void Sending::goOn(net::Stream &&stream)
{
    const qint64 rate = m_passage->rate();
    if (rate == 0)
        return give(std::move(stream), take(pieceSize));
    const QByteArray bytes = take(std::clamp<qint64>(rate / piecesASecond, 1, pieceSize));
    const std::chrono::nanoseconds takes(qint64(1e9 * double(bytes.size()) / double(rate)));
    std::move(stream).after(takes, [self = shared_from_this(), bytes](net::Stream &&next) {
        self->give(std::move(next), bytes);
    });
}

void Sending::give(net::Stream &&stream, const QByteArray &bytes)
{
    if (m_isCut || isDone())
        m_passage->end();
    stream.write(bytes);
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
