#include "lessons/resultview.h"

#include "lessons/markdown.h"
#include "theme.h"
#include "widgets/plainlabel.h"

#include <QEvent>
#include <QGridLayout>
#include <QPainter>

namespace overlap::ui {

using namespace Qt::StringLiterals;

namespace {

QLabel *wrappedLabel(const char *name)
{
    QLabel *label = plainLabel();
    label->setObjectName(QLatin1StringView(name));
    label->setWordWrap(true);
    label->setMinimumWidth(1);
    return label;
}

} // namespace

ResultView::ResultView(QWidget *parent)
    : QWidget(parent)
    , m_heading(boldLabel())
    , m_figures(new QWidget)
    , m_predicted(wrappedLabel("predicted"))
    , m_measured(wrappedLabel("measured"))
    , m_thatIs(dimLabel(tr("That is")))
    , m_right(wrappedLabel("rightAnswer"))
    , m_explanation(new MarkdownLabel)
{
    m_heading->setObjectName("resultHeading"_L1);
    m_heading->setWordWrap(true);
    m_explanation->setObjectName("explanation"_L1);
    auto *grid = new QGridLayout(m_figures);
    grid->setContentsMargins({});
    grid->setColumnStretch(1, 1);
    grid->addWidget(dimLabel(tr("Predicted")), 0, 0, Qt::AlignTop);
    grid->addWidget(m_predicted, 0, 1);
    grid->addWidget(dimLabel(tr("Measured")), 1, 0, Qt::AlignTop);
    grid->addWidget(m_measured, 1, 1);
    grid->addWidget(m_thatIs, 2, 0, Qt::AlignTop);
    grid->addWidget(m_right, 2, 1);
    auto *column = new QVBoxLayout(this);
    const int margin = fontMetrics().averageCharWidth();
    column->setContentsMargins(2 * margin, margin, margin, margin);
    column->addWidget(m_heading);
    column->addWidget(m_figures);
    column->addWidget(m_explanation);
}

void ResultView::showResult(const lesson::Result &result, const QString &predicted,
                            const QString &right)
{
    m_isProblem = !result.error.isEmpty();
    m_heading->setText(m_isProblem            ? u"! "_s + result.error
                       : !result.isAsExpected ? result.note
                       : right.isEmpty()      ? tr("As you predicted")
                                              : tr("Not as you predicted"));
    m_figures->setVisible(!m_isProblem);
    m_predicted->setText(predicted);
    m_measured->setText(result.measured);
    m_right->setText(right);
    for (QLabel *label : {m_thatIs, m_right})
        label->setVisible(result.isAsExpected && !right.isEmpty());
    m_explanation->setMarkdown(result.explanation);
    m_explanation->setVisible(!result.explanation.isEmpty());
    updateColours();
    update();
}

QString ResultView::spoken() const
{
    QStringList said{m_heading->text()};
    if (!m_figures->isHidden())
        said += {tr("Predicted: %1").arg(m_predicted->text()),
                 tr("Measured: %1").arg(m_measured->text())};
    if (!m_right->isHidden())
        said += tr("That is: %1").arg(m_right->text());
    if (!m_explanation->isHidden())
        said += m_explanation->accessibleName();
    for (QString &each : said) {
        if (!each.endsWith(u'.'))
            each += u'.';
    }
    return said.join(u' ');
}

void ResultView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateColours();
}

void ResultView::updateColours()
{
    const Theme theme = Theme::forPalette(palette());
    QPalette saying;
    saying.setColor(QPalette::WindowText, m_isProblem ? theme.error : theme.text);
    m_heading->setPalette(saying);
}

// A line at the left edge: what stands beside it was measured, and is not of the lesson's text.
void ResultView::paintEvent(QPaintEvent *)
{
    const Theme theme = Theme::forPalette(palette());
    QPainter painter(this);
    painter.fillRect(0, 0, fontMetrics().averageCharWidth() / 2, height(),
                     m_isProblem ? theme.error : theme.accent);
}

} // namespace overlap::ui
