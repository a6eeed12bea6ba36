#include "problembar.h"

#include "theme.h"
#include "widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QPushButton>

namespace overlap::ui {

using namespace Qt::StringLiterals;

ProblemBar::ProblemBar(QWidget *parent)
    : QFrame(parent)
    , m_mark(boldLabel(u"!"_s))
    , m_text(plainLabel())
    , m_instead(new QPushButton)
    , m_dismiss(new QPushButton(tr("&Dismiss")))
{
    m_text->setObjectName("problemText"_L1);
    m_text->setWordWrap(true);
    m_instead->setObjectName("useInstead"_L1);
    m_instead->setAutoDefault(true);
    m_dismiss->setObjectName("dismiss"_L1);
    m_dismiss->setAutoDefault(true);
    auto *row = new QHBoxLayout(this);
    const int margin = fontMetrics().height() / 2;
    row->setContentsMargins(margin * 2, margin, margin, margin);
    row->addWidget(m_mark);
    row->addWidget(m_text, 1);
    row->addWidget(m_instead);
    row->addWidget(m_dismiss);
    connect(m_instead, &QPushButton::clicked, this, [this] {
        clear();
        m_mark->isHidden() ? Q_EMIT offerTaken() : Q_EMIT portChosen(m_port);
    });
    connect(m_dismiss, &QPushButton::clicked, this, &ProblemBar::clear);
    hide();
}

void ProblemBar::showProblem(const Problem &problem)
{
    m_port = problem.suggestedPort;
    say(problem.text, m_port != 0 ? tr("&Use %1 instead").arg(m_port) : QString());
    if (problem.isOfRules())
        return; // nobody asked for it here, and somebody may be typing
    m_focus.remember(*this);
    (m_port != 0 ? m_instead : m_dismiss)->setFocus();
}

void ProblemBar::showLasting(const QString &text)
{
    say(text, {});
    m_dismiss->hide();
}

void ProblemBar::showOffer(const QString &text, const QString &button)
{
    say(text, button);
    m_mark->hide();
    update();
}

void ProblemBar::say(const QString &text, const QString &button)
{
    m_text->setText(text);
    m_instead->setText(button);
    m_instead->setVisible(!button.isEmpty());
    m_dismiss->show();
    m_mark->show();
    setAccessibleName(text);
    show();
}

void ProblemBar::clear()
{
    m_focus.giveBack(*this);
    hide();
}

void ProblemBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && m_dismiss->isVisible())
        clear();
    else
        QFrame::keyPressEvent(event);
}

QString ProblemBar::text() const
{
    return m_text->text();
}

void ProblemBar::paintEvent(QPaintEvent *)
{
    const Theme theme = Theme::forPalette(palette());
    const QColor colour = m_mark->isHidden() ? theme.accent : theme.error;
    QColor ground = colour;
    ground.setAlphaF(0.12f);
    QPainter painter(this);
    painter.fillRect(rect(), ground);
    painter.fillRect(QRect(0, 0, fontMetrics().averageCharWidth() / 2, height()), colour);
}

} // namespace overlap::ui
