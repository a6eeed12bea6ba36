#pragma once

#include "compare/picture.h"
#include "overlap/analysis/trialresult.h"
#include "theme.h"

namespace overlap::ui {

// Pure. The texts above the results.
struct Heading
{
    QString title;
    QString workload; // what was sent to each server
};

// Pure. Draws results below each other on one time axis: predicted and measured time, the event
// loop, a bar for each request, and the probes. The picture is at least leastSize(). Its fonts
// derive from `font`.
Picture drawResults(const Heading &heading, const std::vector<analysis::TrialResult> &results,
                    const std::vector<QString> &notes, QSize size, const QFont &font,
                    const Theme &theme);
QSize leastSize(std::size_t results, const QFont &font);

// Pure. A result in a sentence, for screen readers.
QString sentenceOf(const analysis::TrialResult &result, const QString &note);

} // namespace overlap::ui
