#include "terms.h"

#include <QCoreApplication>

namespace overlap::ui {

namespace {

struct Terms
{
    Q_DECLARE_TR_FUNCTIONS(Terms)
};

} // namespace

QString nameOf(Term term)
{
    switch (term) {
    case Term::InFlight: return Terms::tr("in flight");
    case Term::EventLoop: return Terms::tr("event loop");
    case Term::Client: return Terms::tr("client");
    case Term::OneIn: return Terms::tr("1 in 18");
    case Term::Lane:
    case Term::ConnectionLane: return Terms::tr("lane");
    case Term::Unread: return Terms::tr("waited unread");
    case Term::FirstByte: return Terms::tr("first byte");
    case Term::Torn: return Terms::tr("torn end");
    case Term::Retried: return Terms::tr("tried again");
    case Term::StillGoes: return Terms::tr("dotted end");
    case Term::Failed: return Terms::tr("! and ✕");
    case Term::LoopLag: return Terms::tr("loop lag p99");
    case Term::Dropped: return Terms::tr("dropped");
    case Term::Paint: return Terms::tr("paint");
    case Term::Keeping: return Terms::tr("keeping");
    }
    return {};
}

QString meaningOf(Term term)
{
    switch (term) {
    case Term::InFlight: return Terms::tr("How many requests have begun and are not finished.");
    case Term::EventLoop:
        return Terms::tr(
            "How busy the thread is that serves all connections. Red: it was blocked for 50 "
            "ms or more, and everybody waited.");
    case Term::Client:
        return Terms::tr(
            "The requests of this window, as it saw them: a thin line until the server reads "
            "the request, then thick until the answer has come.");
    case Term::OneIn: return Terms::tr("There is no room for all: one in so many is drawn.");
    case Term::Lane:
        return Terms::tr(
            "The requests of one lane do not overlap: the number of lanes is how many were "
            "in flight at once.");
    case Term::ConnectionLane:
        return Terms::tr("The requests of the connection with this number (… and of those that "
                         "followed it), thin lines where it was kept alive and idle, and "
                         "frames where the next request may have waited unread.");
    case Term::Unread:
        return Terms::tr(
            "The event loop was blocked. The request may have waited since then, at most: nobody "
            "knows when what is not read has come. Drawn in lanes by connection (C).");
    case Term::FirstByte:
        return Terms::tr("The answer began. The teeth behind it are its pieces, or some of them.");
    case Term::Torn:
        return Terms::tr("The answer is not whole: it was cut short or reset, or is not HTTP.");
    case Term::Retried:
        return Terms::tr("From a request that failed to the next attempt of its client.");
    case Term::StillGoes: return Terms::tr("The request is in flight.");
    case Term::Failed:
        return Terms::tr("The answer was 4xx or 5xx, or not whole, or there was none.");
    case Term::LoopLag:
        return Terms::tr(
            "How long an event had to wait for the event loop at most, in 99 of 100 cases of "
            "the last 10 s.");
    case Term::Dropped:
        return Terms::tr("Requests that were answered, but came too fast to be recorded.");
    case Term::Paint: return Terms::tr("How long it took to draw the timeline.");
    case Term::Keeping: return Terms::tr("When there are more, the oldest are forgotten.");
    }
    return {};
}

QString meaningOf(record::Phase phase)
{
    using record::Phase;
    switch (phase) {
    case Phase::KeepAliveIdle:
        return Terms::tr("The connection is open, and nothing is read from it.");
    case Phase::ReadingHead: return Terms::tr("Its start line and header fields come in.");
    case Phase::ReadingBody: return Terms::tr("Its body comes in.");
    case Phase::Queued: return Terms::tr("It waits for its turn.");
    case Phase::Running: return Terms::tr("Its handler has a thread, and keeps it.");
    case Phase::Sleeping: return Terms::tr("It waits for a timer, and keeps nobody waiting.");
    case Phase::Held: return Terms::tr("It waits at a gate, until someone lets it go.");
    case Phase::TimerLateness: return Terms::tr("Its timer is due, but the event loop is busy.");
    case Phase::Upstream:
        return Terms::tr("It was passed on: the answer of the upstream has not begun.");
    case Phase::Sending: return Terms::tr("Its answer goes out in pieces.");
    case Phase::Writing: return Terms::tr("Its answer goes out.");
    }
    return {};
}

QString meaningOf(analysis::UpstreamStep step)
{
    using analysis::UpstreamStep;
    switch (step) {
    case UpstreamStep::WaitingForConnection:
        return Terms::tr("Its rule allows no more connections to the upstream.");
    case UpstreamStep::Connecting:
        return Terms::tr("The upstream's name is looked up, and its port takes the connection.");
    case UpstreamStep::Securing: return Terms::tr("TLS begins on the connection to the upstream.");
    case UpstreamStep::Sending: return Terms::tr("The request goes to the upstream.");
    case UpstreamStep::Waiting:
        return Terms::tr("The upstream has the request, and does not answer yet.");
    case UpstreamStep::Receiving: return Terms::tr("The upstream's answer comes in.");
    }
    return {};
}

} // namespace overlap::ui
