#pragma once

#include "overlap/load/runner.h"
#include "overlap/session.h"

namespace overlap {

// Pure. What a trial sends to its server. The probes are requests to "/" meanwhile, to measure how
// soon it is answered.
struct Workload : schedule::Work
{
    int probes = 0;
    std::chrono::nanoseconds betweenProbes = std::chrono::milliseconds(250);

    QByteArray target() const; // of each request; contains "{n}", see load::Plan
};

// Main thread. Sends one workload to a server of its own, under one strategy, for comparisons. Can
// be used once.
class Trial : public QObject
{
    Q_OBJECT
public:
    explicit Trial(QObject *parent = nullptr);

    // Serves on a free port, for this machine only. Emits opened() or failed().
    void open(const schedule::Choice &strategy);
    // Call it once opened. Emits finished() when everything is answered and in the store, and the
    // server has stopped. Then answers() and probes() are complete.
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
