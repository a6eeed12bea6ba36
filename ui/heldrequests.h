#pragma once

#include "overlap/session.h"
#include "selection.h"

class QAction;
class QMenu;

namespace overlap::ui {

// Main thread. What can be done with a request that is held at a gate: actions for the selected
// one, and entries of context menus.
class HeldRequests : public QObject
{
    Q_OBJECT
public:
    // Both outlive it. The actions are added to `menu`.
    HeldRequests(Session &session, const Selection &selection, QMenu &menu);

    // Adds entries if the request is held.
    void addTo(QMenu &menu, quint64 id);
    void refresh(); // when gates or the selection have changed

private:
    std::optional<net::CallId> held(quint64 id) const;
    void release(quint64 id, answers::Gates::Verdict verdict);

    Session &m_session;
    const Selection &m_selection;
    QAction *m_letGo;
    QAction *m_fail;
};

} // namespace overlap::ui
