#pragma once

#include "search.h"

#include <QBasicTimer>
#include <QObject>

#include <functional>
#include <memory>
#include <unordered_set>

namespace overlap::ui {

// Main thread. Which connections have a request that matches the filter of the requests. It looks
// at each request once, in steps, and at all again only after the store has forgotten some.
class ConnectionFilter : public QObject
{
    Q_OBJECT
public:
    using Clock = std::function<qint64()>;                     // ns on the records' clock
    ConnectionFilter(const record::Store &store, Clock clock); // the store outlives it

    // Null: all connections match. The search is done.
    void setSearch(std::shared_ptr<const Search> search);
    void refresh();                           // looks at what is new in the store
    bool isEmpty() const { return !m_shown; } // all match
    bool matches(quint32 connection) const;

Q_SIGNALS:
    void changed(); // maybe for many connections

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    using Ids = std::unordered_set<quint32>;
    void begin();
    void look(record::Row end, QDeadlineTimer until, Ids &ids);
    void lookAtInFlight();

    const record::Store &m_store;
    const Clock m_clock;
    std::shared_ptr<const Search> m_search;
    std::shared_ptr<const Search> m_shown; // what m_finished is for
    record::Row m_first = 0;               // the store's, as it began to look
    record::Row m_next = 0;                // all rows before this one are looked at
    Ids m_found;                           // while it looks at all
    Ids m_finished;
    Ids m_inFlight;
    QBasicTimer m_timer; // runs while it looks at all
};

} // namespace overlap::ui
