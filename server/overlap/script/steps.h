#pragma once

#include "overlap/script/forms.h"

#include <span>

namespace overlap::script {

// Pure. One row of the table of steps: what is read, printed, checked and explained goes by it.
struct StepRow
{
    Kind kind;
    const char *word; // in a target
    const Form *form; // of its argument
    const char *help; // one sentence; to be translated, in the context "Script"
};

std::span<const StepRow> steps(); // in the order of Kind
const StepRow &rowOf(Kind kind);
const StepRow *rowNamed(QByteArrayView word); // null if there is none

// Pure. Whether it is a piece of the body.
bool isPiece(Kind kind);
// Pure. Whether nothing comes behind it.
bool endsAnswer(Kind kind);
// Pure. Whether it says how the body is framed.
bool isFraming(Kind kind);
// Pure. Whether it is about all requests that the script answers: seed, key, limit.
bool isSetting(Kind kind);

} // namespace overlap::script
