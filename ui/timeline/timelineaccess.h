#pragma once

#include <QAccessibleWidget>

#include <unordered_map>

namespace overlap::ui {

class TimelineView;

// Main thread. The timeline for assistive technology: a list of the requests in view. Each has a
// name and a rectangle, and can be selected. The table has all requests.
class TimelineAccess : public QAccessibleWidget
{
public:
    static constexpr int childrenMost = 200;

    static void install(); // makes one for each TimelineView; further calls do nothing
    explicit TimelineAccess(TimelineView *view);
    ~TimelineAccess() override;

    int childCount() const override;
    QAccessibleInterface *child(int index) const override;
    int indexOfChild(const QAccessibleInterface *child) const override;
    QAccessibleInterface *childAt(int x, int y) const override; // screen coordinates
    QAccessibleInterface *focusChild() const override;

private:
    TimelineView *view() const;
    QAccessibleInterface *bar(quint64 id) const;

    mutable std::unordered_map<quint64, QAccessible::Id> m_bars; // by request id
};

} // namespace overlap::ui
