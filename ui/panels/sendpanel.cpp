#include "sendpanel.h"

#include "overlap/analysis/sending.h"
#include "overlap/text/format.h"
#include "sendform.h"
#include "theme.h"
#include "widgets/plainlabel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QToolButton>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using text::countText;

namespace {

constexpr auto tick = 100ms;

} // namespace

SendPanel::SendPanel(QWidget *parent)
    : QWidget(parent)
    , m_tick(this)
    , m_form(new SendForm)
    , m_send(new QPushButton)
    , m_close(new QToolButton)
    , m_preview(plainLabel())
    , m_results(plainLabel())
    , m_progress(new QProgressBar)
{
    m_tick.setInterval(tick);
    build();
    setNames();
    wire();
    check();
    hide();
}

void SendPanel::build()
{
    m_close->setText(u"✕"_s);
    m_close->setAutoRaise(true);
    for (QLabel *label : {m_preview, m_results}) {
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
        label->setWordWrap(true);
    }
    auto *first = new QHBoxLayout;
    first->addWidget(m_form, 1);
    first->addWidget(m_close, 0, Qt::AlignTop);
    auto *last = new QHBoxLayout;
    last->addWidget(m_send);
    last->addWidget(m_preview, 2);
    last->addWidget(m_progress, 1);
    last->addWidget(m_results, 2);
    auto *column = new QVBoxLayout(this);
    const QMargins margins = column->contentsMargins();
    column->setContentsMargins(margins.left(), 0, margins.right(), margins.bottom());
    column->addLayout(first);
    column->addLayout(last);
}

// Object names are for tests, accessible names for screen readers.
void SendPanel::setNames()
{
    setObjectName("sendPanel"_L1);
    setAccessibleName(tr("Send test requests"));
    m_send->setObjectName("sendNow"_L1);
    m_close->setObjectName("sendClose"_L1);
    m_close->setAccessibleName(tr("Close"));
    m_close->setToolTip(tr("Close (Esc)"));
    m_preview->setObjectName("sendPreview"_L1);
    m_results->setObjectName("sendOutcome"_L1);
    m_progress->setObjectName("sendProgress"_L1);
    m_progress->setAccessibleName(tr("Progress"));
}

void SendPanel::wire()
{
    connect(m_form, &SendForm::changed, this, [this] {
        m_results->clear(); // they belong to another plan
        check();
    });
    connect(m_form, &SendForm::tried, this, [this] {
        if (!m_isSending) // else it would cancel
            m_send->click();
    });
    connect(m_send, &QPushButton::clicked, this, &SendPanel::press);
    connect(m_close, &QToolButton::clicked, this, [this] { open(false); });
    connect(&m_tick, &QTimer::timeout, this, &SendPanel::showWorking);
}

void SendPanel::check()
{
    const QString problem = m_form->problem();
    m_isValid = problem.isEmpty();
    m_preview->setText(m_isValid ? analysis::planSentence(m_form->plan()) : u"! "_s + problem);
    const bool canServe = m_state == Session::State::Stopped || m_state == Session::State::Serving;
    m_send->setText(m_isSending ? tr("Cancel") : tr("&Send"));
    m_send->setEnabled(m_isSending || (m_isValid && canServe));
    m_progress->setVisible(m_isSending);
    m_results->setVisible(!m_isSending && !m_results->text().isEmpty());
    updateColours();
}

void SendPanel::press()
{
    m_isSending ? Q_EMIT cancelPressed() : Q_EMIT sendPressed(m_form->plan());
}

void SendPanel::showState(Session::State state)
{
    m_state = state;
    check();
}

void SendPanel::showProgress(int answered, int failed, int count)
{
    m_answered = answered;
    m_failed = failed;
    m_progress->setRange(0, count);
    m_progress->setValue(answered + failed);
    if (!m_isSending) {
        m_isSending = true;
        m_since.start();
        m_tick.start();
        check();
    }
    showWorking();
}

void SendPanel::showWorking()
{
    QString text =
        tr("%1 of %2")
            .arg(countText(quint64(m_answered)), countText(quint64(m_progress->maximum())));
    if (m_failed > 0)
        text += tr(", %1 failed").arg(countText(quint64(m_failed)));
    text += tr(" · %1 s").arg(double(m_since.elapsed()) / 1000, 0, 'f', 1);
    m_progress->setFormat(text);
}

void SendPanel::showResults(const QList<load::Result> &results)
{
    m_isSending = false;
    m_tick.stop();
    m_results->setText(analysis::resultsSentence(results));
    check();
}

void SendPanel::open(bool isOpen)
{
    isOpen ? m_focus.remember(*this) : m_focus.giveBack(*this);
    setVisible(isOpen);
    if (isOpen)
        focusFirst();
}

void SendPanel::focusFirst()
{
    m_form->focusFirst();
}

void SendPanel::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        open(false);
    else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        m_send->click();
    else
        QWidget::keyPressEvent(event);
}

void SendPanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateColours();
}

void SendPanel::updateColours()
{
    const Theme theme = Theme::forPalette(palette());
    QPalette saying;
    saying.setColor(QPalette::WindowText, m_isValid ? theme.text : theme.error);
    m_preview->setPalette(saying);
}

void SendPanel::restore(const QSettings &settings)
{
    m_form->restore(settings);
    setVisible(settings.value("send/open"_L1).toBool());
}

void SendPanel::save(QSettings &settings) const
{
    m_form->save(settings);
    settings.setValue("send/open"_L1, !isHidden());
}

} // namespace overlap::ui
