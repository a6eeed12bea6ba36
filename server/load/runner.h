#pragma once

#include "load/client.h"

#include <QThread>

namespace overlap::load {

// Main thread. Runs plans, one at a time, by a client on a thread of its own.
class Runner : public QObject
{
    Q_OBJECT
public:
    explicit Runner(Client::Clock now, QObject *parent = nullptr);
    ~Runner() override; // closes what is open, without a word

    void run(Plan plan); // not while one is running
    void cancel();       // what has no answer yet fails; finished() follows
    bool isRunning() const { return m_client != nullptr; }

Q_SIGNALS:
    // See Client.
    void progressed(int answered, int failed, int count);
    void finished(const QList<overlap::load::Result> &results);

private:
    void end();

    const Client::Clock m_now;
    QThread m_thread;
    Client *m_client = nullptr; // lives on m_thread
};

} // namespace overlap::load
