// The lessons: beside all else, which gets back to where it was when they close.
#include "mainwindow.h"

#include "lessons/lessonpanel.h"
#include "panels/controlbar.h"
#include "panels/details.h"
#include "panels/emptycard.h"
#include "rules/rulespage.h"

#include <QScopedValueRollback>
#include <QSplitter>

#include <algorithm>

namespace overlap::ui {

using namespace std::chrono_literals;

void MainWindow::buildLessons()
{
    m_lessons = new LessonPanel(m_session, m_options.lessons, [this] { return lessonSettings(); });
    m_runWatch = std::make_unique<RunWatch>(m_session.store(), *m_timeline);
    m_sides = new QSplitter(Qt::Horizontal);
    m_sides->addWidget(m_rows);
    m_sides->addWidget(m_lessons);
    m_sides->setStretchFactor(0, 1); // the lessons keep their width
}

void MainWindow::wireLessons()
{
    connect(m_card, &EmptyCard::lessonsPressed, m_lessons, &LessonPanel::openLast);
    connect(m_sides, &QSplitter::splitterMoved, this,
            [this] { m_lessonsWidth = m_lessons->width(); });
    connect(m_lessons, &LessonPanel::shownChanged, this, &MainWindow::showLessons);
    connect(m_lessons, &LessonPanel::runBegins, this,
            [this](const lesson::Lesson &lesson, lesson::Pace pace) {
                useStrategy(lesson.strategy);
                m_runWatch->begin(m_session.nowNs(), std::chrono::nanoseconds(15s).count() /
                                                         lesson::timesFaster(pace));
            });
    connect(m_lessons, &LessonPanel::runEnded, this, [this] { m_runWatch->end(); });
}

void MainWindow::openLesson(int number)
{
    const auto at = std::ranges::find(m_options.lessons, number, &lesson::Lesson::number);
    if (at != m_options.lessons.end())
        m_lessons->open(int(at - m_options.lessons.begin()));
}

void MainWindow::showLessons(bool shown)
{
    m_details->setVisible(!shown);
    m_session.restScenario(shown);
    m_rules->setResting(shown);
    if (shown)
        fitLessons();
    const bool isEmpty = m_session.store().total() == 0 && m_session.store().inFlight().empty();
    m_card->setVisible(!shown && isEmpty);
    if (shown) {
        m_beforeLessons.take(m_bar->strategy());
        m_runWatch->take();
        return;
    }
    useStrategy(m_beforeLessons.giveBack());
    m_runWatch->giveBack();
}

// With large texts they get no more than the timeline.
void MainWindow::fitLessons()
{
    const int all = width(); // of the window: it may be hidden yet
    const int wanted =
        m_lessonsWidth > 0 ? m_lessonsWidth : std::min(m_lessons->sizeHint().width(), all / 2);
    m_sides->setSizes({all - wanted, wanted});
}

void MainWindow::leaveLessons()
{
    m_lessons->leave();
    m_beforeLessons.forget();
}

// Chosen by hand, or for a lesson.
void MainWindow::takeStrategy()
{
    m_session.setStrategy(m_bar->strategy());
    if (m_isLessonChoosing || m_lessons->isHidden())
        return;
    m_beforeLessons.choseByHand(m_bar->strategy());
    m_lessons->cancel(tr("Another strategy was chosen before the lesson was over. Run it again."));
}

void MainWindow::useStrategy(const schedule::Choice &choice)
{
    const QScopedValueRollback choosing(m_isLessonChoosing, true);
    m_bar->setCounts(choice.counts);
    m_bar->setStrategy(choice.name);
    m_session.setStrategy(choice); // also if only its count is another
}

Settings MainWindow::lessonSettings() const
{
    if (!m_session.isServing())
        return settings();
    Settings settings = m_session.settings();
    settings.port = m_session.listening().port; // stays the same if it must start anew
    return settings;
}

} // namespace overlap::ui
