#pragma once

#include "overlap/load/plan.h"

namespace overlap::analysis {

// Pure. Reads targets separated by spaces. Of an http:// URL of this server, path and query count.
struct Targets
{
    QList<QByteArray> all;
    QString error; // a sentence about the first wrong target; empty: all are right
};
// Whether a host, as in a URL, may be this server's. Here: its loopback addresses and names.
using IsOwnHost = bool (*)(const QString &host);
bool isLoopbackHost(const QString &host);
Targets targetsFrom(const QString &text, IsOwnHost isOwnHost = isLoopbackHost);

// Pure. What is wrong with a plan whose targets are right. Empty: nothing.
QString planProblem(const load::Plan &plan);
// Pure. What a plan without a problem sends, in one sentence.
QString planSentence(const load::Plan &plan);
// Pure. The results as the client saw them. Times are from the start of connecting to the last byte
// of the answer.
QString resultsSentence(const QList<load::Result> &results);

} // namespace overlap::analysis
