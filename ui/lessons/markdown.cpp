#include "lessons/markdown.h"

#include <QRegularExpression>
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
    setText(tied(markdown));
    setAccessibleName(plainOf(markdown));
}

QString tied(const QString &text)
{
    static const QRegularExpression gap(QStringLiteral("(?<=\\d) (?=(?:s|ms|min)\\b|%)"));
    static const QRegularExpression thin(QStringLiteral("(?<=\\d)\u2009(?=\\d)"));
    return QString(text).replace(gap, QString(QChar::Nbsp)).replace(thin, QStringLiteral("\u202f"));
}

QString plainOf(const QString &markdown)
{
    QTextDocument document;
    document.setMarkdown(markdown);
    return document.toPlainText().trimmed();
}

} // namespace overlap::ui
