#pragma once

#include "overlap/http/time.h"
#include "overlap/load/link.h"

#include <QHash>
#include <QList>
#include <QObject>
#include <QTimer>

#include <vector>

namespace overlap::load {

// Any thread, with an event loop. The built-in client: runs one plan, once. After moveToThread(),
// start(), cancel() and the deletion must be queued to that thread.
class Client : public QObject
{
    Q_OBJECT
public:
    using Clock = std::function<http::Time()>;
    // Results have times on the clock `now`, which is called on the client's thread. `log` must
    // outlive the client; another thread may take from it.
    Client(Plan plan, Clock now, record::ClientLog *log = nullptr, QObject *parent = nullptr);
    ~Client() override; // closes open connections; emits nothing

public Q_SLOTS:
    void start();
    void cancel(); // requests without an answer fail; emits finished() before it returns

Q_SIGNALS:
    // About 30 times a second at most, and once at the end.
    void progressed(int answered, int failed, int count);
    // Once: a result for each request of the plan, by number.
    void finished(const QList<overlap::load::Result> &results);
    void logReady(); // the log is no longer empty: take from it

private:
    enum class State {
        Ready,   // → Running
        Running, // → Finished
        Finished,
    };
    void wire();
    void sendMore(); // as many requests as the plan allows now
    void sendOne(http::Time now);
    std::chrono::nanoseconds timeUntilNext(http::Time now) const; // 0: now; max(): when one ends
    void finishOne(int number);
    void storeResult(int number, Link *link); // and makes the link idle
    void reportProgress();
    void finish();

    const Link::Setup m_setup;
    State m_state = State::Ready;
    QTimer m_pause;
    QTimer m_progress; // runs after progressed(): until then further progress waits
    bool m_progressPending = false;
    QList<Result> m_results;
    QHash<int, Link *> m_busy;  // by the number of the request
    std::vector<Link *> m_idle; // a stack: the last one used is used next
    int m_sent = 0;
    int m_answered = 0;
    int m_failed = 0;
    http::Time m_roundBegan{};
    http::Time m_nextAt{}; // when the next request may be sent
};

} // namespace overlap::load
