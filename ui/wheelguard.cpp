#include "wheelguard.h"

#include <QAbstractSpinBox>
#include <QComboBox>
#include <QEvent>
#include <QSlider>

namespace overlap::ui {

namespace {

class WheelGuard : public QObject
{
public:
    using QObject::QObject;

    bool eventFilter(QObject *field, QEvent *event) override
    {
        if (event->type() != QEvent::Wheel || static_cast<QWidget *>(field)->hasFocus())
            return false;
        event->ignore(); // the parent may use it
        return true;
    }
};

} // namespace

void guardFromWheel(QWidget &root)
{
    auto *guard = new WheelGuard(&root);
    const auto keep = [guard](QWidget *field) {
        field->setFocusPolicy(Qt::StrongFocus); // without WheelFocus
        field->installEventFilter(guard);
    };
    for (QWidget *field : root.findChildren<QAbstractSpinBox *>())
        keep(field);
    for (QWidget *field : root.findChildren<QComboBox *>())
        keep(field);
    for (QWidget *field : root.findChildren<QSlider *>())
        keep(field);
}

} // namespace overlap::ui
