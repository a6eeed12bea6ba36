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

void Sending::begin(net::Call &&call, Wait wait)
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
        return goOn(std::move(call).begin(std::move(head), length), wait);
    sendWhole(std::move(call), wait);
}

void Sending::sendWhole(net::Call &&call, Wait wait)
{
    const auto length = http::BodyLength::known(m_whole.size() + m_delivery.size());
    m_whole += take(wholeAtMost, wait);
    http::Response &head = m_delivery.head;
    if (isDone()) {
        head.body = std::move(m_whole);
        return m_passage->send(std::move(call), std::move(head));
    }
    if (m_isCut)
        return give(std::move(call).begin(std::move(head), length), m_whole);
    m_readers.run(std::move(call), [self = shared_from_this()](net::Call &&next) {
        self->sendWhole(std::move(next), Wait::Allowed);
    });
}

// With a rate, bytes go when they would have come at it.
void Sending::goOn(net::Stream &&stream, Wait wait)
{
    const qint64 rate = m_passage->rate();
    const qint64 most =
        rate == 0 ? pieceSize : std::clamp<qint64>(rate / piecesASecond, 1, pieceSize);
    const QByteArray bytes = take(most, wait);
    if (bytes.isEmpty() && !m_isCut && !isDone())
        return m_readers.run(std::move(stream), [self = shared_from_this()](net::Stream &&next) {
            self->goOn(std::move(next), Wait::Allowed);
        });
    if (rate == 0)
        return give(std::move(stream), bytes);
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
        self->goOn(std::move(ready), Wait::Never);
    });
}

QByteArray Sending::take(qint64 most, Wait wait)
{
    QByteArray bytes;
    while (!isDone() && !m_isCut && (bytes.isEmpty() || bytes.size() < most)) {
        auto &[before, range] = m_delivery.parts[m_part];
        bytes += std::exchange(before, {});
        const qint64 wanted = std::clamp<qint64>(most - bytes.size(), 0, range.size);
        const QByteArray read = m_file.read(range.first, wanted, wait);
        bytes += read;
        range = {range.first + read.size(), range.size - read.size()};
        if (range.size == 0)
            ++m_part;
        if (read.size() == wanted)
            continue;
        m_isCut = wait == Wait::Allowed;
        return bytes;
    }
    if (isDone())
        bytes += std::exchange(m_delivery.after, {});
    return bytes;
}

} // namespace overlap::folder
