#include "summaryline.h"

#include "overlap/analysis/told.h"
#include "theme.h"

#include <QPainter>
#include <QResizeEvent>
#include <QTextDocument>
#include <QTextLayout>

#include <algorithm>
#include <array>
#include <utility>

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
    fitRows(m_store.size() == 0);
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

int SummaryLine::firstRowHeight() const
{
    return QFontMetrics(partFont(true, large)).height() * 8 / 5;
}

QSize SummaryLine::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 80,
            firstRowHeight() + (m_rows - 1) * fontMetrics().lineSpacing()};
}

QSize SummaryLine::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 20, sizeHint().height()};
}

// What is below must not jump with each burst: rows stay until the width changes, or all is
// cleared.
void SummaryLine::fitRows(bool anew)
{
    const std::vector<Piece> all = pieces();
    const int wanted = all.empty() ? 1 : all.back().row + 1;
    const int rows = anew ? wanted : std::max(wanted, m_rows);
    if (std::exchange(m_rows, rows) != rows)
        updateGeometry();
}

void SummaryLine::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        fitRows(true);
}

void SummaryLine::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        fitRows(true);
}

QFont SummaryLine::partFont(bool strong, double scale) const
{
    QFont part = font();
    part.setBold(strong);
    part.setPointSizeF(part.pointSizeF() * scale);
    return part;
}

// As many lines as it needs at this width, but not more than `most`.
static QStringList wrapped(const QString &text, const QFont &font, int width, qsizetype most)
{
    QStringList lines;
    QTextLayout layout(text, font);
    layout.setTextOption(QTextOption(Qt::AlignLeft));
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        if (lines.size() + 1 == most) {
            lines +=
                QFontMetrics(font).elidedText(text.sliced(line.textStart()), Qt::ElideRight, width);
            break;
        }
        lines += text.sliced(line.textStart(), line.textLength()).trimmed();
    }
    layout.endLayout();
    return lines;
}

std::vector<SummaryLine::Piece> SummaryLine::pieces() const
{
    constexpr qsizetype mostRows = 4; // of a diagnosis
    const Theme theme = Theme::forPalette(palette());
    struct Part
    {
        const QString &text;
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
    const int gap = fontMetrics().averageCharWidth();
    const int margin = 2 * gap;
    const int right = width() - margin;
    std::vector<Piece> all;
    int x = margin;
    int row = 0;
    const auto add = [&](const Part &part, const QString &text) {
        all.push_back({text, part.font, part.colour, x, row});
        x += QFontMetrics(part.font).horizontalAdvance(text) + gap;
    };
    for (const Part &part : parts) {
        if (part.text.isEmpty())
            continue;
        const QFontMetrics metrics(part.font);
        const QString text = part.dot ? u"· "_s + part.text : part.text;
        if (&part.text == &m_summary.diagnosis && metrics.horizontalAdvance(text) > right - x) {
            for (const QString &line : wrapped(part.text, part.font, right - margin, mostRows)) {
                x = margin;
                ++row;
                add(part, line);
            }
        } else if (right - x > gap) {
            add(part, metrics.elidedText(text, Qt::ElideRight, right - x));
        }
    }
    return all;
}

QString SummaryLine::shownText() const
{
    QString text;
    int row = 0;
    for (const Piece &piece : pieces()) {
        if (!text.isEmpty())
            text += std::exchange(row, piece.row) == piece.row ? u' ' : u'\n';
        text += piece.text;
    }
    return text;
}

void SummaryLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QFontMetrics first(partFont(true, large));
    const int firstBaseline = (firstRowHeight() + first.capHeight()) / 2;
    const int secondBaseline =
        firstRowHeight() - (firstRowHeight() - first.height()) / 4 + fontMetrics().ascent();
    for (const Piece &piece : pieces()) {
        painter.setFont(piece.font);
        painter.setPen(piece.colour);
        painter.drawText(piece.x,
                         piece.row == 0
                             ? firstBaseline
                             : secondBaseline + (piece.row - 1) * fontMetrics().lineSpacing(),
                         piece.text);
    }
}

} // namespace overlap::ui
