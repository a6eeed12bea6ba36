#pragma once

#include <QColor>
#include <QString>
#include <QSyntaxHighlighter>

#include <vector>

namespace overlap::ui {

enum class Language : quint8 { Cpp, Rust };
enum class Ink : quint8 { Keyword, Number, Text, Comment };

// Pure. A part of a line that has a colour of its own.
struct Inked
{
    qsizetype from, size;
    Ink ink;
    bool operator==(const Inked &) const = default;
};

// Pure. Good enough for a few lines of an example: it knows no raw strings and no long comments.
std::vector<Inked> inked(QStringView line, Language language);

// Pure. With a contrast of 4.5:1 to what code stands on, also where requests are.
QColor inkColour(Ink ink, bool dark);

// Main thread. Colours a document.
class CodeHighlighter : public QSyntaxHighlighter
{
public:
    using QSyntaxHighlighter::QSyntaxHighlighter;

    void setLook(Language language, bool dark);

protected:
    void highlightBlock(const QString &line) override;

private:
    Language m_language = Language::Cpp;
    bool m_dark = false;
};

} // namespace overlap::ui
