#include "lessons/syntax.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

namespace overlap::ui {

namespace {

// Sorted.
constexpr std::array cppWords = {
    u"auto",      u"bool",     u"break",   u"case",      u"catch",     u"class",   u"co_await",
    u"co_return", u"co_yield", u"const",   u"constexpr", u"continue",  u"default", u"delete",
    u"do",        u"double",   u"else",    u"enum",      u"explicit",  u"false",   u"final",
    u"float",     u"for",      u"if",      u"int",       u"namespace", u"new",     u"noexcept",
    u"nullptr",   u"override", u"private", u"public",    u"return",    u"static",  u"struct",
    u"switch",    u"template", u"this",    u"throw",     u"true",      u"try",     u"typename",
    u"using",     u"virtual",  u"void",    u"while",
};
constexpr std::array rustWords = {
    u"as",     u"async", u"await", u"break", u"const",  u"continue", u"crate",  u"dyn",   u"else",
    u"enum",   u"false", u"fn",    u"for",   u"if",     u"impl",     u"in",     u"let",   u"loop",
    u"match",  u"mod",   u"move",  u"mut",   u"pub",    u"ref",      u"return", u"self",  u"static",
    u"struct", u"trait", u"true",  u"type",  u"unsafe", u"use",      u"where",  u"while",
};

bool isWord(QStringView text, Language language)
{
    const std::span<const char16_t *const> words =
        language == Language::Cpp ? std::span<const char16_t *const>(cppWords) : rustWords;
    return std::ranges::any_of(words,
                               [text](const char16_t *word) { return text == QStringView(word); });
}

bool isPartOfName(QChar c)
{
    return c.isLetterOrNumber() || c == u'_';
}

// The end of a quoted text that begins at `from`.
qsizetype endOfText(QStringView line, qsizetype from)
{
    for (qsizetype i = from + 1; i < line.size(); ++i) {
        if (line[i] == u'\\')
            ++i;
        else if (line[i] == line[from])
            return i + 1;
    }
    return line.size();
}

qsizetype endOfName(QStringView line, qsizetype from)
{
    const auto end = std::find_if_not(line.begin() + from, line.end(), isPartOfName);
    return end - line.begin();
}

// "'a'" is a character, "'a" a lifetime of Rust, and "1'000" a number of C++.
bool beginsText(QStringView line, qsizetype at)
{
    return line[at] == u'"' ||
           (line[at] == u'\'' && (line.sliced(at).startsWith(u"'\\") ||
                                  (at + 2 < line.size() && line[at + 2] == u'\'')));
}

} // namespace

std::vector<Inked> inked(QStringView line, Language language)
{
    std::vector<Inked> parts;
    for (qsizetype at = 0; at < line.size();) {
        const auto add = [&](qsizetype end, std::optional<Ink> ink) {
            if (ink)
                parts.push_back({at, end - at, *ink});
            at = end;
        };
        if (line.sliced(at).startsWith(u"//")) {
            add(line.size(), Ink::Comment);
        } else if (beginsText(line, at)) {
            add(endOfText(line, at), Ink::Text);
        } else if (isPartOfName(line[at])) {
            const qsizetype end = endOfName(line, at);
            const QStringView name = line.sliced(at, end - at);
            add(end, name.front().isDigit()   ? std::optional(Ink::Number)
                     : isWord(name, language) ? std::optional(Ink::Keyword)
                                              : std::nullopt);
        } else {
            ++at;
        }
    }
    return parts;
}

QColor inkColour(Ink ink, bool dark)
{
    switch (ink) {
    case Ink::Keyword: return dark ? 0x9cc7f2 : 0x1a4f91;
    case Ink::Number: return dark ? 0xf0b98a : 0x8a3c00;
    case Ink::Text: return dark ? 0x8fd8a8 : 0x1d6330;
    case Ink::Comment: return dark ? 0xb4b4b4 : 0x595959;
    }
    return {};
}

void CodeHighlighter::setLook(Language language, bool dark)
{
    m_language = language;
    m_dark = dark;
    rehighlight();
}

void CodeHighlighter::highlightBlock(const QString &line)
{
    for (const Inked &part : inked(line, m_language))
        setFormat(int(part.from), int(part.size), inkColour(part.ink, m_dark));
}

} // namespace overlap::ui
