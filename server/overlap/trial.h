#pragma once

#include "overlap/load/runner.h"
#include "overlap/session.h"

namespace overlap {

// What a server is to do, and, meanwhile, probes: how soon "/" is answered.
struct Workload : schedule::Work
{
    int probes = 0;
    std::chrono::nanoseconds betweenProbes = std::chrono::milliseconds(250);

    QByteArray target() const; // of each, with the "{n}" that the built-in client replaces
};

// Main thread. One burst at one server of its own, under one strategy, for comparisons. To be used
// once.
class Trial : public QObject
{
    Q_OBJECT
public:
    explicit Trial(QObject *parent = nullptr);

    // Serves on a free port of this machine alone: opened() or failed() follows.
    void open(const schedule::Choice &strategy);
    // Once opened: finished() follows when all is answered, recorded and read, and nothing is left
    // that runs. Answers and probes are known from then on.
    void run(const Workload &burst);

    const Session &session() const { return m_session; }
    // When the burst was sent, on the session's clock; -1: not yet.
    qint64 beganNs() const { return m_beganNs; }
    bool isFinished() const { return m_isFinished; }
    const QList<load::Result> &answers() const { return m_answers; } // by number
    const QList<load::Result> &probes() const { return m_probes; }

Q_SIGNALS:
    void opened();
    void failed(const overlap::Problem &problem);
    void storeChanged();
    void finished();

private:
    void wire();
    void takeState(Session::State state);
    void probe(const Workload &burst);
    void endIfDone();

    Session m_session;
    load::Runner m_prober;
    QList<load::Result> m_answers;
    QList<load::Result> m_probes;
    qint64 m_beganNs = -1;
    bool m_probesDue = false;
    bool m_isFinished = false;
};

} // namespace overlap
