#include "panels/targetcompleter.h"

#include "panels/trymenu.h"

#include <QStringListModel>

namespace overlap::ui {

TargetCompleter::TargetCompleter(QObject *parent) : QCompleter(parent)
{
    QStringList targets;
    for (const Example &example : examples())
        targets += example.target;
    targets.sort();
    setModel(new QStringListModel(targets, this));
    setModelSorting(CaseSensitivelySortedModel);
}

QStringList TargetCompleter::splitPath(const QString &path) const
{
    const qsizetype at = path.lastIndexOf(u' ') + 1;
    m_before = path.first(at);
    return {path.sliced(at)};
}

QString TargetCompleter::pathFromIndex(const QModelIndex &index) const
{
    return m_before + QCompleter::pathFromIndex(index);
}

} // namespace overlap::ui
