#include "legend.h"

#include "latinkey.h"
#include "overlap/record/names.h"
#include "terms.h"
#include "widgets/plainlabel.h"
#include "widgets/scrollpage.h"
#include "widgets/shapes.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include <functional>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using analysis::UpstreamStep;
using record::Phase;

namespace {

using Draw = std::function<void(QPainter &, const Theme &, const QRect &)>;

// A piece of the timeline.
class Sample : public QWidget
{
public:
    explicit Sample(Draw draw) : m_draw(std::move(draw))
    {
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    }
    QSize sizeHint() const override
    {
        return {fontMetrics().averageCharWidth() * 14, fontMetrics().height() * 4 / 3};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Theme theme = Theme::forPalette(palette());
        QPainter painter(this);
        painter.fillRect(rect(), theme.background);
        const int margin = height() / 8;
        m_draw(painter, theme, rect().adjusted(margin, margin, -margin, -margin));
    }

private:
    const Draw m_draw;
};

// A part of a rectangle, given in twelfths of its width and height.
QRect part(const QRect &rect, int x, int y, int width, int height)
{
    return {rect.left() + rect.width() * x / 12, rect.top() + rect.height() * y / 12,
            rect.width() * width / 12, std::max(1, rect.height() * height / 12)};
}

void drawGraph(QPainter &painter, const Theme &theme, const QRect &rect)
{
    for (const auto &[x, high] : {std::pair(0, 4), {3, 8}, {6, 12}, {9, 4}}) {
        const QRect step = part(rect, x, 12 - high, 3, high);
        painter.fillRect(step, theme.graphFill);
        painter.fillRect(step.left(), step.top(), step.width(), 2, theme.accent);
    }
}

void drawLoop(QPainter &painter, const Theme &theme, const QRect &rect)
{
    painter.fillRect(rect, theme.grid);
    painter.fillRect(part(rect, 1, 8, 2, 4), theme.phase[size_t(Phase::Running)]);
    painter.fillRect(part(rect, 6, 0, 5, 12), theme.error);
}

void drawBracket(QPainter &painter, const Theme &theme, const QRect &rect)
{
    painter.fillRect(rect.left(), rect.top() + rect.height() / 4, 1, rect.height() / 2, theme.dim);
    painter.fillRect(part(rect, 0, 6, 5, 1), theme.dim);
    painter.fillRect(part(rect, 5, 4, 7, 5), theme.dim);
}

void drawLane(QPainter &painter, const Theme &theme, const QRect &rect)
{
    for (const int x : {0, 7}) {
        const QRect bar = part(rect, x, 0, 5, 12);
        paintPhase(painter, theme, Phase::ReadingHead, part(bar, 0, 0, 2, 12));
        paintPhase(painter, theme, Phase::Sleeping, part(bar, 2, 0, 8, 12));
        paintPhase(painter, theme, Phase::Writing, part(bar, 10, 0, 2, 12));
    }
}

void drawUnread(QPainter &painter, const Theme &theme, const QRect &rect)
{
    painter.setPen(theme.text);
    painter.drawRect(part(rect, 0, 3, 7, 6).adjusted(0, 0, -1, -1));
    paintPhase(painter, theme, Phase::Running, part(rect, 7, 0, 5, 12));
}

void drawFirstByte(QPainter &painter, const Theme &theme, const QRect &rect)
{
    paintPhase(painter, theme, Phase::Sending, rect);
    painter.fillRect(rect.left(), rect.top(), 2, rect.height(), theme.text);
    for (const int x : {4, 6, 8, 10})
        painter.fillRect(part(rect, x, 0, 1, 12).left(), rect.top(), 1, rect.height(),
                         theme.phase[size_t(Phase::Sending)]);
}

void drawTorn(QPainter &painter, const Theme &theme, const QRect &rect)
{
    const QRect bar = part(rect, 0, 0, 9, 12);
    paintPhase(painter, theme, Phase::Sending, bar);
    paintTear(painter, {bar.right() + 1 - tearWidth, bar.top(), tearWidth, bar.height()},
              theme.error, theme.background);
}

void drawRetried(QPainter &painter, const Theme &theme, const QRect &rect)
{
    const QRect failed = part(rect, 0, 0, 2, 12);
    const QRect next = part(rect, 9, 0, 3, 12);
    const int from = failed.right() + 3;
    paintPhase(painter, theme, Phase::Running, failed);
    paintPhase(painter, theme, Phase::Running, next);
    painter.fillRect(from - 2, rect.top(), 2, rect.height(), theme.error);
    painter.fillRect(from, rect.bottom(), next.left() - from, 1, theme.text);
    for (int i = 1; i <= 2; ++i)
        painter.fillRect(next.left() - 1 - i, rect.bottom() - i, 1, 2 * i + 1, theme.text);
}

void drawOpenEnd(QPainter &painter, const Theme &theme, const QRect &rect)
{
    const QRect bar = part(rect, 0, 0, 9, 12);
    paintPhase(painter, theme, Phase::Sleeping, bar);
    for (int x = bar.right() + 2; x <= rect.right(); x += 2)
        painter.fillRect(x, bar.top() + bar.height() / 4, 1, bar.height() / 2,
                         theme.phase[size_t(Phase::Sleeping)]);
}

void drawError(QPainter &painter, const Theme &theme, const QRect &rect)
{
    const QRect bar = part(rect, 0, 0, 5, 12);
    paintPhase(painter, theme, Phase::Running, bar);
    painter.fillRect(bar.right() + 1, rect.top(), 2, rect.height(), theme.error);
    painter.fillRect(bar.right() - 1, rect.top(), 6, rect.height() / 6 + 1, theme.error);
    painter.setPen(theme.error);
    painter.drawText(part(rect, 6, 0, 6, 12), Qt::AlignCenter, u"! 404"_s);
}

Draw drawing(Term term)
{
    switch (term) {
    case Term::InFlight: return drawGraph;
    case Term::EventLoop: return drawLoop;
    case Term::Client: return drawBracket;
    case Term::Lane: return drawLane;
    case Term::Unread: return drawUnread;
    case Term::FirstByte: return drawFirstByte;
    case Term::Torn: return drawTorn;
    case Term::Retried: return drawRetried;
    case Term::StillGoes: return drawOpenEnd;
    case Term::Failed: return drawError;
    default: return {};
    }
}

Draw drawing(Phase phase)
{
    return [phase](QPainter &painter, const Theme &theme, const QRect &rect) {
        if (phase == Phase::KeepAliveIdle)
            painter.fillRect(rect.left(), rect.center().y(), rect.width(), 1, theme.text);
        else
            paintPhase(painter, theme, phase, rect);
    };
}

Draw drawing(UpstreamStep step)
{
    return [step](QPainter &painter, const Theme &theme, const QRect &rect) {
        paintPhase(painter, theme, Phase::Upstream, rect);
        const QRect lower = lowerTier(rect);
        if (step != UpstreamStep::Waiting)
            paintPhase(painter, theme, step, lower);
    };
}

// Adds rows of three: how it looks, what it is called, what it means.
class Rows
{
public:
    explicit Rows(QGridLayout *grid) : m_grid(grid) {}
    void addHeading(const QString &text) { m_grid->addWidget(boldLabel(text), m_row++, 0, 1, 3); }
    void add(const Draw &draw, const QString &name, const QString &meaning)
    {
        if (draw)
            m_grid->addWidget(new Sample(draw), m_row, 0, Qt::AlignTop);
        QLabel *called = plainLabel(name);
        called->setWordWrap(true); // a long one must not narrow what it means
        called->setFixedWidth(called->fontMetrics().averageCharWidth() * 16);
        m_grid->addWidget(called, m_row, 1, Qt::AlignTop);
        QLabel *text = plainLabel(meaning);
        text->setWordWrap(true);
        text->setMinimumWidth(text->fontMetrics().averageCharWidth() * 32);
        m_grid->addWidget(text, m_row++, 2, Qt::AlignTop);
    }
    void add(Term term) { add(drawing(term), nameOf(term), meaningOf(term)); }
    void add(UpstreamStep step) { add(drawing(step), nameOf(step), meaningOf(step)); }
    void add(Phase phase) { add(drawing(phase), record::phaseName(phase), meaningOf(phase)); }

private:
    QGridLayout *m_grid;
    int m_row = 0;
};

} // namespace

Legend::Legend(QWidget *parent) : QWidget(parent)
{
    setObjectName("legend"_L1);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Ignored);
    auto *content = new QWidget;
    auto *grid = new QGridLayout(content);
    grid->setHorizontalSpacing(fontMetrics().averageCharWidth() * 2);
    grid->setColumnStretch(2, 1);
    Rows rows(grid);
    rows.addHeading(tr("From the top"));
    for (const Term term : {Term::InFlight, Term::EventLoop, Term::Client, Term::OneIn, Term::Lane})
        rows.add(term);
    rows.addHeading(tr("A request in its lane"));
    for (int phase = 0; phase < record::phaseCount; ++phase)
        rows.add(Phase(phase));
    for (int step = 0; step < int(UpstreamStep::Receiving); ++step)
        rows.add(UpstreamStep(step));
    rows.add(Term::FirstByte);
    rows.add(Term::Torn);
    rows.add(Term::Retried);
    rows.add(Term::Unread);
    rows.add(Term::StillGoes);
    rows.add(Term::Failed);
    rows.addHeading(tr("At the bottom of the window"));
    for (const Term term : {Term::LoopLag, Term::Dropped, Term::Paint, Term::Keeping})
        rows.add(term);
    auto *close = new QToolButton;
    close->setObjectName("closeLegend"_L1);
    close->setText(u"✕"_s);
    close->setToolTip(tr("Close the legend (Esc)"));
    close->setAccessibleName(tr("Close the legend"));
    close->setAutoRaise(true);
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    auto *top = new QHBoxLayout;
    top->setContentsMargins(grid->contentsMargins().left(), 0, 0, 0);
    top->addWidget(boldLabel(tr("Legend")));
    top->addStretch();
    top->addWidget(close);
    auto *page = new ScrollPage(content);
    page->setMinimumHeight(fontMetrics().height() * 3); // it scrolls
    page->setAccessibleName(tr("Legend"));
    setFocusProxy(page);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addLayout(top);
    column->addWidget(page, 1);
    hide();
}

QSize Legend::sizeHint() const
{
    return minimumSizeHint();
}

void Legend::setVisible(bool visible)
{
    if (visible)
        m_focus.remember(*this);
    else
        m_focus.giveBack(*this);
    QWidget::setVisible(visible);
    if (visible)
        setFocus(Qt::TabFocusReason);
    Q_EMIT shownChanged(visible);
}

void Legend::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape || latinKey(*event) == Qt::Key_L)
        hide();
    else
        QWidget::keyPressEvent(event);
}

} // namespace overlap::ui
