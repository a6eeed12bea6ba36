#include "overlap/analysis/describe.h"

#include "overlap/analysis/answertimes.h"
#include "overlap/analysis/pieces.h"
#include "overlap/record/names.h"
#include "overlap/text/format.h"

#include <QCoreApplication>
#include <QStringList>

namespace overlap::analysis {

using namespace Qt::StringLiterals;
using record::Outcome;
using record::Phase;
using text::countText;
using text::durationText;
using text::plainText;
using text::secondsText;

namespace {

constexpr qsizetype maxTitle = 100;

bool isInFlight(const record::Record &record)
{
    return record.outcome == Outcome::InFlight;
}

QString phaseLine(const record::Record &record, Phase phase, qint64 nowNs)
{
    const qint64 ns = record::phaseNs(record, phase);
    if (isInFlight(record) && phase == record.phase)
        return durationText(ns + qMax<qint64>(0, nowNs - record.phaseSinceNs)) + u" so far"_s;
    return durationText(ns);
}

bool isWorthALine(const record::Record &record, Phase phase)
{
    return record.phases[size_t(phase)] != 0 || (isInFlight(record) && phase == record.phase);
}

// Empty if it was given as a whole.
QString piecesLine(const AnswerTimes &times)
{
    if (times.pieces == 0)
        return {};
    return QCoreApplication::translate("Describe", "pieces: %1, longest gap %2")
        .arg(countText(times.pieces), durationText(times.longestGapNs));
}

// Of an answer in pieces, and of one that is not whole.
QStringList answerLines(const record::Record &record, const record::AnswerPieces &pieces)
{
    const AnswerTimes times = AnswerTimes::of(record, pieces);
    QStringList lines;
    const bool isSending = isInFlight(record) && record.phase < Phase::Writing;
    if (times.firstByteNs && (times.pieces > 0 || isSending))
        lines += QCoreApplication::translate("Describe", "answer began after %1")
                     .arg(durationText(*times.firstByteNs));
    lines += piecesLine(times);
    if (isTorn(record))
        lines +=
            QCoreApplication::translate("Describe", "answer not whole: %1").arg(endingText(record));
    lines.removeAll(QString());
    return lines;
}

QString outcome(const record::Record &record)
{
    const QString name = record::outcomeName(record.outcome);
    return record.status == 0 ? name : QString::number(record.status) + u", "_s + name;
}

} // namespace

QString requestTitle(const record::Record &record, QByteArrayView target)
{
    const QString text = plainText(target.first(qMin(target.size(), maxTitle)));
    const QString more = target.size() > maxTitle ? u"…"_s : QString();
    return record::methodName(record) + u' ' + text + more;
}

QString requestProblem(const record::Record &record)
{
    if (!record::isError(record))
        return {};
    return record.status >= 400 ? QString::number(record.status)
                                : QString(record::outcomeName(record.outcome));
}

QString requestSummary(const record::Record &record, QByteArrayView target, qint64 nowNs,
                       const record::AnswerPieces &pieces)
{
    const qint64 total = isInFlight(record) ? nowNs - record.startNs : record::totalNs(record);
    QStringList lines = {
        u"Request %1: %2"_s.arg(QString::number(record.id), requestTitle(record, target)),
        u"%1, connection %2, request %3 on it"_s.arg(
            outcome(record), QString::number(record.connection), QString::number(record.ordinal)),
        u"first byte at %1 s"_s.arg(secondsText(record.startNs)),
    };
    if (const QLatin1StringView fault = record::faultSentence(record); !fault.isEmpty())
        lines.insert(2, fault);
    for (int i = 0; i < record::phaseCount; ++i) {
        const auto phase = Phase(i);
        if (isWorthALine(record, phase))
            lines += record::phaseName(phase) + u": "_s + phaseLine(record, phase, nowNs);
    }
    lines += answerLines(record, pieces);
    lines += (isInFlight(record) ? u"total so far: "_s : u"total, first byte to flushed: "_s) +
             durationText(qMax<qint64>(0, total));
    return lines.join(u'\n');
}

QString clientRequestSummary(const record::ClientRequest &clientRequest, qint64 nowNs)
{
    const qint64 endNs = clientRequest.isInFlight() ? nowNs : clientRequest.endNs;
    const auto sinceStart = [&](qint64 ns) {
        return durationText(qMax<qint64>(0, ns - clientRequest.startNs));
    };
    QStringList lines = {
        clientRequest.request == 0
            ? u"A request of this window's client, not seen by the server"_s
            : u"Request %1, as this window's client saw it"_s.arg(clientRequest.request)};
    lines += u"began at %1 s"_s.arg(secondsText(clientRequest.startNs));
    if (clientRequest.sentNs < 0)
        lines += u"connecting: %1"_s.arg(sinceStart(endNs));
    else
        lines += u"sent after %1, request %2 from port %3"_s.arg(
            sinceStart(clientRequest.sentNs), QString::number(clientRequest.ordinal),
            QString::number(clientRequest.port));
    if (clientRequest.sentNs >= 0)
        lines += u"in the kernel, before the server saw it: %1"_s.arg(durationText(qMax<qint64>(
            0, (clientRequest.seenNs < 0 ? endNs : clientRequest.seenNs) - clientRequest.sentNs)));
    if (clientRequest.isInFlight())
        lines += u"no answer yet after %1"_s.arg(sinceStart(endNs));
    else if (clientRequest.status == 0)
        lines += u"no answer, given up after %1"_s.arg(sinceStart(endNs));
    else
        lines +=
            u"answered %1 after %2"_s.arg(QString::number(clientRequest.status), sinceStart(endNs));
    return lines.join(u'\n');
}

QString requestSpoken(const record::Record &record, QByteArrayView target, qint64 nowNs,
                      int inFlight, const record::AnswerPieces &pieces)
{
    QString state;
    if (isInFlight(record))
        state = record::phaseName(record.phase) + u' ' +
                durationText(qMax<qint64>(0, nowNs - record.phaseSinceNs));
    else
        state = outcome(record) + u" in "_s + durationText(record::totalNs(record));
    QStringList parts = {u"Request %1"_s.arg(record.id), requestTitle(record, target), state,
                         piecesLine(AnswerTimes::of(record, pieces))};
    if (isTorn(record) && record.status != 0)
        parts += QCoreApplication::translate("Describe", "answer not whole");
    parts += u"%1 in flight"_s.arg(inFlight);
    parts.removeAll(QString());
    return parts.join(u", "_s);
}

QString peakText(qint32 peak, qint32 handledPeak)
{
    const QString inFlight = countText(quint64(peak));
    if (peak == handledPeak)
        return QCoreApplication::translate("Summary", "%1 at once").arg(inFlight);
    return QCoreApplication::translate("Summary", "%1 in flight, %2 being handled")
        .arg(inFlight, countText(quint64(handledPeak)));
}

} // namespace overlap::analysis
