#pragma once

#include "overlap/net/clock.h"
#include "overlap/record/clientrequests.h"
#include "overlap/record/journals.h"
#include "overlap/record/store.h"
#include "overlap/record/walltimes.h"

#include <QObject>
#include <QTimer>

#include <chrono>

namespace overlap {

// Main thread. The records of a session: owns the journals that its event loops write, the log that
// its client writes, and what was read from them.
class Recorder : public QObject
{
    Q_OBJECT
public:
    // Reads no earlier than `betweenReads` after there is something to read.
    Recorder(const net::Clock &clock, std::chrono::milliseconds betweenReads);

    // For the writers: the journals of the first `loops` loops, and the client's log.
    std::vector<record::Journal *> journals(int loops) { return m_journals.first(loops); }
    record::ClientLog &clientLog() { return m_clientLog; }

    void wake();     // any thread: calls readSoon() on the main thread
    void readSoon(); // there is something to read
    void read();     // reads at once
    void clear();    // see Store::clear()
    void restore();  // see Store::restore()
    void showControl(bool on) { m_store.takeControl(on); }

    const record::Store &store() const { return m_store; }
    const record::ClientRequests &clientRequests() const { return m_clientRequests; }
    std::optional<qint64> loopBusySinceNs() const { return m_journals.busySinceNs(); }
    qint64 wallClockMs(qint64 ns) const { return m_wallTimes.at(ns) / 1'000'000; }

Q_SIGNALS:
    void storeChanged(const overlap::record::StoreChange &change);

private:
    const net::Clock m_clock;
    const std::chrono::milliseconds m_betweenReads;
    record::WallTimes m_wallTimes;
    record::Journals m_journals;
    record::ClientLog m_clientLog;
    record::Store m_store;
    record::ClientRequests m_clientRequests;
    QTimer m_reading;
};

} // namespace overlap
