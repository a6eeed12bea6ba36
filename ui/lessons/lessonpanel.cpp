#include "lessons/lessonpanel.h"

#include "announce.h"
#include "lessons/lessonpage.h"
#include "widgets/flowlayout.h"
#include "widgets/plainlabel.h"
#include "widgets/scrollpage.h"

#include <QCheckBox>
#include <QKeyEvent>
#include <QScrollBar>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace overlap::ui {

using namespace Qt::StringLiterals;

LessonPanel::LessonPanel(Session &session, std::vector<lesson::Lesson> lessons, Serving serving,
                         QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_lessons(std::move(lessons))
    , m_serving(std::move(serving))
    , m_previous(new QToolButton)
    , m_place(dimLabel())
    , m_next(new QToolButton)
    , m_book(new QCheckBox(tr("As in the &book")))
    , m_close(new QToolButton)
    , m_page(new LessonPage)
    , m_scroll(new ScrollPage(m_page))
{
    build();
    setNames();
    wire();
    QWidget::setVisible(false);
}

void LessonPanel::build()
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_previous->setText(u"‹"_s);
    m_next->setText(u"›"_s);
    m_close->setText(u"✕"_s);
    for (QToolButton *button : {m_previous, m_next, m_close})
        button->setAutoRaise(true);
    auto *place = new QHBoxLayout;
    place->addWidget(m_previous);
    place->addWidget(m_place);
    place->addWidget(m_next);
    auto *row = new FlowLayout;
    row->addLayout(place);
    row->addStretch();
    row->addWidget(m_book);
    auto *top = new QHBoxLayout;
    const int margin = fontMetrics().averageCharWidth();
    top->setContentsMargins(margin, margin / 2, margin / 2, 0);
    top->addLayout(row, 1);
    top->addWidget(m_close, 0, Qt::AlignTop);
    m_page->setBackgroundRole(QPalette::Base);
    m_scroll->setMinimumHeight(fontMetrics().height() * 3); // it scrolls
    setFocusProxy(m_scroll);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addLayout(top);
    column->addWidget(m_scroll, 1);
}

// Object names are for tests, accessible names for screen readers.
void LessonPanel::setNames()
{
    setObjectName("lessons"_L1);
    setAccessibleName(tr("Lessons"));
    m_scroll->setObjectName("lessonScroll"_L1);
    m_previous->setObjectName("lessonBefore"_L1);
    m_previous->setAccessibleName(tr("Previous lesson"));
    m_previous->setToolTip(tr("Previous lesson (Alt+←)"));
    m_place->setObjectName("lessonPlace"_L1);
    m_next->setObjectName("lessonAfter"_L1);
    m_next->setAccessibleName(tr("Next lesson"));
    m_next->setToolTip(tr("Next lesson (Alt+→)"));
    m_book->setObjectName("asInTheBook"_L1);
    m_book->setToolTip(tr("As long as in the book that the lessons follow: 5 s instead of 1 s"));
    m_close->setObjectName("closeLessons"_L1);
    m_close->setAccessibleName(tr("Close the lessons"));
    m_close->setToolTip(tr("Close the lessons (Esc): all is as before"));
}

void LessonPanel::wire()
{
    connect(m_previous, &QToolButton::clicked, this, [this] { step(-1); });
    connect(m_next, &QToolButton::clicked, this, [this] { step(1); });
    connect(m_close, &QToolButton::clicked, this, &LessonPanel::leave);
    connect(m_book, &QCheckBox::toggled, this, [this](bool isAsInTheBook) {
        m_progress.pace = isAsInTheBook ? lesson::Pace::Book : lesson::Pace::Fifth;
        retell(true);
        showKept();
    });
    connect(m_page, &LessonPage::runPressed, this, &LessonPanel::run);
    connect(m_page, &LessonPage::cancelPressed, this, [this] { cancel(); });
    connect(m_page, &LessonPage::nextPressed, this, [this] { step(1); });
    connect(&m_session, &Session::stateChanged, this, &LessonPanel::showState);
    connect(&m_session, &Session::sendProgressed, this, [this](int answered, int, int count) {
        if (m_run && !m_isDropped)
            m_page->showProgress(answered, count);
    });
}

lesson::Page LessonPanel::pageOfCurrent() const
{
    return lesson::pageOf(m_lessons[size_t(m_current)], m_progress.pace, m_session.url());
}

void LessonPanel::open(int index)
{
    if (m_lessons.empty())
        return;
    showLesson(std::clamp(index, 0, int(m_lessons.size()) - 1));
    setVisible(true);
    setFocus(Qt::TabFocusReason);
}

void LessonPanel::openLast()
{
    const auto last = std::ranges::find(m_lessons, m_progress.last, &lesson::Lesson::name);
    open(last == m_lessons.end() ? 0 : int(last - m_lessons.begin()));
}

void LessonPanel::leave()
{
    drop();
    setVisible(false);
}

void LessonPanel::setVisible(bool isVisible)
{
    if (isVisible == !isHidden())
        return;
    if (isVisible) {
        m_focus.remember(*this);
        QWidget::setVisible(true);
        Q_EMIT shownChanged(true);
    } else {
        Q_EMIT shownChanged(false); // what had the focus may have been hidden meanwhile
        m_focus.giveBack(*this);
        QWidget::setVisible(false);
    }
}

void LessonPanel::showLesson(int index)
{
    drop();
    m_current = index;
    const lesson::Lesson &lesson = m_lessons[size_t(index)];
    const auto count = int(m_lessons.size());
    m_progress.last = lesson.name;
    m_place->setText(tr("%1 of %2").arg(index + 1).arg(count));
    m_previous->setEnabled(index > 0);
    m_next->setEnabled(index + 1 < count);
    m_page->showLesson(lesson.number, pageOfCurrent(), index + 1 == count);
    showKept();
    enableBook();
    m_scroll->setAccessibleName(tr("Lesson %1: %2").arg(lesson.number).arg(lesson.title));
    m_scroll->ensureVisible(0, 0);
}

void LessonPanel::step(int by)
{
    const int wanted = m_current + by;
    if (wanted < 0 || wanted >= int(m_lessons.size()))
        return;
    const QToolButton *button = by < 0 ? m_previous : m_next;
    const bool goesOn = button->hasFocus();
    showLesson(wanted);
    if (!goesOn || !button->isEnabled())
        setFocus(Qt::TabFocusReason); // one reads from the top
    announce(this, m_scroll->accessibleName());
}

void LessonPanel::retell(bool isRetimed)
{
    if (!m_lessons.empty())
        m_page->retell(pageOfCurrent(), isRetimed);
}

void LessonPanel::run()
{
    m_isNext = m_run != nullptr;
    if (m_isNext)
        return m_page->showRunning(tr("The run before still ends…"));
    const lesson::Lesson &lesson = m_lessons[size_t(m_current)];
    m_run = new lesson::Run(m_session, lesson, m_progress.pace, m_serving(), this);
    m_isDropped = false;
    m_why.clear();
    connect(m_run, &lesson::Run::finished, this, &LessonPanel::take);
    enableBook();
    m_page->showRunning(tr("Running…"));
    scrollTo(m_page->code()); // there one sees what happens
    Q_EMIT runBegins(lesson, m_progress.pace);
    m_run->start();
}

// All of it is in view then, or its beginning.
void LessonPanel::scrollTo(const QWidget *part)
{
    const int margin = fontMetrics().height() / 2;
    const QRect area(part->mapTo(m_page, QPoint()), part->size());
    const int roomFor = m_scroll->viewport()->height() - margin;
    QScrollBar *bar = m_scroll->verticalScrollBar();
    const int first = area.top() - margin;
    bar->setValue(std::clamp(bar->value(), std::min(first, area.bottom() - roomFor), first));
}

void LessonPanel::cancel(const QString &why)
{
    if (std::exchange(m_isNext, false))
        return retell(true); // it did not begin
    m_why = why;
    if (m_run)
        m_run->cancel();
}

// Nobody looks at its result any more.
void LessonPanel::drop()
{
    m_isDropped = true;
    cancel();
}

void LessonPanel::take(const lesson::Result &result)
{
    std::exchange(m_run, nullptr)->deleteLater();
    enableBook();
    if (!m_isDropped) {
        lesson::Result shown = result;
        if (result.isAsExpected)
            m_progress.done += m_lessons[size_t(m_current)].name;
        if (result.error.isEmpty())
            m_kept[m_current] = {result, m_page->predicted(), m_progress.pace};
        else if (!m_why.isEmpty())
            shown.error = m_why;
        m_page->showResult(shown);
        announce(m_page->result(), m_page->spokenResult());
        QTimer::singleShot(0, m_page, [this] { scrollTo(m_page->result()); }); // laid out by then
    }
    Q_EMIT runEnded();
    if (m_isNext)
        run();
}

void LessonPanel::showState()
{
    retell(false); // the address
    if (!m_run || m_isDropped)
        return;
    m_page->showRunning(m_session.state() == Session::State::Stopping
                            ? tr("Waiting until the server has stopped…")
                            : tr("Running…"));
}

// It has that pace.
void LessonPanel::showKept()
{
    const auto kept = m_kept.find(m_current);
    if (kept != m_kept.end() && kept->second.pace == m_progress.pace)
        m_page->showKept(kept->second.result, kept->second.picked);
}

// Some lessons have no times.
void LessonPanel::enableBook()
{
    m_book->setEnabled(!m_run && m_lessons[size_t(m_current)].isScaled);
}

void LessonPanel::refresh(bool isLoopBlocked)
{
    if (!isHidden())
        m_page->showHere(m_session.store().inFlight(), isLoopBlocked);
}

void LessonPanel::restore(const QSettings &settings)
{
    m_progress = Progress::from(settings);
    m_book->setChecked(m_progress.pace == lesson::Pace::Book);
}

void LessonPanel::save(QSettings &settings) const
{
    m_progress.save(settings);
}

void LessonPanel::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Escape: return leave();
    case Qt::Key_Return:
    case Qt::Key_Enter: return m_page->confirm();
    case Qt::Key_1:
    case Qt::Key_2:
    case Qt::Key_3:
    case Qt::Key_4: return m_page->pick(event->key() - Qt::Key_1);
    default: QWidget::keyPressEvent(event);
    }
}

} // namespace overlap::ui
