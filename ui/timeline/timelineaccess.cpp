#include "timeline/timelineaccess.h"

#include "timeline/timelineview.h"

#include <QPointer>

#include <algorithm>

namespace overlap::ui {

namespace {

// One request in the timeline.
class BarAccess : public QAccessibleInterface, public QAccessibleActionInterface
{
public:
    BarAccess(TimelineView *view, quint64 id) : m_view(view), m_id(id) {}
    quint64 id() const { return m_id; }

    bool isValid() const override { return m_view && !m_view->spoken(m_id).isEmpty(); }
    QObject *object() const override { return nullptr; }
    QWindow *window() const override { return m_view ? m_view->window()->windowHandle() : nullptr; }
    QAccessibleInterface *parent() const override
    {
        return QAccessible::queryAccessibleInterface(m_view);
    }
    QAccessibleInterface *child(int) const override { return nullptr; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    QString text(QAccessible::Text kind) const override
    {
        return kind == QAccessible::Name && m_view ? m_view->spoken(m_id) : QString();
    }
    void setText(QAccessible::Text, const QString &) override {}
    QRect rect() const override
    {
        if (!m_view)
            return {};
        const QRect bar = m_view->barRect(m_id);
        return {m_view->viewport()->mapToGlobal(bar.topLeft()), bar.size()};
    }
    QAccessible::Role role() const override { return QAccessible::ListItem; }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.selectable = state.focusable = true;
        state.selected = m_view && m_view->selectedRequest() == m_id;
        state.focused = state.selected && m_view->hasFocus();
        state.invalid = !isValid();
        return state;
    }

    void *interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::ActionInterface
                   ? static_cast<QAccessibleActionInterface *>(this)
                   : nullptr;
    }
    QStringList actionNames() const override { return {pressAction()}; }
    void doAction(const QString &name) override
    {
        if (m_view && name == pressAction())
            m_view->selectRequest(m_id);
    }
    QStringList keyBindingsForAction(const QString &) const override { return {}; }

private:
    const QPointer<TimelineView> m_view;
    const quint64 m_id;
};

QAccessibleInterface *make(const QString &, QObject *object)
{
    auto *view = qobject_cast<TimelineView *>(object);
    return view ? new TimelineAccess(view) : nullptr;
}

} // namespace

void TimelineAccess::install()
{
    static const bool isInstalled = (QAccessible::installFactory(make), true);
    Q_UNUSED(isInstalled)
}

TimelineAccess::TimelineAccess(TimelineView *view) : QAccessibleWidget(view, QAccessible::List) {}

TimelineAccess::~TimelineAccess()
{
    for (const auto &[id, bar] : m_bars)
        QAccessible::deleteAccessibleInterface(bar);
}

TimelineView *TimelineAccess::view() const
{
    return static_cast<TimelineView *>(widget());
}

int TimelineAccess::childCount() const
{
    return int(view()->requestsInView(childrenMost).size());
}

QAccessibleInterface *TimelineAccess::child(int index) const
{
    const auto ids = view()->requestsInView(childrenMost);
    return index >= 0 && size_t(index) < ids.size() ? bar(ids[size_t(index)]) : nullptr;
}

int TimelineAccess::indexOfChild(const QAccessibleInterface *child) const
{
    const auto *bar = dynamic_cast<const BarAccess *>(child);
    const auto ids = view()->requestsInView(childrenMost);
    const auto at = bar ? std::ranges::find(ids, bar->id()) : ids.end();
    return at == ids.end() ? -1 : int(at - ids.begin());
}

QAccessibleInterface *TimelineAccess::childAt(int x, int y) const
{
    const quint64 id = view()->requestAt(view()->viewport()->mapFromGlobal(QPoint(x, y)));
    return id == 0 ? nullptr : bar(id);
}

QAccessibleInterface *TimelineAccess::focusChild() const
{
    const quint64 id = view()->selectedRequest();
    return id == 0 || !view()->hasFocus() ? nullptr : bar(id);
}

QAccessibleInterface *TimelineAccess::bar(quint64 id) const
{
    const auto known = m_bars.find(id);
    if (known != m_bars.end())
        return QAccessible::accessibleInterface(known->second);
    if (m_bars.size() > 10 * childrenMost) { // the cache is full; what is still read is made again
        for (const auto &[old, bar] : m_bars)
            QAccessible::deleteAccessibleInterface(bar);
        m_bars.clear();
    }
    auto *made = new BarAccess(view(), id);
    m_bars.emplace(id, QAccessible::registerAccessibleInterface(made));
    return made;
}

} // namespace overlap::ui
