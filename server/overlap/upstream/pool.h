#pragma once

#include "overlap/http/time.h"
#include "overlap/upstream/fields.h"

#include <deque>
#include <optional>
#include <vector>

namespace overlap::upstream {

// Pure. Which connection to an upstream a request gets. Requests and connections, here called
// links, are numbers. A request takes the idle link that was used last, so that others can expire;
// else it opens one of its own, so there are never more than requests were in flight at once; only
// if there are as many as may be, it waits for its turn.
class Pool
{
public:
    using Time = http::Time;
    struct Settings
    {
        int most = 0; // links; 0: any number
        // Shorter than the five seconds after which Node closes: who closes at the same time as the
        // next request comes loses that.
        Time idleFor = std::chrono::seconds(4);
    };
    // A request has a link from now on.
    struct Given
    {
        quint64 request;
        quint32 link;
        bool isNew; // open it first
        bool operator==(const Given &) const = default;
    };

    explicit Pool(Settings settings) : m_settings(settings) {}

    // Nothing: it waits, until giveBack() or close() gives it a link. Call expire() before.
    std::optional<Given> ask(quint64 request);
    // Nobody wants the answer of a request that waits. False: it does not wait.
    bool forget(quint64 request);
    // The link has its answer, and may be used again: by who waits longest, or later. `closesIn`:
    // the upstream says that it closes it after so long; see keepAliveOf().
    std::optional<Given> giveBack(quint32 link, Time now, std::optional<Time> closesIn = {});
    // The link is closed, idle or not: who waits longest may open another one.
    std::optional<Given> close(quint32 link);
    // The request's link was closed, as it was idle for too long: the request, which may be sent
    // again, gets a new one. Another idle link could be as old.
    Given replace(quint32 link, quint64 request);
    std::vector<quint32> expire(Time now); // links to close, at deadline(): they are forgotten
    Time deadline() const;                 // or `never`

    qsizetype links() const { return qsizetype(m_busy.size()) + idle(); }
    qsizetype idle() const { return qsizetype(m_idle.size()); }
    qsizetype waiting() const { return qsizetype(m_waiting.size()); }

private:
    struct Idle
    {
        quint32 link;
        Time until;
    };

    bool noLongerBusy(quint32 link); // false: it was not
    bool isFull() const { return m_settings.most > 0 && links() >= m_settings.most; }
    Given open(quint64 request);
    std::optional<Given> openForNext();

    const Settings m_settings;
    std::vector<quint32> m_busy; // links
    std::vector<Idle> m_idle;    // the one used last is at the end
    Time m_first = http::never;  // none of them expires earlier
    std::deque<quint64> m_waiting;
    quint32 m_last = 0; // link
};

// Pure. After how long the upstream closes a connection that is not used, as its answer says in
// "Keep-Alive: timeout=5" (in seconds); less a second, as it counts from earlier. Nothing: it does
// not say.
std::optional<http::Time> keepAliveOf(const Fields &fields);

} // namespace overlap::upstream
