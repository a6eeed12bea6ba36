// The client's side: a bracket for each request that the built-in client sent.
#include "overlap/analysis/describe.h"
#include "terms.h"
#include "timeline/brackets.h"
#include "timeline/track.h"

#include <algorithm>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using analysis::clientRequestSummary;

namespace {

constexpr int shownFrom = 280; // height of the viewport in pixels: lanes come first
constexpr int rowsMost = 8;
constexpr int overhang = 2; // pixels that outlines reach beyond the area

int pitchMost(const Scene &scene)
{
    return scene.fonts.scaled(7);
}

Brackets bracketsOf(const Scene &scene, const QRect &area)
{
    return Brackets::of(*scene.clientRequests, area, pitchMost(scene), scene.scale, scene.nowNs,
                        scene.selected ? scene.selected->record.id : 0, scene.search);
}

// Thin until the server saw the request, then of full height.
void draw(const Brackets::Bracket &bracket, DisplayList &content)
{
    constexpr int roomy = 3; // pixels of height
    const QRect &rect = bracket.rect;
    const auto shown = [&](Tone tone) { return bracket.faded ? tone.faded() : tone; };
    const bool isError = bracket.errorFromX <= rect.left();
    const Tone tone = shown(isError ? Role::Error : Role::Dim);
    const bool isRoomy = rect.height() >= roomy;
    content.fill({rect.left(), rect.top() + rect.height() / 2, bracket.seenX - rect.left(), 1},
                 isRoomy || bracket.faded ? tone : tone.faded(50));
    const int high = isRoomy ? rect.height() - 2 : rect.height();
    const auto fillFrom = [&](int x, Tone filled) {
        content.fill({x, rect.top() + (rect.height() - high) / 2, rect.right() + 1 - x, high},
                     filled);
    };
    fillFrom(bracket.seenX, tone);
    if (!isError && bracket.errorFromX <= rect.right())
        fillFrom(bracket.errorFromX, shown(Role::Error));
    if (!isRoomy)
        return;
    content.fill({rect.left(), rect.top(), 1, rect.height()}, tone);
    if (!bracket.isOpen)
        content.fill({rect.right(), rect.top(), 1, rect.height()}, tone);
}

class ClientTrack : public Track
{
public:
    Band band(const Scene &scene) const override
    {
        const Fonts &fonts = scene.fonts;
        const int lanes = scene.clientRequests ? int(scene.clientRequests->lanes().count()) : 0;
        if (lanes == 0 || scene.size.height() < fonts.scaled(shownFrom))
            return {};
        const int height = std::min(lanes, rowsMost) * pitchMost(scene);
        return {std::max(height, fonts.unit), fonts.scaled(10)};
    }

    void draw(const Scene &scene, const QRect &area, DisplayList &content,
              DisplayList &captions) const override
    {
        if (scene.isEmpty() || !scene.clientRequests)
            return;
        const Brackets brackets = bracketsOf(scene, area);
        if (brackets.all.empty())
            return;
        content.clip(area.adjusted(0, -overhang, 0, overhang));
        for (const Brackets::Bracket &bracket : brackets.all)
            ui::draw(bracket, content);
        if (!brackets.selected.isNull())
            content.add(brackets.selected.adjusted(-2, -2, 2, 2), Role::Selection,
                        Primitive::Style::Outline);
        content.unclip();
        // When only some lanes are shown, it says how many.
        const int line = scene.fonts.line;
        caption(scene, area.top() - 2, u"client"_s, captions);
        if (brackets.every > 1 && area.height() >= 2 * line)
            caption(scene, area.top() - 2 + line, u"1 in %1"_s.arg(brackets.every), captions);
    }

    QString meaning(const Scene &scene, const QRect &area) const override
    {
        const bool isWhole = !scene.clientRequests || bracketsOf(scene, area).every == 1;
        const QString all = meaningOf(Term::Client);
        return isWhole ? all : all + u'\n' + meaningOf(Term::OneIn);
    }

    quint64 requestAt(const Scene &scene, const QRect &area, QPoint point) const override
    {
        const quint64 clientRequest = clientRequestAt(scene, area, point);
        return clientRequest ? scene.clientRequests->clientRequest(clientRequest).request : 0;
    }

    QString toolTip(const Scene &scene, const QRect &area, QPoint point) const override
    {
        const quint64 clientRequest = clientRequestAt(scene, area, point);
        return clientRequest ? clientRequestSummary(
                                   scene.clientRequests->clientRequest(clientRequest), scene.nowNs)
                             : QString();
    }

private:
    static quint64 clientRequestAt(const Scene &scene, const QRect &area, QPoint point)
    {
        return scene.clientRequests
                   ? ui::clientRequestAt(*scene.clientRequests, area, bracketsOf(scene, area),
                                         scene.scale, point)
                   : 0;
    }
};

} // namespace

const Track &clientTrack()
{
    static const ClientTrack track;
    return track;
}

} // namespace overlap::ui
