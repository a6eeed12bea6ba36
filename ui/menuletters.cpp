#include "menuletters.h"

#include <QEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMenuBar>

namespace overlap::ui {

namespace {

class LetterKeeper : public QObject
{
public:
    using QObject::QObject;

    bool eventFilter(QObject *menu, QEvent *event) override
    {
        if (event->type() != QEvent::ShortcutOverride)
            return QObject::eventFilter(menu, event);
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool isTyped = (key->modifiers() & ~Qt::ShiftModifier) == Qt::NoModifier;
        if (!isTyped || key->text().isEmpty() || !key->text().front().isPrint())
            return QObject::eventFilter(menu, event);
        event->accept();
        return true;
    }
};

} // namespace

void keepLetters(QMenuBar &menus)
{
    auto *keeper = new LetterKeeper(&menus);
    for (QMenu *menu : menus.findChildren<QMenu *>())
        menu->installEventFilter(keeper);
}

} // namespace overlap::ui
