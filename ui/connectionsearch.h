#pragma once

#include "search.h"
#include "selection.h"

#include <QBasicTimer>

#include <memory>

namespace overlap::ui {

// Main thread. Finds the requests of the selected connection, in steps, so that a million do not
// stop the window. Store and selection outlive it.
class ConnectionSearch : public QObject
{
    Q_OBJECT
public:
    ConnectionSearch(const record::Store &store, const Selection &selection);

    std::shared_ptr<const Search> search() const { return m_search; } // null: none is selected
    void refresh(); // looks at what is new in the store

Q_SIGNALS:
    void changed(); // there is another search, or it has looked at more rows

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    void begin();

    const record::Store &m_store;
    const Selection &m_selection;
    quint32 m_connection = 0; // the one it searches for
    std::shared_ptr<Search> m_search;
    QBasicTimer m_timer; // runs while it searches
};

} // namespace overlap::ui
