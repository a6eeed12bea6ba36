#include "overlap/script/order.h"

#include "overlap/http/headers.h"
#include "overlap/script/size.h"
#include "overlap/script/steps.h"

#include <algorithm>
#include <utility>

namespace overlap::script {

namespace {

constexpr char twice[] = "is there twice";
constexpr char behindBody[] = "comes before the body's first piece, not behind it";
constexpr char bodiless[] = "does not go with status 204 or 304, which have no body";

using MayError = std::optional<ScriptError>;

MayError wrong(const QList<Step> &steps, qsizetype at, const char *why)
{
    return ScriptError{.step = int(at) + 1, .word = rowOf(steps[at].kind).word, .takes = why};
}

// The steps that one request takes, in order.
class Way
{
public:
    explicit Way(const QList<Step> &steps) : m_steps(steps) {}

    // Takes steps from..to, without `to`.
    MayError take(qsizetype from, qsizetype to)
    {
        for (qsizetype at = from; at < to; ++at) {
            if (const char *why = add(at))
                return wrong(m_steps, at, why);
        }
        return std::nullopt;
    }

    // Once all are taken.
    MayError finish() const
    {
        if (m_framing < 0 || m_steps[m_framing].kind != Kind::Length)
            return std::nullopt;
        const qint64 announced = m_steps[m_framing].argument.number; // 0: no
        MayError error = wrong(m_steps, m_framing, whyNotLength(announced));
        if (announced > 0)
            error->got = printSize(announced);
        return error->takes.isEmpty() ? std::nullopt : error;
    }

private:
    const char *add(qsizetype at)
    {
        const Step &step = m_steps[at];
        if (m_isEnded)
            return "stands behind a step that ends the answer: close, reset, stall and garbage do";
        if (isPiece(step.kind))
            return addPiece(step);
        if (isFraming(step.kind))
            return addFraming(at);
        if (endsAnswer(step.kind))
            return addEnd(step);
        if (step.kind == Kind::Header || step.kind == Kind::Type)
            return addField(step);
        if (step.kind == Kind::Status)
            return addStatus(step);
        return nullptr;
    }

    static const char *addOnce(bool &isThere)
    {
        return std::exchange(isThere, true) ? twice : nullptr;
    }

    const char *addField(const Step &step)
    {
        if (m_hasPiece)
            return behindBody;
        const bool isType =
            step.kind == Kind::Type || http::equalsIgnoringCase(step.argument.name, "Content-Type");
        return isType ? addOnce(m_hasType) : nullptr;
    }

    const char *addStatus(const Step &step)
    {
        if (m_hasPiece)
            return behindBody;
        m_isBodiless = step.argument.number == 204 || step.argument.number == 304;
        if (m_isBodiless && m_framing >= 0)
            return "204 and 304 have no body to be framed";
        return addOnce(m_hasStatus);
    }

    const char *addPiece(const Step &step)
    {
        m_hasPiece = true;
        if (step.kind == Kind::Send)
            m_bytes += step.argument.number;
        else if (step.kind == Kind::Text || step.kind == Kind::Json)
            m_bytes += step.argument.text.size();
        else
            m_isSizeKnown = false;
        return m_isBodiless ? bodiless : nullptr;
    }

    const char *addFraming(qsizetype at)
    {
        if (m_hasPiece)
            return behindBody;
        if (m_framing >= 0)
            return "stands behind another one: length, chunked and until-close exclude each other";
        m_framing = at;
        return m_isBodiless ? bodiless : nullptr;
    }

    const char *addEnd(const Step &step)
    {
        m_isEnded = true;
        const bool isChunked = m_framing < 0 || m_steps[m_framing].kind == Kind::Chunked;
        if (step.kind == Kind::Garbage && m_hasPiece && !isChunked)
            return "stands for a chunk's size behind the first piece, so the body must be chunked";
        return nullptr;
    }

    const char *whyNotLength(qint64 announced) const // empty: it is right
    {
        if (!m_isSizeKnown)
            return "needs a body whose size is known beforehand: those of lines and events are not";
        if (m_isEnded && m_hasPiece && announced == 0)
            return "needs a number where the body is broken off, such as length=20KiB";
        if (m_isEnded && announced > 0 && announced <= m_bytes)
            return "announces more than the pieces have where the body is broken off";
        if (!m_isEnded && announced > 0 && announced != m_bytes)
            return "announces as much as the pieces have, unless the body is broken off";
        return "";
    }

    const QList<Step> &m_steps;
    qint64 m_bytes = 0;       // of the pieces
    qsizetype m_framing = -1; // the step that says it; -1: none
    bool m_hasStatus = false;
    bool m_isBodiless = false;
    bool m_hasType = false;
    bool m_hasPiece = false;
    bool m_isSizeKnown = true;
    bool m_isEnded = false;
};

// Where the steps part for requests that fail and others: fail, then; -1 if they do not.
struct Fork
{
    qsizetype fail = -1;
    qsizetype then = -1;
};

// Finds the fork, and checks it, and the steps that are about all requests.
MayError findFork(const QList<Step> &steps, Fork &fork)
{
    quint32 seen = 0; // a bit for each kind
    for (qsizetype at = 0; at < steps.size(); ++at) {
        const Kind kind = steps[at].kind;
        if (kind != Kind::Fail && kind != Kind::Then && !isSetting(kind))
            continue;
        if (seen & (1u << int(kind)))
            return wrong(steps, at, twice);
        seen |= 1u << int(kind);
        if (isSetting(kind) && fork.fail >= 0)
            return wrong(steps, at, "comes before fail: it is about all requests");
        if (kind == Kind::Then && fork.fail < 0)
            return wrong(steps, at, "stands behind fail, and this one does not");
        if (kind == Kind::Fail)
            fork.fail = at;
        if (kind == Kind::Then)
            fork.then = at;
    }
    if (fork.fail >= 0 && fork.then < 0)
        return wrong(steps, fork.fail, "needs a then behind it");
    return std::nullopt;
}

// every and rate: some request must have a piece behind them.
MayError findIdle(const QList<Step> &steps, const Fork &fork)
{
    for (qsizetype at = 0; at < steps.size(); ++at) {
        if (steps[at].kind != Kind::Every && steps[at].kind != Kind::Rate)
            continue;
        const bool fails = at > fork.fail && at < fork.then;
        const auto end = fails ? steps.begin() + fork.then : steps.end();
        if (!std::any_of(steps.begin() + at, end, [](const Step &s) { return isPiece(s.kind); }))
            return wrong(steps, at, "needs a piece of the body behind it, such as send=10KiB");
    }
    return std::nullopt;
}

MayError checkWays(const QList<Step> &steps, const Fork &fork)
{
    const qsizetype parts = fork.fail < 0 ? steps.size() : fork.fail;
    Way way(steps);
    if (auto error = way.take(0, parts))
        return error;
    if (fork.fail < 0)
        return way.finish();
    for (const bool fails : {true, false}) {
        Way one = way;
        if (auto error = one.take(fails ? fork.fail : fork.then, fails ? fork.then : steps.size()))
            return error;
        if (auto error = one.finish())
            return error;
    }
    return std::nullopt;
}

} // namespace

std::optional<ScriptError> checkOrder(const QList<Step> &steps)
{
    if (steps.size() > mostSteps)
        return wrong(steps, mostSteps, "is one too many: a script has at most 100 steps");
    Fork fork;
    if (auto error = findFork(steps, fork))
        return error;
    if (auto error = checkWays(steps, fork))
        return error;
    return findIdle(steps, fork);
}

} // namespace overlap::script
