#include "overlap/analysis/presets.h"

#include "overlap/text/format.h"

namespace overlap::analysis {

using namespace Qt::StringLiterals;
using text::countText;
using text::plainText;

namespace {

load::Plan atOnce(int count, const QByteArray &target)
{
    load::Plan plan;
    plan.targets = {target};
    plan.count = count;
    plan.atOnce = count;
    return plan;
}

} // namespace

std::vector<load::Plan> standardPlans()
{
    return {atOnce(8, "/sleep?n={n}"),    atOnce(1, "/sleep?n={n}"),
            atOnce(50, "/sleep?n={n}"),   atOnce(500, "/sleep?n={n}"),
            atOnce(8, "/sleep/1s?n={n}"), atOnce(8, "/compute/1s?n={n}"),
            atOnce(20, "/?n={n}")};
}

QString planText(const load::Plan &plan)
{
    const QByteArray &target = plan.targets.constFirst();
    const qsizetype query = target.indexOf('?');
    const QByteArray path = query < 0 ? target : target.first(query);
    return u"%1 × %2"_s.arg(countText(quint64(plan.count)), plainText(path));
}

} // namespace overlap::analysis
