#include "lessons/here.h"

#include "overlap/text/format.h"

#include <QCoreApplication>

#include <array>

namespace overlap::ui {

using record::Phase;

std::vector<Here> whoIsHere(const std::vector<lesson::CodeLine> &code,
                            const std::vector<record::InFlight> &inFlight, bool isLoopBlocked)
{
    std::array<int, record::phaseCount> counts{};
    for (const record::InFlight &each : inFlight) {
        if (each.record.outcome == record::Outcome::InFlight)
            ++counts[size_t(each.record.phase)];
    }
    std::vector<Here> all;
    all.reserve(code.size());
    for (const lesson::CodeLine &line : code) {
        const int count = line.mark ? counts[size_t(*line.mark)] : 0;
        all.push_back({count, isLoopBlocked && count > 0 && line.mark == Phase::Running});
    }
    return all;
}

QString hereText(const Here &here)
{
    if (here.count == 0)
        return {};
    const QString count = text::countText(quint64(here.count));
    return here.holdsLoop ? QCoreApplication::translate("Lessons", "%1 here, blocking").arg(count)
                          : QCoreApplication::translate("Lessons", "%1 here").arg(count);
}

} // namespace overlap::ui
