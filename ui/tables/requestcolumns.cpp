#include "requestcolumns.h"

#include "overlap/analysis/reason.h"
#include "overlap/record/names.h"
#include "overlap/text/approximate.h"
#include "overlap/text/format.h"

#include <QtEndian>

#include <array>
#include <cstring>
#include <initializer_list>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using analysis::reasonOf;
using record::Outcome;
using record::Phase;
using text::ageText;
using text::bytesText;
using text::durationText;
using text::plainText;
using text::secondsText;

namespace {

bool isInFlight(const RequestItem &item)
{
    return item.record.outcome == Outcome::InFlight;
}

// The sum of the phases in ns; -1 if one of them is not over yet.
qint64 sumNs(const RequestItem &item, std::initializer_list<Phase> phases)
{
    qint64 sum = 0;
    for (const Phase phase : phases) {
        if (isInFlight(item) && phase >= item.record.phase)
            return -1;
        sum += record::phaseNs(item.record, phase);
    }
    return sum;
}

// Empty for a phase that a request in flight has not reached yet.
QString pastText(const RequestItem &item, qint64 ns)
{
    return ns < 0 && isInFlight(item) ? QString() : durationText(ns);
}

quint64 keyOf(qint64 ns)
{
    return quint64(ns + 1); // unknown (-1) comes first
}

QString statusText(const RequestItem &item)
{
    if (item.record.status == 0)
        return isInFlight(item) ? QString() : u"✕"_s;
    const QString status = QString::number(item.record.status);
    return record::isError(item.record) ? status + u" ✕"_s : status;
}

// The path, and why the request was refused. A refused request may have no path at all.
QString pathText(const RequestItem &item)
{
    const QString path = plainText(item.target);
    const QString why = item.store ? reasonOf(item.record, item.store->details(item.row),
                                              item.store->upstream(item.row))
                                   : QString();
    return path.isEmpty() || why.isEmpty() ? path + why : path + u" — "_s + why;
}

QString stateText(const RequestItem &item)
{
    const record::Record &r = item.record;
    if (isInFlight(item))
        return record::phaseName(r.phase) + u' ' + ageText(item.nowNs - r.phaseSinceNs);
    return r.outcome == Outcome::Answered ? u"done"_s : QString(record::outcomeName(r.outcome));
}

QString wallText(const RequestItem &item)
{
    return item.wallClock && *item.wallClock ? wallTimeText((*item.wallClock)(item.record.startNs))
                                             : QString();
}

// The first eight bytes as a number with the same order.
quint64 textKey(QByteArrayView text)
{
    std::array<char, 8> bytes{};
    std::memcpy(bytes.data(), text.data(), size_t(std::min<qsizetype>(text.size(), 8)));
    return qFromBigEndian<quint64>(bytes.data());
}

using Item = RequestItem;

QString ruleText(const RequestItem &item)
{
    return item.record.rule == 0 ? QString() : QString::number(item.record.rule);
}

constexpr std::array<Column<Item>, 15> columns = {{
    {"#"_L1, "Number, in the order of first bytes"_L1, Qt::AlignLeft, 5,
     [](const Item &i) { return QString::number(i.record.id); },
     [](const Item &i) { return i.record.id; }},
    {"Started"_L1, "First byte, in seconds"_L1, Qt::AlignLeft, 7,
     [](const Item &i) { return secondsText(i.record.startNs); },
     [](const Item &i) { return quint64(i.record.startNs); }},
    {"Ended"_L1, "Flushed, in seconds; what is in flight comes first"_L1, Qt::AlignLeft, 7,
     [](const Item &i) { return isInFlight(i) ? QString() : secondsText(i.record.phaseSinceNs); },
     [](const Item &i) { return quint64(i.record.phaseSinceNs); }, nullptr, false, true},
    {"Time"_L1, "First byte, by the wall clock of that moment"_L1, Qt::AlignLeft, 12, wallText,
     [](const Item &i) { return quint64(i.record.startNs); }, nullptr, true},
    {"Method"_L1, "Request method"_L1, Qt::AlignLeft, 7,
     [](const Item &i) { return QString(record::methodName(i.record)); },
     [](const Item &i) { return quint64(i.record.method); }},
    {"Path"_L1, "Request target as received; and why it was refused"_L1, Qt::AlignLeft, 0, pathText,
     [](const Item &i) { return textKey(i.target); }, [](const Item &i) { return i.target; }},
    {"Status"_L1, "Response status; a cross marks what went wrong"_L1, Qt::AlignLeft, 6, statusText,
     [](const Item &i) { return quint64(i.record.status); }},
    {"State"_L1, "What it is at, and for how long; or how it ended"_L1, Qt::AlignLeft, 15,
     stateText, [](const Item &i) { return quint64(i.record.outcome); }},
    {"Queued"_L1, "Waited for its turn"_L1, Qt::AlignRight, 8,
     [](const Item &i) { return pastText(i, queuedNs(i)); },
     [](const Item &i) { return keyOf(queuedNs(i)); }},
    {"Handled"_L1, "Running, sleeping, held, upstream and sending"_L1, Qt::AlignRight, 8,
     [](const Item &i) { return pastText(i, handledNs(i)); },
     [](const Item &i) { return keyOf(handledNs(i)); }},
    {"Upstream"_L1, "Passed on, until the upstream began to answer"_L1, Qt::AlignRight, 8,
     [](const Item &i) { return upstreamNs(i) == 0 ? QString() : pastText(i, upstreamNs(i)); },
     [](const Item &i) { return keyOf(upstreamNs(i)); }, nullptr, true},
    {"Total"_L1, "First byte to flushed: handed to the kernel"_L1, Qt::AlignRight, 8,
     [](const Item &i) { return isInFlight(i) ? ageText(lastedNs(i)) : durationText(lastedNs(i)); },
     [](const Item &i) { return keyOf(lastedNs(i)); }},
    {"Bytes"_L1, "Bytes of the whole response"_L1, Qt::AlignRight, 7,
     [](const Item &i) { return isInFlight(i) ? QString() : bytesText(i.record.bytesOut); },
     [](const Item &i) { return quint64(i.record.bytesOut); }},
    {"Conn"_L1, "Connection"_L1, Qt::AlignRight, 5,
     [](const Item &i) { return QString::number(i.record.connection); },
     [](const Item &i) { return quint64(i.record.connection); }},
    {"Rule"_L1, "The scenario's rule that took it"_L1, Qt::AlignRight, 5, ruleText,
     [](const Item &i) { return quint64(i.record.rule); }, nullptr, true},
}};

} // namespace

// Only the client knows how long a request lay unread before. The details show that.
qint64 queuedNs(const RequestItem &item)
{
    return sumNs(item, {Phase::Queued});
}

qint64 handledNs(const RequestItem &item)
{
    return sumNs(item, {Phase::Running, Phase::Sleeping, Phase::Held, Phase::TimerLateness,
                        Phase::Upstream, Phase::Sending});
}

qint64 upstreamNs(const RequestItem &item)
{
    return sumNs(item, {Phase::Upstream});
}

qint64 lastedNs(const RequestItem &item)
{
    return isInFlight(item) ? item.nowNs - item.record.startNs : record::totalNs(item.record);
}

std::span<const Column<RequestItem>> requestColumns()
{
    return columns;
}

} // namespace overlap::ui
