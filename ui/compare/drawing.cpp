#include "compare/drawing.h"

#include "overlap/text/format.h"
#include "timeline/looplane.h"
#include "widgets/shapes.h"

#include <QFontMetrics>

#include <algorithm>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using analysis::Piece;
using analysis::Shape;
using analysis::shapeOf;
using analysis::TrialResult;
using record::Phase;
using text::durationText;

namespace {

constexpr int measuredWidth = 2; // of its line; that of the prediction is dashed
constexpr int endWidth = 2;      // of a request without an answer

QFont derived(QFont font, bool bold, double scale)
{
    font.setBold(bold);
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * scale);
    else
        font.setPixelSize(int(font.pixelSize() * scale));
    return font;
}

QString loopText(const TrialResult &result)
{
    const QString share = QString::number(100 * result.loopShare, 'f', 1);
    return result.isBlocked ? u"loop BLOCKED %1 %"_s.arg(share) : u"loop %1 % busy"_s.arg(share);
}

QString probeText(const TrialResult &result)
{
    if (result.probes.empty())
        return {};
    return result.probeP99Ns == std::numeric_limits<qint64>::max()
               ? u"meanwhile GET / got no answer"_s
               : u"meanwhile GET / took %1 (p99)"_s.arg(durationText(result.probeP99Ns));
}

QString predictedText(const TrialResult &result)
{
    return u"predicted %1"_s.arg(result.predictedNs < 0 ? u"no answer"_s
                                                        : durationText(result.predictedNs));
}

QString measuredText(const TrialResult &result)
{
    return !result.hasBegun()      ? u"not run yet"_s
           : !result.isFinished()  ? u"running %1"_s.arg(durationText(result.nowNs))
           : result.measuredNs < 0 ? u"measured no answer"_s
                                   : u"measured %1"_s.arg(durationText(result.measuredNs));
}

// Draws one result after the other, from top to bottom.
class Drawing
{
public:
    Drawing(QSize size, const QFont &font, const Theme &theme)
        : m_theme(theme)
        , m_metrics(font)
        , m_line(m_metrics.height())
        , m_margin(m_line * 3 / 4)
    {
        m_picture.size = size;
        m_picture.background = theme.chrome;
        m_picture.fonts = {font, derived(font, true, 1), derived(font, true, 1.15)};
    }

    void heading(const Heading &heading);
    void axis(const std::vector<TrialResult> &results);
    void result(const TrialResult &result, const QString &note, int height);
    void legend(bool withUnanswered);
    int height() const { return m_picture.size.height(); }
    int line() const { return m_line; }
    int margin() const { return m_margin; }
    int top() const { return m_y; }
    int footerHeight() const { return m_line * 3; }
    Picture take() { return std::move(m_picture); }

private:
    void fill(const QRect &rect, const QColor &colour)
    {
        m_picture.marks.push_back({Mark::Kind::Fill, rect, colour});
    }
    int text(int x, int y, const QString &text, const QColor &colour,
             Mark::Style style = Mark::Style::Normal);
    void facts(const TrialResult &result, const QRect &area);
    void loop(const TrialResult &result, const QRect &area);
    void bars(const TrialResult &result, const QRect &area);
    void piece(const Piece &piece, const QRect &area);
    void probes(const TrialResult &result, const QRect &area);
    void dash(qint64 atNs, const QRect &area, const QColor &colour);
    QRect span(qint64 fromNs, qint64 toNs, const QRect &area) const;

    const Theme &m_theme;
    Picture m_picture;
    const QFontMetrics m_metrics;
    const int m_line;
    const int m_margin;
    Scale m_scale;
    int m_measured = 0; // the width of measuredText()
    int m_y = 0;
};

int Drawing::text(int x, int y, const QString &text, const QColor &colour, Mark::Style style)
{
    const int width = QFontMetrics(m_picture.fonts[size_t(style)]).horizontalAdvance(text);
    m_picture.marks.push_back(
        {Mark::Kind::Text, QRect(x, y, width, m_line), colour, text, style, Qt::AlignLeft});
    return x + width;
}

void Drawing::heading(const Heading &heading)
{
    m_y = m_line / 2;
    const int right = text(m_margin, m_y, heading.title, m_theme.text, Mark::Style::Title);
    const int room = m_picture.size.width() - right - 2 * m_margin;
    text(right + m_margin, m_y, m_metrics.elidedText(heading.workload, Qt::ElideRight, room),
         m_theme.dim);
    m_y += m_line * 3 / 2;
}

// As long as the longest prediction, so that it does not change unless something takes longer.
void Drawing::axis(const std::vector<TrialResult> &results)
{
    qint64 longestNs = 1'000'000;
    int facts = m_metrics.horizontalAdvance(u"meanwhile GET / took 59 min 59 s (p99)"_s);
    const QFontMetrics title(m_picture.fonts[size_t(Mark::Style::Title)]);
    const QFontMetrics bold(m_picture.fonts[size_t(Mark::Style::Bold)]);
    m_measured = bold.horizontalAdvance(u"measured 59 min 59 s"_s) + m_margin;
    for (const TrialResult &result : results) {
        longestNs = std::max({longestNs, result.predictedNs, result.measuredNs, result.nowNs});
        facts = std::max({facts, title.horizontalAdvance(result.title),
                          m_metrics.horizontalAdvance(result.meaning),
                          m_measured + m_metrics.horizontalAdvance(predictedText(result))});
    }
    m_scale.toNs = longestNs + longestNs / 32;
    m_scale.left = facts + 3 * m_margin;
    m_scale.width = std::max(1, m_picture.size.width() - m_scale.left - 2 * m_margin);
}

QRect Drawing::span(qint64 fromNs, qint64 toNs, const QRect &area) const
{
    const int from = std::clamp(m_scale.x(fromNs), m_scale.left, m_scale.right());
    const int to = std::clamp(m_scale.x(toNs), from, m_scale.right());
    return {from, area.top(), to - from, area.height()};
}

void Drawing::result(const TrialResult &result, const QString &note, int height)
{
    const QRect panel(m_margin / 2, m_y, m_picture.size.width() - m_margin, height - m_line / 3);
    m_y += height;
    fill(panel, m_theme.grid);
    fill(panel.adjusted(1, 1, -1, -1), m_theme.background);
    const int inset = m_line / 3;
    const QRect chart(m_scale.left, panel.top() + inset, m_scale.width, panel.height() - 2 * inset);
    facts(result, {m_margin * 3 / 2, chart.top(), m_scale.left, chart.height()});
    for (const Tick &tick : ticks(m_scale, m_metrics.horizontalAdvance(u'0')))
        fill({tick.x, chart.top(), 1, chart.height()}, m_theme.grid);
    const int thin = m_line / 2;
    const int below = note.isEmpty() ? 0 : m_line;
    if (!result.hasBegun())
        fill(span(0, result.predictedNs, chart), m_theme.chrome);
    if (result.predictedNs >= 0)
        dash(result.predictedNs, chart, m_theme.dim);
    loop(result, {chart.left(), chart.top(), chart.width(), thin});
    const QRect probed(chart.left(), chart.bottom() + 1 - below - thin, chart.width(), thin);
    bars(result, QRect(chart.left(), chart.top() + thin + thin / 2, chart.width(),
                       probed.top() - chart.top() - 2 * thin));
    probes(result, probed);
    if (result.measuredNs >= 0) {
        const QRect at = span(result.measuredNs, result.measuredNs, chart);
        fill({at.left(), at.top(), measuredWidth, at.height()}, m_theme.text);
    }
    if (!note.isEmpty())
        text(chart.left(), chart.bottom() + 1 - m_line,
             m_metrics.elidedText(note, Qt::ElideRight, chart.width()), m_theme.text);
}

// Five lines, in three groups if there is room.
void Drawing::facts(const TrialResult &result, const QRect &area)
{
    const int gap = std::clamp((area.height() - 5 * m_line) / 2, 0, m_line / 2);
    const int x = area.left();
    int y = area.top();
    text(x, y, result.title, m_theme.text, Mark::Style::Title);
    text(x, y += m_line, result.meaning, m_theme.dim);
    text(x, y += m_line + gap, measuredText(result), m_theme.text, Mark::Style::Bold);
    text(x + m_measured, y, predictedText(result), m_theme.dim);
    if (!result.hasBegun())
        return;
    text(x, y += m_line + gap, loopText(result), result.isBlocked ? m_theme.error : m_theme.dim,
         result.isBlocked ? Mark::Style::Bold : Mark::Style::Normal);
    text(x, y + m_line, probeText(result), m_theme.dim);
}

void Drawing::loop(const TrialResult &result, const QRect &area)
{
    if (!result.hasBegun())
        return;
    fill(span(0, result.nowNs, area), m_theme.grid);
    Scale scale = m_scale;
    scale.fromNs += result.beganNs;
    scale.toNs += result.beganNs;
    const LoopLane lane =
        LoopLane::of(*result.loops, scale, result.nowNs + result.beganNs, result.busySinceNs);
    const int least = area.height() * 2 / 3;
    for (std::size_t from = 0; from < lane.columns.size();) {
        const LoopLane::Column column = lane.columns[from];
        std::size_t to = from + 1;
        while (to < lane.columns.size() && lane.columns[to] == column)
            ++to;
        const int height = std::max(least, qRound(column.load * float(area.height())));
        if (column.load > 0)
            fill({area.left() + int(from), area.bottom() + 1 - height, int(to - from), height},
                 column.blocked ? m_theme.error : m_theme.phase[size_t(Phase::Running)]);
        from = to;
    }
}

void Drawing::bars(const TrialResult &result, const QRect &area)
{
    const int count = int(result.bars.size());
    for (int i = 0; i < count; ++i) {
        const int top = area.top() + area.height() * i / count;
        const int slot = area.top() + area.height() * (i + 1) / count - top;
        const QRect bar(area.left(), top, area.width(), std::clamp(slot * 3 / 4, 1, m_line));
        const TrialResult::Bar &pieces = result.bars[size_t(i)];
        for (const Piece &each : pieces)
            piece(each, bar);
        if (std::ranges::find(result.unanswered, size_t(i)) == result.unanswered.end())
            continue;
        const qint64 endNs = pieces.empty() ? 0 : pieces.back().toNs;
        fill({span(endNs, endNs, bar).left(), bar.top(), endWidth, bar.height()}, m_theme.error);
    }
}

void Drawing::piece(const Piece &piece, const QRect &area)
{
    QRect rect = span(piece.fromNs, piece.toNs, area);
    if (rect.width() == 0)
        return; // such as reading and writing
    if (piece.shape == Shape::Half && rect.height() > 3)
        rect.adjust(0, rect.height() / 4, 0, -rect.height() / 4);
    const bool isRoomy = rect.width() > 3 && rect.height() > 3;
    const QColor colour = piece.shape == Shape::Hatched   ? m_theme.phase[size_t(Phase::Queued)]
                          : piece.shape == Shape::Unknown ? m_theme.dim
                                                          : m_theme.phase[size_t(piece.phase)];
    if (piece.shape == Shape::Hatched && isRoomy) {
        m_picture.marks.push_back({Mark::Kind::Hatch, rect, colour});
        return;
    }
    for (const QRect &part : partsOf(piece.shape, rect))
        fill(part, colour);
}

// A line from sending to the answer, and a tick at the answer.
void Drawing::probes(const TrialResult &result, const QRect &area)
{
    const QRect middle(area.left(), area.center().y(), area.width(), 1);
    for (const TrialResult::Probe &probe : result.probes) {
        if (probe.answeredNs >= 0)
            fill(span(probe.sentNs, probe.answeredNs, middle), m_theme.dim);
    }
    for (const TrialResult::Probe &probe : result.probes) {
        const qint64 atNs = probe.answeredNs < 0 ? probe.sentNs : probe.answeredNs;
        fill({span(atNs, atNs, area).left() - 1, area.top(), 2, area.height()},
             probe.answeredNs < 0 ? m_theme.error : m_theme.phase[size_t(Phase::Writing)]);
    }
}

void Drawing::dash(qint64 atNs, const QRect &area, const QColor &colour)
{
    QRect line = span(atNs, atNs, area);
    line.setWidth(1);
    m_picture.marks.push_back({Mark::Kind::Dash, line, colour});
}

void Drawing::legend(bool withUnanswered)
{
    for (const Tick &tick : ticks(m_scale, m_metrics.horizontalAdvance(u'0'))) {
        const int width = m_metrics.horizontalAdvance(tick.text);
        const int x = std::min(tick.x - width / 2, m_picture.size.width() - width - m_margin);
        text(x, m_y, tick.text, m_theme.dim);
    }
    m_y += m_line * 3 / 2;
    const int swatch = m_line * 3 / 2;
    const int gap = m_margin * 3 / 2; // between two entries
    const struct
    {
        Phase phase;
        QString text;
    } entries[] = {{Phase::Queued, u"waiting its turn"_s},
                   {Phase::Sleeping, u"sleeping, no thread"_s},
                   {Phase::Running, u"holding a thread"_s}};
    int x = m_margin * 3 / 2;
    for (const auto &entry : entries) {
        QRect rect(x, m_y + m_line / 4, swatch, m_line / 2);
        const Shape shape = shapeOf(entry.phase);
        if (shape == Shape::Half)
            rect.adjust(0, rect.height() / 4, 0, -rect.height() / 4);
        m_picture.marks.push_back({shape == Shape::Hatched ? Mark::Kind::Hatch : Mark::Kind::Fill,
                                   rect, m_theme.phase[size_t(entry.phase)]});
        x = text(x + swatch + m_margin / 2, m_y, entry.text, m_theme.dim) + gap;
    }
    fill({x, m_y + m_line / 4, 2, m_line / 2}, m_theme.phase[size_t(Phase::Writing)]);
    x = text(x + m_margin / 2, m_y, u"answer to GET /"_s, m_theme.dim) + gap;
    if (withUnanswered) {
        fill({x, m_y + m_line / 4, endWidth, m_line / 2}, m_theme.error);
        x = text(x + m_margin / 2, m_y, u"no answer"_s, m_theme.dim) + gap;
    }
    const QRect line(x, m_y, 1, m_line);
    m_picture.marks.push_back({Mark::Kind::Dash, line, m_theme.dim});
    x = text(x + m_margin / 2, m_y, u"predicted (dashed)"_s, m_theme.dim) + gap;
    fill({x, m_y, measuredWidth, m_line}, m_theme.text);
    text(x + m_margin / 2, m_y, u"measured (solid)"_s, m_theme.dim);
}

} // namespace

Picture drawResults(const Heading &heading, const std::vector<TrialResult> &results,
                    const std::vector<QString> &notes, QSize size, const QFont &font,
                    const Theme &theme)
{
    Drawing drawing(size.expandedTo(leastSize(results.size(), font)), font, theme);
    drawing.heading(heading);
    drawing.axis(results);
    const int room = drawing.height() - drawing.top() - drawing.footerHeight();
    for (std::size_t i = 0; i < results.size(); ++i)
        drawing.result(results[i], notes[i], room / int(results.size()));
    drawing.legend(std::ranges::any_of(
        results, [](const TrialResult &result) { return !result.unanswered.empty(); }));
    return drawing.take();
}

QSize leastSize(std::size_t results, const QFont &font)
{
    const QFontMetrics metrics(font);
    return {metrics.averageCharWidth() * 140, metrics.height() * (5 + 6 * int(results))};
}

QString sentenceOf(const TrialResult &result, const QString &note)
{
    QString sentence = result.title + u": "_s + predictedText(result);
    if (result.isFinished()) {
        sentence += u", %1, %2"_s.arg(measuredText(result), loopText(result));
        if (const QString probes = probeText(result); !probes.isEmpty())
            sentence += u", "_s + probes;
    }
    return note.isEmpty() ? sentence : sentence + u". "_s + note;
}

} // namespace overlap::ui
