#include "lessons/lessonmenu.h"

#include "lessons/lessonpanel.h"

#include <QCoreApplication>
#include <QMenu>

namespace overlap::ui {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Lessons", text);
}

} // namespace

void addLessonMenu(QMenu &menu, LessonPanel &panel)
{
    QMenu *lessons = menu.addMenu(tr("&Lessons"));
    lessons->setObjectName("lessonMenu"_L1);
    lessons->setEnabled(!panel.lessons().empty());
    QAction *open = lessons->addAction(tr("&Open or close"), Qt::Key_F2, &panel, [&panel] {
        panel.isHidden() ? panel.openLast() : panel.leave();
    });
    open->setWhatsThis(tr("Lessons: predict what a server does, run it, and see"));
    QAction *before = lessons->addAction(tr("&Previous lesson"), Qt::ALT | Qt::Key_Left, &panel,
                                         [&panel] { panel.step(-1); });
    QAction *after = lessons->addAction(tr("&Next lesson"), Qt::ALT | Qt::Key_Right, &panel,
                                        [&panel] { panel.step(1); });
    const auto showSteps = [before, after](bool isShown) {
        before->setEnabled(isShown);
        after->setEnabled(isShown);
    };
    showSteps(false);
    QObject::connect(&panel, &LessonPanel::shownChanged, lessons, showSteps);
    lessons->addSeparator();
    std::vector<std::pair<QAction *, QString>> entries; // and the names of their lessons
    entries.reserve(panel.lessons().size());
    for (size_t i = 0; i < panel.lessons().size(); ++i) {
        const lesson::Lesson &lesson = panel.lessons()[i];
        QAction *entry = lessons->addAction(
            u"%1  %2"_s.arg(lesson.number).arg(QString(lesson.title).replace(u'&', u"&&"_s)),
            &panel, [&panel, i] { panel.open(int(i)); });
        entry->setCheckable(true);
        entries.emplace_back(entry, lesson.name);
    }
    // A click would change the tick, too.
    QObject::connect(lessons, &QMenu::aboutToShow, &panel, [&panel, entries] {
        for (const auto &[entry, name] : entries)
            entry->setChecked(panel.progress().done.contains(name));
    });
}

} // namespace overlap::ui
