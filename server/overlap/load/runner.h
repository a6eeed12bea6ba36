#pragma once

#include "overlap/load/client.h"

#include <QThread>

#include <memory>

namespace overlap::load {

// Main thread. Runs one plan at a time, with a client on a thread of its own.
class Runner : public QObject
{
    Q_OBJECT
public:
    // See Client.
    explicit Runner(Client::Clock now, record::ClientLog *log = nullptr, QObject *parent = nullptr);
    ~Runner() override; // closes open connections; emits nothing

    void run(Plan plan); // not while one is running
    void cancel();       // requests without an answer fail; finished() follows
    bool isRunning() const { return m_client != nullptr; }

Q_SIGNALS:
    void progressed(int answered, int failed, int count);
    void finished(const QList<overlap::load::Result> &results);
    void logReady();

private:
    void end();

    const Client::Clock m_now;
    record::ClientLog *const m_log;
    // A new one for each run: objects of a thread that ended would refer to its data in the next.
    std::unique_ptr<QThread> m_thread;
    Client *m_client = nullptr; // lives on m_thread
};

} // namespace overlap::load
