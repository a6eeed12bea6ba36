#pragma once

#include <QCompleter>

namespace overlap::ui {

// Main thread. Completes the last of the targets in a field, which stand between blanks.
class TargetCompleter : public QCompleter
{
    Q_OBJECT
public:
    explicit TargetCompleter(QObject *parent = nullptr);

    QStringList splitPath(const QString &path) const override;
    QString pathFromIndex(const QModelIndex &index) const override;

private:
    mutable QString m_before; // the targets before the one that is completed
};

} // namespace overlap::ui
