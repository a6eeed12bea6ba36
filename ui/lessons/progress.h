#pragma once

#include "overlap/lesson/pace.h"

#include <QSet>
#include <QString>

class QSettings;

namespace overlap::ui {

// Pure. How far somebody has come with the lessons, as the settings keep it.
struct Progress
{
    QSet<QString> done; // the names of lessons
    QString last;       // the one that was open last; empty: none was
    lesson::Pace pace = lesson::Pace::Fifth;

    static Progress from(const QSettings &settings);
    void save(QSettings &settings) const;
};

} // namespace overlap::ui
