#include "emptycard.h"

#include "widgets/plainlabel.h"
#include "widgets/previewbars.h"

#include <QGridLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include <utility>

namespace overlap::ui {

using namespace Qt::StringLiterals;

EmptyCard::EmptyCard(int count, QWidget *parent)
    : QFrame(parent)
    , m_count(count)
    , m_text(plainLabel())
    , m_send(new QPushButton)
    , m_start(new QPushButton(tr("Only s&tart")))
{
    setObjectName("emptyCard"_L1);
    setFrameStyle(Box | Plain);
    setForegroundRole(QPalette::Mid);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    build();
    connect(m_send, &QPushButton::clicked, this, &EmptyCard::sendPressed);
    connect(m_start, &QPushButton::clicked, this, &EmptyCard::startPressed);
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
    auto *previews = new QGridLayout;
    previews->setHorizontalSpacing(fontMetrics().averageCharWidth() * 4);
    previews->addWidget(new PreviewBars(false), 0, 0);
    previews->addWidget(new PreviewBars(true), 0, 1);
    previews->addWidget(dimLabel(tr("one after the other: 20 s")), 1, 0);
    previews->addWidget(dimLabel(tr("overlapping: 5 s")), 1, 1);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_send);
    buttons->addWidget(m_start);
    buttons->addStretch(1);
    auto *column = new QVBoxLayout(this);
    const int margin = fontMetrics().height() * 3 / 2;
    column->setContentsMargins(margin, margin, margin, margin);
    column->setSpacing(fontMetrics().height());
    column->addWidget(heading);
    column->addWidget(m_text);
    column->addLayout(previews);
    column->addLayout(buttons);
}

void EmptyCard::showState(Session::State state, const QUrl &url)
{
    const bool hadFocus = m_send->hasFocus() || m_start->hasFocus();
    const bool serving = state == Session::State::Serving;
    const bool stopped = state == Session::State::Stopped;
    m_text->setText(serving ? tr("Serving on %1. Open it in a browser, or send test requests and "
                                 "see each one as a bar while it is answered.")
                                  .arg(url.toDisplayString())
                            : tr("Each request becomes a bar that grows while it is answered. "
                                 "Eight that wait five seconds each take five seconds together."));
    // A layout may shrink a wrapped text to less than its height.
    const int width = fontMetrics().averageCharWidth() * 72;
    m_text->setMinimumSize(width, m_text->heightForWidth(width));
    m_send->setText(serving ? tr("&Send %1 test requests").arg(m_count)
                            : tr("&Start and send %1 test requests").arg(m_count));
    m_send->setEnabled(serving || stopped);
    m_start->setVisible(!serving);
    m_start->setEnabled(stopped);
    if (hadFocus && !m_send->hasFocus() && !m_start->hasFocus())
        m_standIn = window()->focusWidget();
    if (m_send->isEnabled() && m_standIn && std::exchange(m_standIn, nullptr)->hasFocus())
        takeFocus();
}

void EmptyCard::takeFocus()
{
    m_send->setFocus();
}

} // namespace overlap::ui
