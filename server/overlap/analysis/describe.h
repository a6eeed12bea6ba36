#pragma once

#include "overlap/record/answerpieces.h"
#include "overlap/record/clientrequest.h"

#include <QByteArrayView>
#include <QString>

namespace overlap::analysis {

// Pure. Describes a request as plain text; bytes from the wire are escaped (see plainText()).
QString requestTitle(const record::Record &record, QByteArrayView target); // "GET /sleep?n=1"
// "404" or "aborted by client"; empty if it is no error.
QString requestProblem(const record::Record &record);
// A few lines with every phase, for the tool tip.
QString requestSummary(const record::Record &record, QByteArrayView target, qint64 nowNs,
                       const record::AnswerPieces &pieces = {});
// The same as the built-in client saw it.
QString clientRequestSummary(const record::ClientRequest &clientRequest, qint64 nowNs);
// For screen readers: "Request 12, GET /sleep, sleeping 3.1 s, 8 in flight"; of an answer in pieces
// "…, reset by server in 3.100 s, pieces: 3, longest gap 1.000 s, answer not whole, 8 in flight".
QString requestSpoken(const record::Record &record, QByteArrayView target, qint64 nowNs,
                      int inFlight, const record::AnswerPieces &pieces = {});

// "8 at once", or "8 in flight, 1 being handled" if some queued.
QString peakText(qint32 peak, qint32 handledPeak);

} // namespace overlap::analysis
