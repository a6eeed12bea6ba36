#pragma once

#include "lessons/here.h"
#include "lessons/syntax.h"

#include <QPlainTextEdit>

#include <vector>

namespace overlap::ui {

// Pure. The ground of a line where something stands.
QColor tinted(const QColor &colour, const QColor &ground);

// Main thread. The code of a lesson, read-only and as high as its lines. At the end of a line
// stands how many requests are there just now; a line that holds the event loop is red.
class CodeView : public QPlainTextEdit
{
    Q_OBJECT
public:
    explicit CodeView(QWidget *parent = nullptr);

    void showCode(const std::vector<lesson::CodeLine> &code); // C++
    void showRust(const QString &code);
    void showHere(const std::vector<Here> &here); // one for each line; fewer: nobody is at the rest

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void showText(const QString &text, Language language);
    void updateLook();
    void tintLines();
    int linesHeight() const;

    std::vector<lesson::CodeLine> m_code; // empty: it shows Rust
    std::vector<Here> m_here;
    Language m_language = Language::Cpp;
    CodeHighlighter *m_highlighter;
};

} // namespace overlap::ui
