#pragma once

#include "overlap/session.h"

namespace overlap::ui {

// Pure. A rule for people, in parts.
QString takenText(const scenario::Rule &rule);      // "GET /items/{id}"
QString conditionsText(const scenario::Rule &rule); // "header Accept, 2 times"; may be empty
QString answerText(const scenario::Rule &rule);     // "sleep=1s, then http://localhost:3000"

// Main thread. What the rule with this number takes; empty: it is not in force (any more).
QString ruleName(const Session &session, int number);

} // namespace overlap::ui
