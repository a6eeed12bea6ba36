#include "lessons/lessonpage.h"

#include "lessons/answerlist.h"
#include "lessons/codeview.h"
#include "lessons/markdown.h"
#include "lessons/resultview.h"
#include "lessons/trybox.h"
#include "overlap/text/format.h"
#include "widgets/flattabbar.h"
#include "widgets/flowlayout.h"
#include "widgets/plainlabel.h"

#include <QEvent>
#include <QPushButton>
#include <QVBoxLayout>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using text::countText;

LessonPage::LessonPage(QWidget *parent)
    : QWidget(parent)
    , m_heading(boldLabel())
    , m_text(new MarkdownLabel)
    , m_languages(new FlatTabBar)
    , m_code(new CodeView)
    , m_question(new MarkdownLabel)
    , m_answers(new AnswerList)
    , m_run(new QPushButton)
    , m_next(new QPushButton(tr("Ne&xt lesson")))
    , m_hint(dimLabel())
    , m_result(new ResultView)
    , m_try(new TryBox)
{
    build();
    setNames();
    connect(m_languages, &QTabBar::currentChanged, this, &LessonPage::showLanguage);
    connect(m_answers, &AnswerList::pickedChanged, this, &LessonPage::showButtons);
    connect(m_answers, &AnswerList::confirmed, m_run, &QPushButton::click);
    connect(m_run, &QPushButton::clicked, this, &LessonPage::press);
    connect(m_next, &QPushButton::clicked, this, &LessonPage::nextPressed);
    setState(State::Fresh);
}

void LessonPage::build()
{
    m_heading->setWordWrap(true);
    fitHeading();
    m_languages->addTab(tr("C++"));
    m_languages->addTab(tr("Rust (not run here)"));
    QFont bold = font();
    bold.setBold(true);
    m_question->setFont(bold);
    m_run->setFont(bold);
    m_run->setAutoDefault(true);
    m_next->setAutoDefault(true);
    auto *code = new QVBoxLayout;
    code->setSpacing(0);
    code->addWidget(m_languages);
    code->addWidget(m_code);
    auto *buttons = new FlowLayout;
    buttons->addWidget(m_run);
    buttons->addWidget(m_next);
    buttons->addWidget(m_hint);
    auto *column = new QVBoxLayout(this);
    column->setSpacing(fontMetrics().height() * 2 / 3);
    column->addWidget(m_heading);
    column->addWidget(m_text);
    column->addLayout(code);
    column->addWidget(m_question);
    column->addWidget(m_answers);
    column->addLayout(buttons);
    column->addWidget(m_result);
    column->addWidget(m_try);
    column->addStretch(1);
}

// Object names are for tests, accessible names for screen readers.
void LessonPage::setNames()
{
    m_heading->setObjectName("lessonHeading"_L1);
    m_text->setObjectName("lessonText"_L1);
    m_languages->setObjectName("lessonLanguages"_L1);
    m_languages->setAccessibleName(tr("Language of the code"));
    m_code->setObjectName("lessonCode"_L1);
    m_question->setObjectName("lessonQuestion"_L1);
    m_answers->setObjectName("lessonAnswers"_L1);
    m_run->setObjectName("runLesson"_L1);
    m_next->setObjectName("nextLesson"_L1);
    m_hint->setObjectName("lessonHint"_L1);
    m_result->setObjectName("lessonResult"_L1);
    m_try->setObjectName("lessonTry"_L1);
}

void LessonPage::fitHeading()
{
    QFont large = font();
    large.setBold(true);
    large.setPointSizeF(large.pointSizeF() * 1.4);
    m_heading->setFont(large);
}

void LessonPage::showLesson(int number, const lesson::Page &page, bool isLast)
{
    m_isLast = isLast;
    m_heading->setText(tr("%1  %2").arg(number).arg(page.title));
    m_languages->setCurrentIndex(0);
    m_answers->unpick();
    retell(page, true);
}

void LessonPage::retell(const lesson::Page &page, bool isRetimed)
{
    m_page = page;
    m_text->setMarkdown(page.text);
    m_languages->setVisible(!page.rust.isEmpty());
    m_question->setMarkdown(page.question);
    QStringList answers;
    for (const QString &answer : page.answers)
        answers += plainOf(answer);
    m_answers->setAnswers(answers);
    m_answers->setAccessibleName(m_question->accessibleName());
    m_try->showTry(page.tryIt, page.command);
    showLanguage();
    if (isRetimed)
        setState(State::Fresh);
}

void LessonPage::showLanguage()
{
    if (m_languages->currentIndex() == 1)
        m_code->showRust(m_page.rust);
    else
        m_code->showCode(m_page.code);
}

void LessonPage::showHere(const std::vector<record::InFlight> &inFlight, bool isLoopBlocked)
{
    m_code->showHere(whoIsHere(m_page.code, inFlight, isLoopBlocked));
}

void LessonPage::press()
{
    if (m_state == State::Running)
        return Q_EMIT cancelPressed();
    if (const auto picked = m_answers->picked()) {
        m_predicted = *picked;
        Q_EMIT runPressed();
    }
}

void LessonPage::showRunning(const QString &hint)
{
    if (m_answers->isAncestorOf(window()->focusWidget()))
        m_run->setFocus(); // the answers are disabled
    setState(State::Running);
    m_hint->setText(hint);
    m_hint->show();
}

void LessonPage::showProgress(int answered, int count)
{
    m_hint->setText(
        tr("%1 of %2 answered").arg(countText(quint64(answered)), countText(quint64(count))));
}

void LessonPage::showResult(const lesson::Result &result)
{
    const QString right = result.answer && *result.answer != m_predicted
                              ? plainOf(m_page.answers.value(*result.answer))
                              : QString();
    m_result->showResult(result, m_answers->pickedText(), right);
    setState(State::Over);
    m_try->setVisible(result.error.isEmpty());
    if (m_isLast && result.isAsExpected) {
        m_hint->setText(tr("That was the last lesson."));
        m_hint->show();
    }
}

void LessonPage::showKept(const lesson::Result &result, int picked)
{
    m_predicted = picked;
    m_answers->pick(picked);
    showResult(result);
}

void LessonPage::pick(int answer)
{
    m_answers->pick(answer);
}

void LessonPage::confirm()
{
    if (m_state == State::Fresh)
        m_run->click();
}

QString LessonPage::spokenResult() const
{
    return m_result->spoken();
}

QWidget *LessonPage::code() const
{
    return m_code;
}

QWidget *LessonPage::result() const
{
    return m_result;
}

void LessonPage::setState(State state)
{
    m_state = state;
    m_answers->setEnabled(state != State::Running);
    m_result->setVisible(state == State::Over);
    m_try->setVisible(state == State::Over);
    showButtons();
}

void LessonPage::showButtons()
{
    const bool isRunning = m_state == State::Running;
    const bool isPicked = m_answers->picked().has_value();
    m_run->setText(isRunning                ? tr("&Cancel")
                   : m_state == State::Over ? tr("&Run again")
                                            : tr("&Run"));
    m_run->setEnabled(isRunning || isPicked);
    m_run->setAccessibleDescription(isPicked ? QString() : tr("Pick an answer first"));
    m_next->setVisible(m_state == State::Over && !m_isLast);
    if (!isRunning)
        m_hint->setText(isPicked ? QString() : tr("Pick an answer first"));
    m_hint->setVisible(!m_hint->text().isEmpty());
}

void LessonPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        fitHeading();
}

} // namespace overlap::ui
