#pragma once

#include <QAccessibleWidget>

#include <unordered_map>

namespace overlap::ui {

class TimelineView;

// Main thread. The timeline as assistive technology sees it: a list of the requests in view, each
// with its name and its place, to be selected. The table has all of them.
class TimelineAccess : public QAccessibleWidget
{
public:
    static constexpr int childrenMost = 200;

    static void install(); // for every TimelineView, once
    explicit TimelineAccess(TimelineView *view);
    ~TimelineAccess() override;

    int childCount() const override;
    QAccessibleInterface *child(int index) const override;
    int indexOfChild(const QAccessibleInterface *child) const override;
    QAccessibleInterface *childAt(int x, int y) const override; // on the screen
    QAccessibleInterface *focusChild() const override;

private:
    TimelineView *view() const;
    QAccessibleInterface *bar(quint64 id) const;

    mutable std::unordered_map<quint64, QAccessible::Id> m_bars; // by request
};

} // namespace overlap::ui
