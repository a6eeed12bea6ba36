#pragma once

#include <QDialog>

namespace overlap::ui {

// Main thread. The keys, and what each does.
class KeysDialog : public QDialog
{
    Q_OBJECT
public:
    explicit KeysDialog(QWidget *parent = nullptr);
};

} // namespace overlap::ui
