#include "lessons/markdown.h"

#include <QTextDocument>

namespace overlap::ui {

MarkdownLabel::MarkdownLabel(QWidget *parent) : QLabel(parent)
{
    setTextFormat(Qt::MarkdownText);
    setWordWrap(true);
    setMinimumWidth(1); // a long word must not widen the panel
    setTextInteractionFlags(Qt::TextSelectableByMouse);
    setFocusPolicy(Qt::NoFocus);
}

void MarkdownLabel::setMarkdown(const QString &markdown)
{
    setText(markdown);
    setAccessibleName(plainOf(markdown));
}

QString plainOf(const QString &markdown)
{
    QTextDocument document;
    document.setMarkdown(markdown);
    return document.toPlainText().trimmed();
}

} // namespace overlap::ui
