#include "overlap/analysis/answertimes.h"

#include "overlap/analysis/pieces.h"

#include <QCoreApplication>

namespace overlap::analysis {

using record::Outcome;
using record::Phase;
using record::phaseNs;
using record::Record;

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(AnswerTimes)
};

} // namespace

AnswerTimes AnswerTimes::of(const Record &record, const record::AnswerPieces &pieces)
{
    AnswerTimes times;
    const bool isInFlight = record.outcome == Outcome::InFlight;
    const bool hasBegun = record.phase >= Phase::Sending || phaseNs(record, Phase::Sending) > 0;
    if (isInFlight ? hasBegun : record.bytesOut > 0)
        times.firstByteNs = answerBeganNs(record, pieces);
    if (isInFlight)
        return times;
    times.pieces = pieces.count;
    times.longestGapNs = qint64(pieces.longestGap) * record::nsPerTick;
    const qint64 sentNs = phaseNs(record, Phase::Sending) + phaseNs(record, Phase::Writing);
    if (pieces.count > 0 && sentNs > 0)
        times.bytesPerSecond = qint64(double(record.bytesOut) * 1e9 / double(sentNs));
    return times;
}

QString endingText(const Record &record, http::CloseReason closed)
{
    const bool isTorn = analysis::isTorn(record);
    switch (record.outcome) {
    case Outcome::InFlight: return {};
    case Outcome::Answered: return Text::tr("complete");
    case Outcome::Refused: return Text::tr("refused by the server");
    case Outcome::TimedOut:
        return isTorn ? Text::tr("cut short: its client read too slowly") : Text::tr("timed out");
    case Outcome::AbortedByServer:
        return isTorn ? Text::tr("cut short: the server stopped") : Text::tr("the server stopped");
    case Outcome::AbortedByClient:
        if (closed == http::CloseReason::ResetByClient)
            return Text::tr("reset by the client");
        return Text::tr("closed by the client");
    case Outcome::CutShort:
        return record.bytesOut > 0 ? Text::tr("cut short by the server")
                                   : Text::tr("closed by the server without an answer");
    case Outcome::Reset: return Text::tr("reset by the server");
    case Outcome::Garbled: return Text::tr("not HTTP from here on");
    case Outcome::NeverRun: return Text::tr("closed without an answer: its handler never ran");
    }
    return {};
}

} // namespace overlap::analysis
