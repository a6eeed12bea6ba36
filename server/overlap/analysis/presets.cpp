#include "overlap/analysis/presets.h"

#include "overlap/text/format.h"

namespace overlap::analysis {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using text::countText;
using text::plainText;

namespace {

enum class Place : quint8 { Menu, Panel, Both };

struct Offer
{
    Place place;
    load::Plan plan;
    QString title = planText(plan);
};

load::Plan planOf(int count, const QByteArray &target, int atOnce)
{
    load::Plan plan;
    plan.targets = {target};
    plan.count = count;
    plan.atOnce = atOnce;
    return plan;
}

load::Plan burst(int count, const QByteArray &target)
{
    return planOf(count, target, count);
}

std::vector<Offer> offers()
{
    load::Plan mixed = planOf(40, "/sleep/2s?n={n}", 8);
    mixed.targets += "/?n={n}";
    mixed.keepsAlive = true;
    load::Plan trickle = burst(60, "/sleep/1s?n={n}");
    trickle.pause = 250ms;
    load::Plan ramp = planOf(200, "/sleep/500ms?n={n}", 20);
    ramp.ramp = 5s;
    return {{Place::Both, burst(8, "/sleep?n={n}")},
            {Place::Menu, burst(1, "/sleep?n={n}")},
            {Place::Menu, burst(50, "/sleep?n={n}")},
            {Place::Menu, burst(500, "/sleep?n={n}")},
            {Place::Menu, burst(8, "/sleep/1s?n={n}")},
            {Place::Menu, burst(8, "/compute/1s?n={n}")},
            {Place::Menu, burst(20, "/?n={n}")},
            {Place::Panel, burst(500, "/sleep/2s?n={n}")},
            {Place::Panel, mixed, u"Mixed: /sleep and /"_s},
            {Place::Panel, trickle, u"A steady trickle"_s},
            {Place::Panel, ramp, u"More and more"_s}};
}

} // namespace

std::vector<load::Plan> standardPlans()
{
    std::vector<load::Plan> plans;
    for (const Offer &offer : offers()) {
        if (offer.place != Place::Panel)
            plans.push_back(offer.plan);
    }
    return plans;
}

std::vector<Preset> sendPresets()
{
    std::vector<Preset> presets;
    for (const Offer &offer : offers()) {
        if (offer.place != Place::Menu)
            presets.push_back({offer.title, offer.plan});
    }
    return presets;
}

QString planText(const load::Plan &plan)
{
    const QByteArray &target = plan.targets.constFirst();
    const qsizetype query = target.indexOf('?');
    const QByteArray path = query < 0 ? target : target.first(query);
    return u"%1 × %2"_s.arg(countText(quint64(plan.count)), plainText(path));
}

} // namespace overlap::analysis
