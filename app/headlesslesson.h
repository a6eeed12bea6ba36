#pragma once

#include "overlap/lesson/run.h"

#include <QObject>

namespace overlap::app {

// Pure. A lesson and what its run showed, as plain text in lines of at most 78 columns.
QString lessonText(const lesson::Lesson &lesson, lesson::Pace pace);
QString resultText(const lesson::Lesson &lesson, const lesson::Result &result);

// Main thread. Runs one lesson without a window, and prints it. Ends the application's event loop
// with status 0 if it showed what it should, or else with 1.
class HeadlessLesson : public QObject
{
    Q_OBJECT
public:
    // `settings`: how to serve, see lesson::Run.
    HeadlessLesson(Session &session, const lesson::Lesson &lesson, lesson::Pace pace,
                   const Settings &settings);

    void start();
    void stop() { m_run.cancel(); }

private:
    void end(const lesson::Result &result);

    const lesson::Lesson &m_lesson;
    const lesson::Pace m_pace;
    lesson::Run m_run;
};

} // namespace overlap::app
