#pragma once

#include "overlap/load/plan.h"

namespace overlap::analysis {

// Pure. Targets as people type them, separated by spaces. From an http:// URL it takes the path and
// the query.
struct Targets
{
    QList<QByteArray> all;
    QString error; // what is wrong, and what would be right; empty if all targets are valid
};
Targets targetsFrom(const QString &text);

// Pure. What is wrong with a plan, apart from its targets; empty if nothing is.
QString planProblem(const load::Plan &plan);
// Pure. What a plan without a problem sends, in one sentence.
QString planSentence(const load::Plan &plan);
// Pure. The result, as the client saw it: from beginning to connect to the last byte.
QString outcomeSentence(const QList<load::Result> &results);

} // namespace overlap::analysis
