#include "overlap/upstream/passage.h"

#include "overlap/upstream/answerhead.h"
#include "overlap/upstream/retry.h"

#include <algorithm>

namespace overlap::upstream {

using http::BodyLength;
using http::Time;
using net::Serving;

// Bytes that wait in memory, in either direction, until the slower side takes them.
static constexpr qint64 aheadAtMost = 64 * 1024;
// An upstream that knows no 100 waits for the body, like the client, which waits for a 100
// (RFC 9110 §10.1.1).
static constexpr Time continueWithin = std::chrono::seconds(1);

Passage::Passage(std::shared_ptr<Destination> to, Passing passing, net::CallAddress address)
    : m_to(std::move(to))
    , m_passing(std::move(passing))
    , m_address(std::move(address))
    , m_pace(m_passing.rate)
{
}

Passage::~Passage()
{
    releaseLink();
    noteEnding(m_isAnswering || m_isTunnel ? int(m_head.status) : 0);
}

void Passage::linkChanged()
{
    if (m_isProceeding)
        m_hasNews = true;
    else
        m_address.run(); // may destroy this
}

void Passage::proceed(Serving &serving)
{
    m_isProceeding = true;
    do {
        m_hasNews = false;
        goOn(serving);
    } while (m_hasNews && m_state != State::Over);
    m_isProceeding = false;
    if (m_state == State::Over || serving.hasEnded())
        return;
    tell(serving);
    serving.wakeAt(deadline());
}

void Passage::goOn(Serving &serving)
{
    if (m_state == State::New)
        ask(serving);
    if (m_state == State::Waiting && m_link) {
        m_state = State::Connecting;
        m_times.connection = m_link->number();
        note(m_times.given, serving.now());
    }
    if (m_state == State::Connecting && m_link->isSecuring())
        note(m_times.connected, serving.now());
    if (m_state == State::Connecting && m_link->state() == Link::State::Failed)
        return fail(serving, m_link->trouble());
    if (m_state == State::Connecting && m_link->state() == Link::State::Open)
        begin(serving);
    if (m_state == State::Passing) {
        upload(serving);
        download(serving);
    }
    if (m_state != State::Over && isLate(serving.now()))
        fail(serving, lateTrouble());
}

void Passage::ask(Serving &serving)
{
    m_links = &m_to->linksHere(serving.options());
    m_request = m_links->nextRequest();
    m_state = State::Waiting;
    m_times.origin = m_route.number;
    m_times.isInsecure = m_route.tls && m_route.tls->isInsecure;
    m_times.askedNs = serving.now().count();
    m_isUntold = true;
    m_link = m_links->ask(m_request, *this);
    m_connectBy = http::later(serving.now(), m_route.connectWithin);
}

void Passage::begin(Serving &serving)
{
    const http::Request &request = serving.request();
    const bool expects = serving.wantsContinue();
    const Time now = serving.now();
    m_state = State::Passing;
    m_connectBy = http::never;
    m_answerBy = http::later(now, m_route.answerWithin);
    if (expects)
        m_continueBy = now + continueWithin;
    Transfer &transfer = m_link->transfer();
    m_times.isReused = transfer.requests() > 0;
    m_times.ordinal = quint32(transfer.requests()) + 1;
    note(m_times.connected, now);
    m_times.connected = m_times.isReused ? m_times.given : m_times.connected;
    if (m_route.tls && !m_times.isReused)
        note(m_times.secured, now);
    else
        m_times.secured = m_times.connected;
    const Fields fields(request.headers);
    transfer.begin(
        requestHead(request, fields, m_route.forwarding, m_links->textOf(serving.peer()), expects),
        bodyOf(fields), askedBy(request, fields));
    for (const QByteArray &piece : m_kept)
        transfer.write(piece);
    if (m_isUploaded)
        transfer.finishBody();
}

void Passage::upload(Serving &serving)
{
    Transfer &transfer = m_link->transfer();
    if (m_continueBy <= serving.now()) {
        m_continueBy = http::never;
        serving.sendContinue();
    }
    bool hasMore = false;
    while (!m_isUploaded && transfer.unsent() < aheadAtMost) {
        const QByteArray piece = serving.takeBody();
        hasMore = hasMore || !piece.isEmpty();
        transfer.write(piece);
        keep(piece, serving.isUploading());
        if (!serving.isUploading()) {
            m_isUploaded = true;
            transfer.finishBody();
        }
        m_link->send();
        if (piece.isEmpty())
            break;
    }
    m_link->send();
    noteSent(serving.now());
    if (!m_hasHead && !m_isTunnel)
        timeAnswer(serving.now(), hasMore);
    if (m_isTunnel && m_isUploaded && transfer.unsent() == 0)
        m_link->shutdownWrite();
}

// It can't answer before it has what the client takes its time to send.
void Passage::timeAnswer(Time now, bool hasMore)
{
    if (!m_isUploaded && m_link->transfer().unsent() == 0)
        m_answerBy = http::never;
    else if (hasMore || m_answerBy == http::never)
        m_answerBy = http::later(now, m_route.answerWithin);
}

// To be sent again. A body that comes in pieces is kept as long as it is short.
void Passage::keep(const QByteArray &piece, bool moreFollows)
{
    m_keptSize += piece.size();
    m_isKept = m_isKept && !m_isTunnel && (m_keptSize <= aheadAtMost || !moreFollows);
    if (!m_isKept)
        m_kept = {};
    else if (!piece.isEmpty())
        m_kept.push_back(piece);
}

void Passage::download(Serving &serving)
{
    while (m_state == State::Passing) {
        deliver(serving);
        const bool hasBegun = m_isAnswering || m_isTunnel;
        const bool waits = !m_content.isEmpty() || (hasBegun && !serving.hasRoom());
        if (waits || m_isHalfClosed || m_state != State::Passing || serving.hasEnded())
            return;
        QByteArrayView bytes;
        switch (m_link->read(m_links->buffer(), bytes)) {
        case Link::Read::Nothing: return;
        case Link::Read::Bytes:
            m_times.bytesDown += quint64(bytes.size());
            receive(serving, bytes);
            break;
        case Link::Read::End: take(serving, m_link->transfer().finish(m_link->end())); break;
        }
    }
}

void Passage::receive(Serving &serving, QByteArrayView bytes)
{
    if (!m_link->transfer().isReused())
        m_links->answered(*m_link);
    do {
        take(serving, m_link->transfer().receive(bytes));
    } while (m_step == Step::Head || (m_step == Step::Switched && !bytes.isEmpty()));
}

void Passage::take(Serving &serving, Step step)
{
    Transfer &transfer = m_link->transfer();
    m_step = step;
    m_content += transfer.takeContent();
    if (step == Step::Head)
        takeHead(serving);
    else if (step == Step::Switched && !m_isTunnel)
        tunnel(serving);
}

// We have asked for the body ourselves, if the client did not: then a 100 is not its own.
void Passage::takeHead(Serving &serving)
{
    const ResponseParser &answer = m_link->transfer().answer();
    if (!answer.isInterim()) {
        const Fields fields(answer.fields());
        const bool refers =
            fields.contains(Known::Location) || fields.contains(Known::ContentLocation);
        m_head = answerHead(answer, fields, m_route.forwarding.origin,
                            refers ? hostOf(serving.request()) : QByteArrayView());
        m_closesIn = keepAliveOf(fields);
        m_hasHead = true;
        m_times.status = quint16(answer.status());
        m_times.isEventStream =
            fields.find(Known::ContentType).value_or("").startsWith("text/event-stream");
        note(m_times.firstByte, serving.now());
        m_answerBy = m_continueBy = http::never;
    } else if (answer.status() == 101) {
        return; // tunnel() sends it
    } else if (answer.status() != int(http::Status::Continue)) {
        serving.interim(interimHead(answer));
    } else if (std::exchange(m_continueBy, http::never) != http::never) {
        serving.sendContinue();
    }
}

void Passage::deliver(Serving &serving)
{
    const bool isOver = m_step == Step::Complete || m_step == Step::Failed;
    if (m_hasHead && !m_isAnswering) {
        const ResponseParser &answer = m_link->transfer().answer();
        const bool isKnown = answer.length().kind == BodyLength::Kind::Known;
        const bool isWhole = m_step == Step::Complete && (!answer.hasBody() || isKnown);
        if (isWhole && (m_content.isEmpty() || m_passing.rate == 0))
            return answerWhole(serving);
        m_isAnswering = true;
        // Whether it is whole is known here by the FIN, and told by the last chunk.
        const BodyLength length = isKnown ? answer.length() : BodyLength{};
        serving.begin(http::Response(m_head), length);
    }
    if (!m_content.isEmpty() && (m_isAnswering || m_isTunnel)) {
        const Time now = serving.now();
        const qint64 size = std::min<qint64>(m_pace.allowed(now), m_content.size());
        if (size == 0)
            return;
        serving.write(size == m_content.size() ? m_content : m_content.first(size));
        m_content.remove(0, size);
        m_pace.took(size, now);
    }
    if (isOver && m_content.isEmpty()) {
        if (m_step == Step::Complete)
            end(serving);
        else
            endBadly(serving);
    }
}

// In one piece.
void Passage::answerWhole(Serving &serving)
{
    const ResponseParser &answer = m_link->transfer().answer();
    const BodyLength length = answer.length();
    const bool hasBody = answer.hasBody();
    tellEnd(serving, Trouble::None);
    m_state = State::Over;
    m_links->giveBack(*std::exchange(m_link, nullptr), m_closesIn);
    m_links = nullptr;
    m_isAnswering = true;
    noteEnding(int(m_head.status));
    if (!hasBody)
        return serving.begin(http::Response(m_head), length);
    http::Response response = m_head;
    response.body = std::move(m_content);
    serving.respond(std::move(response));
}

void Passage::tunnel(Serving &serving)
{
    m_isTunnel = true;
    m_isUploaded = false;
    m_answerBy = http::never;
    m_head.status = http::Status(101);
    m_times.status = 101;
    m_times.isTunnel = true;
    note(m_times.firstByte, serving.now());
    serving.tunnel(interimHead(m_link->transfer().answer()));
}

void Passage::end(Serving &serving)
{
    if (m_isTunnel) { // half of it
        m_step = Step::More;
        m_isHalfClosed = true;
        tellEnd(serving, Trouble::None);
        return serving.complete();
    }
    const ResponseParser answer = m_link->transfer().answer();
    tellEnd(serving, Trouble::None);
    m_state = State::Over;
    m_links->giveBack(*std::exchange(m_link, nullptr), m_closesIn);
    m_links = nullptr;
    noteEnding(int(m_head.status));
    const bool asked = Fields(serving.request().headers).hasToken(Known::Te, "trailers");
    serving.complete(asked ? answerTrailers(answer.trailers()) : http::Headers());
}

void Passage::endBadly(Serving &serving)
{
    const Flaw flaw = m_link->transfer().answer().flaw();
    if (m_isAnswering) {
        // Without a length, a client of HTTP/1.0 would take what ends with a FIN for whole.
        const auto framing = m_link->transfer().answer().length().kind;
        const bool isTold =
            framing == BodyLength::Kind::Known || serving.request().minorVersion > 0;
        tellEnd(serving, flaw == Flaw::CutInBody ? Trouble::CutShort : Trouble::WrongAnswer, flaw);
        releaseLink();
        m_state = State::Over;
        noteEnding(int(m_head.status));
        return serving.breakOff(isTold ? http::BreakOff::Close : http::BreakOff::Reset);
    }
    if (flaw == Flaw::NoAnswer && sendAgain(serving))
        return;
    if (flaw == Flaw::NoAnswer)
        fail(serving,
             m_link->end() == Transfer::End::Reset ? Trouble::ResetBefore : Trouble::ClosedBefore);
    else
        fail(serving, flaw == Flaw::CutInHead ? Trouble::CutShort : Trouble::WrongAnswer, flaw);
}

bool Passage::sendAgain(Serving &serving)
{
    const Transfer &transfer = m_link->transfer();
    const Attempt attempt{.method = serving.request().method,
                          .isFirst = !m_isRetry,
                          .isReused = transfer.isReused(),
                          .hasAnswerBegun = transfer.answer().hasBegun(),
                          .isWhollyKept = m_isKept,
                          .wasSent = transfer.wasSent()};
    if (!maySendAgain(attempt))
        return false;
    m_isRetry = true;
    m_step = Step::More;
    m_state = State::Connecting;
    m_connectBy = http::later(serving.now(), m_route.connectWithin);
    m_answerBy = http::never;
    m_link = &m_links->replace(*m_link);
    const record::UpstreamTimes first = m_times;
    m_times = {.askedNs = first.askedNs};
    m_times.origin = first.origin;
    m_times.isInsecure = first.isInsecure;
    m_times.connection = m_link->number();
    m_times.isRetry = true;
    note(m_times.given, serving.now());
    return true;
}

void Passage::fail(Serving &serving, Trouble trouble, Flaw flaw)
{
    tellEnd(serving, trouble, flaw);
    releaseLink();
    m_state = State::Over;
    noteEnding(int(statusOf(trouble)));
    serving.respond(pageOf(trouble, m_route.forwarding.origin, flaw));
}

void Passage::releaseLink()
{
    if (Links *const links = std::exchange(m_links, nullptr))
        links->leave(m_request, m_link);
    m_link = nullptr;
}

void Passage::noteEnding(int status)
{
    if (const auto whenEnding = std::exchange(m_passing.whenEnding, nullptr))
        whenEnding(status);
}

void Passage::note(record::Ticks &moment, Time now)
{
    if (moment != record::notYet)
        return;
    moment = record::upstreamMoment(now.count() - m_times.askedNs);
    m_isUntold = true;
}

void Passage::noteSent(Time now)
{
    if (m_link->transfer().isSent())
        note(m_times.sent, now);
}

void Passage::tell(Serving &serving)
{
    if (std::exchange(m_isUntold, false))
        serving.upstreamChanged();
}

const record::UpstreamTimes *Passage::lastTimes()
{
    if (m_link && m_times.connected != record::notYet)
        m_times.bytesUp = quint64(m_link->transfer().bytesSent());
    return &m_times;
}

// Before the call ends.
void Passage::tellEnd(Serving &serving, Trouble trouble, Flaw flaw)
{
    m_times.trouble = quint8(trouble);
    m_times.flaw = quint8(flaw);
    if (m_times.connected != record::notYet)
        note(m_times.received, serving.now());
    m_isUntold = false;
    serving.recordUpstream(*lastTimes());
}

bool Passage::isLate(Time now) const
{
    const bool connects = m_state == State::Connecting;
    return (connects && m_connectBy <= now) || m_answerBy <= now;
}

Trouble Passage::lateTrouble() const
{
    if (m_state == State::Passing)
        return Trouble::AnswerLate;
    return m_link && m_link->isSecuring() ? Trouble::TlsLate : Trouble::ConnectLate;
}

Time Passage::deadline() const
{
    Time first = std::min(m_answerBy, m_continueBy);
    if (m_state == State::Connecting)
        first = std::min(first, m_connectBy);
    if (!m_content.isEmpty())
        first = std::min(first, m_pace.next());
    return first;
}

} // namespace overlap::upstream
