#pragma once

#include "overlap/http/time.h"
#include "overlap/load/link.h"

#include <QHash>
#include <QList>
#include <QObject>
#include <QTimer>

#include <vector>

namespace overlap::load {

// Any thread. The built-in client: runs one plan, once. Needs an event loop: made anywhere, it is
// moved to a thread of its own before start(), which like cancel() and its deletion is then called
// through that thread (queued).
class Client : public QObject
{
    Q_OBJECT
public:
    using Clock = std::function<http::Time()>;
    // Times of results are on this clock, which is read on the client's thread. The log outlives
    // the client, and may be read on another one.
    Client(Plan plan, Clock now, record::ClientLog *log = nullptr, QObject *parent = nullptr);
    ~Client() override; // closes what is open, without a word

public Q_SLOTS:
    void start();
    void cancel(); // what has no answer yet fails; finished() is emitted before it returns

Q_SIGNALS:
    // At most some 30 times a second, and once at the end.
    void progressed(int answered, int failed, int count);
    // Once: a result for each request of the plan, by number.
    void finished(const QList<overlap::load::Result> &results);
    void told(); // the log has news that somebody should take

private:
    enum class State {
        Ready,   // → Running
        Running, // → Finished
        Finished,
    };
    void wire();
    void sendMore(); // as many as the plan allows now
    void sendOne(http::Time now);
    std::chrono::nanoseconds untilNext(http::Time now) const; // 0: now; max: when one is over
    void take(int number);                                    // it is over
    void settle(int number, Link *link); // books the result, and has the link free for another
    void tell();
    void finish();

    const Link::Setup m_setup;
    State m_state = State::Ready;
    QTimer m_pause;
    QTimer m_progress; // runs after progressed(): until then further progress waits
    bool m_untold = false;
    QList<Result> m_results;
    QHash<int, Link *> m_carrying; // by the number of the request
    std::vector<Link *> m_idle;    // the one that was used last is the next to be used
    int m_sent = 0;
    int m_answered = 0;
    int m_failed = 0;
    http::Time m_roundBegan{};
    http::Time m_next{}; // when the next may be sent
};

} // namespace overlap::load
