#include "summaryline.h"

#include "theme.h"

#include <QPainter>
#include <QTextDocument>

#include <algorithm>
#include <array>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using analysis::findIn;
using analysis::Findings;
using analysis::summarize;
using analysis::Summary;

namespace {

constexpr double large = 1.25; // times the window's font size
constexpr double medium = 1.12;

} // namespace

SummaryLine::SummaryLine(const record::Store &store, QWidget *parent)
    : QWidget(parent)
    , m_store(store)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setObjectName("summary"_L1);
    // Else it would be the tool tip, with its HTML.
    setAccessibleDescription(tr("What is in flight, and how far requests overlapped"));
    refresh(0, false);
}

void SummaryLine::refresh(qint64 nowNs, bool serving, qint64 blockedNs)
{
    using record::ConcurrencyCurve;
    const auto goesOn = [&](const ConcurrencyCurve::Span &burst) {
        return !m_store.inFlight().empty() && burst.toNs >= nowNs;
    };
    const auto summaryOf = [&](const ConcurrencyCurve::Span &burst, const Findings &findings) {
        return summarize(m_store, burst, findings, nowNs, serving, blockedNs);
    };
    const ConcurrencyCurve::Span burst = m_store.concurrency().lastBurst(nowNs);
    const ConcurrencyCurve::Span latest = m_store.concurrency().latestBurst(nowNs);
    // A later burst without overlap is shown instead if the reason is known.
    const bool explains = latest.fromNs > burst.fromNs && !goesOn(latest) &&
                          findingsOf(m_latest, latest).diagnosis.isKnown();
    Summary summary = explains        ? summaryOf(latest, m_latest.findings)
                      : goesOn(burst) ? summaryOf(burst, {})
                                      : summaryOf(burst, findingsOf(m_overlapping, burst));
    if (summary == m_summary)
        return;
    m_summary = std::move(summary);
    const QString sentence = m_summary.sentence();
    setAccessibleName(sentence);
    setToolTip(Qt::convertFromPlainText(sentence, Qt::WhiteSpaceNormal));
    QWidget::update();
}

// A finished burst does not change, except that loops report their load late.
const Findings &SummaryLine::findingsOf(KnownFindings &last,
                                        const record::ConcurrencyCurve::Span &burst) const
{
    qint64 reportedNs = 0;
    for (const record::LoopLoad &loop : m_store.loops())
        reportedNs += std::min(loop.lastNs(), burst.toNs);
    const bool same = burst.fromNs == last.burst.fromNs && burst.toNs == last.burst.toNs &&
                      burst.workNs == last.burst.workNs && reportedNs == last.reportedNs;
    if (!same)
        last = {burst, reportedNs, findIn(m_store, burst)};
    return last.findings;
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
        bool dot; // before the text
    };
    const std::array<Part, 6> parts = {{
        {m_summary.count, partFont(true, large), theme.text, false},
        {m_summary.blocked, partFont(true, medium), theme.error, true},
        {m_summary.burst, partFont(false, medium), theme.text, true},
        {m_summary.factor, partFont(true, large), theme.accentText, false},
        {m_summary.diagnosis, font(), theme.text, true},
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
