// The context menu of the timeline.
#include "timeline/timelineview.h"
#include "timeline/timelineview_p.h"

#include <QContextMenuEvent>
#include <QMenu>

namespace overlap::ui {

using namespace Qt::StringLiterals;

void TimelineView::contextMenuEvent(QContextMenuEvent *event)
{
    if (event->reason() == QContextMenuEvent::Mouse)
        showMenu(requestAt(event->pos()), event->pos());
    else
        showMenuByKey();
}

// Below the selected request, if it is in view.
void TimelineView::showMenuByKey()
{
    const quint64 id = selectedRequest();
    const QRect bar = id ? barRect(id) & viewport()->rect() : QRect();
    showMenu(id, bar.isEmpty() ? viewport()->rect().center() : bar.bottomLeft());
}

void TimelineView::showMenu(quint64 id, QPoint point)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName("timelineMenu"_L1);
    if (id != 0) {
        d->selection.select(id);
        Q_EMIT menuWanted(menu, id);
        menu->addSeparator();
    }
    // The keys are said only: they belong to the timeline, not to the menu.
    const auto add = [&](const QString &text, const QString &key, auto what) {
        return menu->addAction(text + u'\t' + key, this, what);
    };
    add(tr("Show the &selection"), tr("F"), [this] {
        fitSelection();
    })->setEnabled(d->marked || id != 0 || selectedRequest() != 0);
    add(tr("Show &everything"), tr("Home"), [this] { fitAll(); });
    add(tr("&Follow the present"), tr("End"), [this] { setLive(true); })->setEnabled(!isLive());
    add(tr("Zoom &in"), u"+"_s, [this] { zoomIn(); });
    add(tr("Zoom &out"), u"−"_s, [this] { zoomOut(); });
    menu->addSeparator();
    const auto addToggle = [&](const QString &text, const QString &key, bool on, auto what) {
        QAction *action = add(text, key, what);
        action->setCheckable(true);
        action->setChecked(on);
    };
    addToggle(tr("&Lanes by connection"), tr("C"), isByConnection(),
              [this](bool on) { setByConnection(on); });
    addToggle(tr("The &client's side"), tr("B"), isClientShown(),
              [this](bool on) { setClientShown(on); });
    add(tr("Le&gend"), tr("L"), [this] { Q_EMIT legendAsked(); });
    menu->popup(viewport()->mapToGlobal(point));
}

} // namespace overlap::ui
