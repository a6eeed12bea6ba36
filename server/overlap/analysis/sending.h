#pragma once

#include "overlap/load/plan.h"

namespace overlap::analysis {

// Pure. Reads targets separated by spaces. Of an http:// URL, path and query count.
struct Targets
{
    QList<QByteArray> all;
    QString error; // a sentence about the first wrong target; empty: all are right
};
Targets targetsFrom(const QString &text);

// Pure. What is wrong with a plan whose targets are right. Empty: nothing.
QString planProblem(const load::Plan &plan);
// Pure. What a plan without a problem sends, in one sentence.
QString planSentence(const load::Plan &plan);
// Pure. The results as the client saw them. Times are from the start of connecting to the last byte
// of the answer.
QString resultsSentence(const QList<load::Result> &results);

} // namespace overlap::analysis
