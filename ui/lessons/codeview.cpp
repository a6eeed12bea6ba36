#include "lessons/codeview.h"

#include "theme.h"
#include "widgets/plainlabel.h"

#include <QEvent>
#include <QGuiApplication>
#include <QPainter>
#include <QScrollBar>
#include <QTextBlock>

#include <algorithm>
#include <cmath>

namespace overlap::ui {

using namespace Qt::StringLiterals;

namespace {

QColor colourOf(const Theme &theme, const Here &here, record::Phase phase)
{
    return here.holdsLoop ? theme.error : theme.phase[size_t(phase)];
}

} // namespace

QColor tinted(const QColor &colour, const QColor &ground)
{
    constexpr double part = 0.14;
    return blend(colour, ground, part);
}

CodeView::CodeView(QWidget *parent)
    : QPlainTextEdit(parent)
    , m_highlighter(new CodeHighlighter(document()))
{
    setReadOnly(true);
    setFrameShape(QFrame::NoFrame);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setTabChangesFocus(true);
    viewport()->setBackgroundRole(QPalette::AlternateBase);
    updateLook();
}

void CodeView::showCode(const std::vector<lesson::CodeLine> &code)
{
    QStringList lines;
    for (const lesson::CodeLine &line : code)
        lines += line.text;
    m_code = code;
    setAccessibleName(tr("The code in C++"));
    showText(lines.join(u'\n'), Language::Cpp);
}

void CodeView::showRust(const QString &code)
{
    m_code.clear();
    setAccessibleName(tr("The code in Rust, not run here"));
    showText(code, Language::Rust);
}

void CodeView::showText(const QString &text, Language language)
{
    m_language = language;
    m_here.clear();
    setAccessibleDescription({});
    if (text != toPlainText())
        setPlainText(text);
    updateLook();
    updateGeometry();
}

void CodeView::showHere(const std::vector<Here> &here)
{
    if (here == m_here || m_code.empty())
        return;
    m_here = here;
    QStringList spoken;
    for (size_t i = 0; i < m_here.size(); ++i) {
        if (const QString text = hereText(m_here[i]); !text.isEmpty())
            spoken += tr("line %1: %2").arg(i + 1).arg(text);
    }
    setAccessibleDescription(spoken.join(u"; "_s));
    tintLines();
    viewport()->update();
}

void CodeView::updateLook()
{
    setFont(fixedFont());
    m_highlighter->setLook(m_language, Theme::forPalette(palette()).dark);
    tintLines();
}

void CodeView::tintLines()
{
    const Theme theme = Theme::forPalette(palette());
    const QColor ground = palette().color(viewport()->backgroundRole());
    QList<QTextEdit::ExtraSelection> lines;
    for (size_t i = 0; i < std::min(m_here.size(), m_code.size()); ++i) {
        if (m_here[i].count == 0)
            continue;
        QTextEdit::ExtraSelection line;
        line.cursor = QTextCursor(document()->findBlockByNumber(int(i)));
        line.format.setBackground(tinted(colourOf(theme, m_here[i], *m_code[i].mark), ground));
        line.format.setProperty(QTextFormat::FullWidthSelection, true);
        lines += line;
    }
    setExtraSelections(lines);
}

// The counts lie over what is long, at the right edge, so that they are seen at any width.
void CodeView::paintEvent(QPaintEvent *event)
{
    QPlainTextEdit::paintEvent(event);
    const Theme theme = Theme::forPalette(palette());
    const int gap = fontMetrics().averageCharWidth();
    QPainter painter(viewport());
    painter.setFont(QGuiApplication::font());
    for (size_t i = 0; i < std::min(m_here.size(), m_code.size()); ++i) {
        const QString text = hereText(m_here[i]);
        if (text.isEmpty())
            continue;
        const QString marked = (m_here[i].holdsLoop ? u"■ "_s : u"● "_s) + text;
        const QTextBlock line = document()->findBlockByNumber(int(i));
        QRect area = blockBoundingGeometry(line).translated(contentOffset()).toRect();
        area.setRight(viewport()->width() - gap);
        area.setLeft(area.right() - painter.fontMetrics().horizontalAdvance(marked) - 2 * gap);
        const QColor fill = colourOf(theme, m_here[i], *m_code[i].mark);
        painter.fillRect(area, fill);
        painter.setPen(theme.inkOn(fill));
        painter.drawText(area, Qt::AlignCenter, marked);
    }
}

void CodeView::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::ApplicationFontChange)
        updateLook();
    if (event->type() == QEvent::FontChange)
        updateGeometry();
}

void CodeView::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    updateGeometry(); // a scroll bar may be needed
}

int CodeView::linesHeight() const
{
    constexpr int spare = 2;                             // else Qt scrolls
    qreal height = document()->documentMargin() + spare; // the first line has its own
    for (QTextBlock line = document()->firstBlock(); line.isValid(); line = line.next())
        height += blockBoundingRect(line).height();
    return int(std::ceil(height));
}

QSize CodeView::sizeHint() const
{
    const bool scrolls = horizontalScrollBar()->maximum() > 0;
    const int bar = scrolls ? horizontalScrollBar()->sizeHint().height() : 0;
    const int columns = fontMetrics().horizontalAdvance(QString(60, u'm')); // of a lesson's lines
    return {columns + int(2 * document()->documentMargin()), linesHeight() + bar};
}

QSize CodeView::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 12, sizeHint().height()};
}

} // namespace overlap::ui
