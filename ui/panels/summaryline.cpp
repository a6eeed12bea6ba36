#include "summaryline.h"

#include "theme.h"

#include <QPainter>

#include <array>

namespace overlap::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr double large = 1.25; // of the window's font
constexpr double medium = 1.12;

} // namespace

SummaryLine::SummaryLine(const record::Store &store, QWidget *parent)
    : QWidget(parent)
    , m_store(store)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setObjectName("summary"_L1);
    takeNews(0, false);
}

void SummaryLine::takeNews(qint64 nowNs, bool serving, qint64 blockedNs)
{
    const record::Steps::Span burst = m_store.steps().lastBurst(nowNs);
    const bool goesOn = !m_store.inFlight().empty() && burst.toNs >= nowNs;
    Summary summary = summarize(m_store, burst, goesOn ? Meanwhile() : meanwhile(burst), nowNs,
                                serving, blockedNs);
    if (summary == m_summary)
        return;
    m_summary = std::move(summary);
    setAccessibleName(m_summary.sentence());
    QWidget::update();
}

// A burst that is over does not change, but for requests that are told late.
const Meanwhile &SummaryLine::meanwhile(const record::Steps::Span &burst)
{
    const bool same = burst.fromNs == m_burst.fromNs && burst.toNs == m_burst.toNs &&
                      burst.workNs == m_burst.workNs;
    if (!same) {
        m_meanwhile = meanwhileIn(m_store, burst);
        m_burst = burst;
    }
    return m_meanwhile;
}

QSize SummaryLine::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 80,
            QFontMetrics(partFont(true, large)).height() * 8 / 5};
}

QSize SummaryLine::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 20, sizeHint().height()};
}

QFont SummaryLine::partFont(bool strong, double scale) const
{
    QFont part = font();
    part.setBold(strong);
    part.setPointSizeF(part.pointSizeF() * scale);
    return part;
}

void SummaryLine::paintEvent(QPaintEvent *)
{
    const Theme theme = Theme::forPalette(palette());
    struct Part
    {
        QString text;
        QFont font;
        QColor colour;
        bool dot; // between it and what stands before it
    };
    const std::array<Part, 5> parts = {{
        {m_summary.count, partFont(true, large), theme.text, false},
        {m_summary.blocked, partFont(true, medium), theme.error, true},
        {m_summary.burst, partFont(false, medium), theme.text, true},
        {m_summary.factor, partFont(true, large), theme.accent, false},
        {m_summary.meanwhile, font(), theme.dim, true},
    }};
    QPainter painter(this);
    const int margin = fontMetrics().averageCharWidth() * 2;
    const int gap = fontMetrics().averageCharWidth();
    const int baseline = (height() + QFontMetrics(parts[0].font).capHeight()) / 2;
    int x = margin;
    for (const Part &part : parts) {
        const int room = width() - margin - x;
        if (part.text.isEmpty() || room <= gap)
            continue;
        const QFontMetrics metrics(part.font);
        const QString text =
            metrics.elidedText(part.dot ? u"· "_s + part.text : part.text, Qt::ElideRight, room);
        painter.setFont(part.font);
        painter.setPen(part.colour);
        painter.drawText(x, baseline, text);
        x += metrics.horizontalAdvance(text) + gap;
    }
}

} // namespace overlap::ui
