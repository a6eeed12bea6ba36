#include "announce.h"

#include <QAccessible>
#include <QWidget>

namespace overlap::ui {

void announce(QWidget *from, const QString &text)
{
    from->setAccessibleDescription(text); // so that it can be read again
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    QAccessibleAnnouncementEvent event(from, text);
#else
    QAccessibleEvent event(from, QAccessible::Alert);
#endif
    QAccessible::updateAccessibility(&event);
}

} // namespace overlap::ui
