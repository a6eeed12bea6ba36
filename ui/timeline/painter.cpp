#include "timeline/painter.h"

#include <QFontMetrics>
#include <QImage>
#include <QPainter>

#include <algorithm>

namespace overlap::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int line = Layout::curveWidth; // and of now and the outline
constexpr double fadedPart = 0.22;
constexpr int openEdge = 6; // pixels over which the end of a request in flight frays

QColor blend(const QColor &over, const QColor &under, double part)
{
    const auto mix = [part](int a, int b) { return int(a * part + b * (1 - part) + 0.5); };
    return {mix(over.red(), under.red()), mix(over.green(), under.green()),
            mix(over.blue(), under.blue())};
}

QFont bold(QFont font)
{
    font.setBold(true);
    return font;
}

} // namespace

LayoutPainter::LayoutPainter(QPainter &painter, const Theme &theme, const Fonts &fonts)
    : m_painter(painter)
    , m_theme(theme)
    , m_fonts(fonts)
{
}

void LayoutPainter::paint(const Layout &layout)
{
    m_painter.setRenderHint(QPainter::Antialiasing, false);
    m_painter.fillRect(QRect(QPoint(), layout.frame.size), m_theme.background);
    grid(layout);
    graph(layout);
    loop(layout);
    m_painter.save();
    m_painter.setClipRect(layout.frame.client.adjusted(0, -line, 0, line));
    brackets(layout);
    m_painter.setClipRect(layout.frame.lanes.adjusted(0, -line, 0, 0));
    bars(layout);
    for (const Layout::Text &each : layout.gaps)
        gap(each);
    m_painter.restore();
    now(layout);
    texts(layout);
    if (!layout.marked.isNull())
        marked(layout);
}

void LayoutPainter::grid(const Layout &layout)
{
    const int top = layout.frame.graph.top();
    const int bottom = layout.frame.axis.top();
    for (const Tick &tick : layout.ticks)
        m_painter.fillRect(tick.x, top, 1, bottom - top, m_theme.grid);
}

void LayoutPainter::graph(const Layout &layout)
{
    const auto &columns = layout.graph.columns;
    const int base = layout.frame.graph.top() + layout.frame.graph.height();
    int y = layout.graphY(0);
    for (size_t from = 0; from < columns.size();) {
        size_t to = from + 1;
        while (to < columns.size() && columns[to] == columns[from])
            ++to;
        const int low = layout.graphY(columns[from].low);
        m_painter.fillRect(layout.scale.left + int(from), low, int(to - from), base - low,
                           m_theme.graphFill);
        curve(layout, int(from), int(to), from == 0 ? low : y);
        y = low;
        from = to;
    }
}

// The outline over equal columns, joined to what stands before it at yBefore.
void LayoutPainter::curve(const Layout &layout, int from, int to, int yBefore)
{
    const Graph::Column column = layout.graph.columns[size_t(from)];
    const int low = layout.graphY(column.low);
    const int high = layout.graphY(column.high);
    const int x = layout.scale.left + from;
    m_painter.fillRect(x, high, to - from, low - high + line, m_theme.accent);
    const int top = std::min(high, yBefore);
    m_painter.fillRect(x, top, line, std::max(low, yBefore) - top + line, m_theme.accent);
}

// Higher where it was occupied for more of a pixel's time, but never too low to be seen.
void LayoutPainter::loop(const Layout &layout)
{
    const QRect &area = layout.frame.loop;
    const auto &columns = layout.loop.columns;
    if (columns.empty())
        return;
    m_painter.fillRect(area.left(), area.top(), int(columns.size()), area.height(), m_theme.grid);
    const int least = std::max(2, area.height() / 4);
    for (size_t from = 0; from < columns.size();) {
        size_t to = from + 1;
        while (to < columns.size() && columns[to] == columns[from])
            ++to;
        const int height = std::max(least, int(columns[from].share * float(area.height()) + 0.5F));
        const QColor colour =
            columns[from].blocked ? m_theme.error : m_theme.phase[size_t(record::Phase::Running)];
        if (columns[from].share > 0)
            m_painter.fillRect(area.left() + int(from), area.bottom() + 1 - height, int(to - from),
                               height, colour);
        from = to;
    }
    m_painter.setFont(m_fonts.label);
    const QFontMetrics metrics(m_fonts.label);
    for (const LoopLane::Blocked &blocked : layout.loop.blocked) {
        const QRect rect(blocked.fromX, area.top(), blocked.toX - blocked.fromX, area.height());
        if (metrics.horizontalAdvance(blocked.text) + 4 > rect.width())
            continue;
        m_painter.setPen(m_theme.inkOn(m_theme.error));
        m_painter.drawText(rect, Qt::AlignCenter | Qt::TextDontClip, blocked.text);
    }
}

void LayoutPainter::brackets(const Layout &layout)
{
    for (const Brackets::Bracket &each : layout.brackets.all)
        bracket(each);
    if (!layout.brackets.selected.isNull())
        outline(layout.brackets.selected.adjusted(-2, -2, 2, 2));
}

// Thin until the server saw the request, then as high as there is room for.
void LayoutPainter::bracket(const Brackets::Bracket &bracket)
{
    constexpr int roomy = 3; // pixels of height
    const QRect &rect = bracket.rect;
    const QColor colour = bracket.isError ? m_theme.error : m_theme.dim;
    const bool isRoomy = rect.height() >= roomy;
    const int middle = rect.top() + rect.height() / 2;
    const QColor thin = isRoomy ? colour : blend(colour, m_theme.background, 0.5);
    m_painter.fillRect(rect.left(), middle, bracket.seenX - rect.left(), 1, thin);
    const int high = isRoomy ? rect.height() - 2 : rect.height();
    m_painter.fillRect(bracket.seenX, rect.top() + (rect.height() - high) / 2,
                       rect.right() + 1 - bracket.seenX, high, colour);
    if (!isRoomy)
        return;
    m_painter.fillRect(rect.left(), rect.top(), 1, rect.height(), colour);
    if (!bracket.isOpen)
        m_painter.fillRect(rect.right(), rect.top(), 1, rect.height(), colour);
}

void LayoutPainter::bars(const Layout &layout)
{
    for (const Fill &each : layout.bars.fills)
        fill(each);
    for (const QRect &idle : layout.bars.idle)
        m_painter.fillRect(idle, m_theme.text);
    for (const QRect &stem : layout.bars.flags)
        flag(stem);
    if (!layout.bars.selected.isNull())
        outline(layout.bars.selected.adjusted(-3, -2, 3, 2));
    m_painter.setFont(m_fonts.label);
    for (const Label &each : layout.bars.labels) {
        if (!layout.bars.idle.empty() && each.ink != Ink::OnBar) // or a line strikes it through
            m_painter.fillRect(each.rect.adjusted(-2, 2, 2, -2), m_theme.background);
        label(each);
    }
}

void LayoutPainter::fill(const Fill &fill)
{
    QColor colour = fill.shape == Shape::Unknown ? m_theme.dim : m_theme.phase[size_t(fill.phase)];
    if (fill.faded)
        colour = blend(colour, m_theme.background, fadedPart);
    const bool isRoomy = fill.rect.width() > 4 && fill.rect.height() > 4;
    QRect rect = fill.rect;
    if (fill.open && isRoomy && rect.width() > 2 * openEdge) {
        rect.setWidth(rect.width() - openEdge);
        for (int x = rect.right() + 2; x <= fill.rect.right(); x += 2)
            m_painter.fillRect(x, rect.top(), 1, rect.height(), colour);
    }
    if (fill.shape == Shape::Hatched && isRoomy) {
        hatch(rect, colour);
    } else if (fill.shape == Shape::Unknown && isRoomy) {
        m_painter.setPen(colour);
        m_painter.drawRect(rect.adjusted(0, 0, -1, -1));
    } else {
        m_painter.fillRect(rect, colour);
    }
}

void LayoutPainter::hatch(const QRect &rect, const QColor &colour)
{
    constexpr int period = 6;
    QImage stripes(period, period, QImage::Format_RGB32);
    const QColor between = blend(colour, m_theme.background, 0.3);
    for (int y = 0; y < period; ++y) {
        for (int x = 0; x < period; ++x)
            stripes.setPixelColor(x, y, (x + y) % period < period / 2 ? colour : between);
    }
    m_painter.setBrushOrigin(rect.topLeft());
    m_painter.fillRect(rect, QBrush(stripes));
    m_painter.fillRect(rect.left(), rect.top(), rect.width(), 1, colour);
    m_painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colour);
}

// A T: told from a bar by its shape; in density rows a dot that stands out of them.
void LayoutPainter::flag(const QRect &stem)
{
    if (stem.height() > 4) {
        m_painter.fillRect(stem, m_theme.error);
        m_painter.fillRect(stem.left() - 2, stem.top(), stem.width() + 4, stem.height() / 6 + 1,
                           m_theme.error);
        return;
    }
    const QRect dot = stem.adjusted(-1, -1, 1, 1);
    m_painter.fillRect(dot.adjusted(-1, -1, 1, 1), m_theme.background);
    m_painter.fillRect(dot, m_theme.error);
}

void LayoutPainter::outline(const QRect &rect)
{
    QPen pen(m_theme.selection, line);
    pen.setJoinStyle(Qt::MiterJoin);
    m_painter.setPen(pen);
    m_painter.setBrush(Qt::NoBrush);
    m_painter.drawRect(rect.adjusted(1, 1, -1, -1));
}

void LayoutPainter::label(const Label &label)
{
    QColor ink = m_theme.dim;
    if (label.ink == Ink::Error) {
        ink = m_theme.error;
    } else if (label.ink == Ink::OnBar) {
        ink = m_theme.inkOn(m_theme.phase[size_t(label.phase)]);
    } else if (label.ink == Ink::OnTag) {
        ink = m_theme.text;
        m_painter.fillRect(label.rect.adjusted(-3, 2, 3, -2), m_theme.background);
    }
    m_painter.setPen(ink);
    m_painter.drawText(label.rect,
                       Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine | Qt::TextDontClip,
                       label.text);
}

// Over the bars, which are not all: wide stripes, and how many are missing.
void LayoutPainter::gap(const Layout::Text &gap)
{
    constexpr int padding = 4;
    QColor veil = m_theme.error;
    veil.setAlphaF(0.35F);
    m_painter.fillRect(gap.rect, QBrush(veil, Qt::BDiagPattern));
    m_painter.fillRect(gap.rect.left(), gap.rect.top(), 1, gap.rect.height(), m_theme.error);
    m_painter.fillRect(gap.rect.right(), gap.rect.top(), 1, gap.rect.height(), m_theme.error);
    m_painter.setFont(m_fonts.text);
    const int width = m_painter.fontMetrics().horizontalAdvance(gap.text) + 2 * padding;
    const QRect box(gap.rect.left() + 1, gap.rect.top(), width, m_painter.fontMetrics().height());
    m_painter.fillRect(box, m_theme.background);
    m_painter.setPen(m_theme.error);
    m_painter.drawText(box, Qt::AlignCenter, gap.text);
}

// While it rests, because nothing happens, the line is drawn as a quiet one.
void LayoutPainter::now(const Layout &layout)
{
    if (layout.nowX < 0)
        return;
    const Frame &frame = layout.frame;
    const QColor colour = layout.isMoving ? m_theme.text : m_theme.dim;
    m_painter.fillRect(layout.nowX, 0, layout.isMoving ? line : 1, frame.axis.top(), colour);
    const QString text = layout.isMoving ? u"now"_s : u"idle"_s;
    m_painter.setFont(bold(m_fonts.text));
    const int width = m_painter.fontMetrics().horizontalAdvance(text);
    const bool fitsRight = layout.nowX + line + 4 + width < layout.scale.right();
    const int x = fitsRight ? layout.nowX + line + 3 : layout.nowX - 4 - width;
    m_painter.setPen(colour);
    m_painter.drawText(QRect(x, 4, width + 1, frame.textHeight), Qt::AlignCenter, text);
}

void LayoutPainter::marked(const Layout &layout)
{
    QColor tint = m_theme.accent;
    tint.setAlphaF(0.16F);
    m_painter.fillRect(layout.marked, tint);
    m_painter.fillRect(layout.marked.left(), layout.marked.top(), 1, layout.marked.height(),
                       m_theme.accent);
    m_painter.fillRect(layout.marked.right(), layout.marked.top(), 1, layout.marked.height(),
                       m_theme.accent);
    const QRect &box = layout.markedBox;
    m_painter.setPen(m_theme.accent);
    m_painter.setBrush(m_theme.background);
    m_painter.drawRect(box.adjusted(0, 0, -1, -1));
    m_painter.setFont(m_fonts.text);
    m_painter.setPen(m_theme.text);
    const int height = m_painter.fontMetrics().height();
    const int top = box.top() + (box.height() - height * int(layout.markedLines.size())) / 2;
    for (qsizetype i = 0; i < layout.markedLines.size(); ++i)
        m_painter.drawText(QRect(box.left(), top + int(i) * height, box.width(), height),
                           Qt::AlignCenter, layout.markedLines[i]);
}

void LayoutPainter::texts(const Layout &layout)
{
    m_painter.setFont(m_fonts.text);
    m_painter.setPen(m_theme.dim);
    for (const Layout::Text &text : layout.gutter)
        m_painter.drawText(text.rect, Qt::AlignLeft | Qt::AlignVCenter, text.text);
    const QRect &axis = layout.frame.axis;
    for (const Tick &tick : layout.ticks) {
        const int width = m_painter.fontMetrics().horizontalAdvance(tick.text);
        const int least = layout.scale.left - layout.frame.gutter + 2;
        const int x = std::clamp(tick.x - width / 2, least,
                                 std::max(least, layout.scale.right() - width - 5));
        m_painter.drawText(QRect(x, axis.top(), width + 1, axis.height()), Qt::AlignCenter,
                           tick.text);
    }
    if (layout.peak.text.isEmpty())
        return;
    m_painter.setFont(bold(m_fonts.text));
    m_painter.setPen(m_theme.accentText);
    m_painter.drawText(layout.peak.rect, Qt::AlignCenter, layout.peak.text);
}

} // namespace overlap::ui
