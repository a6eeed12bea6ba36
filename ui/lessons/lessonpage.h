#pragma once

#include "lessons/here.h"
#include "overlap/lesson/run.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace overlap::ui {

class AnswerList;
class CodeView;
class FlatTabBar;
class MarkdownLabel;
class ResultView;
class TryBox;

// Main thread. The page of one lesson: text, code, question, and after a run what it showed.
class LessonPage : public QWidget
{
    Q_OBJECT
public:
    explicit LessonPage(QWidget *parent = nullptr);

    // Another lesson, of which nothing is predicted yet.
    void showLesson(int number, const lesson::Page &page, bool isLast);
    // The same lesson with other times, or at another address. What was measured goes if
    // `isRetimed`.
    void retell(const lesson::Page &page, bool isRetimed);
    void showHere(const std::vector<record::InFlight> &inFlight, bool isLoopBlocked);
    void showRunning(const QString &hint); // and why it takes so long
    void showProgress(int answered, int count);
    void showResult(const lesson::Result &result);
    void showKept(const lesson::Result &result, int picked); // of an earlier run
    void pick(int answer);
    void confirm(); // runs what is picked, if it did not run yet
    int predicted() const { return m_predicted; }

    QString spokenResult() const;
    QWidget *code() const; // for whoever scrolls
    QWidget *result() const;

Q_SIGNALS:
    void runPressed();
    void cancelPressed();
    void nextPressed();

protected:
    void changeEvent(QEvent *event) override;

private:
    enum class State { Fresh, Running, Over };
    void build();
    void setNames();
    void showLanguage();
    void press();
    void setState(State state);
    void showButtons();
    void fitHeading();

    lesson::Page m_page;
    State m_state = State::Fresh;
    bool m_isLast = false;
    int m_predicted = 0;
    QLabel *m_heading;
    MarkdownLabel *m_text;
    FlatTabBar *m_languages;
    CodeView *m_code;
    MarkdownLabel *m_question;
    AnswerList *m_answers;
    QPushButton *m_run;
    QPushButton *m_next;
    QLabel *m_hint; // beside the buttons
    ResultView *m_result;
    TryBox *m_try;
};

} // namespace overlap::ui
