#pragma once

#include "overlap/load/plan.h"

namespace overlap::analysis {

// Pure. Targets as people write them, separated by spaces; of an http:// URL its path and query.
struct Targets
{
    QList<QByteArray> all;
    QString error; // empty where all are right: what is not, and what would be
};
Targets targetsFrom(const QString &text);

// Pure. What is wrong with a plan whose targets are right; empty: nothing.
QString planProblem(const load::Plan &plan);
// Pure. What a plan without a problem sends, in one sentence.
QString planSentence(const load::Plan &plan);
// Pure. What came of it, as the client saw it: from beginning to connect to the last byte.
QString outcomeSentence(const QList<load::Result> &results);

} // namespace overlap::analysis
