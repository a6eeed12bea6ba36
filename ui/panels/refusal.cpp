#include "refusal.h"

#include "record/names.h"

namespace overlap::ui {

Why refusalIn(std::span<const record::Record> records)
{
    const QLatin1StringView sentence =
        records.empty() ? QLatin1StringView() : record::faultSentence(records.back());
    if (sentence.isEmpty())
        return {};
    return {Why::Kind::Refused, sentence.chopped(1), {}, 1}; // a part of a sentence: without a stop
}

} // namespace overlap::ui
