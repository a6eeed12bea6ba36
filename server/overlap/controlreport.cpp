#include "overlap/controlreport.h"

#include "overlap/http/method.h"
#include "overlap/http/target.h"
#include "overlap/record/names.h"
#include "overlap/upstream/trouble.h"

#include <QJsonArray>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace overlap {

using namespace Qt::StringLiterals;
using record::InFlight;
using record::Outcome;
using record::Phase;
using record::Record;
using record::Row;
using record::Store;

namespace {

constexpr double nsPerMs = 1e6;

// Text from the wire: bytes that are no ASCII stand for themselves, as in Latin-1.
QString text(QByteArrayView bytes)
{
    return QString::fromLatin1(bytes);
}

// "Timer lateness" → "timerLateness": a name that programs rely on.
QString keyOf(QLatin1StringView name)
{
    QString key;
    bool isNew = false;
    for (const char c : name) {
        if (c == ' ' || c == '-')
            isNew = true;
        else
            key +=
                std::exchange(isNew, false) ? QChar::fromLatin1(c).toUpper() : QChar::fromLatin1(c);
    }
    return key;
}

// Its moments count from the first byte of the client's request, as the phases do.
QJsonObject upstreamAsJson(const record::UpstreamTimes &times, qint64 startNs)
{
    const std::array<std::pair<QLatin1StringView, record::Ticks>, 6> moments{
        {{"given"_L1, times.given},
         {"connected"_L1, times.connected},
         {"secured"_L1, times.secured},
         {"sent"_L1, times.sent},
         {"firstByte"_L1, times.firstByte},
         {"received"_L1, times.received}}};
    const auto trouble = upstream::Trouble(times.trouble);
    const qint64 askedNs = times.askedNs - startNs;
    QJsonObject all{{"asked"_L1, double(askedNs) / nsPerMs}};
    for (const auto &[name, moment] : moments) {
        if (moment != record::notYet)
            all[name] = double(askedNs + qint64(moment) * record::nsPerTick) / nsPerMs;
    }
    return {{"connection"_L1, qint64(times.connection)},
            {"ordinal"_L1, qint64(times.ordinal)},
            {"status"_L1, times.status == 0 ? QJsonValue() : QJsonValue(times.status)},
            {"bytesOut"_L1, qint64(times.bytesUp)},
            {"bytesIn"_L1, qint64(times.bytesDown)},
            {"sentAgain"_L1, times.isRetry},
            {"trouble"_L1, trouble == upstream::Trouble::None
                               ? QJsonValue()
                               : QJsonValue(text(sentenceOf(trouble)))},
            {"momentsMs"_L1, all}};
}

QJsonObject requestAsJson(const Record &record, QByteArrayView target, const ReportClock &clock,
                          const std::optional<record::UpstreamTimes> &upstream = {})
{
    const bool isInFlight = record.outcome == Outcome::InFlight;
    const qint64 endNs = isInFlight ? clock.nowNs : record.phaseSinceNs;
    QJsonObject phases;
    for (int i = 0; i < record::phaseCount; ++i) {
        const auto phase = Phase(i);
        qint64 ns = record::phaseNs(record, phase);
        if (isInFlight && phase == record.phase)
            ns += clock.nowNs - record.phaseSinceNs;
        if (ns > 0)
            phases[keyOf(record::phaseName(phase))] = double(ns) / nsPerMs;
    }
    QJsonObject all{{"id"_L1, qint64(record.id)},
                    {"method"_L1, record::methodName(record)},
                    {"target"_L1, text(target)},
                    {"status"_L1, record.status == 0 ? QJsonValue() : QJsonValue(record.status)},
                    {"outcome"_L1, keyOf(record::outcomeName(record.outcome))},
                    {"connection"_L1, qint64(record.connection)},
                    {"ordinal"_L1, qint64(record.ordinal)},
                    {"startMs"_L1, clock.wallMs(record.startNs)},
                    {"durationMs"_L1, double(endNs - record.startNs) / nsPerMs},
                    {"bytesIn"_L1, qint64(record.bytesIn)},
                    {"bytesOut"_L1, qint64(record.bytesOut)},
                    {"phasesMs"_L1, phases}};
    if (isInFlight)
        all["phase"_L1] = keyOf(record::phaseName(record.phase));
    if (record.rule > 0)
        all["rule"_L1] = record.rule;
    if (upstream)
        all["upstream"_L1] = upstreamAsJson(*upstream, record.startNs);
    return all;
}

// The finished ones, in any order, then those in flight.
template <typename Visit>
void visitFinished(const Store &store, const Wanted &wanted, Visit visit)
{
    for (Row row = store.firstRow(); row < store.endRow(); ++row) {
        if (const quint64 id = store.idOf(row); id > wanted.since)
            if (wanted.isMet(id, store.target(row)))
                visit(id, row);
    }
}

// A page of a list of (id, what shows it).
template <typename Show>
QJsonObject page(std::vector<std::pair<quint64, Show>> &all)
{
    const bool isMore = all.size() > mostInReport;
    if (isMore) {
        std::ranges::nth_element(all, all.begin() + mostInReport, {},
                                 &std::pair<quint64, Show>::first);
        all.resize(mostInReport);
    }
    std::ranges::sort(all, {}, &std::pair<quint64, Show>::first);
    QJsonArray list;
    for (const auto &[id, show] : all)
        list += show();
    return {{"requests"_L1, list},
            {"next"_L1, isMore ? QJsonValue(qint64(all.back().first)) : QJsonValue()}};
}

} // namespace

bool Wanted::isMet(quint64 id, QByteArrayView target) const
{
    if (id <= since)
        return false;
    if (path.isNull())
        return true;
    const QByteArrayView own = http::pathOfTarget(http::Method::Options, target).value_or(target);
    return own == path ||
           (own.contains('%') && QByteArray::fromPercentEncoding(own.toByteArray()) == path);
}

QJsonObject gateAsJson(const answers::Gates::State &state)
{
    QJsonObject gate{
        {"name"_L1, text(state.name)}, {"held"_L1, state.held}, {"open"_L1, state.isOpen}};
    const auto since = state.since ? std::chrono::steady_clock::now() - *state.since
                                   : std::chrono::steady_clock::duration();
    gate["longestMs"_L1] = std::chrono::duration<double, std::milli>(since).count();
    return gate;
}

QJsonObject requestsAsJson(const Store &store, const Wanted &wanted, const ReportClock &clock)
{
    std::vector<std::pair<quint64, std::function<QJsonObject()>>> all;
    std::vector<std::pair<quint64, Row>> rows;
    visitFinished(store, wanted, [&](quint64 id, Row row) { rows.emplace_back(id, row); });
    // Only the lowest ids can be in this page, and one more tells that there is another page.
    if (rows.size() > mostInReport + 1) {
        std::ranges::nth_element(rows, rows.begin() + mostInReport + 1);
        rows.resize(mostInReport + 1);
    }
    all.reserve(rows.size());
    for (const auto &[id, row] : rows)
        all.emplace_back(id, [&store, &clock, row = row] {
            return requestAsJson(store.record(row), store.target(row), clock, store.upstream(row));
        });
    for (const InFlight &flight : store.inFlight()) {
        if (wanted.isMet(flight.record.id, flight.target))
            all.emplace_back(flight.record.id, [&flight, &clock, &store] {
                return requestAsJson(flight.record, flight.target, clock,
                                     store.upstreamInFlight(flight.record.id));
            });
    }
    return page(all);
}

QJsonObject controlAsJson(const Store &store, const Wanted &wanted, const ReportClock &clock)
{
    std::vector<std::pair<quint64, std::function<QJsonObject()>>> all;
    for (const Store::Control &one : store.control()) {
        if (wanted.isMet(one.record.id, one.target))
            all.emplace_back(one.record.id, [&one, &clock] {
                return requestAsJson(one.record, one.target, clock);
            });
    }
    return page(all);
}

// The curve of all is that of the window; that of some is made as it would have been.
QJsonObject overlapAsJson(const Store &store, const Wanted &wanted, qint64 nowNs)
{
    using Change = std::pair<qint64, int>; // 0, 1: begins, ends; 2, 3: begins, ends to queue
    std::vector<Change> changes;
    qint64 finished = 0;
    qint64 inFlight = 0;
    const auto add = [&](const Record &record) {
        changes.emplace_back(record.startNs, 0);
        if (record.outcome != Outcome::InFlight)
            changes.emplace_back(record.phaseSinceNs, 1);
        const record::QueueWait wait = record::queueWait(record);
        if (wait.fromNs >= wait.toNs)
            return;
        changes.emplace_back(wait.fromNs, 2);
        if (wait.toNs != std::numeric_limits<qint64>::max())
            changes.emplace_back(wait.toNs, 3);
    };
    visitFinished(store, wanted, [&](quint64, Row row) {
        ++finished;
        add(store.record(row));
    });
    for (const InFlight &flight : store.inFlight()) {
        if (!wanted.isMet(flight.record.id, flight.target))
            continue;
        ++inFlight;
        add(flight.record);
    }
    std::ranges::sort(changes, {}, &Change::first);
    record::ConcurrencyCurve curve;
    for (const auto &[atNs, what] : changes) {
        switch (what) {
        case 0: curve.begin(atNs); break;
        case 1: curve.end(atNs); break;
        case 2: curve.beginQueue(atNs); break;
        default: curve.endQueue(atNs); break;
        }
    }
    curve.mergeLate();
    const auto span = curve.isEmpty()
                          ? record::ConcurrencyCurve::Span()
                          : curve.span(curve.firstNs(), inFlight > 0 ? nowNs : curve.lastNs());
    return {{"finished"_L1, finished},
            {"inFlight"_L1, inFlight},
            {"peak"_L1, span.peak},
            {"handledPeak"_L1, span.handledPeak},
            {"overlap"_L1, span.overlap()},
            {"workMs"_L1, double(span.workNs) / nsPerMs},
            {"queuedMs"_L1, double(span.queuedNs) / nsPerMs},
            {"busyMs"_L1, double(span.busyNs) / nsPerMs}};
}

} // namespace overlap
