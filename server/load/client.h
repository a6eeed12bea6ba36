#pragma once

#include "http/time.h"
#include "load/plan.h"

#include <QList>
#include <QObject>
#include <QTimer>

#include <functional>

namespace overlap::load {

class Trip;

// Any thread. The built-in client: runs one plan, once. Needs an event loop: made anywhere, it is
// moved to a thread of its own before start(), which like cancel() and its deletion is then called
// through that thread (queued).
class Client : public QObject
{
    Q_OBJECT
public:
    // Times of results are on this clock, which is read on the client's thread.
    using Clock = std::function<http::Time()>;
    Client(Plan plan, Clock now, QObject *parent = nullptr);
    ~Client() override; // closes what is open, without a word

public Q_SLOTS:
    void start();
    void cancel(); // what has no answer yet fails; finished() is emitted before it returns

Q_SIGNALS:
    // At most some 30 times a second, and once at the end.
    void progressed(int answered, int failed, int count);
    // Once: a result for each request of the plan, by number.
    void finished(const QList<overlap::load::Result> &results);

private:
    enum class State {
        Ready,   // → Running
        Running, // → Finished
        Finished,
    };
    void wire();
    void sendMore(); // as many as the plan allows now
    void sendOne();
    void take(int number);   // its trip has ended
    void settle(int number); // books the result and lets go of the trip
    void tell();
    void finish();

    const Plan m_plan;
    State m_state = State::Ready;
    const Clock m_now;
    QTimer m_pause;
    QTimer m_progress; // runs after progressed(): until then further progress waits
    bool m_untold = false;
    QList<Result> m_results;
    QList<Trip *> m_trips; // by number; null: not sent yet, or over
    int m_sent = 0;
    int m_answered = 0;
    int m_failed = 0;
    http::Time m_next{}; // when the next may be sent
};

} // namespace overlap::load
