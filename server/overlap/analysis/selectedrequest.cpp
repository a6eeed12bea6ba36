#include "overlap/analysis/selectedrequest.h"

#include "overlap/analysis/messagehead.h"
#include "overlap/analysis/pieces.h"
#include "overlap/analysis/reason.h"
#include "overlap/analysis/retries.h"
#include "overlap/analysis/unread.h"
#include "overlap/record/names.h"
#include "overlap/text/format.h"

namespace overlap::analysis {

using namespace Qt::StringLiterals;
using record::Outcome;
using text::plainText;

namespace {

// "200 OK" as it was sent, or "200" if the head was not kept.
QString statusText(const SelectedRequest &request)
{
    const QString number = QString::number(request.record.status);
    const QByteArrayView line = splitMessageHead(request.details.responseHead).startLine;
    const qsizetype space = line.indexOf(' ');
    const QString kept = space < 0 ? QString() : plainText(line.sliced(space + 1));
    return kept.startsWith(number) ? kept : number;
}

// As sent. The name of an unknown method is only in the head.
QString methodText(const SelectedRequest &request)
{
    const QByteArrayView line = splitMessageHead(request.details.requestHead).startLine;
    const qsizetype space = line.indexOf(' ');
    return space > 0 ? plainText(line.first(space)) : QString(record::methodName(request.record));
}

QString endText(const SelectedRequest &request)
{
    const record::Record &r = request.record;
    if (request.isInFlight())
        return record::phaseName(r.phase);
    if (r.status == 0)
        return u"✕ "_s + record::outcomeName(r.outcome);
    const QString status = (record::isError(r) ? u"✕ "_s : QString()) + statusText(request);
    return r.outcome == Outcome::Answered ? status
                                          : status + u", "_s + record::outcomeName(r.outcome);
}

} // namespace

QString SelectedRequest::title() const
{
    return u"#%1 %2 %3 → %4 · connection %5, request %6"_s.arg(
        QString::number(record.id), methodText(*this), plainText(target), endText(*this),
        QString::number(record.connection), QString::number(record.ordinal));
}

QString SelectedRequest::reason() const
{
    return reasonOf(record, details, upstream);
}

std::optional<SelectedRequest> findRequest(const record::Store &store, quint64 id)
{
    for (const record::Store::InFlight &request : store.inFlight()) {
        if (request.record.id != id)
            continue;
        record::KeptDetails details;
        details.pieces = record::unpackPieces(request.pieces);
        return SelectedRequest{request.record,
                               request.target,
                               details,
                               unreadAtMostNs(store, request.record),
                               attemptText(attemptsOf(store, id), id),
                               store.upstreamInFlight(id)};
    }
    const auto row = id != 0 ? store.rowOf(id) : std::nullopt;
    if (!row)
        return {};
    const record::Record record = store.record(*row);
    const record::Connection *connection = store.connection(record.connection);
    return SelectedRequest{record,
                           store.target(*row).toByteArray(),
                           store.details(*row),
                           unreadAtMostNs(store, record),
                           attemptText(attemptsOf(store, id), id),
                           store.upstream(*row),
                           connection ? connection->closeReason : http::CloseReason::None};
}

std::vector<PhaseSpan> phaseSpans(const SelectedRequest &request, qint64 nowNs)
{
    const record::Record &record = request.record;
    std::vector<PhaseSpan> spans;
    qint64 at = 0;
    for (const auto &[phase, ns] : phaseTimes(record, request.details.pieces)) {
        if (ns > 0)
            spans.push_back({phase, at, ns, false});
        at += ns;
    }
    if (request.isInFlight())
        spans.push_back({record.phase, record.phaseSinceNs - record.startNs,
                         std::max<qint64>(nowNs - record.phaseSinceNs, 0), true});
    return spans;
}

qint64 lastedNs(const record::Record &record, qint64 nowNs)
{
    const bool inFlight = record.outcome == Outcome::InFlight;
    return inFlight ? std::max<qint64>(nowNs - record.startNs, 0) : record::totalNs(record);
}

} // namespace overlap::analysis
