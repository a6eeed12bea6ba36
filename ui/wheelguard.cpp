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
        event->ignore(); // for what it lies in
        return true;
    }
};

} // namespace

void guardFromWheel(QWidget &root)
{
    auto *guard = new WheelGuard(&root);
    const auto keep = [guard](QWidget *field) {
        field->setFocusPolicy(Qt::StrongFocus); // or the wheel gives it the focus first
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
