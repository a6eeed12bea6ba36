#pragma once

#include "compare/picture.h"
#include "overlap/analysis/trialresult.h"
#include "theme.h"

namespace overlap::ui {

// What stands over the courses.
struct Heading
{
    QString title;
    QString burst; // what was sent to each of them
};

// Pure. Courses below each other on one axis of time: predicted and measured time, the event loop,
// a bar for each request, and the probes. At least leastSize, with fonts of the given one's family.
Picture drawCourses(const Heading &heading, const std::vector<analysis::TrialResult> &results,
                    const std::vector<QString> &notes, QSize size, const QFont &font,
                    const Theme &theme);
QSize leastSize(std::size_t results, const QFont &font);

// Pure. A course in a sentence, for those who don't see it.
QString sentenceOf(const analysis::TrialResult &result, const QString &note);

} // namespace overlap::ui
