#include "overlap/answers/player.h"

#include "overlap/answers/bodies.h"
#include "overlap/answers/busy.h"
#include "overlap/script/duration.h"
#include "overlap/script/outline.h"
#include "overlap/script/steps.h"

namespace overlap::answers {

using http::BodyLength;
using http::BreakOff;
using net::Call;
using net::Stream;
using script::Kind;
using script::Outline;
using script::Step;

namespace {

// A body of a known length up to this is sent as a whole, if nothing happens within it. Bytes.
constexpr qint64 wholeAtMost = 64 * 1024;
constexpr int piecesASecond = 10; // at most, with a rate

BodyLength lengthOf(const Outline &outline)
{
    switch (outline.framing) {
    case Outline::Framing::Length: return BodyLength::known(outline.length);
    case Outline::Framing::Chunked: return {BodyLength::Kind::Chunked};
    case Outline::Framing::UntilClose: return {BodyLength::Kind::UntilClose};
    }
    Q_UNREACHABLE();
}

// What comes next of a body.
struct Piece
{
    QByteArray bytes;
    bool isLast; // of its step
};

const Call &callOf(const Call &call)
{
    return call;
}

const Call &callOf(const Stream &stream)
{
    return stream.call();
}

// One request on its way through a script: as a call until the body begins, then as a stream. What
// goes on later shares it, and is one at a time.
class Play : public std::enable_shared_from_this<Play>
{
public:
    Play(QList<Step> steps, script::Draws draws, bool isSeeded,
         std::shared_ptr<Tallies::Ticket> ticket, Stage &stage, WhenEnding whenEnding,
         net::Handler then)
        : m_steps(std::move(steps))
        , m_outline(script::outlineOf(m_steps))
        , m_draws(draws)
        , m_isSeeded(isSeeded)
        , m_ticket(std::move(ticket))
        , m_stage(stage)
        , m_whenEnding(std::move(whenEnding))
        , m_then(std::move(then))
    {
    }
    ~Play() { ending(m_begunWith); }
    Q_DISABLE_COPY_MOVE(Play)

    template <typename Going>
    void goOn(Going &&going);

private:
    template <typename Going>
    auto then()
    {
        return [self = shared_from_this()](Going &&going) { self->goOn(std::move(going)); };
    }
    bool isWhole() const;
    void give(Call &&call);
    void give(Stream &&stream);
    void end(Call &&call);
    void end(Stream &&stream);
    void pass(Call &&call);
    void fail(Call &&call);
    void fail(Stream &&stream) { breakOff(std::move(stream), BreakOff::Reset); }
    template <typename Going>
    void breakOff(Going &&going, BreakOff how);
    bool hasAll(const http::Request &request) const;
    void write(Stream &stream, const QByteArray &bytes);
    void ending(int status);
    std::chrono::nanoseconds timeOf(const script::Wait &wait) { return scaled(m_draws.of(wait)); }
    std::chrono::nanoseconds scaled(std::chrono::nanoseconds time) const;
    bool takesWait();
    bool isPieceByPiece() const; // of its current step, each is one to `every`
    Piece nextPiece(const http::Request &request);
    qint64 takeBytes(qint64 size);

    const QList<Step> m_steps;
    Outline m_outline;
    script::Draws m_draws;
    const bool m_isSeeded;                     // by the script, so its bytes are random
    std::shared_ptr<Tallies::Ticket> m_ticket; // null: no limit
    Stage &m_stage;
    WhenEnding m_whenEnding; // null: called, or not wanted
    net::Handler m_then;     // null: the script answers
    int m_begunWith = 0;     // the status of a head that was sent; 0: none
    qsizetype m_at = 0;      // of the next step
    script::Wait m_every{};
    qint64 m_rate = 0;        // bytes a second; 0: as fast as the client reads
    qint64 m_done = 0;        // of the current step: bytes, lines or events
    qint64 m_sent = 0;        // bytes of the body
    bool m_isBetween = false; // two pieces, and has not waited yet
};

// The steps that are the same before and within a body. `Going` is a Call or a Stream.
template <typename Going>
void Play::goOn(Going &&going)
{
    while (m_at < m_steps.size()) {
        const auto &[kind, argument] = m_steps[m_at];
        if (script::isPiece(kind))
            return give(std::forward<Going>(going));
        ++m_at;
        switch (kind) {
        case Kind::Sleep:
            return std::forward<Going>(going).after(timeOf(argument.wait), then<Going>());
        case Kind::Compute:
            if (!keepBusy(m_draws.of(argument.wait), callOf(going)))
                return breakOff(std::forward<Going>(going),
                                BreakOff::Reset); // nobody waits that long
            break;
        case Kind::Gate:
            return m_stage.gates.hold(
                std::forward<Going>(going), argument.text,
                [self = shared_from_this()](Going &&freed, Gates::Verdict verdict) {
                    if (verdict == Gates::Verdict::Go)
                        self->goOn(std::move(freed));
                    else
                        self->fail(std::move(freed));
                });
        case Kind::Every: m_every = argument.wait; break;
        case Kind::Rate: m_rate = argument.number; break;
        case Kind::Stall:
            return std::forward<Going>(going).after(
                script::longestDuration, [self = shared_from_this()](Going &&stalled) {
                    self->breakOff(std::move(stalled), BreakOff::Close);
                });
        case Kind::Close: return breakOff(std::forward<Going>(going), BreakOff::Close);
        case Kind::Reset: return breakOff(std::forward<Going>(going), BreakOff::Reset);
        case Kind::Garbage: return breakOff(std::forward<Going>(going), BreakOff::Garbage);
        default: break; // it is in the outline
        }
    }
    end(std::forward<Going>(going));
}

// The request still counts as in flight until whoever answers it has done so.
void Play::pass(Call &&call)
{
    m_whenEnding = {};
    if (m_ticket)
        call.whenEnded([ticket = std::move(m_ticket)] { Q_UNUSED(ticket); });
    m_then(std::move(call));
}

void Play::end(Call &&call)
{
    if (m_then)
        return pass(std::move(call));
    ending(int(m_outline.head.status));
    std::move(call).send(std::move(m_outline.head));
}

void Play::end(Stream &&stream)
{
    ending(m_begunWith);
    std::move(stream).finish();
}

void Play::fail(Call &&call)
{
    http::Response response;
    response.status = http::Status::ServiceUnavailable;
    response.headers.append("Content-Type", "text/plain; charset=utf-8");
    response.body = "This request failed at a gate.\n";
    ending(int(response.status));
    std::move(call).send(std::move(response));
}

template <typename Going>
void Play::breakOff(Going &&going, BreakOff how)
{
    ending(m_begunWith);
    std::forward<Going>(going).breakOff(how);
}

// Whether the client needs no more than what was given, though steps may follow.
bool Play::hasAll(const http::Request &request) const
{
    return request.method == http::Method::Head ||
           (m_outline.framing == Outline::Framing::Length && m_sent >= m_outline.length);
}

void Play::write(Stream &stream, const QByteArray &bytes)
{
    if (hasAll(stream.request()))
        ending(m_begunWith);
    stream.write(bytes);
}

// Before the client can know: its next request is then no longer counted beside this one.
void Play::ending(int status)
{
    m_ticket.reset();
    if (const WhenEnding whenEnding = std::exchange(m_whenEnding, {}))
        whenEnding(status);
}

std::chrono::nanoseconds Play::scaled(std::chrono::nanoseconds time) const
{
    const double scale = m_stage.timeScale.load(std::memory_order_relaxed);
    return scale == 1.0 ? time : std::chrono::nanoseconds(qint64(double(time.count()) * scale));
}

// Whether nothing happens within the body: then it need not be a stream.
bool Play::isWhole() const
{
    if (m_outline.framing != Outline::Framing::Length || m_outline.length > wholeAtMost ||
        m_outline.breaksOff || m_rate > 0)
        return false;
    const bool isEven = m_every == script::Wait{} || m_at + 1 == m_steps.size();
    return isEven && std::all_of(m_steps.begin() + m_at, m_steps.end(),
                                 [](const Step &step) { return script::isPiece(step.kind); });
}

void Play::give(Call &&call)
{
    if (!isWhole()) {
        m_begunWith = int(m_outline.head.status);
        if (hasAll(call.request()))
            ending(m_begunWith);
        return goOn(std::move(call).begin(std::move(m_outline.head), lengthOf(m_outline)));
    }
    while (m_at < m_steps.size())
        m_outline.head.body += nextPiece(call.request()).bytes;
    end(std::move(call));
}

void Play::give(Stream &&stream)
{
    if (takesWait())
        return std::move(stream).after(timeOf(m_every), then<Stream>());
    const Piece piece = nextPiece(stream.request());
    m_isBetween = piece.isLast || isPieceByPiece();
    if (m_rate == 0) {
        write(stream, piece.bytes);
        const bool isNext = m_at < m_steps.size() && script::isPiece(m_steps[m_at].kind);
        if (isNext && takesWait()) // which is for room, too
            return std::move(stream).after(timeOf(m_every), then<Stream>());
        return std::move(stream).whenRoom(then<Stream>());
    }
    const std::chrono::nanoseconds takes(qint64(1e9 * double(piece.bytes.size()) / double(m_rate)));
    std::move(stream).after(scaled(takes),
                            [self = shared_from_this(), bytes = piece.bytes](Stream &&next) {
                                self->write(next, bytes);
                                std::move(next).whenRoom(self->then<Stream>());
                            });
}

// Whether `every` asks for a wait here. Only once: the wait begins.
bool Play::takesWait()
{
    const bool beginsPiece = m_done == 0 || isPieceByPiece();
    return beginsPiece && std::exchange(m_isBetween, false) && m_every != script::Wait{};
}

bool Play::isPieceByPiece() const
{
    return m_at < m_steps.size() &&
           (m_steps[m_at].kind == Kind::Lines || m_steps[m_at].kind == Kind::Events);
}

// Goes on to the next step behind the last piece of this one.
Piece Play::nextPiece(const http::Request &request)
{
    const auto &[kind, argument] = m_steps[m_at];
    Piece piece{};
    switch (kind) {
    case Kind::Lines:
        piece.isLast = ++m_done >= argument.number;
        if (m_done <= argument.number)
            piece.bytes = jsonLine(m_done);
        break;
    case Kind::Events:
        if (m_done == 0)
            m_done = lastEventId(request.headers.find("Last-Event-ID").value_or(QByteArrayView()));
        piece.isLast = ++m_done >= argument.number;
        if (m_done <= argument.number)
            piece.bytes = serverSentEvent(m_done);
        break;
    case Kind::Send: {
        const qint64 size = takeBytes(argument.number);
        piece.bytes = m_isSeeded ? randomBytes(m_draws, size) : patternBytes(m_sent, size);
        piece.isLast = m_done == argument.number;
        break;
    }
    default: {
        const qint64 size = takeBytes(argument.text.size());
        piece.bytes = argument.text.sliced(m_done - size, size);
        piece.isLast = m_done == argument.text.size();
        break;
    }
    }
    m_sent += piece.bytes.size();
    if (piece.isLast) {
        ++m_at;
        m_done = 0;
    }
    return piece;
}

// How many of so many bytes are next: with a rate, what it allows in a tenth of a second.
qint64 Play::takeBytes(qint64 size)
{
    const qint64 most = m_rate > 0 ? std::max<qint64>(1, m_rate / piecesASecond) : size;
    const qint64 now = std::min({size - m_done, most, qint64(Stream::mostAtOnce)});
    m_done += now;
    return now;
}

http::Response tooMany()
{
    http::Response response;
    response.status = http::Status(429);
    response.headers.append("Content-Type", "text/plain; charset=utf-8");
    response.headers.append("Retry-After", "1");
    response.body = "As many as the limit allows are in flight here.\n";
    return response;
}

bool setsType(const Step &step)
{
    return step.kind == Kind::Type ||
           (step.kind == Kind::Header &&
            http::equalsIgnoringCase(step.argument.name, "Content-Type"));
}

bool isRandom(const Step &step)
{
    return step.argument.wait.shape != script::Wait::Shape::Fixed;
}

void begin(Call &&call, const script::Script &script, Stage &stage, WhenEnding whenEnding,
           net::Handler then)
{
    const script::Settings settings = script::settingsOf(script);
    const QByteArray key =
        settings.key.isEmpty() ? call.request().target.toByteArray() : settings.key;
    std::shared_ptr<Tallies::Ticket> ticket;
    if (settings.limit > 0) {
        ticket = stage.tallies.enter(key, settings.limit);
        if (!ticket) {
            http::Response answer = tooMany();
            if (whenEnding)
                whenEnding(int(answer.status));
            return std::move(call).send(std::move(answer));
        }
    }
    const bool counts =
        settings.seed || settings.failures > 0 || std::ranges::any_of(script.steps, isRandom);
    const qint64 ordinal = counts ? stage.tallies.count(key) : 0;
    const quint64 seed = settings.seed ? quint64(*settings.seed) : stage.seed.load();
    const bool fails = ordinal > 0 && ordinal <= settings.failures;
    if (fails)
        then = {};
    QList<Step> steps = script::stepsFor(script, fails);
    if (stage.sandboxesPages && std::ranges::any_of(steps, setsType))
        steps.prepend(
            {Kind::Header, {.name = "Content-Security-Policy", .text = "sandbox allow-scripts"}});
    std::make_shared<Play>(std::move(steps), script::Draws(seed, quint64(ordinal)),
                           settings.seed.has_value(), std::move(ticket), stage,
                           std::move(whenEnding), std::move(then))
        ->goOn(std::move(call));
}

} // namespace

void play(Call &&call, const script::Script &script, Stage &stage, WhenEnding whenEnding)
{
    begin(std::move(call), script, stage, std::move(whenEnding), {});
}

void playBefore(Call &&call, const script::Script &script, Stage &stage, net::Handler then,
                WhenEnding whenEnding)
{
    begin(std::move(call), script, stage, std::move(whenEnding), std::move(then));
}

} // namespace overlap::answers
