#include "overlap/record/packedtimes.h"

#include <array>

namespace overlap::record {

namespace {

enum Flag : quint8 {
    Reused = 1 << 0,
    Retry = 1 << 1,
    Tunnel = 1 << 2,
    EventStream = 1 << 3,
    Insecure = 1 << 4,
    Troubled = 1 << 5, // trouble and flaw follow
};

constexpr auto moments = {&UpstreamTimes::given,     &UpstreamTimes::connected,
                          &UpstreamTimes::secured,   &UpstreamTimes::sent,
                          &UpstreamTimes::firstByte, &UpstreamTimes::received};

// Small numbers take few bytes: seven bits in each, the lowest first, and a bit if more follow.
constexpr size_t mostBytes = 10; // of one number
constexpr size_t mostNumbers = 15;

class Writer
{
public:
    void put(quint64 number)
    {
        for (; number > 0x7f; number >>= 7)
            m_bytes[m_size++] = quint8(number | 0x80);
        m_bytes[m_size++] = quint8(number);
    }
    // Near 0 on either side.
    void putSigned(qint64 number) { put(quint64(number) << 1 ^ quint64(number >> 63)); }
    void appendTo(std::vector<quint8> &to)
    {
        m_bytes[0] = quint8(m_size - 1);
        to.insert(to.end(), m_bytes.begin(), m_bytes.begin() + m_size);
    }

private:
    std::array<quint8, 1 + mostNumbers * mostBytes> m_bytes;
    quint8 m_size = 1;
};
static_assert(mostNumbers * mostBytes <= 0xff);

class Reader
{
public:
    explicit Reader(const quint8 *packed) : m_at(packed + 1) {}
    quint64 take()
    {
        quint64 number = 0;
        for (int shift = 0;; shift += 7) {
            const quint8 byte = *m_at++;
            number |= quint64(byte & 0x7f) << shift;
            if (byte < 0x80)
                return number;
        }
    }
    qint64 takeSigned()
    {
        const quint64 number = take();
        return qint64(number >> 1 ^ (~(number & 1) + 1));
    }

private:
    const quint8 *m_at;
};

} // namespace

void packTimes(const UpstreamTimes &times, qint64 startNs, std::vector<quint8> &to)
{
    const bool isTroubled = times.trouble != 0 || times.flaw != 0;
    Writer writer;
    writer.put(quint64((times.isReused ? Reused : 0) | (times.isRetry ? Retry : 0) |
                       (times.isTunnel ? Tunnel : 0) | (times.isEventStream ? EventStream : 0) |
                       (times.isInsecure ? Insecure : 0) | (isTroubled ? Troubled : 0)));
    writer.putSigned(times.askedNs - startNs);
    qint64 before = 0;
    for (const auto moment : moments) { // most are soon after the one before; 0: not yet
        const qint64 at = times.*moment;
        writer.putSigned(at == notYet ? 0 : at >= before ? at - before + 1 : at - before);
        before = at == notYet ? before : at;
    }
    for (const quint64 number :
         {times.bytesUp, times.bytesDown, quint64(times.connection), quint64(times.ordinal),
          quint64(times.origin), quint64(times.status)})
        writer.put(number);
    if (isTroubled)
        writer.put(quint64(times.trouble << 8 | times.flaw));
    writer.appendTo(to);
}

UpstreamTimes unpackTimes(const quint8 *packed, quint64 id, qint64 startNs)
{
    Reader reader(packed);
    const quint64 flags = reader.take();
    UpstreamTimes times;
    times.request = id;
    times.askedNs = startNs + reader.takeSigned();
    qint64 before = 0;
    for (const auto moment : moments) {
        const qint64 step = reader.takeSigned();
        if (step == 0)
            continue;
        before += step > 0 ? step - 1 : step;
        times.*moment = Ticks(before);
    }
    times.bytesUp = reader.take();
    times.bytesDown = reader.take();
    times.connection = quint32(reader.take());
    times.ordinal = quint32(reader.take());
    times.origin = quint16(reader.take());
    times.status = quint16(reader.take());
    if (flags & Troubled) {
        const quint64 both = reader.take();
        times.trouble = quint8(both >> 8);
        times.flaw = quint8(both);
    }
    times.isReused = flags & Reused;
    times.isRetry = flags & Retry;
    times.isTunnel = flags & Tunnel;
    times.isEventStream = flags & EventStream;
    times.isInsecure = flags & Insecure;
    return times;
}

} // namespace overlap::record
