#include "overlap/upstream/held.h"

#include "overlap/net/stream.h"
#include "overlap/upstream/addresses.h"
#include "overlap/upstream/answerhead.h"
#include "overlap/upstream/link.h"

#include <QHostInfo>
#include <QNetworkProxy>
#include <QSslSocket>

#include <algorithm>
#include <chrono>

namespace overlap::upstream {

using namespace std::chrono_literals;
using http::BodyLength;

namespace {

// How long it waits until it looks whether anybody still waits for the answer.
constexpr std::chrono::milliseconds slice = 50ms;
// Qt gives a connection up when it has waited for it. The system may have asked for it twice then.
constexpr std::chrono::milliseconds attempt = 2s;

Trouble troubleOfSocket(QAbstractSocket::SocketError error)
{
    switch (error) {
    case QAbstractSocket::ConnectionRefusedError: return Trouble::Refused;
    case QAbstractSocket::HostNotFoundError: return Trouble::NameUnknown;
    case QAbstractSocket::SocketTimeoutError: return Trouble::ConnectLate;
    case QAbstractSocket::SocketResourceError: return Trouble::Exhausted;
    default: return Trouble::Unreachable;
    }
}

class HeldPassage : public std::enable_shared_from_this<HeldPassage>
{
public:
    HeldPassage(std::shared_ptr<const Route> route, Passing passing)
        : m_route(std::move(route))
        , m_passing(std::move(passing))
        , m_pace(m_passing.rate)
    {
    }
    ~HeldPassage() { noteEnding(m_status); }
    Q_DISABLE_COPY_MOVE(HeldPassage)

    void begin(net::Call &&call);

private:
    using Step = Transfer::Step;

    Trouble connect(const net::Call &call);
    Trouble secure(const net::Call &call, http::Time until);
    void ask(const http::Request &request);
    void read(const net::Call &call); // once; it waits for a slice
    void answer(net::Call &&call);
    void goOn(net::Stream &&stream);
    void fail(net::Call &&call, Trouble trouble, Flaw flaw = Flaw::None);
    void note(record::Ticks &moment);
    void tell(const net::Call &call);
    void tellEnd(const net::Call &call, Trouble trouble, Flaw flaw = Flaw::None);
    bool isConnected() const { return m_socket.state() == QAbstractSocket::ConnectedState; }
    Transfer::End end() const
    {
        const bool isFin = m_socket.error() == QAbstractSocket::RemoteHostClosedError &&
                           (!m_route->tls || m_isClosed || !net::tellsWhoEnds());
        return isFin ? Transfer::End::Fin : Transfer::End::Reset;
    }
    bool isOver() const { return m_step == Step::Complete || m_step == Step::Failed; }
    void noteEnding(int status)
    {
        if (const auto whenEnding = std::exchange(m_passing.whenEnding, nullptr))
            whenEnding(status);
    }

    const std::shared_ptr<const Route> m_route;
    Passing m_passing;
    Pace m_pace;
    QSslSocket m_socket; // without TLS unless the route has it
    Transfer m_transfer{http::Limits()};
    QByteArray m_content;
    Step m_step = Step::More;
    bool m_hasHead = false;
    int m_status = 0;        // of the head that was sent
    bool m_isClosed = false; // by the upstream, within TLS
    record::UpstreamTimes m_times;
};

Trouble HeldPassage::connect(const net::Call &call)
{
    const Origin &origin = m_route->forwarding.origin;
    QList<QHostAddress> addresses = knownAddresses(origin);
    if (addresses.isEmpty())
        addresses = QHostInfo::fromName(QString::fromLatin1(origin.host)).addresses();
    const http::Time now = m_route->clock.now();
    const http::Time until = http::later(now, m_route->connectWithin);
    m_times.origin = m_route->number;
    m_times.isInsecure = m_route->tls && m_route->tls->isInsecure;
    m_times.askedNs = now.count();
    m_times.connection = ++*m_route->connections;
    m_times.ordinal = 1;
    note(m_times.given);
    tell(call);
    Trouble trouble = Trouble::NameUnknown;
    m_socket.setProxy(QNetworkProxy::NoProxy);
    for (const QHostAddress &address : std::as_const(addresses)) {
        do {
            const auto left =
                duration_cast<std::chrono::milliseconds>(until - m_route->clock.now());
            if (left <= 0ms)
                return Trouble::ConnectLate;
            m_socket.abort();
            m_socket.connectToHost(address, origin.port);
            m_socket.waitForConnected(int(std::min(attempt, left).count()));
        } while (!isConnected() && m_socket.error() == QAbstractSocket::SocketTimeoutError &&
                 !call.isAbandoned());
        if (isConnected()) {
            note(m_times.connected);
            return m_route->tls ? secure(call, until) : Trouble::None;
        }
        if (trouble != Trouble::Refused)
            trouble = troubleOfSocket(m_socket.error());
    }
    return trouble;
}

Trouble HeldPassage::secure(const net::Call &call, http::Time until)
{
    net::prepare(m_socket, *m_route->tls);
    QObject::connect(&m_socket, &QSslSocket::alertReceived, &m_socket,
                     [this](QSsl::AlertLevel, QSsl::AlertType type, const QString &) {
                         m_isClosed = m_isClosed || type == QSsl::AlertType::CloseNotify;
                     });
    m_socket.startClientEncryption();
    while (!m_socket.waitForEncrypted(int(slice.count())) && isConnected() && !call.isAbandoned()) {
        if (m_route->clock.now() >= until)
            return Trouble::TlsLate;
    }
    return m_socket.isEncrypted() ? Trouble::None : troubleOf(net::whyNotSecure(m_socket));
}

void HeldPassage::ask(const http::Request &request)
{
    m_socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_socket.setReadBufferSize(64 * 1024);
    const Fields fields(request.headers);
    Forwarding how = m_route->forwarding;
    how.tunnels = false; // a thread that waits can't serve both ends at once
    m_transfer.begin(requestHead(request, fields, how, "unknown"), bodyOf(fields),
                     {request.method, false});
    m_transfer.write(request.body);
    m_transfer.finishBody();
    for (const QByteArray &piece : m_transfer.takeOutput())
        m_socket.write(piece);
    note(m_times.secured);
}

void HeldPassage::read(const net::Call &call)
{
    if (m_socket.bytesAvailable() == 0 && isConnected() && !call.isAbandoned())
        m_socket.waitForReadyRead(int(slice.count())); // it also writes
    m_transfer.wrote(m_transfer.unsent() - m_socket.bytesToWrite());
    if (m_transfer.isSent())
        note(m_times.sent);
    const QByteArray received = m_socket.readAll();
    if (received.isEmpty() && !isConnected())
        m_step = m_transfer.finish(end());
    if (received.isEmpty())
        return;
    m_times.bytesDown += quint64(received.size());
    QByteArrayView bytes = received;
    do {
        m_step = m_transfer.receive(bytes);
        m_hasHead = m_hasHead || (m_step == Step::Head && !m_transfer.answer().isInterim());
    } while (m_step == Step::Head);
    m_content += m_transfer.takeContent();
}

void HeldPassage::begin(net::Call &&call)
{
    call.announce();
    if (const Trouble trouble = connect(call); trouble != Trouble::None)
        return fail(std::move(call), trouble);
    ask(call.request());
    tell(call);
    const http::Time until = http::later(m_route->clock.now(), m_route->answerWithin);
    while (!m_hasHead && !isOver()) {
        read(call);
        if (call.isAbandoned()) {
            tell(call);
            return std::move(call).closeConnection();
        }
        if (!m_hasHead && m_route->clock.now() >= until)
            return fail(std::move(call), Trouble::AnswerLate);
    }
    if (m_hasHead)
        return answer(std::move(call));
    const Flaw flaw = m_transfer.answer().flaw();
    if (flaw != Flaw::NoAnswer)
        return fail(std::move(call),
                    flaw == Flaw::CutInHead ? Trouble::CutShort : Trouble::WrongAnswer, flaw);
    fail(std::move(call),
         end() == Transfer::End::Fin ? Trouble::ClosedBefore : Trouble::ResetBefore);
}

void HeldPassage::answer(net::Call &&call)
{
    const ResponseParser &answer = m_transfer.answer();
    http::Response head = answerHead(answer, Fields(answer.fields()), m_route->forwarding.origin,
                                     hostOf(call.request()));
    const BodyLength length =
        answer.length().kind == BodyLength::Kind::Known ? answer.length() : BodyLength();
    m_status = int(head.status);
    m_times.status = quint16(answer.status());
    note(m_times.firstByte);
    if (!answer.hasBody()) {
        tellEnd(call, Trouble::None);
        noteEnding(m_status);
        return std::move(call).begin(std::move(head), length).finish();
    }
    tell(call);
    goOn(std::move(call).begin(std::move(head), length));
}

void HeldPassage::goOn(net::Stream &&stream)
{
    if (m_content.isEmpty() && !isOver())
        read(stream.call());
    const qint64 size = std::min<qint64>(m_pace.allowed(m_route->clock.now()), m_content.size());
    stream.write(m_content.first(size));
    m_content.remove(0, size);
    m_pace.took(size, m_route->clock.now());
    if (m_content.isEmpty() && isOver()) {
        const Flaw flaw = m_transfer.answer().flaw();
        const bool isWhole = m_step == Step::Complete;
        tellEnd(stream.call(),
                isWhole                   ? Trouble::None
                : flaw == Flaw::CutInBody ? Trouble::CutShort
                                          : Trouble::WrongAnswer,
                flaw);
        noteEnding(m_status);
        if (isWhole)
            return std::move(stream).finish();
        const bool isTold = m_transfer.answer().length().kind == BodyLength::Kind::Known ||
                            stream.request().minorVersion > 0;
        return std::move(stream).breakOff(isTold ? http::BreakOff::Close : http::BreakOff::Reset);
    }
    const auto then = [self = shared_from_this()](net::Stream &&next) {
        self->goOn(std::move(next));
    };
    if (m_content.isEmpty())
        return std::move(stream).whenRoom(then);
    std::move(stream).after(std::max(http::Time(0), m_pace.next() - m_route->clock.now()), then);
}

void HeldPassage::fail(net::Call &&call, Trouble trouble, Flaw flaw)
{
    tellEnd(call, trouble, flaw);
    noteEnding(int(statusOf(trouble)));
    std::move(call).send(pageOf(trouble, m_route->forwarding.origin, flaw));
}

void HeldPassage::note(record::Ticks &moment)
{
    if (moment == record::notYet)
        moment = record::upstreamMoment(m_route->clock.now().count() - m_times.askedNs);
}

void HeldPassage::tell(const net::Call &call)
{
    m_times.bytesUp = quint64(m_transfer.bytesSent());
    call.recordUpstream(m_times);
}

void HeldPassage::tellEnd(const net::Call &call, Trouble trouble, Flaw flaw)
{
    m_times.trouble = quint8(trouble);
    m_times.flaw = quint8(flaw);
    if (m_times.connected != record::notYet)
        note(m_times.received);
    tell(call);
}

} // namespace

void passHeld(net::Call &&call, std::shared_ptr<const Route> route, Passing passing)
{
    std::make_shared<HeldPassage>(std::move(route), std::move(passing))->begin(std::move(call));
}

} // namespace overlap::upstream
