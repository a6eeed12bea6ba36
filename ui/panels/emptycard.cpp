#include "emptycard.h"

#include "widgets/plainlabel.h"
#include "widgets/previewbars.h"

#include <QEvent>
#include <QGridLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace overlap::ui {

using namespace Qt::StringLiterals;

EmptyCard::EmptyCard(int count, QWidget *parent)
    : QFrame(parent)
    , m_count(count)
    , m_previews(new QWidget)
    , m_text(plainLabel())
    , m_send(new QPushButton)
    , m_start(new QPushButton(tr("Only s&tart")))
    , m_lessons(new QPushButton(tr("&Lessons")))
{
    setObjectName("emptyCard"_L1);
    setFrameStyle(Box | Plain);
    setForegroundRole(QPalette::Mid);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    build();
    connect(m_send, &QPushButton::clicked, this, &EmptyCard::sendPressed);
    connect(m_start, &QPushButton::clicked, this, &EmptyCard::startPressed);
    connect(m_lessons, &QPushButton::clicked, this, &EmptyCard::lessonsPressed);
    showState(Session::State::Stopped, {});
}

void EmptyCard::build()
{
    QLabel *heading = boldLabel(tr("Watch requests overlap"));
    QFont large = heading->font();
    large.setPointSizeF(large.pointSizeF() * 1.5);
    heading->setFont(large);
    m_text->setObjectName("emptyCardText"_L1);
    m_text->setWordWrap(true);
    m_send->setObjectName("startAndSend"_L1);
    m_send->setAutoDefault(true);
    m_send->setDefault(true);
    m_start->setObjectName("onlyStart"_L1);
    m_start->setAutoDefault(true);
    m_lessons->setObjectName("openLessons"_L1);
    m_lessons->setAutoDefault(true);
    m_lessons->setToolTip(tr("Predict what a server does, run it, and see (F2)"));
    auto *previews = new QGridLayout(m_previews);
    previews->setContentsMargins({});
    previews->setHorizontalSpacing(fontMetrics().averageCharWidth() * 4);
    previews->addWidget(new PreviewBars(false), 0, 0);
    previews->addWidget(new PreviewBars(true), 0, 1);
    previews->addWidget(dimLabel(tr("four, one after the other: 20 s")), 1, 0);
    previews->addWidget(dimLabel(tr("four, overlapping: 5 s")), 1, 1);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_send);
    buttons->addWidget(m_start);
    buttons->addWidget(m_lessons);
    buttons->addStretch(1);
    auto *column = new QVBoxLayout(this);
    const int margin = fontMetrics().height() * 3 / 2;
    column->setContentsMargins(margin, margin, margin, margin);
    column->setSpacing(fontMetrics().height());
    column->addWidget(heading);
    column->addWidget(m_text);
    column->addWidget(m_previews);
    column->addLayout(buttons);
}

void EmptyCard::showState(Session::State state, const QUrl &url)
{
    const auto hasFocus = [this] { // as soon as the window is active
        const QWidget *focused = window()->focusWidget();
        return focused == m_send || focused == m_start;
    };
    const bool hadFocus = hasFocus();
    const bool serving = state == Session::State::Serving;
    const bool stopped = state == Session::State::Stopped;
    m_text->setText(serving ? tr("Serving on %1. Open it in a browser, or send test requests and "
                                 "see each one as a bar while it is answered.")
                                  .arg(url.toDisplayString())
                            : tr("Each request becomes a bar that grows while it is answered. "
                                 "Eight that wait five seconds each take five seconds together."));
    m_send->setText(serving ? tr("&Send %1 test requests").arg(m_count)
                            : tr("&Start and send %1 test requests").arg(m_count));
    m_send->setEnabled(serving || stopped);
    m_start->setVisible(!serving);
    m_start->setEnabled(stopped);
    fit();
    if (hadFocus && !hasFocus())
        m_standIn = window()->focusWidget();
    if (m_send->isEnabled() && m_standIn &&
        std::exchange(m_standIn, nullptr) == window()->focusWidget())
        takeFocus();
}

void EmptyCard::cover(QWidget *widget)
{
    m_covered = widget;
    widget->installEventFilter(this);
    fit();
}

bool EmptyCard::eventFilter(QObject *covered, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        fit();
    return QFrame::eventFilter(covered, event);
}

void EmptyCard::fit()
{
    const QSize room = m_covered ? m_covered->size() : QSize(QWIDGETSIZE_MAX, QWIDGETSIZE_MAX);
    const QMargins margins = layout()->contentsMargins();
    const int width = std::min(fontMetrics().averageCharWidth() * 72,
                               room.width() - margins.left() - margins.right());
    // A layout may shrink a wrapped text to less than its height.
    m_text->setMinimumSize(width, m_text->heightForWidth(width));
    const int height = layout()->sizeHint().height() +
                       (m_previews->isHidden() ? m_previews->sizeHint().height() : 0);
    m_previews->setVisible(height <= room.height());
}

void EmptyCard::takeFocus()
{
    m_send->setFocus();
}

} // namespace overlap::ui
