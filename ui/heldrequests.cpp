#include "heldrequests.h"

#include <QAction>
#include <QMenu>

#include <algorithm>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using Verdict = answers::Gates::Verdict;

HeldRequests::HeldRequests(Session &session, const Selection &selection, QMenu &menu)
    : QObject(&menu)
    , m_session(session)
    , m_selection(selection)
    , m_letGo(menu.addAction(tr("Let the selected request &go"), Qt::CTRL | Qt::Key_G, this,
                             [this] { release(m_selection.id(), Verdict::Go); }))
    , m_fail(menu.addAction(tr("Fail the selected &request (503)"),
                            Qt::CTRL | Qt::SHIFT | Qt::Key_G, this,
                            [this] { release(m_selection.id(), Verdict::Fail); }))
{
    m_letGo->setObjectName("letGo"_L1);
    m_letGo->setWhatsThis(tr("Let the selected request go, if it is held at a gate"));
    m_fail->setObjectName("failHeld"_L1);
    m_fail->setWhatsThis(tr("Fail the selected request (503), if it is held at a gate"));
    connect(&m_session, &Session::gatesChanged, this, &HeldRequests::refresh);
    connect(&m_selection, &Selection::changed, this, &HeldRequests::refresh);
    refresh();
}

void HeldRequests::addTo(QMenu &menu, quint64 id)
{
    if (!held(id))
        return;
    menu.addSeparator();
    menu.addAction(tr("Let it &go"), this, [this, id] { release(id, Verdict::Go); });
    menu.addAction(tr("Fa&il it (503)"), this, [this, id] { release(id, Verdict::Fail); });
}

void HeldRequests::refresh()
{
    const bool isHeld = held(m_selection.id()).has_value();
    m_letGo->setEnabled(isHeld);
    m_fail->setEnabled(isHeld);
}

// Nothing: it is not held, or not any more.
std::optional<net::CallId> HeldRequests::held(quint64 id) const
{
    const auto &all = m_session.store().inFlight(); // in the order of their ids
    const auto at =
        std::ranges::lower_bound(all, id, {}, [](const auto &each) { return each.record.id; });
    if (at == all.end() || at->record.id != id)
        return {};
    const net::CallId call{at->record.connection, at->record.ordinal};
    return m_session.gates().holds(call) ? std::optional(call) : std::nullopt;
}

void HeldRequests::release(quint64 id, Verdict verdict)
{
    if (const auto call = held(id))
        m_session.gates().release(*call, verdict);
}

} // namespace overlap::ui
