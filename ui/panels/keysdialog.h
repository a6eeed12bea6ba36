#pragma once

#include <QDialog>

class QGridLayout;
class QMenuBar;

namespace overlap::ui {

// Main thread. The keys, and what each does: those of the menus' actions, and those that no menu
// has.
class KeysDialog : public QDialog
{
    Q_OBJECT
public:
    explicit KeysDialog(const QMenuBar &menus, QWidget *parent = nullptr);

private:
    void addHeading(const QString &text);
    void addKey(const QString &keys, const QString &meaning);
    // Those that work in the whole window, or only in one of its parts.
    void addActions(const QList<QAction *> &actions, Qt::ShortcutContext context);

    QGridLayout *m_grid;
};

} // namespace overlap::ui
