#pragma once

#include <QLabel>

namespace overlap::ui {

// Main thread. A text of a lesson in Markdown, wrapped. Screen readers get it without the marks.
class MarkdownLabel : public QLabel
{
    Q_OBJECT
public:
    explicit MarkdownLabel(QWidget *parent = nullptr);

    void setMarkdown(const QString &markdown);
};

// Pure. No line ends within a number, or between it and its unit.
QString tied(const QString &text);

// Main thread. The text without the marks.
QString plainOf(const QString &markdown);

} // namespace overlap::ui
