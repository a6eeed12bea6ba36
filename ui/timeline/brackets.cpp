#include "timeline/brackets.h"

#include <algorithm>
#include <cmath>

namespace overlap::ui {

using record::ClientRequest;
using record::ClientRequests;
using record::LaneBars;

namespace {

constexpr int pitchLeast = 2;
constexpr int mergeWidth = 2;          // pixels: brackets that end within them are drawn as one
constexpr qsizetype lookedAtMost = 16; // of these; a search for each costs more than drawing

bool isInView(const LaneBars &bars, const Scale &scale)
{
    const qsizetype first = bars.firstEndingAfter(scale.fromNs);
    return first < bars.size() && bars.fromNs(first) < scale.toNs;
}

// One more than the last lane that has something in view.
quint32 lanesInView(const ClientRequests &clientRequests, const Scale &scale)
{
    quint32 count = 0;
    for (const quint64 id : clientRequests.inFlight()) {
        if (clientRequests.clientRequest(id).startNs < scale.toNs)
            count = std::max(count, clientRequests.laneOf(id) + 1);
    }
    for (quint32 lane = clientRequests.lanes().count(); lane > count; --lane) {
        if (isInView(clientRequests.lanes().lane(lane - 1), scale))
            return lane;
    }
    return count;
}

// Places brackets into the rows of an area.
class Rows
{
public:
    Rows(Brackets &brackets, const QRect &area, const Scale &scale, qint64 nowNs,
         const Search *search)
        : m_brackets(brackets)
        , m_area(area)
        , m_scale(scale)
        , m_nowNs(nowNs)
        , m_search(search)
    {
    }

    QRect add(quint32 lane, const ClientRequest &clientRequest)
    {
        const qint64 endNs = clientRequest.isInFlight() ? std::max(clientRequest.startNs, m_nowNs)
                                                        : clientRequest.endNs;
        return add(lane, clientRequest, endNs, clientRequest.isError(), fades(clientRequest));
    }

    // Several that are drawn as one bracket: the first one, the end of the last one, and how many
    // of them failed, from 0 to 1.
    QRect add(quint32 lane, const ClientRequest &clientRequest, qint64 endNs, double errorShare,
              bool faded)
    {
        const int from = x(clientRequest.startNs);
        const int to = std::max(from + 1, x(endNs));
        const int height = std::max(1, m_brackets.pitch - (m_brackets.pitch > 4 ? 2 : 1));
        const QRect rect(from, m_area.top() + int(lane) / m_brackets.every * m_brackets.pitch,
                         to - from, height);
        const int seenX =
            clientRequest.seenNs < 0 ? to : std::clamp(x(clientRequest.seenNs), from, to);
        const int errorWidth = int(std::ceil(errorShare * rect.width()));
        m_brackets.all.push_back({rect, seenX, clientRequest.isInFlight(), to - errorWidth, faded});
        return rect;
    }

    bool fades(const ClientRequest &clientRequest) const
    {
        return m_search && !m_search->mayMatchRequest(clientRequest.request, m_nowNs);
    }

private:
    // An edge out of view is drawn just outside of it.
    int x(qint64 ns) const
    {
        return std::clamp(m_scale.x(ns), m_scale.left - mergeWidth, m_scale.right() + mergeWidth);
    }

    Brackets &m_brackets;
    const QRect m_area;
    const Scale &m_scale;
    const qint64 m_nowNs;
    const Search *m_search; // null: none
};

} // namespace

Brackets Brackets::of(const ClientRequests &clientRequests, const QRect &area, int pitchMost,
                      const Scale &scale, qint64 nowNs, quint64 selectedRequest,
                      const Search *search)
{
    Brackets brackets;
    const auto lanes = int(lanesInView(clientRequests, scale));
    if (area.height() < pitchLeast || lanes == 0)
        return brackets;
    const int rowsMost = area.height() / pitchLeast;
    brackets.every = (lanes + rowsMost - 1) / rowsMost;
    const int rows = (lanes + brackets.every - 1) / brackets.every;
    brackets.pitch = std::clamp(area.height() / rows, pitchLeast, pitchMost);
    Rows place(brackets, area, scale, nowNs, search);
    for (quint32 lane = 0; int(lane) < lanes; lane += quint32(brackets.every)) {
        const LaneBars &bars = clientRequests.lanes().lane(lane);
        for (auto i = bars.firstEndingAfter(scale.fromNs); i < bars.size();) {
            const ClientRequest &clientRequest = clientRequests.clientRequest(bars.rowAt(i));
            if (clientRequest.startNs >= scale.toNs)
                break;
            const int x = scale.x(std::max(clientRequest.endNs, scale.fromNs));
            const LaneBars::Run run = bars.run(i, scale.ns(x + mergeWidth));
            const qsizetype step = (run.end - i + lookedAtMost - 1) / lookedAtMost;
            bool faded = search;
            for (qsizetype at = i; faded && at < run.end; at += step)
                faded = place.fades(clientRequests.clientRequest(bars.rowAt(at)));
            place.add(lane, clientRequest,
                      clientRequests.clientRequest(bars.rowAt(run.end - 1)).endNs,
                      double(run.errors) / double(run.end - i), faded);
            i = run.end;
        }
    }
    for (const quint64 id : clientRequests.inFlight()) {
        const ClientRequest &clientRequest = clientRequests.clientRequest(id);
        if (clientRequest.startNs < scale.toNs &&
            clientRequests.laneOf(id) % quint32(brackets.every) == 0)
            place.add(clientRequests.laneOf(id), clientRequest);
    }
    // The selected one is shown even if its lane is left out.
    const ClientRequest *selected =
        selectedRequest ? clientRequests.ofRequest(selectedRequest) : nullptr;
    if (selected && selected->startNs < scale.toNs &&
        (selected->isInFlight() || selected->endNs > scale.fromNs))
        brackets.selected = place.add(clientRequests.laneOf(selected->id), *selected);
    return brackets;
}

quint64 clientRequestAt(const ClientRequests &clientRequests, const QRect &area,
                        const Brackets &brackets, const Scale &scale, QPoint point)
{
    constexpr int reach = 3; // pixels
    if (!area.contains(point))
        return 0;
    const auto row = quint32((point.y() - area.top()) / brackets.pitch);
    const quint32 lane = row * quint32(brackets.every);
    if (lane >= clientRequests.lanes().count())
        return 0;
    const qint64 fromNs = scale.ns(point.x() - reach);
    const qint64 toNs = scale.ns(point.x() + reach + 1);
    const LaneBars &bars = clientRequests.lanes().lane(lane);
    const qsizetype at = bars.firstEndingAfter(fromNs);
    if (at < bars.size() && bars.fromNs(at) < toNs)
        return bars.rowAt(at);
    const auto inFlight = std::ranges::find_if(clientRequests.inFlight(), [&](quint64 id) {
        return clientRequests.laneOf(id) == lane && clientRequests.clientRequest(id).startNs < toNs;
    });
    return inFlight == clientRequests.inFlight().end() ? 0 : *inFlight;
}

} // namespace overlap::ui
