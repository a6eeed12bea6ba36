#pragma once

#include "overlap/record/clientrequest.h"
#include "overlap/record/record.h"

#include <QByteArrayView>
#include <QString>

namespace overlap::analysis {

// Pure. A request in words: plain text, with whatever came over the wire made harmless.
QString requestTitle(const record::Record &record, QByteArrayView target); // "GET /sleep?n=1"
// What is wrong with it, "404" or "aborted by client"; empty where nothing is.
QString requestProblem(const record::Record &record);
// For the tool tip: a few lines with every phase.
QString requestSummary(const record::Record &record, QByteArrayView target, qint64 nowNs);
// The same for the client's side of it.
QString clientRequestSummary(const record::ClientRequest &clientRequest, qint64 nowNs);
// For screen readers: "Request 12, GET /sleep, sleeping 3.1 s, 8 in flight".
QString requestSpoken(const record::Record &record, QByteArrayView target, qint64 nowNs,
                      int inFlight);

} // namespace overlap::analysis
