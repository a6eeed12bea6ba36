#include "lessons/progress.h"

#include <QSettings>
#include <QStringList>

namespace overlap::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr auto doneKey = "lessons/done"_L1;
constexpr auto lastKey = "lessons/last"_L1;
constexpr auto bookKey = "lessons/asInTheBook"_L1;

} // namespace

Progress Progress::from(const QSettings &settings)
{
    const QStringList done = settings.value(doneKey).toStringList();
    return {QSet<QString>(done.begin(), done.end()), settings.value(lastKey).toString(),
            settings.value(bookKey).toBool() ? lesson::Pace::Book : lesson::Pace::Fifth};
}

void Progress::save(QSettings &settings) const
{
    QStringList names = done.values();
    names.sort();
    settings.setValue(doneKey, names);
    settings.setValue(lastKey, last);
    settings.setValue(bookKey, pace == lesson::Pace::Book);
}

} // namespace overlap::ui
