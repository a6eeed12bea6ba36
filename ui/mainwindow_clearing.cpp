// Clearing finished requests, and undoing that.
#include "mainwindow.h"

#include "announce.h"
#include "overlap/analysis/selectedrequest.h"
#include "overlap/text/format.h"
#include "panels/problembar.h"

#include <QAction>
#include <QLabel>

namespace overlap::ui {

void MainWindow::clear()
{
    const record::Store &store = m_session.store();
    if (store.size() == 0 && store.cleared() > 0)
        return; // twice by mistake: what was cleared before can still be restored
    m_session.clear();
    if (!analysis::findRequest(store, m_selection.id()))
        m_selection.clear();
    const quint64 count = store.cleared();
    if (count > 0) {
        m_cleared->showOffer(count == 1 ? tr("1 request cleared.")
                                        : tr("%1 requests cleared.").arg(text::countText(count)),
                             tr("&Undo"));
        announce(m_cleared, m_cleared->text());
    }
    refresh();
}

void MainWindow::undoClear()
{
    const quint64 count = m_session.store().cleared();
    m_session.restore();
    refresh();
    announce(m_status, tr("%1 requests restored").arg(text::countText(count)));
}

// What was cleared is kept only until its room is needed.
void MainWindow::showCleared()
{
    const bool isKept = m_session.store().cleared() > 0;
    m_undo->setEnabled(isKept);
    if (!isKept)
        m_cleared->clear();
}

} // namespace overlap::ui
