#include "summaryline.h"

#include "overlap/analysis/told.h"
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
    const auto findings = [this](const record::ConcurrencyCurve::Span &burst) {
        return findingsOf(burst);
    };
    const auto burst = analysis::burstToTell(m_store, nowNs, findings);
    const bool goesOn = !m_store.inFlight().empty() && burst.toNs >= nowNs;
    Summary summary = summarize(m_store, burst, goesOn ? Findings() : findingsOf(burst), nowNs,
                                serving, blockedNs);
    if (summary == m_summary)
        return;
    m_summary = std::move(summary);
    const QString sentence = m_summary.sentence();
    setAccessibleName(sentence);
    setToolTip(Qt::convertFromPlainText(sentence, Qt::WhiteSpaceNormal));
    QWidget::update();
}

// A finished burst does not change, except that loops report their load late.
const Findings &SummaryLine::findingsOf(const record::ConcurrencyCurve::Span &burst)
{
    constexpr size_t most = 64;
    qint64 reportedNs = 0;
    for (const record::LoopLoad &loop : m_store.loops())
        reportedNs += std::min(loop.lastNs(), burst.toNs);
    const auto known = std::ranges::find_if(
        m_known, [&burst](const KnownFindings &each) { return each.burst.fromNs == burst.fromNs; });
    if (known != m_known.end()) {
        const bool same = burst.toNs == known->burst.toNs && burst.workNs == known->burst.workNs &&
                          reportedNs == known->reportedNs;
        if (!same)
            *known = {burst, reportedNs, findIn(m_store, burst)};
        return known->findings;
    }
    m_known.push_front({burst, reportedNs, findIn(m_store, burst)});
    if (m_known.size() > most)
        m_known.pop_back();
    return m_known.front().findings;
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
