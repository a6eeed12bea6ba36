#pragma once

#include "lessons/progress.h"
#include "overlap/lesson/run.h"
#include "overlap/session.h"
#include "widgets/focusreturn.h"

#include <QWidget>

#include <functional>
#include <map>
#include <vector>

class QCheckBox;
class QLabel;
class QSettings;
class QToolButton;

namespace overlap::ui {

class LessonPage;
class ScrollPage;

// Main thread. The lessons, a page each, and the runs of them on a session. Hidden at first.
class LessonPanel : public QWidget
{
    Q_OBJECT
public:
    using Serving = std::function<Settings()>; // how to serve
    // The session outlives the panel.
    LessonPanel(Session &session, std::vector<lesson::Lesson> lessons, Serving serving,
                QWidget *parent = nullptr);

    const std::vector<lesson::Lesson> &lessons() const { return m_lessons; }
    const Progress &progress() const { return m_progress; }
    bool isRunning() const { return m_run != nullptr; }

    void open(int index); // shows one of lessons(), or the nearest, and takes the focus
    void openLast();      // the one that was open last, or the first one
    void leave();         // hides; cancels a run
    void cancel(const QString &why = {}); // the run, if there is one
    void refresh(bool isLoopBlocked);
    void restore(const QSettings &settings);
    void save(QSettings &settings) const;
    void setVisible(bool isVisible) override;

public Q_SLOTS:
    void step(int by); // to another lesson

Q_SIGNALS:
    void shownChanged(bool isShown);
    void runBegins(const overlap::lesson::Lesson &lesson, overlap::lesson::Pace pace);
    void runEnded();

protected:
    void keyPressEvent(QKeyEvent *event) override; // Esc leaves, 1 to 4 pick, Enter runs

private:
    void build();
    void setNames();
    void wire();
    void showLesson(int index);
    void retell(bool isRetimed);
    void run();
    void scrollTo(const QWidget *part);
    void drop();
    void showState();
    void showKept();
    void enableBook();
    void take(const lesson::Result &result);
    lesson::Page pageOfCurrent() const;

    Session &m_session;
    const std::vector<lesson::Lesson> m_lessons;
    const Serving m_serving;
    Progress m_progress;
    int m_current = 0;
    FocusReturn m_focus;
    lesson::Run *m_run = nullptr;
    bool m_isDropped = false; // m_run: it was cancelled, and is about to end
    bool m_isNext = false;    // another run, as soon as that one has ended
    QString m_why;            // m_run was cancelled; empty: for no special reason
    struct Kept
    {
        lesson::Result result;
        int picked;
        lesson::Pace pace;
    };
    std::map<int, Kept> m_kept; // by the index of the lesson: what it showed the last time
    QToolButton *m_previous;
    QLabel *m_place; // "4 of 12"
    QToolButton *m_next;
    QCheckBox *m_book;
    QToolButton *m_close;
    LessonPage *m_page;
    ScrollPage *m_scroll;
};

} // namespace overlap::ui
